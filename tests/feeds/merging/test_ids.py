"""Names of a feed's own: what is an id, and that every table comes back. Not here: translations, features."""

from __future__ import annotations

import importlib.resources
import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.gtfs_schema import TABLES
from feeds.merging.ids import ID_COLUMNS, id_columns, namespaced, stripped, unknown_id_columns

NAMES = sorted([*ID_COLUMNS, "stop_name", "direction_id", "train_id"])
CELLS = st.one_of(st.none(), st.text(min_size=1, max_size=6), st.sampled_from([":", "a/b:", "a/b:1", "a/b", "平日"]))


@st.composite
def tables(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    rows = draw(st.lists(st.tuples(*(CELLS for _ in names)), max_size=8))
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


@given(tables(), st.sampled_from(["a/b:", "x.y/z-1_2:"]))
def test_namespacing_then_stripping_gives_back_the_table(frame, prefix):
    there = namespaced(frame, prefix)
    assert stripped(there, prefix).equals(frame)
    for name in frame.columns:
        if name in ID_COLUMNS:
            assert there[name].null_count() == frame[name].null_count()
            assert there[name].drop_nulls().str.starts_with(prefix).all()
        else:
            assert there[name].equals(frame[name])


@given(tables(), tables())
def test_ids_of_two_feeds_never_meet(one, other):
    ids = [
        {value for name in id_columns(frame.columns) for value in frame[name].drop_nulls()}
        for frame in (namespaced(one, "a/b:"), namespaced(other, "a/bc:"))
    ]
    assert not ids[0] & ids[1]


def test_an_agency_without_id_is_empty_again():
    there = pl.DataFrame({"agency_id": ["a/b", "a/b:A", None]})
    assert stripped(there, "a/b:")["agency_id"].to_list() == [None, "A", None]


def test_every_id_of_the_canonical_schema_is_known():
    data = importlib.resources.files("gtfs_validator") / "data" / "table_schemas.json"
    fields = [one for table in json.loads(data.read_text())["tables"].values() for one in table["fields"]]
    wanted = {one["name"] for one in fields if one["type"] == "ID" or "references" in one}
    assert len(wanted) > 40
    assert wanted <= ID_COLUMNS
    assert unknown_id_columns([one["name"] for one in fields]) == []


def test_every_id_of_gtfs_jp_is_known():
    names = [column.name for table in TABLES.values() for column in table.columns]
    assert unknown_id_columns(names) == []
    assert {"jp_office_id", "office_id", "jp_pattern_id", "jp_parent_route_id"} <= set(id_columns(names))
