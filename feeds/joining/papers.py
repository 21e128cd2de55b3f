"""feed_info of the joined feed, and why two generations cannot be joined.

What does not live here: rows of other tables.
"""

from __future__ import annotations

import polars as pl

from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.joining.pair import Pair
from feeds.merging.values import Member

REFUSALS = {
    "no_agency": ("agency.txt がありません", "a generation has no agency"),
    "other_timezone": ("タイムゾーンが世代で違います", "the generations are in different time zones"),
    "agency_without_id": ("agency_id のない事業者が世代で違います", "an agency without agency_id differs"),
    "flexible_zones": ("locations.geojson のあるデータはつなげません", "feeds with locations.geojson are not joined"),
}
"""Reason → words in Japanese and English."""


def refusal(current: Member, following: Member) -> str:
    """A key of REFUSALS, '' when they can be joined."""
    agencies = [current.table("agency"), following.table("agency")]
    if any(one is None or one.is_empty() or "agency_timezone" not in one.columns for one in agencies):
        return "no_agency"
    found = [one for one in agencies if one is not None]
    if len({zone for one in found for zone in one["agency_timezone"].drop_nulls()}) != 1:
        return "other_timezone"
    ids = [set(one["agency_id"]) if "agency_id" in one.columns else {None} for one in found]
    if ids[0] != ids[1] and None in ids[0] | ids[1]:
        return "agency_without_id"
    return "flexible_zones" if LOCATIONS in current.tables or LOCATIONS in following.tables else ""


def feed_info(pair: Pair) -> pl.DataFrame:
    """One row: what the next generation says, beginning with the current one, its version that of both."""
    before, after = (one.head(1) for one in pair.both("feed_info"))
    if before.is_empty() or after.is_empty():
        return after if before.is_empty() else before
    first, last = before.row(0, named=True), after.row(0, named=True)
    row = dict(last)
    if "feed_start_date" in row:
        row["feed_start_date"] = first["feed_start_date"]
    versions = dict.fromkeys(one for one in (first.get("feed_version"), last.get("feed_version")) if one)
    if "feed_version" in row:
        row["feed_version"] = " + ".join(versions) or None
    return pl.DataFrame([row], schema=after.schema)
