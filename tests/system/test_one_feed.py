"""One real feed and one real piece of ground through the whole service, judged on a service day and by the clock.

Not here: many feeds (test_many_at_once), rules and readers on real files (tests/feeds).
"""

from __future__ import annotations

from pathlib import Path

import mapbox_vector_tile
import pytest

from terms.canonical import sha256_hex

pytestmark = pytest.mark.real
OKAYAMA = "133.90,34.64,133.94,34.68"
STATION = (133.9185, 34.6660)


@pytest.fixture
def files(shared_data: Path) -> dict[str, Path]:
    """The feed and the areas of issue 2, number 2."""
    found = {
        "okayama/unobus": shared_data / "gtfs-jp" / "unobus_2020.zip",
        "okayama/areas": shared_data / "ksj" / "N03_2021_smartnews_s0010" / "N03-21_33_210101.json",
    }
    missing = [str(path) for path in found.values() if not path.is_file()]
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")
    return found


def _ids(client, **params: object) -> list[str]:
    answer = client.get("/v1/collections/stops/items", params={"bbox": OKAYAMA, "limit": 1000, **params}).json()
    assert answer["numberReturned"] == len(answer["features"])
    return [one["id"] for one in answer["features"]]


def _send_all(tools, client, files: dict[str, Path]) -> None:
    change = 0
    for feed, path in files.items():
        version = client.upload(feed, path.read_bytes(), name=path.name, wait=60)
        assert (version["state"], version["sha256"]) == ("ready", sha256_hex(path.read_bytes()))
        for lang in ("ja", "en"):
            report = client.get(f"/v1/feeds/{feed}/versions/1/report", params={"lang": lang}).json()
            assert report["publishable"]
            assert report["reference_date"] == "2020-01-15"
            assert all(n["message"] and not n["blocking"] for n in report["notices"])
        change = client.make_live(feed, 1)
    release = client.wait_change(change)
    assert {f["feed"]: f["version"] for f in release["feeds"]} == dict.fromkeys(files, 1)
    assert release["in_force"]


def _tile(tools, client, tileset: str, z: int) -> dict[str, object]:
    return mapbox_vector_tile.decode(client.get(f"/v1/tilesets/{tileset}/{tools.cell_of(*STATION, z)}.mvt").content)


def test_from_file_to_tile_and_item(tmp_path, tools, files):
    house = tools.House(tmp_path / "home", FUTAE_TODAY="2020-01-15", FUTAE_SERVE_UNSTATED="1")
    try:
        key = house.furnish(*files, licence="unknown")
        service, client = house.serve(key, "--today", "2020-01-15")
        _send_all(tools, client, files)
        on_the_day = _ids(client)
        assert len(on_the_day) > 20
        tile = _tile(tools, client, "transit", 14)
        assert {"stops", "routes"} <= set(tile)
        assert {f["properties"]["feature_id"] for f in tile["stops"]["features"]} & set(on_the_day)
        assert "places" in _tile(tools, client, "places", 10)
        one = client.get(f"/v1/collections/stops/items/{on_the_day[0]}", params={"links": "municipality"}).json()
        tie = one["linked"]["municipality"]
        assert "岡山市" in client.get(f"/v1/collections/places/items/{tie['place_feature_id']}").text
        assert client.get("/v1/feeds/okayama/unobus/current.zip").content == files["okayama/unobus"].read_bytes()
        tools.assert_whole(house)
        house.end(service)

        by_clock = tools.House(tmp_path / "home", FUTAE_TODAY="", FUTAE_SERVE_UNSTATED="1")
        house.started = by_clock.started  # one end for the processes of both
        _, client = by_clock.serve(key)
        release = client.current()
        assert not release["in_force"]
        assert release["last_service_on"] is not None
        assert _ids(client) == []
        assert _ids(client, at="2020-01-15") == on_the_day
        assert _ids(client, at="2020-01-15T12:00:00+09:00") == on_the_day
        assert _ids(client, at="any")[: len(on_the_day)] == on_the_day
        assert _tile(tools, client, "transit", 14) == tile
        by_clock.end_all()
    finally:
        house.end_all()
