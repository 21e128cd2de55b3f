"""`futae bench diff`: two generated versions of a large feed, `futae diff` with its meaning, beside gtfs-diff-engine.

Each way is a process of its own; processor time is told beside wall time, for others may work on the machine. The peer
tells rows only, no meaning. What does not live here: the feeds (tools/feedpairs), the split by step (tools/diffsteps),
comparing (feeds.compare).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.tools.feedpairs import write_pair
from bench.tools.figures import machine, mebibytes, met, table
from bench.tools.peers import PEERS, NoPeer
from bench.tools.peerservers import installed
from bench.tools.runs import run_command, runs_table

DESCRIPTION = "two versions of a feed with a million stop times compared, beside gtfs-diff-engine"
PEER = "gtfs-diff-engine 0.2.0"
AIM_S, AIM_MIB = 5.0, 300
DIFFERENT = 1


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench diff", description=DESCRIPTION)
    parser.add_argument("--stop-times", type=int, default=1_000_000, help="of each version (1000000)")
    parser.add_argument("--home", type=Path, default=Path("build/bench/diff"), help="where files are made")
    parser.add_argument("--no-peer", action="store_true", help="ours alone")
    return parser.parse_args(args)


def peer(folder: Path = PEERS / "gtfs-diff-engine") -> Path:
    """The peer's program in an environment of its own. Raises NoPeer."""
    python = (folder / "env/bin/python").absolute()
    fill = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", PEER.replace(" ", "==")]
    installed(PEER, [[sys.executable, "-m", "venv", "env"], fill], {}, folder)
    return python.with_name("gtfs-diff")


def steps_table(old: Path, new: Path) -> str:
    """What each step of ours takes, in a further run without a box."""
    command = [sys.executable, "-m", "bench.tools.diffsteps", str(old), str(new)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [[one["name"], f"{one['wall_s']:.2f}", mebibytes(one["memory"])] for one in json.loads(done.stdout)]
    return table(["step", "wall (s)", "memory in it at most (MiB)"], rows)


def _told(path: Path) -> str:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    lines = ", ".join(f"{one['code']} {one['total']:,}" for one in document["lines"])
    return f"unexplained {len(document['unexplained'])}; {lines}"


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done, 1 ours failed or left a change unexplained."""
    options = _options(args)
    print(machine())
    old, new = write_pair(options.home, options.stop_times)
    answer, theirs = options.home / "ours.json", options.home / "theirs.json"
    ours = run_command(
        "futae diff", [sys.executable, "-m", "futae.cli", "diff", str(old), str(new), "--format", "json", "--out",
                       str(answer)], (DIFFERENT,),
    )  # fmt: skip
    if ours.ended:
        print(f"FAILED: {ours.ended}", file=sys.stderr)
        return 1
    runs = [ours]
    if not options.no_peer:
        try:
            program = peer()
            runs.append(run_command(PEER, [str(program), str(old), str(new), "-o", str(theirs)], (0, 1)))
        except NoPeer as error:
            print(f"nothing is claimed: {error}")
    print(f"\n{options.stop_times:,} stop times in each version")
    print(runs_table(runs))
    print(f"aim {AIM_S:g} s wall: {met(ours.wall_s, AIM_S)}; aim {AIM_MIB} MiB together: "
          f"{met(ours.memory.together / 2**20, AIM_MIB)}")  # fmt: skip
    for one in runs[1:]:
        if one.ended:
            print(f"{one.way} ended with {one.ended}; nothing is claimed")
            continue
        print(f"{one.way} / futae: wall {one.wall_s / ours.wall_s:.2f}, processor {one.cpu_s / ours.cpu_s:.2f}, "
              f"memory {one.memory.together / ours.memory.together:.2f}")  # fmt: skip
    print(f"\n{steps_table(old, new)}\n")
    print(f"ours told: {_told(answer)}")
    return 1 if json.loads(answer.read_text(encoding="utf-8"))["unexplained"] else 0
