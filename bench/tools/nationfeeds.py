"""A generated nation of bus feeds: how many there are and where, and the GTFS-JP tables of each.

All of it is invented and a pure function of a few numbers: cities stand where Japan's cities stand and draw feeds by
their size, feeds are as unequal in size as the real ones, stops lie along routes that leave a few hubs. What does not
live here: taking them into a home (nationhome).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

GENERATOR = 1
"""Raised when the same numbers would give other feeds."""
SEED = 20_200_115
SPREAD = 1.4
"""Standard deviation of the logarithm of a feed's number of stops: that of the 85 real feeds which can be published."""
FEWEST = 12
"""No feed has fewer stops: one route."""
METRES_PER_DEGREE = 111_320.0
STEP_M = 350.0
"""Mean way from stop to stop."""
BENDS = 6
"""Shape points between two stops."""
WITH_SHAPES = 0.6
"""Share of feeds that have shapes.txt."""
WAYS = pl.DataFrame({"way": [0, 1]})
SERVICES = pl.DataFrame({"service": ["平日", "土日祝"]})
VARIANTS = pl.DataFrame({"variant": ["", "区間"], "share": [1.0, 0.6]})
"""Each line is two routes, the whole way and the first part of it: real feeds have a route for every nine stops."""

# longitude, latitude, inhabitants in ten thousands, all rounded: only the shape of the country matters
_CITIES = (
    (141.3, 43.1, 260), (142.4, 43.8, 40), (140.7, 41.8, 30), (143.2, 42.9, 25), (144.4, 43.0, 20), (140.7, 40.8, 60),
    (141.2, 39.7, 60), (140.1, 39.7, 50), (140.9, 38.3, 200), (140.3, 38.2, 60), (140.4, 37.5, 90), (140.5, 36.4, 150),
    (139.9, 36.5, 120), (139.1, 36.4, 120), (139.6, 35.9, 500), (140.1, 35.7, 400), (139.7, 35.7, 900),
    (139.4, 35.7, 350), (139.5, 35.4, 700), (138.6, 35.7, 50), (138.2, 36.6, 70), (138.0, 36.2, 50), (139.0, 37.8, 120),
    (137.2, 36.7, 70), (136.6, 36.5, 80), (136.2, 36.0, 50), (138.5, 35.0, 180), (137.7, 34.7, 110), (137.2, 34.9, 200),
    (136.9, 35.2, 400), (136.7, 35.4, 120), (136.5, 34.8, 120), (136.1, 35.1, 90), (135.8, 35.0, 220),
    (135.5, 34.7, 700), (135.2, 34.7, 300), (134.7, 34.8, 110), (135.8, 34.6, 80), (135.2, 34.2, 60),
    (133.9, 34.6, 140), (132.5, 34.4, 200),
    (134.2, 35.5, 30), (133.0, 35.4, 35), (131.4, 34.0, 80), (134.0, 34.3, 70), (134.5, 34.0, 45),
    (132.8, 33.8, 80), (133.5, 33.5, 45), (130.4, 33.6, 330), (130.9, 33.8, 130), (130.2, 33.2, 50), (129.9, 32.8, 80),
    (130.7, 32.8, 120), (131.6, 33.2, 70), (131.4, 31.9, 60), (130.5, 31.6, 100), (127.7, 26.3, 120),
)  # fmt: skip

Tables = dict[str, pl.DataFrame]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One generated feed: its number (from 0), how many stops it has, and its middle in degrees."""

    number: int
    stops: int
    lon: float
    lat: float

    @property
    def name(self) -> str:
        """The feed's part of its key."""
        return f"bus-{self.number:03}"


@dataclass(frozen=True, slots=True)
class _Lines:
    """Routes × stops: positions, and the same with the bends between them."""

    lon: Numbers
    lat: Numbers
    shape_lon: Numbers
    shape_lat: Numbers


def plan_nation(feeds: int, stops: int) -> list[FeedPlan]:
    """`feeds` feeds with `stops` stops in all (a few more where small feeds were raised to `FEWEST`)."""
    chance = np.random.default_rng(SEED)
    raw = chance.lognormal(0.0, SPREAD, feeds)
    sizes = np.maximum(FEWEST, np.round(raw / raw.sum() * stops)).astype(int)
    cities = np.array(_CITIES)
    at = chance.choice(len(cities), feeds, p=cities[:, 2] / cities[:, 2].sum())
    # a third of the feeds belong to towns around, the others to the city itself
    far = np.where(chance.random(feeds) < 1 / 3, 0.35, 0.08)
    lon = cities[at, 0] + chance.normal(0, 1, feeds) * far
    lat = cities[at, 1] + chance.normal(0, 1, feeds) * far * 0.8
    return [FeedPlan(i, int(sizes[i]), float(lon[i]), float(lat[i])) for i in range(feeds)]


