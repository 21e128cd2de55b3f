"""gtfs-analyzer 0.16 in an environment of its own: its GTFS-JP rules (JPN_…) over many files, as counts.

What does not live here: our rules and the comparison (bench.jprules).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.tools.peers import PEERS, NoPeer, install

REQUIREMENT = "gtfs-analyzer==0.16.0"

_PROGRAM = """
import collections, gtfs_analyzer, json, sys
day = sys.argv[1]
for path in sys.argv[2:]:
    found = gtfs_analyzer.validate_gtfs(path, today=day, config={"gtfs_jp_profile": "v3"}, lang="en")
    rules = collections.Counter(n["rule_id"] for n in found["notices"] if n["rule_id"].startswith("JPN"))
    print(json.dumps([path, rules]), flush=True)
"""


def command_of(files: Sequence[Path], day: str, peers: Path = PEERS) -> list[str]:
    """The command that checks the files in one process, installed where it is not there yet: for each a line of JSON
    with its name and its rules. Its profile is v3, the oldest it has. Raises NoPeer."""
    home = peers / "gtfs-analyzer"
    python = home / "bin" / "python"
    if not python.is_file() or subprocess.run([python, "-c", "import gtfs_analyzer"], check=False).returncode:
        install(home, REQUIREMENT)
    return [str(python), "-c", _PROGRAM, day, *(str(path.resolve()) for path in files)]


def rules_of(files: Sequence[Path], day: str, peers: Path = PEERS) -> dict[str, dict[str, int]]:
    """File name → rule → how often, at that day. Raises NoPeer."""
    done = subprocess.run(command_of(files, day, peers), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeer(f"{REQUIREMENT} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return {Path(path).name: dict(rules) for path, rules in map(json.loads, done.stdout.splitlines())}
