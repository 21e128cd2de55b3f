"""`futae bench check`: every broken zip of ../shared/data and every hostile file through `futae check`, as a table.

What does not live here: the files (bench.hostile), one run (bench.hostile.asking), asserting it (tests/hostile).
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.hostile.archives import ARCHIVES, BOMBS
from bench.hostile.asking import Asked, ask
from bench.hostile.cells import CELLS
from bench.hostile.geojson import GEOJSON
from bench.hostile.kinds import HostileFile
from bench.hostile.masses import MASSES
from bench.tools.figures import machine, seconds, table

DESCRIPTION = "all broken and hostile files through futae check: exit codes, greatest seconds"
BROKEN = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "gtfs-broken"
LIMIT_S = 10.0
HEAD = ("files of", "files", "exit 0", "exit 1", "exit 2", "faults", "most s", "most CPU s", "busiest")


def _made(files: Iterable[HostileFile], folder: Path) -> Iterator[Path]:
    """Each file, made when it is its turn and removed afterwards."""
    for one in files:
        path = folder / one.name
        one.make(path)
        yield path
        path.unlink()


def _row(name: str, asked: list[Asked]) -> list[object]:
    codes = Counter(one.code for one in asked)
    slowest = max(asked, key=lambda one: one.wall_s)
    busiest = max(asked, key=lambda one: one.cpu_s)
    faults = sum(not one.is_answer for one in asked)
    figures = (seconds(slowest.wall_s), seconds(busiest.cpu_s), busiest.name)
    return [name, len(asked), *(codes[code] for code in (0, 1, 2)), faults, *figures]


def run(args: Sequence[str]) -> int:
    """Print the table; 1 when a file had no answer or took more than ten seconds of CPU."""
    parser = argparse.ArgumentParser(prog="futae bench check", description=DESCRIPTION)
    parser.add_argument("--broken", type=Path, default=BROKEN, help="folder with broken zips (left out when absent)")
    chosen = parser.parse_args(args)
    groups: dict[str, Sequence[HostileFile]] = {
        "hostile: bombs": BOMBS,
        "hostile: archives": ARCHIVES,
        "hostile: cells": CELLS,
        "hostile: masses": MASSES,
        "hostile: GeoJSON": GEOJSON,
    }
    everything: list[Asked] = []
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        paths = {"gtfs-broken": iter(sorted(chosen.broken.rglob("*.zip")))} if chosen.broken.is_dir() else {}
        made = {name: _made(files, Path(folder)) for name, files in groups.items()}
        for name, some in {**paths, **made}.items():
            asked = [ask(path) for path in some]
            everything += asked
            rows.append(_row(name, asked))
    print(machine())
    print(table(HEAD, [*rows, _row("all", everything)]))
    faults = [one for one in everything if not one.is_answer or one.cpu_s > LIMIT_S]
    for one in faults:
        print(f"FAULT {one.name}: exit {one.code}, {one.cpu_s:.1f} s CPU: {one.said[-300:].decode(errors='replace')}")
    return 1 if faults else 0
