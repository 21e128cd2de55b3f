"""`futae bench build`: real feeds from files to a release, split by step, at 10, 30 and 90 files, with peak memory.

Every build is a process of its own on an empty home. The steps are measured with one process that checks, so that they
add up; the last build is as `futae demo` does it, with a helper. What does not live here: how steps are timed
(tools/steps), memory (tools/watching).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tools.figures import machine, mebibytes, met, table
from bench.tools.homes import DATA
from bench.tools.steps import Built
from bench.tools.watching import Memory, watched
from futae.home import MOST_HANDS

DESCRIPTION = "real feeds from files to a release: seconds by step and memory at 10, 30 and 90 files"
REGISTRY = Path(__file__).resolve().parent.parent / "registry" / "gtfs-jp.yaml"
AIM_S, AIM_BYTES = 150.0, 1.5 * 2**30
NO_DATA = 3
ROLES = {"worker": "worker and publisher", "helper": "helper", "box": "one box"}


@dataclass(frozen=True, slots=True)
class Run:
    """One build with its memory and the load of the machine before it."""

    built: Built
    memory: Memory
    hands: int
    load: float


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench build", description=DESCRIPTION)
    parser.add_argument("--sizes", default="10,30,90", help="numbers of files (10,30,90)")
    parser.add_argument("--home", type=Path, default=Path("build/bench"), help="where homes are made (build/bench)")
    parser.add_argument("--data", type=Path, default=DATA, help=f"folder of real feeds ({DATA})")
    parser.add_argument("--registry", type=Path, default=REGISTRY, help="which file belongs to which feed")
    return parser.parse_args(args)


def spread(files: Sequence[Path], count: int) -> list[Path]:
    """`count` of the files, evenly spaced in their order; all when there are not more."""
    if count >= len(files):
        return list(files)
    return [files[i * len(files) // count] for i in range(count)]


def _run(options: argparse.Namespace, files: Sequence[Path], hands: int) -> Run:
    """One build in a process of its own. Raises CalledProcessError."""
    home = options.home / "run-build"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    answer, order = options.home / "built.json", options.home / "order.json"
    given = {"home": str(home), "files": [str(f) for f in files], "registry": str(options.registry), "hands": hands,
             "answer": str(answer)}  # fmt: skip
    order.write_text(json.dumps(given))
    load = os.getloadavg()[0]
    command = [sys.executable, "-m", "bench.tools.steps", str(order)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as child, watched(child.pid) as memory:
        code = child.wait()
    shutil.rmtree(home, ignore_errors=True)
    if code:
        raise subprocess.CalledProcessError(code, "bench.tools.steps")
    return Run(Built(**json.loads(answer.read_text())), memory, hands, load)


def _head(run: Run) -> str:
    with_help = " with help" if run.hands > 1 else ""
    return f"{run.built.files} files{with_help}"


def steps_table(runs: Sequence[Run]) -> str:
    """Seconds by step, one column for each number of files."""
    split = [run.built.steps() for run in runs]
    rows = [[name, *(f"{one[name]:.1f}" for one in split)] for name in split[0]]
    rows.append(["files → release", *(f"{run.built.total_s:.1f}" for run in runs)])
    rows.append(["per file", *(f"{run.built.total_s / run.built.files:.2f}" for run in runs)])
    return table(["step (s)", *(_head(run) for run in runs)], rows)


def whole_table(runs: Sequence[Run]) -> str:
    """What each build made, its wall seconds and its memory."""
    rows: list[list[object]] = [
        ["feeds", *(r.built.feeds for r in runs)],
        ["publishable files", *(r.built.ready for r in runs)],
        ["features in the release", *(f"{r.built.features:,}" for r in runs)],
        ["checks (s)", *(f"{r.built.check_s:.1f}" for r in runs)],
        ["release (s)", *(f"{r.built.release_s:.1f}" for r in runs)],
        ["files → release (s)", *(f"{r.built.total_s:.1f}" for r in runs)],
    ]
    for role, words in ROLES.items():
        held = [r.memory.peaks.get(role) for r in runs]
        rows.append([f"{words} (MiB)", *(mebibytes(n) if n else "-" for n in held)])
    rows.append(["all at one moment, resident (MiB)", *(mebibytes(r.memory.together) for r in runs)])
    rows.append(["all, shared pages once (MiB)", *(mebibytes(r.memory.shared_once) for r in runs)])
    rows.append(["load before", *(f"{r.load:.1f}" for r in runs)])
    return table(["build", *(_head(run) for run in runs)], rows)


def _aims(run: Run) -> None:
    """The aim of memory is for what the machine must have: shared pages once; what is resident is told beside it."""
    seconds, once, resident = run.built.total_s, run.memory.shared_once, run.memory.together
    print(
        f"{_head(run)}: {seconds:.0f} s (aim {AIM_S:.0f} s: {met(seconds, AIM_S)}); memory with shared pages once "
        f"{mebibytes(once)} MiB (aim {mebibytes(AIM_BYTES)} MiB: {met(once, AIM_BYTES)}), resident "
        f"{mebibytes(resident)} MiB ({met(resident, AIM_BYTES)})"
    )


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done (whether the aims are met is printed), 1 a build failed, 3 no real feeds."""
    options = _options(args)
    sizes = sorted({int(n) for n in options.sizes.split(",")})
    files = sorted(options.data.glob("*.zip"))
    if not files:
        print(f"no figures: no zips in {options.data} (--data DIR)", file=sys.stderr)
        return NO_DATA
    print(machine())
    try:
        alone = [_run(options, spread(files, n), 1) for n in sizes]
        helped = _run(options, spread(files, sizes[-1]), MOST_HANDS)
    except subprocess.CalledProcessError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    print("\none process that checks, one box:")
    print(steps_table(alone))
    print("\nwhole builds:")
    print(whole_table([*alone, helped]))
    for one in (alone[-1], helped):
        _aims(one)
    return 0
