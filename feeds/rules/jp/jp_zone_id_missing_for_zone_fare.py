"""jp_zone_id_missing_for_zone_fare: a pole without zone_id on a route whose fares go by zones.

Not here: zones without a fare (jp_fare_od_pair_missing); the canonical stop_without_zone_id is milder.
"""

from __future__ import annotations

import polars as pl

from feeds.rules.rule import Rule, RuleContext, every_edition, many, nothing, words
from feeds.rules.zones import calls_with_zones, fare_rules
from feeds.tables import TextTables
from terms.columns import Mark
from terms.notices import Severity


def check(tables: TextTables, context: RuleContext) -> pl.DataFrame:
    """One finding for each pole; details: stop_id, route_id (the first), routes (how many)."""
    rules = fare_rules(tables)
    if rules is None:
        return nothing()
    zoned = rules.filter(pl.any_horizontal(pl.col("origin_id", "destination_id", "contains_id") != ""))
    calls = calls_with_zones(tables, context) if zoned.height else None
    if calls is None:
        return nothing()
    of_any = zoned.filter(pl.col("route_id") == "").height > 0
    on = calls if of_any else calls.filter(pl.col("route_id").is_in(zoned["route_id"].implode()))
    bare = on.filter(pl.col("zone_id") == "")
    poles = bare.group_by("stop_id").agg(
        pl.col("_stop_row").first().alias("_row"), pl.col("route_id").first(),
        routes=pl.col("route_id").n_unique().cast(pl.Int64),
    )  # fmt: skip
    details = {name: pl.col(name) for name in ("stop_id", "route_id", "routes")}
    return many(poles.sort("_row"), "stops.txt", column="zone_id", value=pl.lit(""), **details)


RULES = (
    Rule(
        code="jp_zone_id_missing_for_zone_fare",
        text=words(
            ja=(
                "stops.txt {row}行目の標柱（{stop_id}）の zone_id が空ですが、ここに停まる経路 "
                "{route_id}（計{routes}経路）の"
                "運賃は乗車・降車のエリアで決まっています。",
                "zone_id にエリアを入れてください。対キロ運賃なら、標柱や停留所ごとの番号（stop_id など）にします。",
            ),
            en=(
                "The pole in row {row} of stops.txt ({stop_id}) has no zone_id, but the fares of route {route_id} "
                "({routes} route(s) in all) that stops there go by zones.",
                "Set zone_id to the zone; for distance fares use one zone for each pole or stop, such as its stop_id.",
            ),
        ),
        severity=every_edition(Severity.ERROR),
        source="GTFS-JP 第2版 stops.txt zone_id (conditional); v3, v4 by gtfs_jp.md, Fields",
        mark=Mark.UNVERIFIED,
        check=check,
    ),
)
