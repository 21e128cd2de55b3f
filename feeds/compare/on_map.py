"""What changed as GeoJSON: stops as points, a stop that moves also as a line from old to new, routes as lines.

    features = change_map(seen)         # seen by `compared`; None (equal content) gives an empty map

Each feature has properties what ('stop', 'move', 'route'), change, id, name, ja and en (its words); a route that
changes its way is told twice, side 'old' and 'new', each with the lines only that version has. Stops that stay are
there without words, so that the others have company. What does not live here: colours (web), the lines of routes
(`route_paths`), sentences about trips and fares (`words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from feeds.compare.compare import Seen
from feeds.compare.route_paths import Lines, lines_of, patterns
from feeds.compare.same_stops import metres
from feeds.compare.stop_lines import has_moved
from feeds.compare.values import Json
from feeds.compare.view import FeedView

MOST_STOPS, MOST_KEPT, MOST_ROUTES, MOST_POINTS = 20_000, 10_000, 2_000, 200_000
"""Features told at most; `left_out` counts what is beyond. MOST_POINTS is of all lines together."""
STOPS = ("begun", "ended", "moved", "renamed")
ROUTES = ("begun", "ended", "changed")
WORDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("stop", "begun"): ("新しい停留所：{name}［{id}］", "New stop: {name} [{id}]"),
    ("stop", "ended"): ("なくなる停留所：{name}［{id}］", "Stop that ends: {name} [{id}]"),
    ("stop", "moved"): ("{name}［{id}］が {metres} m 移動", "{name} [{id}] moves by {metres} m"),
    ("stop", "lost"): (
        "{name}［{id}］の位置がなくなる（空か、範囲の外）", "{name} [{id}] loses its place (empty or out of range)"
    ),
    ("stop", "placed"): ("{name}［{id}］に位置が入る", "{name} [{id}] has a place now"),
    ("stop", "renamed"): ("{name_old} → {name}［{id}］（名前の変更）", "{name_old} → {name} [{id}] (renamed)"),
    ("route", "begun"): ("新しい路線：{name}（{trips}便）", "New route: {name} (trips: {trips})"),
    ("route", "ended"): ("なくなる路線：{name}（{trips}便）", "Route that ends: {name} (trips: {trips})"),
    ("route", "changed"): (
        "停まる停留所や順が変わる路線：{name}", "Route that calls at other stops or in another order: {name}"
    ),
}  # fmt: skip
_NAMELESS = ("（名前なし）", "(no name)")
_ALSO = ("（旧名 {name_old}）", " (was {name_old})")


@dataclass(slots=True)
class _Map:
    """Features as they come, how many there are of each kind, and what was left out."""

    features: list[Json] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(
        default_factory=lambda: {"stops": dict.fromkeys((*STOPS, "kept"), 0), "routes": dict.fromkeys(ROUTES, 0)}
    )
    left_out: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("stops", "kept", "routes", "no_place"), 0))
    points: int = 0


def change_map(seen: Seen | None) -> Json:
    """The FeatureCollection, with `counts` (true totals), `left_out` and `bbox` ([west, south, east, north] in degrees
    of what changed, of all when nothing on the map did, None of nothing)."""
    made = _Map()
    if seen is not None:
        _add_routes(made, seen)
        _add_stops(made, seen)
    changed = [one for one in made.features if one["properties"]["change"] != "kept"]
    bbox = _bbox(changed or made.features)
    return {"type": "FeatureCollection", "bbox": bbox, "counts": made.counts, "left_out": made.left_out,
            "features": made.features}  # fmt: skip


def in_short(collection: Json) -> Json:
    """A map without its features."""
    return {name: collection[name] for name in ("bbox", "counts", "left_out")}


# --- stops ------------------------------------------------------------------------------------------------------------


def stop_changes(seen: Seen) -> pl.DataFrame:
    """All stops of both versions: change ('kept' for none), id, name, name_old, lon, lat (of the new version where it
    is there), lon_old, lat_old, metres; null where it has none. A stop that loses its place, or gets one, is 'moved'
    without metres. Those that change first, in the order of STOPS."""
    was = seen.old.stops.select(old="stop_id", name_old="name", lon_old="lon", lat_old="lat")
    now = seen.new.stops.select(new="stop_id", name="name", lon="lon", lat="lat")
    both = seen.same.stops.join(was, on="old", maintain_order="left").join(now, on="new", maintain_order="left")
    both = both.with_columns(metres("lon_old", "lat_old", "lon", "lat").alias("metres"))
    renamed = pl.col("name") != pl.col("name_old")
    change = (
        pl.when(has_moved("metres"))
        .then(pl.lit("moved"))
        .when(renamed)
        .then(pl.lit("renamed"))
        .otherwise(pl.lit("kept"))
    )
    names = ("name", "name_old", "lon", "lat", "lon_old", "lat_old", "metres")
    begun = now.join(seen.same.stops, on="new", how="anti", maintain_order="left")
    ended = was.join(seen.same.stops, on="old", how="anti", maintain_order="left")
    return pl.concat(
        [
            begun.select(pl.lit("begun").alias("change"), "name", "lon", "lat", id="new"),
            ended.select(pl.lit("ended").alias("change"), id="old", name="name_old", lon="lon_old", lat="lat_old"),
            both.select(change.alias("change"), *names, id="new").sort(
                pl.col("change").replace_strict({"moved": 0, "renamed": 1, "kept": 2}), maintain_order=True
            ),
        ],
        how="diagonal",
    )


def _add_stops(made: _Map, seen: Seen) -> None:
    found = stop_changes(seen)
    for change, count in found.group_by("change").agg(pl.len()).iter_rows():
        made.counts["stops"][change] = count
    placed = found.with_columns(pl.coalesce("lon", "lon_old").alias("x"), pl.coalesce("lat", "lat_old").alias("y"))
    placed = placed.drop_nulls(["x", "y"])
    made.left_out["no_place"] = (
        found.filter(pl.col("change") != "kept").height - placed.filter(pl.col("change") != "kept").height
    )
    changed, kept = placed.filter(pl.col("change") != "kept"), placed.filter(pl.col("change") == "kept")
    made.left_out["stops"] = max(0, changed.height - MOST_STOPS)
    made.left_out["kept"] = max(0, kept.height - MOST_KEPT)
    for one in changed.head(MOST_STOPS).iter_rows(named=True):
        made.features += _stop(one)
    made.features += [
        _feature("Point", _at(lon, lat), {"what": "stop", "change": "kept", "id": stop_id, "name": name})
        for stop_id, name, lon, lat in kept.head(MOST_KEPT).select("id", "name", "x", "y").iter_rows()
    ]


def _stop(one: Mapping[str, Any]) -> Iterator[Json]:
    change, place = one["change"], _at(one["x"], one["y"])
    kind = change
    if change == "moved" and one["metres"] is None:
        kind = "lost" if one["lon"] is None else "placed"
    told = {"id": one["id"], "name": one["name"], **_words("stop", kind, one)}
    if change == "moved" and one["name_old"] and one["name_old"] != one["name"]:
        told |= {
            lang: told[lang] + _ALSO[side].format(name_old=one["name_old"]) for side, lang in enumerate(("ja", "en"))
        }
    if kind == "moved":
        told["metres"] = round(one["metres"], 1)
        line = [_at(one["lon_old"], one["lat_old"]), place]
        yield _feature("LineString", line, {"what": "move", "change": change, **told})
    yield _feature("Point", place, {"what": "stop", "change": change, **told})


# --- routes -----------------------------------------------------------------------------------------------------------


def _add_routes(made: _Map, seen: Seen) -> None:
    old, new = seen.old, seen.new
    pairs = seen.same.routes.select("old", "new")
    before, after = patterns(old, seen.same.calls), patterns(new, new.calls)
    ended = before.join(pairs, left_on="route_id", right_on="old", how="anti", maintain_order="left")
    begun = after.join(pairs, left_on="route_id", right_on="new", how="anti", maintain_order="left")
    went = before.join(pairs, left_on="route_id", right_on="old", maintain_order="left")
    gone = went.join(
        after, left_on=["new", "pattern"], right_on=["route_id", "pattern"], how="anti", maintain_order="left"
    )
    back = after.join(pairs, left_on="route_id", right_on="new", maintain_order="left")
    come = back.join(
        went, left_on=["route_id", "pattern"], right_on=["new", "pattern"], how="anti", maintain_order="left"
    )
    made.counts["routes"] = {
        "begun": _alone(new, pairs["new"]), "ended": _alone(old, pairs["old"]),
        "changed": pl.concat([gone.select(id="new"), come.select(id="route_id")])["id"].n_unique(),
    }  # fmt: skip
    sides = {"new": new, "old": old}
    ids = dict(pairs.iter_rows())
    for change, side, frame in (("begun", "new", begun), ("ended", "old", ended), ("changed", "old", gone),
                                ("changed", "new", come)):  # fmt: skip
        one = sides[side]
        names = dict(one.routes.select("route_id", "name").iter_rows())
        trips = dict(one.trips.group_by("route_id").agg(pl.len()).iter_rows())
        for route_id, lines in lines_of(one, frame).items():
            told = {"id": route_id, "name": names.get(route_id, ""), "trips": trips.get(route_id, 0)}
            if change == "changed" and side == "old":
                told["id"] = ids.get(route_id, route_id)
            words = _words("route", change, told)
            _add_route(made, lines, {"what": "route", "change": change, "side": side, **told, **words})


def _alone(one: FeedView, paired: pl.Series) -> int:
    return one.routes.filter(~pl.col("route_id").is_in(paired.implode())).height


def _add_route(made: _Map, lines: Lines, told: Json) -> None:
    points = sum(map(len, lines))
    if len(made.features) >= MOST_ROUTES or made.points + points > MOST_POINTS:
        made.left_out["routes"] += 1
        return
    made.points += points
    made.features.append(_feature("MultiLineString", lines, told))


# --- features ---------------------------------------------------------------------------------------------------------


def _words(what: str, change: str, facts: Mapping[str, Any]) -> dict[str, str]:
    told = {k: v for k, v in facts.items() if v is not None} | {"metres": f"{facts.get('metres') or 0:,.0f}"}
    found = {}
    for side, lang in enumerate(("ja", "en")):
        named = told | {name: facts.get(name) or _NAMELESS[side] for name in ("name", "name_old")}
        found[lang] = WORDS[what, change][side].format_map(named)
    return found


def _feature(kind: str, coordinates: object, properties: Json) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _at(lon: float, lat: float) -> list[float]:
    return [round(lon, 6), round(lat, 6)]


def _bbox(features: list[Json]) -> list[float] | None:
    points = [point for one in features for point in _points(one["geometry"])]
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return [min(lons), min(lats), max(lons), max(lats)]


def _points(geometry: Json) -> Iterator[tuple[float, float]]:
    kind, found = geometry["type"], geometry["coordinates"]
    lines = [[found]] if kind == "Point" else [found] if kind == "LineString" else found
    return ((lon, lat) for line in lines for lon, lat in line)
