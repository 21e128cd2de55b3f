"""Our full check beside bare gtfs-guru and gtfs-analyzer on the same files: one process each, watched from outside.

Full is: reading, canonical and GTFS-JP rules, score, every row, stored tables, report. Engine and ours are each asked
in rounds, in turn, and compared by their medians. What does not live here: the checkers (checking, analyzer), files.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.tools import analyzer
from bench.tools.figures import mebibytes, met, table
from bench.tools.peers import NoPeer
from bench.tools.runs import Run, run_command

AIM_TIMES, AIM_MIB = 1.2, 400


def compare(title: str, files: Sequence[Path], day: str, *, rounds: int, with_peer: bool) -> None:
    """Check the files each way and print what it took; nothing is claimed of what did not end well."""
    named = [str(path) for path in files]
    ways = {way: [sys.executable, "-m", "bench.tools.checking", way, day, *named] for way in ("engine", "ours")}
    ran: dict[str, list[Run]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, command in ways.items():
            ran[way].append(run_command(way, command, (0,)))
    if len(files) == 1:
        whole = [sys.executable, "-m", "futae.cli", "check", named[0], "--format", "json"]
        ran["futae check, whole"] = [run_command("futae check", whole, (0, 1))]
    print(f"\n{title}, {rounds} rounds")
    try:
        if with_peer:
            ran[analyzer.REQUIREMENT] = [run_command("peer", analyzer.command_of(files, day), (0,))]
    except NoPeer as error:
        print(f"nothing is claimed: {error}")
    for way, runs in list(ran.items()):
        if ended := next((one.ended for one in runs if one.ended), ""):
            print(f"{way} ended with {ended}; nothing is claimed")
            del ran[way]
    print(table(["median", *ran], _rows(ran)))
    if "engine" in ran and "ours" in ran:
        _judge(ran["engine"], ran["ours"])


def _wall(runs: Sequence[Run]) -> float:
    return statistics.median(one.wall_s for one in runs)


def _cpu(runs: Sequence[Run]) -> float:
    return statistics.median(one.cpu_s for one in runs)


def _most(runs: Sequence[Run]) -> int:
    return max(one.memory.together for one in runs)


def _rows(ran: dict[str, list[Run]]) -> list[list[object]]:
    return [
        ["wall (s)", *(f"{_wall(runs):.2f}" for runs in ran.values())],
        ["processor (s)", *(f"{_cpu(runs):.2f}" for runs in ran.values())],
        ["most memory (MiB)", *(mebibytes(_most(runs)) for runs in ran.values())],
    ]


def _judge(engine: Sequence[Run], ours: Sequence[Run]) -> None:
    times, more = _wall(ours) / _wall(engine), (_most(ours) - _most(engine)) / 2**20
    print(f"ours / bare engine: wall {times:.2f} (aim {AIM_TIMES:g}: {met(times, AIM_TIMES)}), processor "
          f"{_cpu(ours) / _cpu(engine):.2f}; memory on top of the engine's {more:.0f} MiB (aim {AIM_MIB}: "
          f"{met(more, AIM_MIB)})")  # fmt: skip
