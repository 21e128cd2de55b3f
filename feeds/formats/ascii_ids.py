"""Ids of other letters than ASCII: their cells told from the tables, and, when there are very many, counted by us and
given to the engine as ASCII ones.

In Japan a trip_id such as 平日_05時40分_系統1642 is usual and harmless; the engine has one finding for each cell, 5 kB
each, so that half a million stop times cost it 2.4 GB. What does not live here: the severity of such ids (feeds.rules).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from feeds.tables import ROW, TextTables
from terms.notices import Notice, Scalar, Severity

CODE = "non_ascii_or_non_printable_char"
"""The canonical code of such an id."""
MOST_CELLS = 150_000
"""Up to so many such cells the engine counts them itself."""

_ODD = r"[^\x20-\x7e]"
_STAND_IN = re.compile(r"~~(\d+)~~")
_ID_COLUMNS = frozenset(
    (
        *("agency_id", "stop_id", "route_id", "trip_id", "service_id", "shape_id", "block_id", "zone_id", "fare_id"),
        *("parent_station", "level_id", "network_id", "origin_id", "destination_id", "contains_id", "from_stop_id"),
        *("to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id", "pathway_id", "attribution_id"),
        *("location_group_id", "area_id", "from_area_id", "to_area_id", "record_id", "record_sub_id"),
    )
)
"""Columns whose ids are replaced: always all columns that name the same thing."""
_COUNTED = frozenset(
    (
        *("agency", "areas", "attributions", "calendar", "calendar_dates", "fare_attributes", "fare_rules", "levels"),
        *("fare_leg_rules", "location_groups", "networks", "pathways", "route_networks", "routes", "shapes", "stops"),
        *("stop_areas", "stop_times", "transfers", "trips"),
    )
)
"""Tables in which the engine (1.0) looks for such ids; tried with one such cell in every column."""


_LINE = pl.col(ROW)
RECORD = pl.int_range(pl.len(), dtype=pl.Int64) + 2
"""A table's rows as the engine numbers them: blank lines do not count."""


@dataclass(frozen=True, slots=True)
class AsciiIds:
    """`tables`: those with replaced ids; `count`: true number of cells with such ids; `samples`: the first of them,
    with the engine's own severity; `originals`: id by number of its stand-in; `odd`: table → column → cells."""

    tables: dict[str, pl.DataFrame]
    count: int
    samples: tuple[Notice, ...]
    originals: tuple[str, ...]
    odd: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def restored(self, notice: Notice) -> Notice:
        """The notice with the feed's own ids again."""
        value = None if notice.value is None else self.own(notice.value)
        details = {key: self.own(item) if isinstance(item, str) else item for key, item in notice.details.items()}
        return replace(notice, value=value, details=details)

    def own(self, text: str) -> str:
        """A text with the feed's own ids again."""
        return _STAND_IN.sub(self._original, text) if "~~" in text else text

    def _original(self, found: re.Match[str]) -> str:
        number = int(found[1]) if len(found[1]) < 12 else len(self.originals)
        return self.originals[number] if number < len(self.originals) else found[0]


def with_ascii_ids(tables: TextTables, most: int | None = None, samples: int = 1_000) -> AsciiIds | None:
    """Replace all such ids of a feed by stand-ins, the same everywhere; None when there are no more than `most`
    (MOST_CELLS) of them, which tables of few rows tell without being looked at."""
    at_most = MOST_CELLS if most is None else most
    cells = sum(len(_id_columns(frame)) * frame.height for frame in tables.tables.values())
    if cells <= at_most:
        return None
    odd = odd_columns(tables)
    count = counted(odd)
    if count <= at_most:
        return None
    ids = [tables.tables[stem][name].rename("id") for stem, counts in odd.items() for name in counts]
    originals = pl.concat(ids).drop_nulls().unique(maintain_order=True)
    originals = originals.filter(originals.str.contains(_ODD))
    stand_ins = pl.Series([f"~~{number}~~" for number in range(len(originals))], dtype=pl.String)
    changed = {
        stem: tables.tables[stem].with_columns(pl.col(list(counts)).replace(originals, stand_ins))
        for stem, counts in odd.items()
    }
    return AsciiIds(changed, count, _samples(tables, odd, samples), tuple(originals.to_list()), odd)


def odd_columns(tables: TextTables) -> dict[str, dict[str, int]]:
    """Table → column of ids → in how many cells there is such an id."""
    found = {stem: _odd_columns(frame, _id_columns(frame)) for stem, frame in tables.tables.items()}
    return {stem: counts for stem, counts in found.items() if counts}


def counted(odd: Mapping[str, Mapping[str, int]]) -> int:
    """How many of these cells the engine has a finding for."""
    return sum(sum(counts.values()) for stem, counts in odd.items() if stem in _COUNTED)


def odd_cells(tables: TextTables, odd: Mapping[str, Mapping[str, int]], row: pl.Expr = _LINE) -> Iterator[pl.DataFrame]:
    """All such cells of the columns named in `odd`, a wide frame (feeds.rows.wide) for each column, as the engine's own
    notices would be. `row`: the line; `RECORD` numbers a table's rows as the engine does."""
    for stem, counts in sorted(odd.items()):
        for name in counts if stem in _COUNTED else ():
            yield (
                tables.tables[stem]
                .lazy()
                .select(
                    table=pl.lit(f"{stem}.txt"), row=row, column=pl.lit(name), value=name,
                    expected=pl.lit(None, pl.String),
                )
                .filter(pl.col("value").str.contains(_ODD))
                .with_columns(
                    pl.col("column").alias("@columnName"), pl.col("row").alias("@csvRowNumber"),
                    pl.col("value").alias("@fieldValue"), pl.col("table").alias("@filename"),
                )
                .collect()
            )  # fmt: skip


def _id_columns(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name in _ID_COLUMNS]


def _odd_columns(frame: pl.DataFrame, names: list[str]) -> dict[str, int]:
    """Columns with such ids, and in how many cells."""
    if not names:
        return {}
    counts = frame.select(pl.col(names).str.contains(_ODD).sum()).row(0, named=True)
    return {name: count for name, count in counts.items() if count}


def _samples(tables: TextTables, odd: Mapping[str, Mapping[str, int]], most: int) -> tuple[Notice, ...]:
    found: list[Notice] = []
    for stem, counts in sorted(odd.items()):
        if stem not in _COUNTED:
            continue
        for name in counts:
            rows = tables.tables[stem].filter(pl.col(name).str.contains(_ODD)).head(most).select(ROW, name).iter_rows()
            found += [_sample(f"{stem}.txt", row, name, value) for row, value in rows]
    return tuple(sorted(found, key=lambda n: (n.table or "", n.row or 0, n.column or ""))[:most])


def _sample(table: str, row: int, column: str, value: str) -> Notice:
    """As the engine's own notice would be."""
    details: dict[str, Scalar] = {"columnName": column, "csvRowNumber": row, "fieldValue": value, "filename": table}
    return Notice(CODE, Severity.WARNING, False, table, row, column, value, details=details)
