"""Canonical notices beside gtfs-validator (pure Python) on the real and broken feeds: counts by code, and the list of
what is known to differ.

Canonical are those of gtfs-guru with what it lacks (feeds.rules.guru_lacks), before anything is softened for Japan.
What does not live here: running all of them (bench/oracle), some of them as a test (test_corpus_oracle).
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.tools.data import SOURCES
from bench.tools.validating import oracle_codes
from feeds.formats.gtfs import read_gtfs
from feeds.formats.look import GTFS, look
from feeds.rules import guru
from feeds.rules.guru_lacks import lacks

DAY = "2020-01-15"


@dataclass(frozen=True, slots=True)
class Known:
    """A difference that is known: file below ../shared/data, code, how often ours and theirs find it, and why."""

    file: str
    code: str
    ours: int
    theirs: int
    why: str


_NEVER = "a code of our engine alone, none of the 176 of 8.0.1: calendar.txt and calendar_dates.txt leave it no day"
_SHORT = "rows with a cell too few: both say so, then theirs leaves them out and ours reads them"
_NO_ZIP = "no zip: theirs tells it as a system error beside the notices, ours as this code"

KNOWN = (
    *(
        Known(f"gtfs-jp/{name}.zip", "service_never_active", count, 0, _NEVER)
        for name, count in (
            ("gtfs.0002.express.GMA", 18), ("gtfs.1001.kanetsu_kotu", 15), ("gtfs.1019.maebashishi_com", 2),
            ("gtfs.1021.numatashi_com", 2), ("gtfs.1022.minakamimachi_com", 4), ("gtfs.1036.shimonitamachi_com", 3),
            ("gtfs.1115.seibu_kanko.GMA", 4), ("okaden", 7), ("ryobi", 5),
        )
    ),
    Known("gtfs-broken/tl_example.zip", "unused_shape", 3, 0, _SHORT),
    Known("gtfs-broken/tl_example-errors.zip", "unused_shape", 3, 0, _SHORT),
    Known("gtfs-broken/tl_invalid.zip", guru.FAILED, 1, 0, _NO_ZIP),
    Known("gtfs-broken/google_transitfeed/tests/data/unknown_format.zip", guru.FAILED, 1, 0, _NO_ZIP),
    Known("gtfs-broken/gtfs_guru/google/unknown_format.zip", guru.FAILED, 1, 0, _NO_ZIP),
    Known("gtfs-broken/gtfs_guru/errors/stops/stop_without_location.zip", "fast_travel_between_far_stops", 0, 1,
          "theirs puts a stop without coordinates at 0, 0 and finds the journey too fast"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One code of one file that is found unequally often."""

    file: str
    code: str
    ours: int
    theirs: int

    def known(self) -> Known | None:
        """The entry of `KNOWN` that says exactly this."""
        return next((k for k in KNOWN if (k.file, k.code, k.ours, k.theirs) == self._all()), None)

    def _all(self) -> tuple[str, str, int, int]:
        return self.file, self.code, self.ours, self.theirs


def corpora(root: Path = SOURCES) -> list[Path]:
    """The real files of Japan and all broken ones."""
    return [*sorted((root / "gtfs-jp").glob("*.zip")), *sorted((root / "gtfs-broken").rglob("*.zip"))]


def canonical_codes(path: Path, day: str = DAY) -> Counter[str]:
    """How often our canonical rules find each code in a file as it is: a feed in a folder of its zip is none."""
    result = guru.validate(path, country="JP", reference_date=date.fromisoformat(day))
    found = Counter({code: total for code, _, total in result.codes()})
    with tempfile.TemporaryDirectory() as work:
        seen = look(path, path.name, Path(work))
        if seen.format == GTFS and seen.archive is not None and (seen.folder, seen.archive.path) == ("", path):
            read = read_gtfs(seen.archive, seen.folder, Path(work))
            for lack in lacks(read.tables):
                found[lack.code] += lack.frame.height
    return found


def differences(path: Path, theirs: Counter[str], root: Path = SOURCES) -> list[Difference]:
    """The codes of a file that both find unequally often."""
    ours, name = canonical_codes(path), path.relative_to(root).as_posix()
    codes = sorted(ours.keys() | theirs.keys())
    return [Difference(name, code, ours[code], theirs[code]) for code in codes if ours[code] != theirs[code]]


def compare_one(path: Path, oracle: Callable[[Path, str], Counter[str]] = oracle_codes) -> list[Difference]:
    """Ask both about one file."""
    return differences(path, oracle(path, DAY))


def unmet(found: Sequence[Difference], files: Sequence[Path], root: Path = SOURCES) -> list[Known]:
    """Entries of `KNOWN` about these files that were not found: the list must not outlive what it tells of."""
    asked, seen = {path.relative_to(root).as_posix() for path in files}, {one.known() for one in found}
    return [one for one in KNOWN if one.file in asked and one not in seen]
