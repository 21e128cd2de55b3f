"""The family jp_fare_od_pair_missing and jp_fare_od_pairs_too_many: rides for which fare_rules.txt knows no fare.

Looked at are routes with a rule from one zone to another (all routes when such a rule names none), on one trip for each
sequence of stops: pairs of different zones, at stops of different names, where one may board and alight later. When
there are more than MOST_PAIRS pairs the longest sequences are left out, and that is said. Not here: poles without zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import polars as pl

from feeds.rules.rule import Rule, RuleContext, every_edition, many, nothing, one, words
from feeds.rules.zones import calls_with_zones, fare_rules
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity

MOST_PAIRS = 4_000_000
"""So many pairs of stops are looked at in one feed."""

_PAIR = ("origin_id", "destination_id")
_KEY = ("route_id", *_PAIR)


def _missing(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for each route and pair of zones; details: route_id, origin, destination, stop_id (of the origin)."""
    rules, calls = fare_rules(tables), _calls(tables, context)
    if rules is None or calls is None:
        return nothing()
    numbers = {name: pl.Enum(calls[name].unique().sort()) for name in ("route_id", "zone_id", "place")}
    numbers |= dict.fromkeys(_PAIR, numbers["zone_id"])
    coded = _within(calls).with_columns(_number(name, numbers[name]) for name in ("route_id", "zone_id", "place"))
    found = _unpriced(_pairs(coded), rules, numbers)
    told = found.with_columns(pl.col(*_KEY).cast(pl.String)).sort("route_id", "_row", *_PAIR)
    details = {"route_id": "route_id", "stop_id": "stop_id", "origin": "origin_id", "destination": "destination_id"}
    value = pl.concat_str(*_PAIR, separator=" → ")
    made = many(told, "fare_rules.txt", column="origin_id", value=value, **{k: pl.col(v) for k, v in details.items()})
    return made.with_columns(row=pl.lit(None, dtype=pl.Int64))


def _number(name: str, known: pl.Enum) -> pl.Expr:
    """A text as its number in that list (pairs of numbers are joined many times faster); null when it is not there."""
    return pl.col(name).cast(known, strict=False)


def _unpriced(pairs: pl.DataFrame, rules: pl.DataFrame, numbers: Mapping[str, pl.Enum]) -> pl.DataFrame:
    """The pairs that no rule covers; a blank cell of a rule covers everything."""
    for said in product((True, False), repeat=3):
        on = [column for column, is_said in zip(_KEY, said, strict=True) if is_said]
        such = rules.filter((pl.col(column) != "") == (column in on) for column in _KEY)
        if such.height and on:
            coded = such.select(_number(column, numbers[column]) for column in on)
            pairs = pairs.join(coded.drop_nulls().unique(), on=on, how="anti")
        elif such.height:
            pairs = pairs.clear()
    return pairs


def _too_many(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for the feed; details: patterns (sequences of stops left out), pairs (the limit)."""
    calls = _calls(tables, context)
    if calls is None:
        return nothing()
    left = calls["_trip"].n_unique() - _within(calls)["_trip"].n_unique()
    return one("fare_rules.txt", patterns=left, pairs=MOST_PAIRS) if left else nothing()


def _calls(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    """The calls, with zones, of routes whose fares go from zone to zone and that no flat fare covers."""
    return context.once("od calls", lambda: _made_calls(tables, context))


def _made_calls(tables: TextTables, context: RuleContext) -> pl.DataFrame | None:
    rules = fare_rules(tables)
    if rules is None:
        return None
    paired = rules.filter(pl.all_horizontal(pl.col(*_PAIR) != ""))
    flat = rules.filter(pl.all_horizontal(pl.col(*_PAIR) == ""))
    if not paired.height or (flat["route_id"] == "").any():
        return None
    calls = calls_with_zones(tables, context)
    if calls is None:
        return None
    if not (paired["route_id"] == "").any():
        calls = calls.filter(pl.col("route_id").is_in(paired["route_id"].implode()))
    covered = calls.filter(~pl.col("route_id").is_in(flat["route_id"].implode()), pl.col("zone_id") != "")
    return covered if covered.height else None


def _within(calls: pl.DataFrame) -> pl.DataFrame:
    """The calls of the shortest sequences that have MOST_PAIRS pairs together at most."""
    sizes = calls.group_by("_trip").agg(size=pl.len().cast(pl.Int64)).sort("size", "_trip")
    return calls.join(sizes.filter((pl.col("size") ** 2).cum_sum() <= MOST_PAIRS), on="_trip", how="semi")


def _pairs(calls: pl.DataFrame) -> pl.DataFrame:
    """route_id, origin_id, destination_id (numbers), of the first origin stop_id and `_row`; each once."""
    can = {c: pl.col(c).fill_null("") != "1" if c in calls.columns else pl.lit(value=True)
           for c in ("pickup_type", "drop_off_type")}  # fmt: skip
    start = calls.filter(can["pickup_type"]).rename({"zone_id": "origin_id"})
    end = calls.filter(can["drop_off_type"]).select("_trip", _to="_at", destination_id="zone_id", to_place="place")
    # a zone is reached from another when its last call comes after the other's first
    first = start.sort("_trip", "_at").unique(["_trip", "origin_id"], keep="first", maintain_order=True)
    first = first.sort("_row").with_row_index("_start")
    last = end.group_by("_trip", "destination_id").agg(pl.col("_to", "to_place").sort_by("_to").last())
    starts = first.select("_start", "_trip", "route_id", "origin_id", "_at", "place")
    rides = starts.lazy().join(last.lazy(), on="_trip").filter(
        pl.col("_at") < pl.col("_to"),
        pl.col("origin_id") != pl.col("destination_id"),
        pl.col("place") != pl.col("to_place"),
    )  # fmt: skip
    each = rides.group_by(_KEY).agg(pl.col("_start").min()).collect()
    return each.join(first.select("_start", "_row", "stop_id"), on="_start")


RULES = (
    Rule(
        code="jp_fare_od_pair_missing",
        text=words(
            ja=(
                "経路 {route_id} で乗車エリア {origin} から降車エリア {destination} に乗れますが、fare_rules.txt に"
                "その運賃がありません。",
                "fare_rules.txt にこの区間の行を加えてください。乗れないはずの区間なら、stop_times.txt の "
                "pickup_type か "
                "drop_off_type を 1 にしてください。",
            ),
            en=(
                "Route {route_id} can be ridden from zone {origin} to zone {destination}, but fare_rules.txt has "
                "no fare "
                "for it.",
                "Add the row to fare_rules.txt. If the ride is not permitted, set pickup_type or drop_off_type to 1 in "
                "stop_times.txt.",
            ),
        ),
        severity=every_edition(Severity.WARNING),
        source="GTFS-JP 第2版 fare_rules.txt (every pair is to be listed); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=_missing,
    ),
    Rule(
        code="jp_fare_od_pairs_too_many",
        text=words(
            ja=(
                "乗車と降車の組が多すぎるため（上限 {pairs}）、停車順の長いほうから{patterns}通りは運賃の有無を"
                "調べていません。",
                "データの誤りではありません。この部分の運賃はご自身で確かめてください。",
            ),
            en=(
                "There are too many pairs of stops (limit {pairs}); for the {patterns} longest stop sequences "
                "nobody looked "
                "whether fares are missing.",
                "This is no mistake in the data. Check the fares of those routes yourself.",
            ),
        ),
        severity=every_edition(Severity.INFO),
        source="A limit of this check",
        mark=Mark.INFERRED,
        check=_too_many,
    ),
)
