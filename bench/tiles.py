"""`futae bench tiles`: 1.5 million points of the nation as two plain layers: our shards beside one call and one run.

The same features are kept at zoom 14 by all three, which is counted; above it ours sums them, the others thin them out.
Fails when one of our tiles is above 500 kB or a feature is missing at zoom 14. What does not live here: the layers
(tools/nationpoints), one cut (tools/cutting), installing tippecanoe (tools/peers).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tools.cutting import DIRECTORY, Figures
from bench.tools.data import SOURCES, NoData
from bench.tools.figures import machine, mebibytes, table
from bench.tools.judged import Judged, judge
from bench.tools.nationpoints import SPEC, Points, nation_points
from bench.tools.peers import NoPeer, tippecanoe
from bench.tools.watching import watched

DESCRIPTION = "1.3 M accidents and 198 k shelters as tiles: our shards beside freestiler and tippecanoe"
MOST_BYTES = 500_000
NO_DATA = 3
WORDS = {"shards": "futae, shards", "freestiler": "freestiler, one call", "tippecanoe": "tippecanoe, one run"}


@dataclass(frozen=True, slots=True)
class Run:
    """One cut: wall and processor seconds of its process, most resident bytes, load before, figures of its own, and
    what it wrote."""

    way: str
    wall_s: float
    cpu_s: float
    memory: int
    load: float
    figures: Figures
    judged: Judged
    beside: int = 0
    """Bytes beside the archives: the directory artifact of the shards."""


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench tiles", description=DESCRIPTION)
    parser.add_argument("--home", type=Path, default=Path("build/bench"), help="where files are kept (build/bench)")
    parser.add_argument("--data", type=Path, default=SOURCES, help=f"folder of accidents and shelters ({SOURCES})")
    parser.add_argument("--only", default=",".join(WORDS), help=f"which of {', '.join(WORDS)} (all)")
    parser.add_argument("--fresh", action="store_true", help="read the layers again")
    return parser.parse_args(args)


def _command(way: str, points: Sequence[Points], folder: Path, home: Path) -> list[str]:
    """The program and its arguments. Raises NoPeer."""
    if way == "tippecanoe":
        layers = [word for one in points for word in ("-L", f"{one.name}:{one.lines}")]
        zooms = [f"-Z{SPEC.min_zoom}", f"-z{SPEC.max_zoom}"]
        return [str(tippecanoe()), "-q", "-P", *zooms, "-t", str(folder), "-o", str(folder / "all.pmtiles"), *layers]
    order = home / "order.json"
    given = {"way": way, "folder": str(folder), "layers": {one.name: str(one.parquet) for one in points}}
    order.write_text(json.dumps({**given, "answer": str(home / "answer.json")}))
    return [sys.executable, "-m", "bench.tools.cutting", str(order)]


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(way: str, points: Sequence[Points], home: Path) -> Run:
    """One cut in a process of its own, and what it wrote. Raises NoPeer, CalledProcessError."""
    folder = home / f"run-tiles-{way}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command, load = _command(way, points, folder, home), os.getloadavg()[0]
    cpu, begun = _cpu_s(), time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as child, watched(child.pid) as memory:
        code = child.wait()
        wall = time.perf_counter() - begun
    if code:
        raise subprocess.CalledProcessError(code, way)
    figures = Figures() if way == "tippecanoe" else Figures(**json.loads((home / "answer.json").read_text()))
    directory = folder / DIRECTORY
    archives = sorted(path for path in folder.iterdir() if path != directory)
    beside = directory.stat().st_size if directory.is_file() else 0
    run = Run(way, wall, _cpu_s() - cpu, memory.together, load, figures, judge(archives, SPEC.max_zoom), beside)
    shutil.rmtree(folder)
    return run


def runs_table(runs: Sequence[Run], features: int) -> str:
    """What each cut cost and made."""
    rows: list[list[object]] = [
        ["file → archive (s)", *(f"{r.wall_s:.1f}" for r in runs)],
        ["processor (s)", *(f"{r.cpu_s:.1f}" for r in runs)],
        ["most memory, resident (MiB)", *(mebibytes(r.memory) for r in runs)],
        ["bytes (MB)", *(f"{(r.judged.total + r.beside) / 1e6:.1f}" for r in runs)],
        ["archives", *(r.figures.leaves + r.figures.nodes or 1 for r in runs)],
        ["tiles", *(f"{sum(r.judged.tiles.values()):,}" for r in runs)],
        ["largest tile (kB)", *(f"{r.judged.largest_tile / 1e3:.0f}" for r in runs)],
        ["largest tile, gzip (kB)", *(f"{max(r.judged.largest_gzip.values()) / 1e3:.0f}" for r in runs)],
        ["features missing at the last zoom", *(f"{features - len(r.judged.kept):,}" for r in runs)],
        ["load before", *(f"{r.load:.1f}" for r in runs)],
    ]
    return table(["cut", *(WORDS[r.way] for r in runs)], rows)


def zooms_table(runs: Sequence[Run]) -> str:
    """The largest tile of each zoom, uncompressed."""
    zooms = sorted({zoom for r in runs for zoom in r.judged.largest})
    rows = [[zoom, *(f"{r.judged.largest.get(zoom, 0) / 1e3:.1f}" for r in runs)] for zoom in zooms]
    return table(["zoom", *(f"{WORDS[r.way]} (kB)" for r in runs)], rows)


def failures(ours: Run, features: int) -> list[str]:
    """What our cut must not do, and did."""
    found = []
    if ours.judged.largest_tile > MOST_BYTES:
        found.append(f"a tile of {ours.judged.largest_tile / 1e3:.0f} kB, above {MOST_BYTES / 1e3:.0f} kB")
    if len(ours.judged.kept) != features:
        found.append(f"{features - len(ours.judged.kept):,} features are not at zoom {SPEC.max_zoom}")
    return found


def _print(runs: Sequence[Run], points: Sequence[Points]) -> int:
    features = sum(one.count for one in points)
    print(f"\n{', '.join(f'{one.count:,} {one.name}' for one in points)}; zooms {SPEC.min_zoom} to {SPEC.max_zoom}; "
          f"each cut in a process of its own, from a file to archives")  # fmt: skip
    print(runs_table(runs, features))
    print("\nthe largest tile of each zoom, uncompressed:")
    print(zooms_table(runs))
    ours = [one for one in runs if one.way == "shards"]
    return max((_print_ours(one, features) for one in ours), default=0)


def _print_ours(ours: Run, features: int) -> int:
    """Our steps, and whether the promises hold: 0 or 1."""
    steps = ", ".join(f"{name} {took:.1f}" for name, took in ours.figures.steps.items())
    print(f"\nfutae by step (s): {steps}; {ours.figures.leaves} leaves, {ours.figures.nodes} nodes above them")
    print(f"the heaviest leaf again, its path upward and the directory: {ours.figures.again_s:.2f} s")
    found = failures(ours, features)
    for words in found:
        print(f"FAILED: {words}", file=sys.stderr)
    if not found:
        print(f"no tile of ours above {MOST_BYTES / 1e3:.0f} kB; every feature is at zoom {SPEC.max_zoom}")
    return 1 if found else 0


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done, 1 a cut failed or ours broke a promise, 3 no data."""
    options = _options(args)
    print(machine())
    try:
        points = nation_points(options.home, options.data, fresh=options.fresh, say=print)
    except NoData as error:
        print(f"no figures: {error}", file=sys.stderr)
        return NO_DATA
    runs = []
    for way in options.only.split(","):
        try:
            runs.append(_run(way, points, options.home))
        except NoPeer as error:
            print(f"{WORDS[way]}: no figures: {error}")
        except subprocess.CalledProcessError as error:
            print(f"FAILED: {error}", file=sys.stderr)
            return 1
    return _print(runs, points)