def _lines(plan: FeedPlan, routes: int, calls: int, chance: np.random.Generator) -> _Lines:
    """Walks that leave a few hubs and keep their heading; each route has stops of its own."""
    hubs = 1 + routes // 12
    reach = 0.01 * np.sqrt(hubs)
    hub_lon, hub_lat = plan.lon + chance.normal(0, reach, hubs), plan.lat + chance.normal(0, reach, hubs)
    hub = chance.integers(0, hubs, routes)
    points = calls * BENDS
    heading = chance.uniform(0, 2 * np.pi, (routes, 1)) + np.cumsum(chance.normal(0, 0.15, (routes, points)), axis=1)
    step = chance.gamma(4.0, STEP_M / 4 / BENDS, (routes, points)) / METRES_PER_DEGREE
    lat = hub_lat[hub][:, None] + np.cumsum(step * np.sin(heading), axis=1)
    lon = hub_lon[hub][:, None] + np.cumsum(step * np.cos(heading), axis=1) / np.cos(np.radians(plan.lat))
    return _Lines(lon[:, ::BENDS], lat[:, ::BENDS], lon[:, : points - BENDS + 1], lat[:, : points - BENDS + 1])


def _table(columns: Mapping[str, Any]) -> pl.DataFrame:
    """A text table as the reader makes it: every cell text, `_row` from line 2."""
    frame = pl.DataFrame(columns)
    return frame.select(
        pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias("_row"),
        *(pl.col(name).cast(pl.String) for name in frame.columns),
    )


def _degrees(values: Numbers) -> pl.Series:
    return pl.Series(np.char.mod("%.6f", values.ravel()))


def _stops(lines: _Lines) -> pl.DataFrame:
    routes, calls = lines.lon.shape
    route, call = np.repeat(np.arange(routes), calls), np.tile(np.arange(calls), routes)
    frame = pl.DataFrame({"route": route, "call": call})
    return _table(
        {
            "stop_id": frame.select(pl.format("{}_{}", "route", "call")).to_series(),
            "stop_name": frame.select(pl.format("第{}町 {}番", pl.col("route") + 1, pl.col("call") + 1)).to_series(),
            "stop_lat": _degrees(lines.lat),
            "stop_lon": _degrees(lines.lon),
            "zone_id": frame.select(pl.format("{}_{}", "route", "call")).to_series(),
            "location_type": pl.repeat("0", frame.height, eager=True),
        }
    )


def _variants(lines: int, calls: int) -> pl.DataFrame:
    """`line`, `route_id` and `calls` (at how many of its stops it calls) of every route."""
    each = pl.DataFrame({"line": np.arange(lines)}).join(VARIANTS, how="cross")
    return each.select(
        "line",
        pl.format("{}{}", "line", "variant").alias("route_id"),
        (pl.col("share") * calls).ceil().cast(pl.Int64).alias("calls"),
    )


def _shapes(lines: _Lines, routes: pl.DataFrame) -> pl.DataFrame:
    """Two shapes for each route, there and back."""
    count, points = lines.shape_lon.shape
    every = pl.DataFrame(
        {
            "line": np.repeat(np.arange(count), points),
            "at": np.tile(np.arange(points), count),
            "lon": _degrees(lines.shape_lon),
            "lat": _degrees(lines.shape_lat),
        }
    )
    last = (pl.col("calls") - 1) * BENDS
    rows = routes.join(every, on="line", maintain_order="left_right").filter(pl.col("at") <= last)
    rows = rows.join(WAYS, how="cross", maintain_order="left_right").select(
        pl.format("{}_{}", "route_id", "way").alias("shape_id"),
        pl.col("lat").alias("shape_pt_lat"),
        pl.col("lon").alias("shape_pt_lon"),
        pl.when(pl.col("way") == 0).then("at").otherwise(last - pl.col("at")).alias("shape_pt_sequence"),
    )
    return _table(rows.to_dict(as_series=True))


def _trips(routes: pl.DataFrame, daily: int, *, shaped: bool) -> pl.DataFrame:
    """`daily` trips each way of each route, on workdays and on the other days."""
    rows = routes
    for axis in (WAYS, SERVICES, pl.DataFrame({"run": np.arange(daily)})):
        rows = rows.join(axis, how="cross", maintain_order="left_right")
    named = rows.select(
        "route_id",
        pl.col("service").alias("service_id"),
        pl.format("{}_{}_{}_{}", "route_id", "way", "service", "run").alias("trip_id"),
        pl.col("way").alias("direction_id"),
        *([pl.format("{}_{}", "route_id", "way").alias("shape_id")] if shaped else []),
    )
    return _table(named.to_dict(as_series=True))


