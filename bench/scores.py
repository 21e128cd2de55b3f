"""`futae bench scores`: the score of every real feed of Japan, and whether scores spread, by part and by rule.

Judged on a day in the files' own years (`--today`), for all of them ended in 2017 to 2021. What does not live here: the
formula (feeds.score), what may be published (bench.survey).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.tools.figures import machine, percentile, table
from bench.tools.homes import DATA
from feeds.inspect import inspect
from feeds.score.table import RULES
from terms.reports import from_json
from terms.scores import PARTS, Score

DESCRIPTION = "the score of every real feed: parts, how scores spread, and which rules cost how many feeds points"
DAY = "2019-06-03"
NO_DATA = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One file and its score."""

    file: str
    score: Score


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench scores", description=DESCRIPTION)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of zips")
    parser.add_argument("--today", default=DAY, help=f"reference date ({DAY})")
    return parser.parse_args(args)


def scored(path: Path, today: str) -> Row | None:
    """The score of one file; None when it has none (it could not be read)."""
    with tempfile.TemporaryDirectory() as folder:
        report = from_json(inspect(path, Path(folder), file_name=path.name, reference_date=today)["report"])
    return None if report.score is None else Row(path.name, report.score)


def told(rows: Sequence[Row]) -> str:
    """The three tables: each feed, the spread of the parts, the rules."""
    parts = [part for part in PARTS if part != "realtime"]
    each = [
        (row.file, row.score.value, *(row.score.parts()[part] for part in parts))
        for row in sorted(rows, key=lambda row: (-row.score.value, row.file))
    ]
    values = {"score": [row.score.value for row in rows]}
    for part in parts:
        values[part] = [value for row in rows if (value := row.score.parts()[part]) is not None]
    spread = [
        (name, min(some), *(percentile(some, p) for p in (25, 50, 75)), max(some)) for name, some in values.items()
    ]
    lost = {
        rule.rule: [line.lost for row in rows for line in row.score.lines if line.rule == rule.rule] for rule in RULES
    }
    rules = [
        (rule.rule, rule.most, sum(points > 0 for points in lost[rule.rule]), f"{sum(lost[rule.rule]) / len(rows):.1f}")
        for rule in RULES
    ]
    return "\n\n".join(
        [
            table(("file", "score", *parts), each),
            table(("of all", "least", "quarter", "half", "three quarters", "most"), spread),
            table(("rule", "points", "feeds that lose some", "points lost by a feed"), rules),
        ]
    )


def run(args: Sequence[str]) -> int:
    """Score every file and print the tables; 3 without the files."""
    chosen = _options(args)
    paths = sorted(chosen.data.glob("*.zip"))
    if not paths:
        print(f"no zips in {chosen.data}", file=sys.stderr)
        return NO_DATA
    rows = [row for path in paths if (row := scored(path, chosen.today)) is not None]
    print(f"{len(rows)} of {len(paths)} files have a score, judged as of {chosen.today}; {machine()}\n")
    print(told(rows))
    return 0
