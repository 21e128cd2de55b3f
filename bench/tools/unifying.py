"""One merge of files in a process of its own: `python -m bench.tools.unifying ORDER.json`, ours or that of gtfs-kit.

Ours does what `futae unify` does: every file is read and checked in the box, what may be published is merged; members
and tables stay in the order's folder for the proof. What does not live here: the proof (mergeproof), limits of time and
memory (bench/unify.py).
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

OUT, MEMBERS = "merged.zip", "members.pickle"


@dataclass(slots=True)
class Figures:
    """`files` that were given, `members` merged, trips and stop times of the merged feed, bytes of the zip, seconds by
    step, and the files that were left out with the reason."""

    files: int = 0
    members: int = 0
    trips: int = 0
    stop_times: int = 0
    size: int = 0
    steps: dict[str, float] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def total_s(self) -> float:
        """Seconds of all steps."""
        return sum(self.steps.values())


def merge_ours(files: Sequence[Path], folder: Path, on: str) -> Figures:
    """`futae unify` step by step, one feed for each file."""
    from boxes.limits import Limits
    from feeds.merge import Publisher, merge
    from futae.registry_file import one_feed_per_file
    from futae.unify import take_in

    begun = time.perf_counter()
    plan = one_feed_per_file(files, ("CC-BY-4.0",))
    taken = take_in(plan, folder, date.fromisoformat(on), Limits(), "en", lambda _words: None)
    read = time.perf_counter()
    with (folder / OUT).open("wb") as out:
        report = merge(taken.members, out, publisher=Publisher("Futae", "https://example.org/"),
                       made_on=date.fromisoformat(on))  # fmt: skip
        out.flush()
        os.fsync(out.fileno())
    merged = time.perf_counter()
    codes = {key: Counter({t.code: t.total for t in one.totals}) for key, one in taken.reports.items()}
    with (folder / MEMBERS).open("wb") as kept:
        pickle.dump({"members": taken.members, "paths": taken.paths, "codes": codes}, kept)
    return Figures(
        len(files), len(report.members), report.tables["trips"], report.tables["stop_times"],
        (folder / OUT).stat().st_size, {"read and check": read - begun, "merge and write": merged - read},
        [f"{one.path.name}: {one.detail}" for one in taken.left_out],
    )  # fmt: skip


def merge_gtfs_kit(files: Sequence[Path], folder: Path, on: str) -> Figures:  # noqa: ARG001
    """gtfs_kit.combine_feeds as it comes; files that its reader refuses are left out and named."""
    import gtfs_kit

    figures = Figures(len(files))
    begun = time.perf_counter()
    feeds = []
    for path in files:
        try:
            feeds.append(gtfs_kit.read_feed(path, dist_units="m"))
        except Exception as error:  # noqa: BLE001
            figures.left_out.append(f"{path.name}: {_first_line(error)}")
    read = time.perf_counter()
    merged = gtfs_kit.combine_feeds(feeds)
    combined = time.perf_counter()
    merged.to_file(folder / OUT)
    written = time.perf_counter()
    figures.steps = {"read": read - begun, "combine": combined - read, "write": written - combined}
    figures.members, figures.trips, figures.stop_times = len(feeds), len(merged.trips), len(merged.stop_times)
    figures.size = (folder / OUT).stat().st_size
    return figures


def _first_line(error: BaseException) -> str:
    words = str(error).strip().splitlines()
    return f"{type(error).__name__}: {words[0][:120] if words else ''}".rstrip(": ")


WAYS: Mapping[str, Callable[[Sequence[Path], Path, str], Figures]] = {"futae": merge_ours, "gtfs_kit": merge_gtfs_kit}


def main(args: Sequence[str]) -> int:
    """Do what the order says and write the figures, or the error that ended it, where it says."""
    order: dict[str, Any] = json.loads(Path(args[0]).read_text())
    answer = Path(order["answer"])
    try:
        figures = WAYS[order["way"]]([Path(f) for f in order["files"]], Path(order["folder"]), order["on"])
    except Exception as error:  # noqa: BLE001
        answer.write_text(json.dumps({"error": _first_line(error)}))
        return 1
    answer.write_text(json.dumps(asdict(figures)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
