"""Rows of one table of both generations as one table: equal rows once, of one key the next one's.

What does not live here: which ids are told apart (names), feed_info (papers).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from feeds.formats.gtfs_schema import TABLES
from feeds.joining.pair import differing

_KEYS: Mapping[str, tuple[str, ...]] = {
    "transfers": ("from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id"),
    "translations": ("table_name", "field_name", "language", "record_id", "record_sub_id", "field_value", "trans_id",
                     "lang"),
    "fare_rules": (),
    "feed_info": (),
}  # fmt: skip
"""Columns that identify a row, where the schema does not say so or says otherwise; () for the whole row."""


def united(stem: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows of `before` (but those whose key `after` has with other cells), then those that only `after` has."""
    _, fresh = differing(before, after)
    key = [name for name in _key(stem) if name in before.columns]
    if key and fresh.height:
        before = before.join(fresh.select(key).unique(), on=key, how="anti", nulls_equal=True, maintain_order="left")
    return pl.concat([before, fresh])


def _key(stem: str) -> tuple[str, ...]:
    if stem in _KEYS:
        return _KEYS[stem]
    return TABLES[stem].key if stem in TABLES else ()
