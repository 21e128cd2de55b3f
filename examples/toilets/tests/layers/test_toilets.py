"""Rows of the list → features. Not here: reading the list."""

from __future__ import annotations

from feeds.tables import TextTables
from layers.base.toilets.build import build
from layers.base.toilets.columns import TOILETS
from layers.context import FeedContext
from layers.contracts import enforce


def test_rows_become_features(table, context: FeedContext) -> None:
    rows = table(
        "NO,名称,緯度,経度,車椅子使用者用トイレ有無",
        "1,港公園,34.05,133.95,有",
        "2,岬,34.06,133.96,無",
        "2,岬の先,34.07,133.97,",
        "3,丘,,133.97,有",
    )
    built = build(TextTables({"toilets": rows}), context)
    frame = enforce(built.frames["toilets"], TOILETS)
    ids = ["shiomi/bus:toilets:1", "shiomi/bus:toilets:row-3", "shiomi/bus:toilets:row-4"]
    assert frame["feature_id"].to_list() == ids
    assert frame["is_wheelchair_accessible"].to_list() == [True, False, None]
    assert dict(built.skipped) == {"toilet_without_position": 1}


def test_without_the_table_there_are_no_features(context: FeedContext) -> None:
    assert len(build(TextTables({}), context).frames["toilets"]) == 0
