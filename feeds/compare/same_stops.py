"""Which stop of the old version is which of the new: by id, else by name, reading and place.

An id that now names another stop far away was given to somebody else: it is no pair. What does not live here: routes
and trips (`same_service`).
"""

from __future__ import annotations

import polars as pl

from feeds.compare.pairing import best_of, few
from feeds.compare.view import FeedView

FAR_M = 500.0
"""An id whose name differs and whose place is farther away than this stands for another stop."""
_CELL = 0.002
"""Degrees: squares of ground in which neighbours are looked for (about 200 m)."""
_LEAST = 0.4
_CANDIDATE = ("old", "new", "confidence", "how", "apart")


def metres(lon: str, lat: str, lon2: str, lat2: str) -> pl.Expr:
    """Distance of two places in metres on a sphere, good to 1 % for what is near."""
    x = (pl.col(lon2) - pl.col(lon)) * ((pl.col(lat) + pl.col(lat2)) / 2).radians().cos()
    return ((x**2 + (pl.col(lat2) - pl.col(lat)) ** 2).sqrt() * 111_195.0).alias("apart")


def _marked(view: FeedView) -> pl.DataFrame:
    """Stops with the marks by which they are recognised: name and reading in one way of writing, square of ground."""
    return view.stops.select(
        "stop_id", "kind", "platform", "lon", "lat",
        mark=_plain("name"), read=_plain("reading"),
        x=(pl.col("lon") / _CELL).floor().cast(pl.Int32), y=(pl.col("lat") / _CELL).floor().cast(pl.Int32),
    )  # fmt: skip


def _plain(name: str) -> pl.Expr:
    """Text in one way of writing: compatibility forms, case and spaces do not count."""
    return pl.col(name).str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s", "")


def same_stops(old: FeedView, new: FeedView) -> pl.DataFrame:
    """Pairs of stop_ids: old, new, confidence, how ('id', 'name', 'reading', 'place')."""
    before, after = _marked(old), _marked(new)
    both = before.join(after, on="stop_id", how="inner", maintain_order="left")
    other = (
        (pl.col("mark") != pl.col("mark_right"))
        & ((pl.col("read") != pl.col("read_right")) | (pl.col("read") == ""))
        & (metres("lon", "lat", "lon_right", "lat_right") > FAR_M).fill_null(value=False)
    )
    kept = both.filter(~other).select(old="stop_id", new="stop_id", confidence=pl.lit(1.0), how=pl.lit("id"))
    before = before.join(kept, left_on="stop_id", right_on="old", how="anti", maintain_order="left")
    after = after.join(kept, left_on="stop_id", right_on="new", how="anti", maintain_order="left")
    if not (before.height and after.height):
        return kept
    found = pl.concat([_by_name(before, after), _by_reading(before, after), _by_place(before, after)])
    return pl.concat([kept, best_of(found.filter(pl.col("confidence") >= _LEAST))])


def _candidates(pairs: pl.DataFrame, how: str, confidence: pl.Expr) -> pl.DataFrame:
    told = pairs.with_columns(metres("lon", "lat", "lon_right", "lat_right")).with_columns(confidence=confidence)
    platform = (pl.col("platform") == pl.col("platform_right")).cast(pl.Float64) * 0.02
    return told.select(
        old="stop_id", new="stop_id_right", confidence=pl.col("confidence") + platform, how=pl.lit(how),
        apart=pl.col("apart").fill_null(1e6),
    )  # fmt: skip


def _by_name(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    pairs = few(old.filter(pl.col("mark") != ""), ["mark", "kind"]).join(
        few(new, ["mark", "kind"]), on=["mark", "kind"]
    )
    apart = pl.col("apart")
    steps = pl.when(apart <= 50).then(0.97).when(apart <= 200).then(0.9).when(apart <= 1_000).then(0.7)
    return _candidates(pairs, "name", steps.when(apart.is_null()).then(0.5).otherwise(0.0))


def _by_reading(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    pairs = few(old.filter(pl.col("read") != ""), ["read", "kind"]).join(
        few(new, ["read", "kind"]), on=["read", "kind"]
    )
    apart = pl.col("apart")
    return _candidates(pairs, "reading", pl.when(apart <= 50).then(0.9).when(apart <= 200).then(0.75).otherwise(0.0))


def _by_place(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Stops of other names at the same spot: a renamed stop under a new id."""
    by = ["x", "y", "kind"]
    around = pl.DataFrame(
        {"dx": [-1, -1, -1, 0, 0, 0, 1, 1, 1], "dy": [-1, 0, 1] * 3}, schema={"dx": pl.Int32, "dy": pl.Int32}
    )
    near = few(old.drop_nulls(["x", "y"]), by).join(around, how="cross")
    near = near.with_columns(x=pl.col("x") + pl.col("dx"), y=pl.col("y") + pl.col("dy")).drop("dx", "dy")
    pairs = near.join(few(new.drop_nulls(["x", "y"]), by), on=by)
    apart = pl.col("apart")
    return _candidates(pairs, "place", pl.when(apart <= 5).then(0.6).when(apart <= 20).then(0.45).otherwise(0.0))
