"""Lines about stops: begun, ended, renamed, read otherwise, moved, renumbered, ids given to others.

What does not live here: which stop is which (`same_stops`), how often they are served (`service_lines`).
"""

from __future__ import annotations

import polars as pl

from feeds.compare.same_stops import metres
from feeds.compare.values import Line, line, some
from feeds.compare.view import FeedView

MOVED_M = 1.0
"""A place that differs by less is the same place written otherwise."""


def has_moved(apart: str) -> pl.Expr:
    """Whether a stop is MOVED_M or more from where it was (`apart`, metres), or has a place in one version only."""
    return (pl.col(apart) >= MOVED_M) | (pl.col("lon").is_null() != pl.col("lon_old").is_null())


def stop_lines(old: FeedView, new: FeedView, pairs: pl.DataFrame) -> list[Line]:
    """All lines about the stops themselves; items have stop_id, name, lon and lat (of the new version where it is)."""
    was = old.stops.select(old="stop_id", name_old="name", reading_old="reading", lon_old="lon", lat_old="lat")
    now = new.stops.select(new="stop_id", name="name", reading="reading", lon="lon", lat="lat")
    both = pairs.join(was, on="old", maintain_order="left").join(now, on="new", maintain_order="left")
    both = both.with_columns(metres("lon_old", "lat_old", "lon", "lat")).rename({"new": "stop_id", "old": "old_id"})
    renamed = both.filter(pl.col("name") != pl.col("name_old"))
    read = both.filter(pl.col("name") == pl.col("name_old"), pl.col("reading") != pl.col("reading_old"))
    moved = both.filter(has_moved("apart")).sort("apart", descending=True, nulls_last=True)
    place = ("stop_id", "name", "lon", "lat")
    begun = _alone(now, pairs, "new").select("name", "lon", "lat", stop_id="new")
    ended = _alone(was, pairs, "old").select(stop_id="old", name="name_old", lon="lon_old", lat="lat_old")
    return some(
        [
            line("stops_begun", begun),
            line("stops_ended", ended),
            line("stops_renamed", renamed.select(*place, "name_old")),
            line("stops_read", read.select(*place, "reading", "reading_old")),
            line("stops_moved", moved.select(*place, "lon_old", "lat_old", metres=pl.col("apart").round(1))),
            line("stops_renumbered", both.filter(pl.col("how") != "id").select(*place, "confidence", "how", "old_id")),
            line("stops_reused", reused_ids(old, new, pairs)),
        ]
    )


def _alone(stops: pl.DataFrame, pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    return stops.join(pairs, on=side, how="anti", maintain_order="left")


def reused_ids(old: FeedView, new: FeedView, pairs: pl.DataFrame) -> pl.DataFrame:
    """Ids that stand for another stop now: stop_id, name_old, name, lon, lat."""
    both = old.stops.join(new.stops, on="stop_id", how="inner", maintain_order="left")
    kept = pairs.filter(pl.col("how") == "id")
    odd = both.join(kept, left_on="stop_id", right_on="old", how="anti", maintain_order="left")
    return odd.select("stop_id", name_old="name", name="name_right", lon="lon_right", lat="lat_right")
