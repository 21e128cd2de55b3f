"""Finishing: findings get the line a spreadsheet shows, their place on the map, and the name of what they are about.

The same as `feeds.rules.lines`, `services` and `places` do for the samples of a report, for whole columns at once. What
does not live here: the file (`file`), which engine was asked (feeds.rules).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import polars as pl

from feeds.rows.wide import LAT, LON, detail, details_of, shortened
from feeds.rules.lines import moved_tables, table_of_detail
from feeds.rules.places import STOP_KEYS, usable_stops
from feeds.rules.services import SERVICE_CODES, known_services
from feeds.tables import NO_TABLES, ROW, TextTables

_STAND_IN = re.compile(r"~~\d+~~")
_ENTITY_KEYS = tuple(
    (key, name)
    for name, keys in (
        ("trip_id", ("tripId", "trip_id", "tripId1")),
        ("stop_id", ("stopId", "stop_id", "stopId1")),
        ("route_id", ("routeId", "route_id")),
        ("service_id", ("serviceId", "service_id")),
        ("shape_id", ("shapeId", "shape_id")),
        ("fare_id", ("fareId", "fare_id")),
        ("agency_id", ("agencyId", "agency_id")),
    )
    for key in keys
)
_KEY_OF = {
    "agency": "agency_id", "stops": "stop_id", "routes": "route_id", "trips": "trip_id", "stop_times": "trip_id",
    "calendar": "service_id", "calendar_dates": "service_id", "fare_attributes": "fare_id", "fare_rules": "fare_id",
    "shapes": "shape_id", "frequencies": "trip_id", "office_jp": "office_id",
}  # fmt: skip
"""Table → the column that names what one of its rows is about."""


@dataclass(frozen=True, slots=True)
class Finisher:
    """What finishing needs. `tables`: as the sender wrote them; `engine`: as the canonical engine read them; `restore`:
    a text with stand-ins for ids → with the ids (None: there are none); `ours`: codes whose rows are lines already."""

    tables: TextTables = NO_TABLES
    engine: TextTables = NO_TABLES
    restore: Callable[[str], str] | None = None
    ours: Collection[str] = ()
    _kept: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def finish(self, code: str, wide: pl.DataFrame) -> pl.DataFrame:
        """The wide frame with `_lon`, `_lat`, `_entity`, texts cut, rows in the order of file and line."""
        if code not in self.ours:
            wide = self._restored(wide)
            if code in SERVICE_CODES and detail("serviceId") in wide.columns:
                unknown = ~pl.col(detail("serviceId")).is_in(sorted(known_services(self.tables.get("calendar"))))
                wide = wide.with_columns(table=pl.when(unknown).then(pl.lit("calendar_dates.txt")).otherwise("table"))
            wide = self._lined(wide)
        wide = self._placed(wide)
        wide = self._named(wide)
        return shortened(wide).sort("table", "row", "column", nulls_last=False, maintain_order=True)

    def _restored(self, wide: pl.DataFrame) -> pl.DataFrame:
        if self.restore is None:
            return wide
        changed = []
        for name in ("value", *details_of(wide)):
            column = wide[name]
            if column.dtype == pl.String and column.str.contains("~~", literal=True).any():
                texts = [text if text is None or "~~" not in text else self.restore(text) for text in column]
                changed.append(pl.Series(name, texts, dtype=pl.String))
        return wide.with_columns(changed)

    def _lined(self, wide: pl.DataFrame) -> pl.DataFrame:
        """Lines for the engine's record numbers, in `row` and in details named …RowNumber…."""
        moved = moved_tables(self.engine)
        if not moved:
            return wide
        numbers = [n for n in details_of(wide) if "RowNumber" in n and wide.schema[n] == pl.Int64]
        pieces = []
        for (table,), part in wide.partition_by("table", as_dict=True, maintain_order=True).items():
            stem = str(table or "").removesuffix(".txt")
            changed = [self._lines("row", part["row"], stem)] if stem in moved else []
            for name in numbers:
                of = table_of_detail(name.removeprefix("@"), stem)
                changed += [self._lines(name, part[name], of)] if of in moved else []
            pieces.append(part.with_columns(changed))
        return pl.concat(pieces) if pieces else wide

    def _lines(self, name: str, records: pl.Series, stem: str) -> pl.Series:
        lines = self.engine.tables[stem][ROW]
        usable = records.is_between(2, len(lines) + 1).fill_null(value=False)
        at = pl.select(pl.when(usable).then(records - 2).otherwise(0)).to_series()
        found = lines.gather(at) if len(lines) else records
        return pl.select(pl.when(usable).then(found).otherwise(records)).to_series().alias(name)

    def _stops(self) -> pl.DataFrame:
        if "stops" not in self._kept:
            found = usable_stops(self.tables)
            empty = pl.DataFrame(schema={"stop_id": pl.String, ROW: pl.Int64, "lon": pl.Float64, "lat": pl.Float64})
            self._kept["stops"] = empty if found is None else found
            self._kept["stops_by_id"] = self._kept["stops"].unique("stop_id", keep="first", maintain_order=True)
        return self._kept["stops"]

    def _placed(self, wide: pl.DataFrame) -> pl.DataFrame:
        """Findings about a stop, or a line of stops.txt or stop_times.txt, get the stop's place."""
        for name in (LON, LAT):
            if name not in wide.columns:
                wide = wide.with_columns(pl.lit(None, dtype=pl.Float64).alias(name))
        stops = self._stops()
        if not stops.height:
            return wide
        named = [_text_or_null(detail(key)) for key in STOP_KEYS if detail(key) in wide.columns]
        of_times = _at_lines(self.tables, "stop_times", "stop_id", wide)
        wide = wide.with_columns(_stop=pl.coalesce(*named, of_times))
        by_row = stops.select(ROW, _lon_r="lon", _lat_r="lat").unique(ROW, keep="last")
        by_id = self._kept["stops_by_id"].select("stop_id", _lon_i="lon", _lat_i="lat")
        line = pl.when(pl.col("table") == "stops.txt").then("row")
        wide = wide.with_columns(_line=line)
        wide = wide.join(by_row, left_on="_line", right_on=ROW, how="left", maintain_order="left")
        wide = wide.join(by_id, left_on="_stop", right_on="stop_id", how="left", maintain_order="left")
        own, here = pl.col(LON).is_not_null(), pl.col("_lon_r").is_not_null()
        lon = pl.when(own).then(LON).when(here).then("_lon_r").otherwise("_lon_i").alias(LON)
        lat = pl.when(own).then(LAT).when(here).then("_lat_r").otherwise("_lat_i").alias(LAT)
        return wide.with_columns(lon, lat).drop("_stop", "_line", "_lon_r", "_lat_r", "_lon_i", "_lat_i")

    def _named(self, wide: pl.DataFrame) -> pl.DataFrame:
        """`_entity`: what a finding is about, as `trip_id=T1`: by the row it stands in, else by its details."""
        said = [
            pl.lit(f"{name}=") + _text_or_null(detail(key)) for key, name in _ENTITY_KEYS if detail(key) in wide.columns
        ]
        stems = [str(table).removesuffix(".txt") for table in wide["table"].drop_nulls().unique()]
        rows = [
            pl.lit(f"{_KEY_OF[stem]}=") + _at_lines(self.tables, stem, _KEY_OF[stem], wide)
            for stem in sorted(stems)
            if stem in _KEY_OF
        ]
        nothing = pl.lit(None, dtype=pl.String)
        return wide.with_columns(_entity=pl.coalesce(*rows, *said, nothing))


def _text_or_null(name: str) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    return pl.when(text != "").then(text)


def _at_lines(tables: TextTables, stem: str, column: str, wide: pl.DataFrame) -> pl.Series:
    """The cell that each finding's row has in a column of that table; null for findings elsewhere and for blanks."""
    frame = tables.get(stem)
    is_here = (wide["table"] == f"{stem}.txt").fill_null(value=False) & wide["row"].is_not_null()
    if frame is None or not frame.height or column not in frame.columns or not is_here.any():
        return pl.Series(column, [None], dtype=pl.String).new_from_index(0, wide.height)
    lines, wanted = frame[ROW], wide["row"].fill_null(0)
    at = lines.search_sorted(wanted).clip(0, frame.height - 1)
    cells = frame[column].gather(at).fill_null("").str.strip_chars()
    return cells.set(~(is_here & (lines.gather(at) == wanted)) | (cells == ""), None)
