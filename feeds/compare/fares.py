"""Fares: what a ride costs between two zones on a route, old and new; fare classes and their prices.

The fares of one ride (adult and child, cash and card) are compared together, as a list of prices. Only fare_attributes
and fare_rules; Fares v2 is told table by table (`other_lines`). Source: GTFS Schedule reference, fare_attributes.txt,
fare_rules.txt. What does not live here: which stop or route is which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from feeds.cells import number
from feeds.compare.same_service import Same
from feeds.compare.values import Line, line, some
from feeds.compare.view import by_id, columns

RIDE = ("route_id", "origin_id", "destination_id", "contains_id")


@dataclass(frozen=True, slots=True)
class Rides:
    """`both`: the columns of RIDE (ids of the new version where there is one), prices_old and prices_new (such as
    '100/200', null where there is no fare), low_old and low_new, currency. `old_keys`: RIDE as the old file has it →
    RIDE of `both` (`c_…`)."""

    both: pl.DataFrame
    old_keys: pl.DataFrame


def rides(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame], same: Same) -> Rides:
    """Every ride that has a fare in one of the versions."""
    before, after = columns(old, "fare_rules", (*RIDE, "fare_id")), columns(new, "fare_rules", (*RIDE, "fare_id"))
    keys = _as_new(before.select(*RIDE).unique(maintain_order=True), same)
    moved = before.join(keys, on=RIDE, how="left", maintain_order="left")
    ours = _prices(moved.select("fare_id", *(pl.col(f"c_{name}").alias(name) for name in RIDE)), old)
    theirs = _prices(after, new)
    both = ours.join(theirs, on=RIDE, how="full", coalesce=True, suffix="_new").select(
        *RIDE, prices_old="prices", prices_new="prices_new", low_old="low", low_new="low_new",
        currency=pl.coalesce("currency_new", "currency"),
    )  # fmt: skip
    return Rides(both, keys)


def _as_new(keys: pl.DataFrame, same: Same) -> pl.DataFrame:
    found = keys
    for name in RIDE:
        pairs = (same.routes if name == "route_id" else same.stops).filter(pl.col("how") != "id")
        told = keys.select(name).join(
            pairs.select("old", "new"), left_on=name, right_on="old", how="left", maintain_order="left"
        )
        found = found.with_columns(pl.coalesce(told["new"], told[name]).alias(f"c_{name}"))
    return found


def _prices(rules: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    fares = by_id(columns(tables, "fare_attributes", ("fare_id", "price", "currency_type")), "fare_id")
    fares = fares.with_columns(low=number("price"), price=_written(pl.col("price")))
    told = rules.join(fares, on="fare_id", how="left", maintain_order="left").with_columns(
        pl.col("price").fill_null("?"), currency="currency_type"
    )
    return told.sort("low", "price").group_by(RIDE, maintain_order=True).agg(
        prices=pl.col("price").unique(maintain_order=True).str.join("/"), low=pl.col("low").min(),
        currency=pl.col("currency").first(),
    )  # fmt: skip


def _written(price: pl.Expr) -> pl.Expr:
    """200.00 and 200 are one price."""
    return price.str.replace(r"^(\d+)(?:\.0*|(\.\d*?[1-9])0*)$", "${1}${2}")


def fare_lines(found: Rides, old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> list[Line]:
    """Rides that became dearer or cheaper, by the two prices; rides whose fare began or ended; fare classes."""
    both = found.both
    changed = both.filter(pl.col("prices_old") != pl.col("prices_new"))
    by = ["prices_old", "prices_new", "currency"]
    counts = changed.group_by(by, maintain_order=True).agg(
        rides=pl.len(), routes=pl.col("route_id").n_unique(), by=(pl.col("low_new") - pl.col("low_old")).first()
    )
    steps = line("fares_changed", counts.sort("rides", *by, descending=[True, False, False, False]))
    up, down = (int(counts.filter(one)["rides"].sum()) for one in (pl.col("by") > 0, pl.col("by") < 0))
    begun, ended = both.filter(pl.col("prices_old").is_null()), both.filter(pl.col("prices_new").is_null())
    return some(
        [
            Line(
                "fares_changed",
                facts={"n": changed.height, "up": up, "down": down, "other": changed.height - up - down},
                items=steps.items,
                total=steps.total,
            ),
            Line("fares_begun", facts={"n": begun.height, "routes": begun["route_id"].n_unique()}, total=begun.height),
            Line("fares_ended", facts={"n": ended.height, "routes": ended["route_id"].n_unique()}, total=ended.height),
            _class_line(old, new),
        ]
    )


def _class_line(old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]) -> Line:
    """Fares by id: fare_id, price_old, price_new, currency; another price first, then new ones, then those gone."""
    names = ("fare_id", "price", "currency_type")
    before, after = (
        by_id(columns(one, "fare_attributes", names), "fare_id").with_columns(_written(pl.col("price")))
        for one in (old, new)
    )
    both = before.join(after, on="fare_id", how="full", coalesce=True, maintain_order="left_right")
    was, now = pl.col("price"), pl.col("price_right")
    kind = pl.when(was.is_null()).then(1).when(now.is_null()).then(2).otherwise(0)
    odd = both.filter(was.ne_missing(now)).with_columns(kind=kind).sort("kind", maintain_order=True)
    counts = [odd.filter(pl.col("kind") == number).height for number in range(3)]
    items = odd.select(
        "fare_id", price_old=was, price_new=now, currency=pl.coalesce("currency_type_right", "currency_type")
    )
    return line("fare_classes", items, changed=counts[0], begun=counts[1], ended=counts[2])
