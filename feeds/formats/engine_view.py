"""What the canonical engine is given of a feed: the same tables, bounded where it would hoard memory or time.

A sound feed is given as it is. Every bound that is applied is one notice with its true count. What does not live here:
faulty rows (feeds.formats.floods), ids as ASCII (feeds.formats.ascii_ids), writing the copy (feeds.formats.gtfs).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from feeds import service
from feeds.formats.ascii_ids import AsciiIds, with_ascii_ids
from feeds.formats.flood_texts import FLOODS
from feeds.formats.floods import MANY, Rest, drain
from feeds.tables import ROW, TextFile, TextTables
from terms.notices import Notice

MOST_UNKNOWN_FILES = 200
"""Of files that GTFS does not name, the engine is shown so many."""
_CROWDED_BLOCK, _MOST_PAIRS = 200, 1_000_000
"""The engine compares each trip of a block with each other. Only blocks of more than 200 trips of one service count."""
_MOST_CALLS = 5_000
"""Of one trip the engine sees so many calls; the longest real ones have a few hundred."""
_BLOCKS_LISTED = 20
Bounded = tuple[dict[str, pl.DataFrame], list[Notice]]
"""Tables that were bounded, and what is said about it."""

_REQUIRED = ("agency", "stops", "routes", "trips", "stop_times")


@dataclass(frozen=True, slots=True)
class EngineView:
    """`tables`: all tables as the engine reads them (its row numbers count these). `changed`: those that differ from
    the file and must be written anew; `left_out`: names of files not given at all. `ids` when ids were replaced;
    `flood_rows`: how to get the rows of each flood that its notice does not name."""

    tables: TextTables
    changed: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    ids: AsciiIds | None = None
    flood_rows: tuple[Rest, ...] = ()


@dataclass(frozen=True, slots=True)
class Irregular:
    """Of one file: rows with surplus cells and the first of them, places with spaces around a comma."""

    surplus: int = 0
    surplus_row: int | None = None
    spaces: int = 0


def engine_view(tables: TextTables, irregular: Mapping[str, Irregular], unknown: tuple[TextFile, ...]) -> EngineView:
    """Bound a feed for the engine. `irregular` by stem; `unknown` are the files that GTFS does not name."""
    changed: dict[str, pl.DataFrame] = {}
    notices: list[Notice] = [*_rowless(tables)]
    for stem, one in irregular.items():
        told = _irregular_notices(stem, one)
        if told and stem in tables:
            changed[stem] = tables.tables[stem]
            notices += told
    drained = drain(tables)
    changed |= drained.tables
    notices += drained.notices
    now = TextTables({**tables.tables, **changed})
    for bound in (_long_trips, _crowded_blocks, _long_calendars):
        frames, told = bound(now)
        notices += told
        changed |= frames
        now = TextTables({**tables.tables, **changed})
    ids = with_ascii_ids(now)
    if ids is not None:
        changed |= ids.tables
    left_out = frozenset(file.name for file in unknown[MOST_UNKNOWN_FILES:])
    if left_out:
        notices.append(FLOODS["many_unknown_files"].at(value=unknown[0].name, count=len(unknown)))
    return EngineView(TextTables({**tables.tables, **changed}), changed, left_out, tuple(notices), ids, drained.rest)


def _rowless(tables: TextTables) -> list[Notice]:
    """Tables without which a feed has nothing to show and that have a header only."""
    return [
        FLOODS["feed_without_rows"].at(table=f"{stem}.txt")
        for stem in _REQUIRED
        if (frame := tables.get(stem)) is not None and not frame.height and not _is_flexible(stem, tables)
    ]


def _is_flexible(stem: str, tables: TextTables) -> bool:
    """Demand-responsive service may have areas in the place of stops."""
    return stem == "stops" and any(file.name == "locations.geojson" for file in tables.files)


def _irregular_notices(stem: str, one: Irregular) -> list[Notice]:
    table, told = f"{stem}.txt", []
    if one.surplus > MANY:
        told.append(FLOODS["many_surplus_cells"].at(table=table, row=one.surplus_row, count=one.surplus))
    if one.spaces > MANY:
        told.append(FLOODS["many_outer_spaces"].at(table=table, count=one.spaces))
    return told


def _long_trips(tables: TextTables) -> Bounded:
    """Of trips that call at stops more than _MOST_CALLS times only the first calls, and no shape: the engine compares
    calls with each other (300,000 equal ones: more than 9 s) and with the shape (20,000 with 20,000 points: 22 s)."""
    times = tables.get("stop_times")
    if times is None or times.height <= _MOST_CALLS or "trip_id" not in times.columns:
        return {}, []
    counts = (
        times.filter(pl.col("trip_id").str.len_bytes() > 0).group_by("trip_id").agg(pl.col(ROW).min(), calls=pl.len())
    )
    long = counts.filter(pl.col("calls") > _MOST_CALLS).sort(ROW)
    if not long.height:
        return {}, []
    told = FLOODS["many_calls_in_trip"].at(
        table="stop_times.txt",
        row=int(long[ROW][0]),
        column="trip_id",
        value=long["trip_id"][0],
        count=int(long["calls"][0]),
        trips=long.height,
        shown=_MOST_CALLS,
    )
    is_long = pl.col("trip_id").is_in(long["trip_id"].implode())
    nth = pl.int_range(pl.len()).over("trip_id")
    changed = {"stop_times": times.filter(~is_long.fill_null(value=False) | (nth < _MOST_CALLS))}
    if tables.has("trips", "trip_id", "shape_id"):
        shape = pl.when(is_long).then(pl.lit("")).otherwise("shape_id").alias("shape_id")
        changed["trips"] = tables.tables["trips"].with_columns(shape)
    return changed, [told]


def _crowded_blocks(tables: TextTables) -> Bounded:
    """trips.txt without the blocks that hold more trips of one service than a vehicle can run, when to compare them
    would flood the engine."""
    trips = tables.get("trips")
    if trips is None or trips.height <= _CROWDED_BLOCK or not tables.has("trips", "block_id", "service_id"):
        return {}, []
    blocks = (
        trips.filter(pl.col("block_id").str.len_bytes() > 0)
        .group_by("block_id", "service_id", maintain_order=True)
        .agg(pl.col(ROW).first(), trips=pl.len().cast(pl.Int64))
        .filter(pl.col("trips") > _CROWDED_BLOCK)
    )
    if (blocks.select((pl.col("trips") ** 2).sum()).item() or 0) / 2 <= _MOST_PAIRS:
        return {}, []
    crowded = pl.col("block_id").is_in(blocks["block_id"].unique().implode())
    told = [
        FLOODS["many_trips_in_block"].at("trips.txt", row, "block_id", block, count=count)
        for block, _, row, count in blocks.sort("trips", descending=True).head(_BLOCKS_LISTED).iter_rows()
    ]
    return {"trips": trips.with_columns(block_id=pl.when(crowded).then(pl.lit("")).otherwise("block_id"))}, told


def _long_calendars(tables: TextTables) -> Bounded:
    """calendar.txt with the periods that we use, when some were cut (twenty services of ten thousand years took the
    engine 25 s)."""
    calendar = tables.get("calendar")
    if calendar is None or not tables.has("calendar", "service_id", "start_date", "end_date"):
        return {}, []
    found = service.periods(calendar)
    if not found.cut.height:
        return {}, []
    first = found.cut.row(0, named=True)
    told = FLOODS["calendar_cut"].at(
        table="calendar.txt",
        row=first[ROW],
        value=f"{first['start_date']}–{first['end_date']}",
        expected=f"{service.FIRST_ON.year}–{service.LAST_ON.year}",
        count=found.cut.height,
        most=service.MAX_DAYS,
    )
    dates = (pl.col(name).dt.strftime("%Y%m%d") for name in ("start_date", "end_date"))
    used = found.frame.with_columns(*dates)
    rest = calendar.join(used, on=ROW, how="anti")
    beyond = pl.col(ROW).is_in(found.cut[ROW].implode())  # one day, so that the service is still there
    rest = rest.with_columns(end_date=pl.when(beyond).then("start_date").otherwise("end_date"))
    return {"calendar": pl.concat([used, rest]).sort(ROW)}, [told]
