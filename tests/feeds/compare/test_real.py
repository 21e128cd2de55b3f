"""Real versions of one feed: nothing is left unexplained but files that no standard names. Not here: builders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from feeds.compare.boxed import diff_files

PAIRS = {
    "uno": ("gtfs-jp/GTFS-JP.zip", "gtfs-jp/unobus_2020.zip"),
    "wakayama": ("gtfs-jp/wakayama.zip", "gtfs-jp/wakayama_2021_taisukef.zip"),
    "donan": ("gtfs-jp/donanbus_hokkaido_2017.zip", "gtfs-jp/donanbus_hokkaido_2020.zip"),
    "bart": ("gtfs-world/tl_bart-old.zip", "gtfs-world/tl_bart-new.zip"),
}
LEFT = {
    "uno": set(),
    "wakayama": set(),
    "donan": {("fare_rider_categories", "unknown_file")},
    "bart": {
        (stem, "unknown_file")
        for stem in (
            "calendar_attributes",
            "directions",
            "fare_rider_categories",
            "realtime_routes",
            "route_attributes",
        )
    },
}
"""What stays unexplained: files of other makers that neither GTFS nor GTFS-JP names."""


def told(shared_data: Path, tmp_path: Path, name: str) -> dict[str, Any]:
    given = tmp_path / "given"
    names = {}
    for side, path in zip(("old", "new"), PAIRS[name], strict=True):
        (given / side).mkdir(parents=True)
        names[side] = Path(path).name
        (given / side / names[side]).symlink_to(shared_data / path)
    assert diff_files(given, tmp_path, names=names) == {"unreadable": {}}
    found: dict[str, Any] = json.loads((tmp_path / "diff.json").read_text())
    return found


@pytest.mark.real
@pytest.mark.long
@pytest.mark.parametrize("name", PAIRS)
def test_every_change_is_explained_but_files_nobody_names(shared_data: Path, tmp_path: Path, name: str) -> None:
    document = told(shared_data, tmp_path, name)
    assert {(one["stem"], one["reason"]) for one in document["unexplained"]} == LEFT[name]
    said: dict[tuple[str, str, str], int] = {}
    for one in document["unexplained"]:
        said[one["stem"], one["part"], one["column"]] = one["rows"]
    for line in document["lines"]:
        for e in line["explains"]:
            place = (e["table"], e["part"], e["column"])
            said[place] = said.get(place, 0) + e["rows"]
    raw = {(t["table"], part, ""): t[part] for t in document["tables"] for part in ("added", "removed") if t[part]}
    raw |= {(t["table"], "changed", c): n for t in document["tables"] for c, n in t["columns"].items()}
    assert said == raw


@pytest.mark.real
@pytest.mark.long
def test_what_wakayama_changed(shared_data: Path, tmp_path: Path) -> None:
    document = told(shared_data, tmp_path, "wakayama")
    lines = {one["code"]: one for one in document["lines"]}
    weekday = next(i for i in lines["trips_per_day"]["items"] if i["day_type"] == "weekday")
    assert (weekday["trips_old"], weekday["trips_new"]) == (905, 861)
    assert lines["fares_changed"]["facts"]["up"] == 23_755
    trips = next(one for one in document["continuity"] if one["table"] == "trips")
    assert (trips["kept"], trips["renumbered"]) == (0, 2_002)
