"""What must hold of a merged feed, asked of its zip and of its members' text tables by polars alone, not by our merge.

Trips in are trips out, no reference is newly open, sampled departures are as before, no validator finds a code that no
member has. What does not live here: merging (feeds.merge), running validators (validating), what is done with the
answers (bench/unify.py, tests/feeds/merging/test_real.py).
"""

from __future__ import annotations

import importlib.resources
import json
import random
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from feeds.service import service_days
from feeds.tables import TextTables

Tables = Mapping[str, pl.DataFrame]
Reference = tuple[str, str, str]
"""Table, column, value of a reference to nothing."""

SAMPLED = 100
"""So many rows of stop_times are compared for each member (all where it has fewer)."""
_OURS = (
    ("trips", "service_id", "services", "service_id"),
    ("trips", "jp_office_id", "office_jp", "office_id"),
    ("trips", "jp_pattern_id", "pattern_jp", "jp_pattern_id"),
)
"""What the validator's schema does not say: `services` stands for calendar and calendar_dates; GTFS-JP."""


def merged_tables(path: Path) -> dict[str, pl.DataFrame]:
    """The tables of a merged zip, every cell text, empty ones null."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith(".txt") and n != "attribution.txt"]
        return {name[:-4]: pl.read_csv(archive.read(name), infer_schema=False) for name in names}


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Empty cells as null."""
    return frame.with_columns(pl.col(pl.String).replace("", None))


@cache
def references() -> tuple[tuple[str, str, str, str], ...]:
    """(table, column, table, column) of every reference, by the schema of gtfs-validator and by GTFS-JP."""
    data = importlib.resources.files("gtfs_validator") / "data" / "table_schemas.json"
    found = [
        (stem.removesuffix(".txt"), one["name"], one["references"]["table"][:-4], one["references"]["field"])
        for stem, table in json.loads(data.read_text())["tables"].items()
        for one in table["fields"]
        if "references" in one
    ]
    return (*found, *_OURS)


def dangling(tables: Tables, prefix: str = "") -> set[Reference]:
    """Every reference to nothing, with `prefix` before the value."""
    days = [as_text(tables[stem]).select("service_id") for stem in ("calendar", "calendar_dates") if stem in tables]
    known = {**tables, "services": pl.concat(days)} if days else dict(tables)
    found: set[Reference] = set()
    for table, column, target, key in references():
        if table in known and column in known[table].columns:
            values = as_text(known[table].select(column)).drop_nulls().unique()
            if target in known and key in known[target].columns:
                there = known[target].select(pl.col(key).alias(column)).unique()
                values = values.join(there, on=column, how="anti")
            found |= {(table, column, prefix + value) for value in values[column].to_list()}
    return found


def departures(tables: Tables) -> pl.DataFrame:
    """Each row of stop_times with stop name, route names, headsign and service resolved, in its order."""
    needed = ("trips", "routes", "stops", "stop_times")
    trips, routes, stops, times = (as_text(tables[stem]) for stem in needed)
    names = [name for name in ("route_short_name", "route_long_name") if name in routes.columns]
    heads = [name for name in ("trip_headsign",) if name in trips.columns]
    trips = trips.unique("trip_id", keep="first").select("trip_id", "route_id", "service_id", *heads)
    routes = routes.unique("route_id", keep="first").select("route_id", *names)
    stops = stops.unique("stop_id", keep="first").select("stop_id", "stop_name", "stop_lat", "stop_lon")
    times = times.select("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
    for other, key in ((trips, "trip_id"), (routes, "route_id"), (stops, "stop_id")):
        times = times.join(other, on=key, how="left", maintain_order="left")
    return times


def days_of(tables: Tables) -> dict[str, frozenset[object]]:
    """service_id → its days."""
    served = service_days(TextTables({stem: as_text(frame) for stem, frame in tables.items()}))
    rows = served.days.group_by("service_id").agg("day_on").rows()
    return {service: frozenset(days) for service, days in rows}


@dataclass(frozen=True, slots=True)
class Compared:
    """How many departures of one member were compared, and how many are not as they were."""

    checked: int
    unlike: int


def compare_departures(
    before: Tables, prefix: str, merged: pl.DataFrame, days: Mapping[str, frozenset[object]]
) -> Compared:
    """Up to SAMPLED random rows of a member's stop_times beside the merged feed's (`departures`, `days_of`): times,
    names, places and days of service; every row is unlike where the numbers of rows differ. Equal members, equal
    sample."""
    own = departures(before)
    after = merged.filter(pl.col("trip_id").str.starts_with(prefix))
    rows = random.Random(prefix).sample(range(own.height), min(SAMPLED, own.height))
    if after.height != own.height:
        return Compared(len(rows), len(rows))
    own_days = days_of(before)
    unlike = 0
    for old, new in zip(own[rows].rows(named=True), after[rows].rows(named=True), strict=True):
        seen = [name for name in old if not name.endswith("_id")]
        same = all(old[name] == new[name] for name in seen)
        ids = all(new[name] == (prefix + old[name] if old[name] else None) for name in old if name.endswith("_id"))
        unlike += not (same and ids and own_days.get(old["service_id"]) == days.get(new["service_id"]))
    return Compared(len(rows), unlike)
