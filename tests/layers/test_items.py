"""Items written and asked for: round trip, boxes, valid time, paging, ids. Not here: HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.application.transit.columns import ROUTES, STOPS
from layers.frames import conform, wkb_series
from layers.items import from_geoparquet, id_index, to_geoparquet
from layers.query import ItemPath, ItemQuery, item, items
from terms.columns import Collection
from terms.geo import Bounds

DAY = datetime(2026, 4, 1, tzinfo=UTC)


def stops(places: list[tuple[float, float]], valid_from: datetime | None = None) -> pl.DataFrame:
    ids = [f"o/f:stops:{i:05d}" for i in range(len(places))]
    frame = pl.DataFrame({"feature_id": ids, "stop_id": ids, "feed": ["o/f"] * len(ids)}).with_columns(
        pl.lit(valid_from, dtype=pl.Datetime("us", "UTC")).alias("valid_from_at"),
        wkb_series(shapely.points(places) if places else []),
        location_type=pl.lit(0),
        trips_per_day=pl.lit(1.0),
    )
    return conform(frame, STOPS)


def written(frame: pl.DataFrame, folder: Path, name: str = "a", collection: Collection = STOPS) -> ItemPath:
    data = to_geoparquet(frame, collection)
    path, ids = folder / f"{name}.parquet", folder / f"{name}.ids"
    path.write_bytes(data)
    ids.write_bytes(id_index(data))
    return ItemPath(path, ids, Bounds(-180, -90, 180, 90))


def test_round_trip_and_equal_bytes() -> None:
    frame = stops([(137.0, 35.0), (139.0, 36.0), (135.0, 34.0)], DAY)
    data = to_geoparquet(frame, STOPS)
    assert data == to_geoparquet(frame, STOPS)
    assert from_geoparquet(data).equals(frame)


def test_geo_metadata(tmp_path: Path) -> None:
    one = written(stops([(137.0, 35.0)]), tmp_path)
    geo = json.loads(pq.read_metadata(one.path).metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]


def test_empty_frame(tmp_path: Path) -> None:
    one = written(stops([]), tmp_path)
    assert items([one], "Point", ItemQuery(10)).num_rows == 0  # type: ignore[union-attr]
    assert item([one], "o/f:stops:00000") is None


places_strategy = st.lists(
    st.tuples(st.floats(-179, 179, allow_nan=False), st.floats(-80, 80, allow_nan=False)), min_size=1, max_size=40
)


@settings(max_examples=25, deadline=None)
@given(
    places=places_strategy, box=st.tuples(st.floats(-180, 0), st.floats(-80, 0), st.floats(0, 180), st.floats(0, 80))
)
def test_bbox_finds_exactly_what_lies_inside(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[float, float]], box: tuple[float, ...]
) -> None:
    bounds = Bounds.of(box)
    one = written(stops(places), tmp_path_factory.mktemp("items"))
    inside = [
        f"o/f:stops:{i:05d}"
        for i, (x, y) in enumerate(places)
        if bounds.west <= x <= bounds.east and bounds.south <= y <= bounds.north
    ]
    table = items([one], "Point", ItemQuery(1000, bounds))
    assert table is not None
    assert table["feature_id"].to_pylist() == inside


degrees = st.integers(0, 8).map(float)
"""Few values, so that borders are met, boxes overlap without their lines meeting, and keys tie."""
instants = st.none() | st.integers(0, 3).map(lambda days: DAY + timedelta(days=days))
lines_strategy = st.lists(
    st.tuples(
        st.lists(st.tuples(degrees, degrees), min_size=2, max_size=3, unique=True),
        st.integers(0, 5),
        instants,
        instants,
    ),
    max_size=25,
    unique_by=lambda row: (row[1], row[2]),
)


@settings(max_examples=200, deadline=None)
@given(
    rows=lines_strategy, cut=st.integers(0, 25), limit=st.integers(1, 8), at=instants,
    box=st.none() | st.tuples(degrees, degrees, st.integers(0, 4), st.integers(0, 4)),
    after=st.none() | st.tuples(st.integers(0, 5), instants),
)  # fmt: skip
def test_lines_over_two_files_as_by_hand(tmp_path_factory, rows, cut, limit, at, box, after) -> None:
    """What the declared rows say, asked one by one in Python, is what comes back: all filters, in order, cut."""
    never = datetime.min.replace(tzinfo=UTC)
    named = [(shapely.LineString(line), f"o/f:routes:{n}", begin, end) for line, n, begin, end in rows]
    bounds = None if box is None else Bounds(box[0], box[1], box[0] + box[2], box[1] + box[3])
    key = None if after is None else (f"o/f:routes:{after[0]}", after[1])

    def fits(line, name, begin, end) -> bool:
        return (
            (bounds is None or line.intersects(shapely.box(*bounds.as_list())))
            and (at is None or ((begin is None or begin <= at) and (end is None or end > at)))
            and (key is None or (name, begin or never) > (key[0], key[1] or never))
        )

    expected = sorted((name, begin or never) for line, name, begin, end in named if fits(line, name, begin, end))
    folder = tmp_path_factory.mktemp("lines")
    files = [written(lines(named[:cut]), folder, "a", ROUTES), written(lines(named[cut:]), folder, "b", ROUTES)]
    asked = None if key is None else (key[0], None if key[1] is None else int(key[1].timestamp() * 1_000_000))
    table = items(files, "LineString", ItemQuery(limit, bounds, at, asked))
    assert table is not None
    got = zip(table["feature_id"].to_pylist(), table["valid_from_at"].to_pylist(), strict=True)
    assert [(name, begin or never) for name, begin in got] == expected[:limit]


def lines(rows) -> pl.DataFrame:
    """Routes of (line, feature id, valid from, valid to)."""
    shapes, ids, begins, ends = ([row[i] for row in rows] for i in range(4))
    instant = pl.Datetime("us", "UTC")
    frame = pl.DataFrame({"feature_id": pl.Series(ids, dtype=pl.String)}).with_columns(
        pl.Series("valid_from_at", begins, dtype=instant), pl.Series("valid_to_at", ends, dtype=instant),
        wkb_series(shapes), feed=pl.lit("o/f"), route_id="feature_id", has_shape=pl.lit(True),
    )  # fmt: skip
    return conform(frame, ROUTES)


def test_pages_neither_lose_nor_repeat(tmp_path: Path) -> None:
    frame = stops([(137 + i / 1000, 35) for i in range(25)], DAY)
    files = [written(frame[:13], tmp_path, "a"), written(frame[13:], tmp_path, "b")]
    seen: list[str] = []
    after: tuple[str, int | None] | None = None
    for _ in range(10):
        table = items(files, "Point", ItemQuery(4, after=after))
        assert table is not None
        if not table.num_rows:
            break
        seen += table["feature_id"].to_pylist()
        after = (seen[-1], int(DAY.timestamp() * 1_000_000))
    assert seen == frame["feature_id"].to_list()


@pytest.mark.parametrize(("at", "found"), [(datetime(2026, 3, 31, tzinfo=UTC), 0), (DAY, 1)])
def test_valid_time_is_half_open(tmp_path: Path, at: datetime, found: int) -> None:
    one = written(stops([(137.0, 35.0)], DAY), tmp_path)
    table = items([one], "Point", ItemQuery(10, at=at))
    assert table is not None
    assert table.num_rows == found


def test_a_feature_is_found_by_id_in_any_row_group(tmp_path: Path) -> None:
    frame = stops([(100 + i / 200, 35) for i in range(12_000)])
    one = written(frame, tmp_path)
    for wanted in ("o/f:stops:00000", "o/f:stops:05001", "o/f:stops:11999"):
        row = item([one], wanted)
        assert row is not None
        assert row["feature_id"].to_pylist() == [wanted]
        assert "bbox" not in row.column_names
    assert item([one], "o/f:stops:99999") is None


def test_all_validities_of_a_feature_come_back(tmp_path: Path) -> None:
    old, new = stops([(137.0, 35.0)], DAY), stops([(137.0, 35.0)], datetime(2027, 4, 1, tzinfo=UTC))
    row = item([written(pl.concat([old, new]), tmp_path)], "o/f:stops:00000")
    assert row is not None
    assert row.num_rows == 2
