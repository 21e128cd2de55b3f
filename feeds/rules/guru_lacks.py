"""What gtfs-validator 8.0.1 finds and gtfs-guru 1.0 does not: found here, told in the engine's own form.

Both are seen on real feeds beside gtfs-validator (tests/feeds/rules/test_corpus_oracle.py): the key of fare_rules.txt
are all its columns (GtfsFareRuleSchema), and three fields of feed_info.txt are recommended (GtfsFeedInfoSchema). What
does not live here: the engine (`guru`), severities of Japanese feeds (`soften`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from feeds.formats.ascii_ids import RECORD
from feeds.rows.wide import detail
from feeds.rules.rule import FINDING, cell, known
from feeds.tables import TextTables
from terms.notices import Severity

FARE_KEY = ("fare_id", "route_id", "origin_id", "destination_id", "contains_id")
RECOMMENDED = ("feed_start_date", "feed_end_date", "feed_version")
DUPLICATE, UNFILLED = "duplicate_key", "missing_recommended_field"


@dataclass(frozen=True, slots=True)
class Lack:
    """Findings of one code as a wide frame (feeds.rows.wide); rows are numbered as the engine does. `keeps_off`: they
    block as any canonical error does; else by a strict policy only."""

    code: str
    severity: Severity
    frame: pl.DataFrame
    keeps_off: bool = True

    def frames(self) -> Iterator[pl.DataFrame]:
        """All of them, as the engine's come."""
        yield self.frame

    def contexts(self, count: int) -> Iterator[Mapping[str, Any]]:
        """The first so many as contexts of the engine."""
        names = [name for name in self.frame.columns if name not in FINDING]
        for row in self.frame.head(count).select(names).iter_rows(named=True):
            yield {name.removeprefix(detail("")): value for name, value in row.items()}


def lacks(tables: TextTables) -> tuple[Lack, ...]:
    """What there is to add, given the tables as the engine was shown them."""
    found = (
        Lack(DUPLICATE, Severity.ERROR, _repeated_fares(tables), keeps_off=False),
        Lack(UNFILLED, Severity.WARNING, _unfilled_feed_info(tables)),
    )
    return tuple(one for one in found if one.frame.height)


def _repeated_fares(tables: TextTables) -> pl.DataFrame:
    """Rows of fare_rules.txt that say again what an earlier one says. A fare that is said twice is still the fare: this
    keeps no feed off the map (12 of 90 real feeds do it; docs/rules-jp.md)."""
    table = known(tables, "fare_rules", "fare_id")
    columns = [] if table is None else [name for name in FARE_KEY if name in table.columns]
    if table is None or not columns:
        return pl.DataFrame()
    keyed = table.lazy().select(cell(name) for name in columns).with_columns(_record=RECORD)
    again = keyed.with_columns(_first=pl.col("_record").min().over(columns)).filter(
        pl.col("_record") != pl.col("_first")
    )
    named, said = pl.lit(",".join(columns)), pl.concat_str(columns, separator=",")
    return again.select(
        table=pl.lit("fare_rules.txt"), row="_record", column=named, value=said, expected=pl.lit(None, pl.String),
        **{
            detail("filename"): pl.lit("fare_rules.txt"), detail("oldCsvRowNumber"): pl.col("_first"),
            detail("newCsvRowNumber"): pl.col("_record"), detail("fieldName1"): named, detail("fieldValue1"): said,
        },
    ).collect()  # fmt: skip


def _unfilled_feed_info(tables: TextTables) -> pl.DataFrame:
    """Cells of feed_info.txt that are recommended and blank; of an absent column the engine tells itself."""
    table = known(tables, "feed_info")
    columns = [] if table is None else [name for name in RECOMMENDED if name in table.columns]
    if table is None or not columns:
        return pl.DataFrame()
    blank = table.lazy().select(cell(name) for name in columns).with_columns(row=RECORD)
    cells = blank.unpivot(index="row", variable_name="column", value_name="text").filter(pl.col("text") == "")
    return cells.select(
        pl.lit("feed_info.txt").alias("table"), "row", "column", value=pl.lit(None, pl.String),
        expected=pl.lit(None, pl.String),
        **{
            detail("filename"): pl.lit("feed_info.txt"), detail("csvRowNumber"): pl.col("row"),
            detail("fieldName"): pl.col("column"),
        },
    ).sort("row", maintain_order=True).collect()  # fmt: skip
