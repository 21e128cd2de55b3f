"""`futae backup` beside a service under load, `futae restore`, SIGKILL in both; 1,000 addresses answer alike.

Not here: rows and bytes one by one (tests/catalog/test_backup.py).
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
import signal
import threading

import pytest

from catalog import releases, versions
from catalog.keys import add_key
from pipelines.workshop import clock
from terms.ids import FeedKey

pytestmark = pytest.mark.long
BUS, TRAM = "town/bus", "town/tram"
STOPS = 300
ADDRESSES = 1_000


@pytest.fixture
def busy(tools, tmp_path):
    """A served house with two live feeds, and somebody who sends and publishes versions of one until told to stop."""
    house, stop, sent = tools.House(tmp_path / "home"), threading.Event(), []
    key = house.furnish(BUS, TRAM)
    sender = threading.Thread(target=lambda: send(tools, str(client.base_url), key, sent, stop))
    try:
        _, client = house.serve(key)
        for change, feed in enumerate((BUS, TRAM), 1):
            client.upload(feed, tools.gtfs_zip(feed, stops=STOPS), publish=True)
            client.wait_change(change)
        sender.start()
        tools.until("a version that was sent", lambda: sent)
        yield house, client, stop, sender
    finally:
        stop.set()
        if sender.is_alive():
            sender.join()
        house.end_all()


def send(tools, url: str, key: str, sent: list[int], stop: threading.Event) -> None:
    """Versions of one feed, each to be published, one after the other."""
    with tools.Client(url, key) as client:
        for edition in itertools.count(2):
            if stop.wait(0.5):
                return
            sent.append(client.upload(BUS, tools.gtfs_zip(BUS, edition, stops=STOPS), publish=True, wait=25)["number"])


def command(house, *words, fault: str = "", status: int | None = 0):
    done = house.start("-m", "futae.cli", *words, fault=fault)
    assert done.wait(timeout=90) == (-signal.SIGKILL if fault else status), house.words()


def addresses(tools, house, number: int) -> list[str]:
    """Addresses of a release that never change: tiles, items, downloads, reports."""
    with house.catalog() as catalog:
        manifest = releases.load_manifest(catalog, releases.get_release(catalog, number), "public")
        found = [f"/v1/releases/{number}", f"/v1/tilesets/transit?release={number}"]
        for tileset in manifest.tilesets:
            tiles = tools.decoded_tiles(catalog.store, manifest, tileset)
            found += [f"/v1/tilesets/{tileset}/{cell}.mvt?release={number}" for cell in tiles]
        for feed in manifest.feeds:
            for one in versions.list_versions(catalog, FeedKey.parse(feed.feed)):
                if one.state == "ready" and one.number <= feed.version:
                    at = f"/v1/feeds/{feed.feed}/versions/{one.number}"
                    found += [f"{at}/file", f"{at}/report"]
    for feed, n in itertools.product((BUS, TRAM), range(1, STOPS + 1)):
        found.append(f"/v1/collections/stops/items/{feed}:stops:S{n}?release={number}&at={tools.TODAY}")
    return found


def answers(client, paths: list[str]) -> dict[str, str]:
    """Address → hash of the body, without the address of the service itself."""
    own = str(client.base_url).rstrip("/").encode()
    return {path: hashlib.sha256(client.get(path).content.replace(own, b"")).hexdigest() for path in paths}


def test_a_restored_home_gives_equal_answers(busy, tools, tmp_path):
    house, client, stop, sender = busy
    folder = tmp_path / "backups"
    for point in ("backup.after_rows", "store.put.before_rename:5", "backup.after_files"):
        command(house, "backup", folder, fault=point)
    command(house, "backup", folder, "--keep", 2)
    stop.set()
    sender.join()
    tools.wait_rest(house)
    tools.assert_whole(house)

    new = tools.House(tmp_path / "new")
    try:
        command(new, "restore", folder, fault="restore.after_files")
        command(new, "restore", folder)
        command(new, "restore", folder, status=1)  # it is filled now
        tools.assert_whole(new)
        with new.catalog() as catalog:
            row = releases.current(catalog)
            key = house_key(catalog)
        paths = addresses(tools, new, row.number)
        assert len(paths) >= ADDRESSES
        _, restored = new.serve(key)
        before, after = answers(client, paths), answers(restored, paths)
        assert {path for path in paths if before[path] != after[path]} == set()

        tools.wait_rest(new)  # what was under way when the backup was taken is ended here
        restored.wait_change(restored.make_live(TRAM, 1))
        number = restored.upload(BUS, tools.gtfs_zip(BUS, 999, stops=STOPS), publish=True)["number"]
        tools.until("the new version live", lambda: live_now(restored)[BUS] == number)
        tools.assert_whole(new)
    finally:
        new.end_all()
    assert len([p for p in folder.iterdir() if (p / "backup.json").is_file()]) == 1
    assert not list(folder.glob("part-*"))


def live_now(client) -> dict[str, int]:
    return {feed["feed"]: feed["version"] for feed in client.current()["feeds"]}


def house_key(catalog) -> str:
    return str(add_key(catalog, "*", {"upload", "publish", "admin"}, now=clock()))


def test_a_sweep_and_a_backup_keep_apart(house, tools, tmp_path):
    """While one holds the lease the other is refused with a word of why."""
    house.furnish(BUS)
    with house.catalog() as catalog:
        fencing = releases.take_lease(catalog, "gc", "somebody-else", now=clock(), ttl_s=60)
        assert fencing is not None
        command(house, "backup", tmp_path / "b", status=1)
        assert "futae gc" in house.words()
        releases.give_lease(catalog, "gc", "somebody-else", fencing=fencing, now=clock())
    command(house, "backup", tmp_path / "b")
    shutil.rmtree(tmp_path / "b")
