"""`futae bench check`: our check beside the bare engine and gtfs-analyzer, on a large generated feed and all real feeds
of Japan; then every broken zip of ../shared/data and every hostile file through `futae check`, as a table.

What does not live here: comparing (tools/checkspeed), the feed (tools/jpfeed), hostile files (bench.hostile), one run
(bench.hostile.asking), asserting it (tests/hostile).
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
from bench.tools.checkspeed import compare
from bench.tools.data import DATA
from bench.tools.figures import machine, seconds, table
from bench.tools.jpfeed import write_jp_feed

DESCRIPTION = "futae check beside its bare engine and gtfs-analyzer; all broken and hostile files: exit codes, seconds"
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


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench check", description=DESCRIPTION)
    parser.add_argument("--only", choices=("speed", "hostile"), help="one of the two parts (both)")
    parser.add_argument("--stop-times", type=int, default=5_000_000, help="of the generated feed (5000000)")
    parser.add_argument("--rounds", type=int, default=3, help="of engine and ours, in turn (3)")
    parser.add_argument("--no-peer", action="store_true", help="without gtfs-analyzer")
    parser.add_argument("--home", type=Path, default=Path("build/bench/check"), help="where the feed is made")
    parser.add_argument("--broken", type=Path, default=BROKEN, help="folder with broken zips (left out when absent)")
    return parser.parse_args(args)


def run(args: Sequence[str]) -> int:
    """Print the tables; 1 when a hostile file had no answer or took more than ten seconds of CPU."""
    chosen = _options(args)
    print(machine())
    if chosen.only != "hostile":
        _speed(chosen)
    return 0 if chosen.only == "speed" else _hostile(chosen.broken)


def _speed(chosen: argparse.Namespace) -> None:
    how = {"rounds": chosen.rounds, "with_peer": not chosen.no_peer}
    large = write_jp_feed(chosen.home / f"jp-{chosen.stop_times}.zip", chosen.stop_times)
    compare(f"a generated GTFS-JP feed of {chosen.stop_times:,} stop times", [large], "2024-06-03", **how)
    real = sorted(DATA.glob("*.zip"))
    if real:
        compare(f"{len(real)} real files, one process each way", real, "2019-06-03", **how)
    else:
        print(f"{DATA} is not here: real files are left out")


def _hostile(broken: Path) -> int:
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
        paths = {"gtfs-broken": iter(sorted(broken.rglob("*.zip")))} if broken.is_dir() else {}
        made = {name: _made(files, Path(folder)) for name, files in groups.items()}
        for name, some in {**paths, **made}.items():
            asked = [ask(path) for path in some]
            everything += asked
            rows.append(_row(name, asked))
    print(table(HEAD, [*rows, _row("all", everything)]))
    faults = [one for one in everything if not one.is_answer or one.cpu_s > LIMIT_S]
    for one in faults:
        print(f"FAULT {one.name}: exit {one.code}, {one.cpu_s:.1f} s CPU: {one.said[-300:].decode(errors='replace')}")
    return 1 if faults else 0
