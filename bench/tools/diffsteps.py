"""The steps of comparing two feeds, watched from inside: `python -m bench.tools.diffsteps OLD NEW` prints them as JSON.

The stack of the main thread and the memory of the process are sampled, so nothing is changed in what is watched. What
does not live here: what the steps do (feeds.compare), the box around them (bench/diff has the whole).
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

import psutil

SAMPLE_S = 0.005
STEPS = {
    ("boxed", "_read_both"): "read both, stop_times as numbers",
    ("compare", "compare"): "normal form",
    ("ordering", "in_order"): "order of stop_times",
    ("compare", "_marks"): "fingerprints",
    ("raw", "diff_of_lean"): "raw diff",
    ("view", "view"): "stops, trips, calls of both",
    ("same_stops", "same_stops"): "which stop, route, trip is which",
    ("same_service", "same_service"): "which stop, route, trip is which",
    ("trip_changes", "trip_changes"): "changed trips",
    ("explain", "explain"): "each raw change explained",
    ("compare", "_lines"): "lines in words",
    ("continuity", "continuity"): "ids that persist",
    ("boxed", "diff_files"): "the answer written",
}
"""Module and function → the step in which its time counts, unless it called another one of these."""
START = "interpreter and imports"


@dataclass(slots=True)
class Step:
    """Wall seconds in a step and the most resident memory seen in it (bytes)."""

    name: str
    wall_s: float = 0.0
    memory: int = 0


def step_of(frame: FrameType | None) -> str:
    """The innermost step on a stack; '' when there is none."""
    while frame is not None:
        name = STEPS.get((Path(frame.f_code.co_filename).stem, frame.f_code.co_name))
        if name is not None:
            return name
        frame = frame.f_back
    return ""


def _watch(main: int, stop: threading.Event, steps: dict[str, Step]) -> None:
    process, last = psutil.Process(), time.monotonic()
    while not stop.wait(SAMPLE_S):
        name = step_of(sys._current_frames().get(main))
        now = time.monotonic()
        if name:
            one = steps.setdefault(name, Step(name))
            one.wall_s += now - last
            one.memory = max(one.memory, int(process.memory_info().rss))
        last = now


def watched(old: Path, new: Path) -> Iterator[Step]:
    """Compare two files as the box does and tell each step."""
    from feeds.compare.boxed import diff_files

    begun = time.time() - psutil.Process().create_time()
    yield Step(START, begun, int(psutil.Process().memory_info().rss))
    steps: dict[str, Step] = {}
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(threading.get_ident(), stop, steps), daemon=True)
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder)
        for side, path in (("old", old), ("new", new)):
            (given / side).mkdir()
            (given / side / path.name).symlink_to(path.resolve())
        watcher.start()
        diff_files(given, given, names={"old": old.name, "new": new.name})
        stop.set()
        watcher.join()
    yield from steps.values()


if __name__ == "__main__":
    print(json.dumps([asdict(one) for one in watched(Path(sys.argv[1]), Path(sys.argv[2]))]))
