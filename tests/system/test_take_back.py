"""Taking back, and sharing: a withdrawn version leaves the map, two publishers hold one lease, two workers share work.

Not here: sudden deaths (test_kill_points), what `live` means row by row (tests/catalog/test_live.py).
"""

from __future__ import annotations

import threading

import httpx
import mapbox_vector_tile
import pytest

from catalog import intake, live, releases, versions
from catalog.keys import LOCAL
from pipelines.publisher import Publisher
from pipelines.workshop import clock, open_workshop
from terms.ids import FeedKey

BUS, TRAM = "town/bus", "town/tram"


def _etags(client, cells) -> dict[str, str]:
    answers = {str(c): client.get(f"/v1/tilesets/transit/{c}.mvt") for c in cells}
    return {cell: answer.headers.get("etag", "none") for cell, answer in answers.items()}


def _first_stop(client) -> tuple[float, float]:
    found = client.get(f"/v1/collections/stops/items/{BUS}:stops:S1").json()
    return tuple(found["geometry"]["coordinates"])


def test_what_is_taken_back_leaves_and_what_was_before_returns(house, tools):
    key = house.furnish(BUS, TRAM)
    service, client = house.serve(key)
    one, two = tools.gtfs_zip(BUS, 1), tools.gtfs_zip(BUS, 40, stops=4)
    client.upload(TRAM, tools.gtfs_zip(TRAM), publish=True)
    client.upload(BUS, one, publish=True)
    first = client.wait_change(2)
    before = _first_stop(client)
    cells = {tools.cell_of(*before, z) for z in (0, 4, 8, 10, 12, 14)}
    old = _etags(client, cells)

    client.upload(BUS, two, publish=True)
    client.wait_change(3)
    assert _first_stop(client) != before
    assert client.get(f"/v1/collections/stops/items/{BUS}:stops:S4").is_success
    assert _etags(client, cells)[str(tools.cell_of(*before, 14))] != old[str(tools.cell_of(*before, 14))]

    change = client.post(f"/v1/feeds/{BUS}/versions/2/withdraw", json={"reason": "wrong town"}).json()["change"]
    gone = client.wait_change(change)
    assert [f["feed"] for f in gone["feeds"]] == [TRAM]
    items = client.get("/v1/collections/stops/items", params={"at": "any", "limit": 1000}).json()["features"]
    assert {i["id"].split(":")[0] for i in items} == {TRAM}
    tile = client.get(f"/v1/tilesets/transit/{tools.cell_of(*before, 14)}.mvt")
    assert tile.status_code == 204 or BUS not in str(mapbox_vector_tile.decode(tile.content))
    for address in (f"/v1/feeds/{BUS}/versions/2/file", f"/v1/feeds/{BUS}/current.zip"):
        with pytest.raises(httpx.HTTPStatusError) as refused:
            client.get(address)
        assert refused.value.response.status_code in (404, 410)

    again = client.wait_change(client.make_live(BUS, 1))
    assert {f["feed"]: f["version"] for f in again["feeds"]} == {BUS: 1, TRAM: 1}
    assert again["release"] > gone["release"] > first["release"]
    assert _etags(client, cells) == old
    assert client.get(f"/v1/feeds/{BUS}/current.zip").content == one
    tools.assert_served(client, {BUS: 1, TRAM: 1})
    with pytest.raises(httpx.HTTPStatusError, match="410"):
        client.make_live(BUS, 2)
    assert house.end(service) == 0


def _take_in(catalog, feed: str, data: bytes) -> versions.VersionRow:
    row = intake.receive(
        catalog, FeedKey.parse(feed), [data], file_name="a.zip", media_type="application/zip", max_bytes=1 << 20,
        caller=LOCAL, now=clock(),
    )  # fmt: skip
    versions.want_publish(catalog, row.feed, row.number, caller=LOCAL, now=clock())
    return row


def test_two_publishers_at_once_make_one_release(house, tools):
    house.furnish(BUS)
    with house.catalog() as catalog:
        _take_in(catalog, BUS, tools.gtfs_zip(BUS))
        worker = house.start("-m", "futae.cli", "build", "--home", house.home)
        assert worker.wait(timeout=120) == 0, house.words()
        number = releases.current(catalog).number
        live.ask_rebuild(catalog, actor="test", now=clock())
    with open_workshop(house.settings, "first") as first, open_workshop(house.settings, "second") as second:
        start, made = threading.Barrier(2), []

        def publish(publisher: Publisher) -> None:
            start.wait()
            made.append(publisher.publish_once())

        both = [threading.Thread(target=publish, args=(Publisher(shop),)) for shop in (first, second)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert [d.number for d in made if d is not None] == [number + 1]
        assert releases.lease_holder(first.catalog, releases.PUBLISHER) == ""


def test_a_lease_is_free_when_its_holder_is_dead(house, tools):
    house.furnish(BUS)
    with open_workshop(house.settings) as shop:
        name = shop.holder.replace("@", "@1")
        assert releases.take_lease(shop.catalog, releases.PUBLISHER, name, now=clock(), ttl_s=60) == 1
        live.ask_rebuild(shop.catalog, actor="test", now=clock())
        assert Publisher(shop).publish_once() is not None
        other = "elsewhere:7@1:worker"
        assert releases.take_lease(shop.catalog, releases.PUBLISHER, other, now=clock(), ttl_s=60) is not None
        live.ask_rebuild(shop.catalog, actor="test", now=clock())
        assert Publisher(shop).publish_once() is None


@pytest.mark.long
def test_two_workers_share_the_work(house, tools):
    feeds = [f"town/line{n}" for n in range(4)]
    house.furnish(*feeds)
    with house.catalog() as catalog:
        rows = [_take_in(catalog, feed, tools.gtfs_zip(feed, n)) for n in range(1, 4) for feed in feeds]
        workers = [house.worker(), house.worker()]
        tools.wait_rest(house)
        after = [versions.get_version(catalog, row.feed, row.number) for row in rows]
        assert [(row.state, row.attempt) for row in after] == [("ready", 1)] * len(rows)
        assert [tools.run_ends(house, row.version_id) for row in rows] == [["SUCCESS"]] * len(rows)
        assert {live.live_of(catalog, FeedKey.parse(feed)).version.number for feed in feeds} == {3}
        who = tools.run_holders(house)
        numbers = [row.number for row in releases.list_releases(catalog)]
    assert len(set(who)) == 2, "one worker did everything"
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    tools.assert_whole(house)
    assert [house.end(worker) for worker in workers] == [0, 0]
