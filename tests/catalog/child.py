"""A process of its own on a home, for tests of concurrency and of sudden death: `child.py URL STORE COMMAND …`.

It prints one line per thing it was acknowledged. What does not live here: assertions.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from catalog import intake, live, releases, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from catalog.open import open_catalog
from catalog.store import FolderStore
from terms import faults
from terms.canonical import canonical_json
from terms.ids import FeedKey
from terms.releases import Manifest


def say(*words: object) -> None:
    print(*words, flush=True)


def clock() -> datetime:
    return datetime.now(UTC)


def upload(catalog: Catalog, feed: str, data: bytes) -> versions.VersionRow:
    return intake.receive(
        catalog,
        FeedKey.parse(feed),
        [data],
        file_name="a.zip",
        media_type="application/zip",
        max_bytes=10_000,
        caller=LOCAL,
        now=clock(),
    )


def check_all(catalog: Catalog, holder: str) -> int:
    done = 0
    while claimed := versions.claim(catalog, holder, now=clock(), lease_s=60, limit=3):
        for row in claimed:
            versions.finish(catalog, row.version_id, holder, state="ready", facts={}, report_sha=None, now=clock())
            say("checked", row.version_id)
            done += 1
    return done


def cmd_publish_many(catalog: Catalog, name: str, count: str) -> None:
    """Each writer: upload to its own feed and to a common one, some bytes being everybody's, check, publish."""
    for i in range(int(count)):
        for feed, data in ((f"org/{name}", f"{name} {i}"), ("org/common", f"{name} {i}"), ("org/common", f"all {i}")):
            row = upload(catalog, feed, data.encode())
            versions.want_publish(catalog, row.feed, row.number, caller=LOCAL, now=clock())
            say("asked", row.feed, row.number, row.sha256)
        check_all(catalog, name)


def cmd_claim(catalog: Catalog, name: str) -> None:
    check_all(catalog, name)


def cmd_release(catalog: Catalog, name: str, count: str) -> None:
    """Be one of several publishers until this one has made `count` releases."""
    made = 0
    while made < int(count):
        fencing = releases.take_lease(catalog, releases.PUBLISHER, name, now=clock(), ttl_s=5)
        if fencing is None:
            continue
        number = releases.next_number(catalog)
        base = number - 1 or None
        manifest = Manifest(release=number, audience="public", made_at=name, reference_date=None)
        sha = catalog.store.put(canonical_json(manifest.to_json()))
        common = {"base": base, "fencing": fencing, "now": clock()}
        releases.add_release(catalog, manifests={"public": sha}, change=number, number=number, **common)
        releases.swap_current(catalog, expected=base, new=number, fencing=fencing, now=clock())
        say("released", number)
        releases.give_lease(catalog, releases.PUBLISHER, name, fencing=fencing, now=clock())
        made += 1


def cmd_die(catalog: Catalog, point: str, data: str) -> None:
    """Upload, check, publish, take back; die by SIGKILL when `point` is passed for the first time."""

    def kill(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    faults.set_hook(kill)
    row = upload(catalog, "org/feed", data.encode())
    say("received", row.number, row.sha256)
    check_all(catalog, "dying")
    change = live.set_live(catalog, row.feed, row.number, actor="test", now=clock())
    say("live", change)


def cmd_open(catalog: Catalog) -> None:
    say("opened")


if __name__ == "__main__":
    url, folder, command, *rest = sys.argv[1:]
    opened = open_catalog(url, FolderStore(Path(folder)))
    globals()[f"cmd_{command}"](opened, *rest)
    opened.close()
