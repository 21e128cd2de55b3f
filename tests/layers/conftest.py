"""Builders of text tables: `table("stop_id,stop_name", "S1,駅前")` as the reader would give it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from layers.context import FeedContext
from terms.ids import FeedKey

Table = Callable[..., pl.DataFrame]


def make_table(header: str, *rows: str) -> pl.DataFrame:
    names = header.split(",")
    cells = [row.split(",") for row in rows]
    data = {name: [r[i] if i < len(r) else None for r in cells] for i, name in enumerate(names)}
    frame = pl.DataFrame(data, schema=dict.fromkeys(names, pl.String))
    return frame.with_columns(_row=pl.int_range(2, len(rows) + 2, dtype=pl.Int64))


@pytest.fixture
def table() -> Table:
    return make_table


@pytest.fixture
def context() -> FeedContext:
    return FeedContext(FeedKey("shiomi", "bus"), ZoneInfo("Asia/Tokyo"), date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture
def feed() -> dict[str, pl.DataFrame]:
    """Two trips a day of one route over A → B → C on ten days, the second past midnight; D is never served."""
    return {
        "agency": make_table("agency_id,agency_name,agency_timezone", "9,汐見バス,Asia/Tokyo"),
        "stops": make_table(
            "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station",
            "P,駅前,35.0,137.0,1,",
            "A,駅前,35.0,137.0,0,P",
            "B,市場,35.0,137.01,,",
            "C,港,35.0,137.02,0,",
            "D,岬,35.1,137.02,0,",
        ),
        "routes": make_table("route_id,route_short_name,route_long_name,route_type,route_color", "R,1,港線,3,E60012"),
        "trips": make_table("route_id,service_id,trip_id", "R,W,T1", "R,W,T2"),
        "stop_times": make_table(
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence",
            "T1,8:00:00,8:00:00,A,1",
            "T1,8:05:00,8:05:00,B,2",
            "T1,8:10:00,8:10:00,C,3",
            "T2,23:55:00,23:55:00,A,1",
            "T2,24:10:00,24:10:00,C,2",
        ),
        "calendar": make_table(
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            "W,1,1,1,1,1,1,1,20260401,20260410",
        ),
        "translations": make_table(
            "table_name,field_name,language,translation,record_id,field_value",
            "stops,stop_name,ja-Hrkt,えきまえ,A,",
            "stops,stop_name,ja-Hrkt,みなと,,港",
            "stops,stop_name,en,Harbour,,港",
        ),
    }