def _clock(column: str) -> pl.Expr:
    at = pl.col(column)
    parts = [(at // 3600), (at // 60 % 60), (at % 60)]
    return pl.concat_str([p.cast(pl.String).str.zfill(2) for p in parts], separator=":")


def _stop_times(trips: pl.DataFrame, routes: pl.DataFrame) -> pl.DataFrame:
    """Every trip calls at every stop of its route, 90 seconds apart, on the way back in the other order."""
    run = pl.col("trip_id").str.split("_").list.last().cast(pl.Int64)
    each = trips.select("trip_id", "route_id", pl.col("direction_id").cast(pl.Int64), run.alias("run"))
    rows = each.join(routes, on="route_id", maintain_order="left").with_columns(at=pl.int_ranges("calls")).explode("at")
    forth = pl.col("direction_id") == 0
    rows = rows.with_columns(
        seconds=6 * 3600 + pl.col("run") * 4200 + pl.col("at") * 90,
        call=pl.when(forth).then("at").otherwise(pl.col("calls") - 1 - pl.col("at")),
    )
    named = rows.select(
        "trip_id",
        _clock("seconds").alias("arrival_time"),
        _clock("seconds").alias("departure_time"),
        pl.format("{}_{}", "line", "call").alias("stop_id"),
        pl.col("at").alias("stop_sequence"),
    )
    return _table(named.to_dict(as_series=True))


def _calendar() -> pl.DataFrame:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    rows: dict[str, Sequence[str]] = {"service_id": ["平日", "土日祝"]}
    rows |= {day: ["1", "0"] if at < 5 else ["0", "1"] for at, day in enumerate(days)}
    return _table({**rows, "start_date": ["20190401"] * 2, "end_date": ["20200331"] * 2})


def _translations(stops: pl.DataFrame) -> pl.DataFrame:
    """A reading and an English name of every stop."""
    number = pl.col("stop_id").str.split("_")
    words = {
        "ja-Hrkt": pl.format("だい{}ちょう{}ばん", number.list.get(0), number.list.get(1)),
        "en": pl.format("Town {} No. {}", number.list.get(0), number.list.get(1)),
    }
    parts = [
        stops.select(
            pl.lit("stops").alias("table_name"),
            pl.lit("stop_name").alias("field_name"),
            pl.lit(language).alias("language"),
            text.alias("translation"),
            pl.col("stop_id").alias("record_id"),
        )
        for language, text in words.items()
    ]
    return _table(pl.concat(parts).to_dict(as_series=True))


def _routes(plan: FeedPlan, routes: pl.DataFrame) -> pl.DataFrame:
    ids, count = routes["route_id"].to_list(), routes.height
    return _table(
        {
            "route_id": ids,
            "agency_id": ["1"] * count,
            "route_short_name": ids,
            "route_long_name": [f"{name}系統" for name in ids],
            "route_type": ["3"] * count,
            "route_color": [f"{(plan.number * 7_919 + n * 104_729) % 0xFFFFFF:06X}" for n in range(count)],
            "route_text_color": ["FFFFFF"] * count,
        }
    )


def _words(plan: FeedPlan) -> dict[str, pl.DataFrame]:
    """The tables that say whose feed it is."""
    name, address = f"第{plan.number + 1}バス", "https://bus.example"
    agency = {"agency_id": "1", "agency_name": name, "agency_url": address}
    agency |= {"agency_timezone": "Asia/Tokyo", "agency_lang": "ja"}
    info = {"feed_publisher_name": name, "feed_publisher_url": address, "feed_lang": "ja"}
    info |= {"feed_start_date": "20190401", "feed_end_date": "20200331"}
    return {stem: _table({k: [v] for k, v in row.items()}) for stem, row in (("agency", agency), ("feed_info", info))}


def feed_tables(plan: FeedPlan) -> Tables:
    """The text tables of one feed, as `feeds.formats` would read them from `feed_zip`."""
    chance = np.random.default_rng([SEED, plan.number])
    calls = int(np.clip(8 + np.sqrt(plan.stops) / 2, FEWEST, 40))
    daily, shaped = int(chance.integers(2, 8)), bool(chance.random() < WITH_SHAPES)
    count = max(1, round(plan.stops / calls))
    lines, routes = _lines(plan, count, calls, chance), _variants(count, calls)
    stops, trips = _stops(lines), _trips(routes, daily, shaped=shaped)
    tables = {
        **_words(plan),
        "stops": stops,
        "routes": _routes(plan, routes),
        "trips": trips,
        "stop_times": _stop_times(trips, routes),
        "calendar": _calendar(),
        "translations": _translations(stops),
    }
    return tables | ({"shapes": _shapes(lines, routes)} if shaped else {})


def feed_zip(tables: Tables) -> bytes:
    """The tables as a GTFS zip. Same tables, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for stem, frame in tables.items():
            data = frame.drop("_row").write_csv(line_terminator="\r\n").encode()
            archive.writestr(zipfile.ZipInfo(f"{stem}.txt", (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()
