"""Names of a feed's own: every id and every reference to one becomes `org/feed:id`, and can be taken back.

The law is by column name, the same in every table: a name that GTFS or GTFS-JP gives to an id or a reference is one
wherever it stands. `:` is printable ASCII, legal in any GTFS id, and in no feed key, so the first `:` of a cell ends
the prefix and `stripped` gives back exactly what was there, whatever the id looks like. Nothing is guessed: an id that
already begins with a feed's prefix gets another. Empty cells stay empty; an agency without id gets the feed's key
itself (no `:`), which `stripped` turns back into the empty cell. No `original_*` columns are kept: they could only
repeat what follows the prefix.

Sources: GTFS Schedule reference (fields of type ID, Unique ID, Foreign ID), GTFS-JP editions 2 to 4, Google's
ticketing extension. What does not live here: translations.record_id (translations), feature ids (locations).
"""

from __future__ import annotations

import re

import polars as pl

ID_COLUMNS = frozenset(
    (
        *("agency_id", "stop_id", "parent_station", "zone_id", "level_id", "route_id", "trip_id", "service_id"),
        *("block_id", "shape_id", "fare_id", "origin_id", "destination_id", "contains_id"),
        *("from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"),
        *("area_id", "from_area_id", "to_area_id", "network_id", "from_network_id", "to_network_id"),
        *("leg_group_id", "from_leg_group_id", "to_leg_group_id", "fare_product_id", "fare_media_id"),
        *("rider_category_id", "timeframe_group_id", "from_timeframe_group_id", "to_timeframe_group_id"),
        *("booking_rule_id", "pickup_booking_rule_id", "drop_off_booking_rule_id", "prior_notice_service_id"),
        *("location_group_id", "location_id", "pathway_id", "attribution_id"),
        *("office_id", "jp_office_id", "jp_pattern_id", "jp_parent_route_id", "ticketing_deep_link_id"),
    )
)
"""Columns whose cells are ids or references, in any table. jp_parent_route_id is free text that groups routes by being
equal, so it must not be equal across feeds."""

_ID_LIKE = re.compile(r"(\A|_)id\Z")
_NO_IDS = frozenset({"direction_id", "record_id", "record_sub_id", "trans_id"})
"""Names that end in _id but are no ids of the feed: a direction, and what translations treats by itself."""


def id_columns(columns: list[str]) -> list[str]:
    """Those of `columns` that hold ids or references."""
    return [name for name in columns if name in ID_COLUMNS]


def unknown_id_columns(columns: list[str]) -> list[str]:
    """Those of `columns` that look like ids but are none that GTFS names."""
    return [name for name in columns if _ID_LIKE.search(name) and name not in ID_COLUMNS and name not in _NO_IDS]


def prefixed(column: str, prefix: str) -> pl.Expr:
    """The cells of a column with the prefix before them; empty ones stay null."""
    return pl.concat_str(pl.lit(prefix), pl.col(column).replace("", None)).alias(column)


def namespaced(frame: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """The table with every id and reference in the feed's name space; other columns as they are."""
    return frame.with_columns(prefixed(name, prefix) for name in id_columns(frame.columns))


def stripped(frame: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """The table as it was before `namespaced`: cells that begin with the prefix lose it, the bare key becomes null."""
    bare = prefix.removesuffix(":")
    names = id_columns(frame.columns)
    return frame.with_columns(
        pl.when(pl.col(name) != bare).then(pl.col(name).str.strip_prefix(prefix)).alias(name) for name in names
    )
