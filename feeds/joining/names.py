"""Telling ids apart: which ids of the next generation name something else than in the current one, and their new names.

An id is told apart when both generations have rows of it and these differ, after what they refer to was told apart; so
the search is repeated until nothing more differs. What does not live here: uniting rows (rows).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from feeds.joining.pair import Pair, differing
from feeds.merging.ids import ID_COLUMNS
from feeds.merging.values import Member

Renames = dict[str, dict[str, str]]
"""What an id names (the column it is defined in) → id in the next generation → its new name."""

_OWNERS: Mapping[str, tuple[str, ...]] = {
    "level_id": ("levels",),
    "stop_id": ("stops",),
    "service_id": ("calendar", "calendar_dates"),
    "shape_id": ("shapes",),
    "office_id": ("office_jp",),
    "jp_pattern_id": ("pattern_jp",),
    "booking_rule_id": ("booking_rules",),
    "route_id": ("routes", "routes_jp"),
    "trip_id": ("trips", "frequencies", "stop_times"),
    "fare_id": ("fare_attributes", "fare_rules"),
    "pathway_id": ("pathways",),
    "area_id": ("areas", "stop_areas"),
    "network_id": ("networks", "route_networks"),
    "location_group_id": ("location_groups", "location_group_stops"),
    "timeframe_group_id": ("timeframes",),
    "fare_media_id": ("fare_media",),
    "rider_category_id": ("rider_categories",),
    "fare_product_id": ("fare_products",),
    "attribution_id": ("attributions",),
}
"""Where the rows of an id stand, the table that is cheapest to compare first."""
_REFERENCES = {
    "parent_station": "stop_id",
    "origin_id": "zone_id",
    "destination_id": "zone_id",
    "contains_id": "zone_id",
    "pickup_booking_rule_id": "booking_rule_id",
    "drop_off_booking_rule_id": "booking_rule_id",
    "prior_notice_service_id": "service_id",
    "jp_office_id": "office_id",
}
_RECORDS = {"stops": "stop_id", "routes": "route_id", "trips": "trip_id", "stop_times": "trip_id",
            "levels": "level_id", "pathways": "pathway_id", "attributions": "attribution_id"}  # fmt: skip
_ZONES = ("origin_id", "destination_id", "contains_id")
_PRICE = ("price", "currency_type", "payment_method", "transfers", "transfer_duration", "agency_id")
_MARK = "~"


def domain(column: str) -> str:
    """What the ids in a column name: the column they are defined in."""
    return _REFERENCES.get(column, column.removeprefix("from_").removeprefix("to_"))


def mapped(frame: pl.DataFrame, stem: str, names: Renames) -> pl.DataFrame:
    """A table of the next generation with its new names, translations by record too."""
    found = frame.with_columns(
        pl.col(column).replace(names[domain(column)])
        for column in frame.columns
        if column in ID_COLUMNS and names.get(domain(column))
    )
    if stem == "translations" and {"table_name", "record_id"} <= set(found.columns):
        for table, named in _RECORDS.items():
            ours = pl.col("table_name") == table
            renamed = pl.col("record_id").replace(names.get(named, {}))
            found = found.with_columns(pl.when(ours).then(renamed).otherwise(pl.col("record_id")).alias("record_id"))
    return found


def renames(pair: Pair, starts_on: date) -> Renames:
    """All ids of the next generation that must have new names, and these."""
    suffix = f"{_MARK}{starts_on:%Y%m%d}"
    told: dict[str, set[str]] = {name: set() for name in _OWNERS}
    told["zone_id"], routes = _zones_of_other_price(pair)
    told["route_id"] |= routes
    names: Renames = {name: {one: one + suffix for one in ids} for name, ids in told.items()}
    while True:
        before = sum(map(len, told.values()))
        for name, tables in _OWNERS.items():
            for stem in tables:
                told[name] |= _differing_ids(pair, stem, name, told[name], names)
            names[name] = {one: one + suffix for one in told[name]}
        if sum(map(len, told.values())) == before:
            return _free(names, pair)


def _differing_ids(pair: Pair, stem: str, column: str, known: set[str], names: Renames) -> set[str]:
    """The ids of both generations whose rows in this table differ, beside those known."""
    if column not in pair.current.columns(stem) or column not in pair.following.columns(stem):
        return set()
    before, after = pair.both(stem)
    open_ids = set(before[column].unique().drop_nulls()) & set(after[column].unique().drop_nulls()) - known
    if not open_ids:
        return set()
    chosen = pl.Series(sorted(open_ids)).implode()
    before, after = (one.filter(pl.col(column).is_in(chosen)) for one in (before, after))
    sides = differing(before, mapped(after, stem, names))
    return {one for side in sides for one in side[column].drop_nulls()} & open_ids


def _free(names: Renames, pair: Pair) -> Renames:
    """New names that neither generation uses for anything."""
    out: Renames = {}
    for name, ids in names.items():
        used = set(_ids(pair, name))
        out[name] = {one: _unused(new, used) for one, new in ids.items()}
    return out


def _unused(name: str, used: set[str]) -> str:
    while name in used:
        name += _MARK
    return name


def _ids(pair: Pair, name: str) -> Iterator[str]:
    for stem in _OWNERS.get(name, ("stops",)):
        for one in (pair.current, pair.following):
            table = one.table(stem) if name in one.columns(stem) else None
            if table is not None:
                yield from table[name].drop_nulls().unique()


def _zones_of_other_price(pair: Pair) -> tuple[set[str], set[str]]:
    """Zones, and routes of rules without zones, that both generations have and between which the price changes."""
    before, after = (_rules(one) for one in (pair.current, pair.following))
    if before is None or after is None:
        return set(), set()
    columns = [*_ZONES, "route_id", *_PRICE]
    changed = pl.concat(differing(*(one.select(columns).unique(maintain_order=True) for one in (before, after))))
    zones = _common(pair, "stops", "zone_id")
    routes = _common(pair, "routes", "route_id")
    inside = [
        pl.col(name).is_null() | pl.col(name).is_in(pl.Series(sorted(zones), dtype=pl.String).implode())
        for name in _ZONES
    ]
    on_route = pl.col("route_id").is_null() | pl.col("route_id").is_in(
        pl.Series(sorted(routes), dtype=pl.String).implode()
    )
    clashing = changed.filter(*inside, on_route)
    named = {one for name in _ZONES for one in clashing[name].drop_nulls()}
    without = clashing.filter(pl.all_horizontal(pl.col(name).is_null() for name in _ZONES))
    return named, set(without["route_id"].drop_nulls())


def _rules(member: Member) -> pl.DataFrame | None:
    rules, fares = member.table("fare_rules"), member.table("fare_attributes")
    if rules is None or fares is None or "fare_id" not in rules.columns or "fare_id" not in fares.columns:
        return None
    wanted = ("fare_id", *_ZONES, "route_id")
    filled = rules.with_columns(pl.lit(None, pl.String).alias(n) for n in wanted if n not in rules.columns)
    prices = fares.with_columns(pl.lit(None, pl.String).alias(n) for n in _PRICE if n not in fares.columns)
    return filled.select(wanted).join(prices.select("fare_id", *_PRICE), on="fare_id", how="left")


def _common(pair: Pair, stem: str, column: str) -> set[str]:
    before, after = pair.both(stem)
    if column not in before.columns:
        return set()
    return set(before[column].drop_nulls()) & set(after[column].drop_nulls())
