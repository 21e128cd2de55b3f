"""`futae trace FILE Z/X/Y`: the way of one file to one tile, in one process, each hop with its size and time.

What does not live here: the hops themselves; this only walks and prints.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from catalog import parts, versions
from futae.home import ensure_feed, local_worker, take_in
from futae.registry_file import FeedFiles, one_feed_per_file
from layers.query import ItemPath, ItemQuery, items
from layers.registry import collections, layers_for
from pipelines.building import build_layer
from pipelines.checking import Checked, check_version
from pipelines.settling import settle
from pipelines.worker import Worker
from terms.audiences import PUBLIC
from terms.errors import BadRequest
from terms.geo import Bounds
from terms.releases import Manifest
from terms.settings import Settings
from tiles.cells import Cell
from tiles.virtual import VirtualArchive

Say = Callable[[str], None]


class Walk:
    """Prints a line per hop: where, how long, how much."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.total = 0.0

    @contextmanager
    def hop(self, where: str) -> Iterator[list[str]]:
        """Time a hop; the caller appends words about sizes."""
        words: list[str] = []
        begun = time.perf_counter()
        yield words
        took = time.perf_counter() - begun
        self.total += took
        self._say(f"{took * 1000:8.1f} ms  {where:<44} {'  '.join(words)}")


def _parse(text: str) -> Cell:
    try:
        return Cell.parse(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is not Z/X/Y") from error


def trace(path: Path, tile: str, settings: Settings, say: Say) -> None:
    """Walk the file from upload to tile and item in a home of its own that is removed afterwards."""
    cell = _parse(tile)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        own = replace(
            settings, home=home, database_url=f"sqlite:///{home / 'futae.db'}", store_url=str(home / "store"),
            serve_unstated=True,
        )  # fmt: skip
        walk = Walk(say)
        with walk.hop("open home, start box (once per service)"):
            opened = local_worker(own)
            worker = opened.__enter__()
        try:
            _walk(walk, worker, own, path, cell, say)
        finally:
            opened.__exit__(None, None, None)
        say(f"{walk.total * 1000:8.1f} ms  in all")


def _walk(walk: Walk, worker: Worker, settings: Settings, path: Path, cell: Cell, say: Say) -> None:
    shop = worker.workshop
    wanted: FeedFiles = one_feed_per_file([path], ["unknown"])[0]
    with walk.hop("catalog/intake.py receive") as words:
        ensure_feed(shop.catalog, wanted)
        take_in(shop.catalog, wanted, path, settings, publish=True)
        words.append(f"{path.stat().st_size:,} B")
    with walk.hop("catalog/versions.py claim"):
        version = versions.claim(shop.catalog, shop.holder, now=shop.now(), lease_s=600, limit=1)[0]
    with walk.hop("boxes + feeds/inspect.py, report stored") as words:
        checked = check_version(shop, version)
        words.append(f"{checked.format} {checked.facts.get('edition', '')}, {len(checked.tables)} tables, "
                     f"publishable: {checked.publishable}")  # fmt: skip
    if not checked.publishable:
        settle(shop, checked)
        say("the version is blocked; see futae check")
        return
    _build(walk, worker, checked, version.file_name)
    with walk.hop("pipelines/publisher.py release") as words:
        derived = worker.publisher.publish_once()
        if derived is None:
            raise BadRequest("nothing was published")
        words.append(f"release {derived.number}, cells cut {derived.work.cut}")
    _serve(walk, worker, derived.manifests[PUBLIC], checked, cell, say)


def _build(walk: Walk, worker: Worker, checked: Checked, file_name: str) -> None:
    shop = worker.workshop
    built = []
    for layer in layers_for(checked.format):
        with walk.hop(f"layers/{layer.floor}/{layer.name}/build.py") as words:
            one = build_layer(shop, checked, layer, file_name)
            words.append(", ".join(f"{n} {name}" for name, n in one.counts.items()))
            words.append(f"skipped {dict(one.skipped)}" if one.skipped else "nothing skipped")
            built.append(one)
    with walk.hop("pipelines/settling.py settle, live") as words:
        words.append(settle(shop, checked, built))
        sizes = {
            n: shop.catalog.store.size(p.sha256) for n, p in parts.parts_of(shop.catalog, checked.version_id).items()
        }
        words.append(", ".join(f"{n} {size:,} B" for n, size in sizes.items()))


def _serve(walk: Walk, worker: Worker, manifest: Manifest, checked: Checked, cell: Cell, say: Say) -> None:
    store = worker.workshop.catalog.store
    for name, tileset in manifest.tilesets.items():
        with walk.hop(f"tiles/virtual.py open ({name})") as words:
            archive = VirtualArchive.open(store.read(tileset.directory))
            words.append(f"{archive.size:,} B virtual, {len([s for s in tileset.cells.values() if s])} leaves")
        with walk.hop(f"tile {cell} ({name})") as words:
            found = archive.find(cell.z, cell.x, cell.y)
            if found is None:
                words.append("empty tile")
            else:
                data = store.read_range(*found)
                words.append(f"{len(data):,} B gzip, {len(gzip.decompress(data)):,} B")
    box = cell.bounds
    for name, part in manifest.collections.items():
        files = [
            ItemPath(store.local_path(f.sha256), store.local_path(f.ids_sha256), Bounds.of(f.bounds))
            for f in part.files
        ]
        ask = partial(items, files, collections()[name][1].geometry)
        with walk.hop(f"items in {cell} ({name})") as words:
            table = ask(ItemQuery(10, box))
            words.append(f"{table.num_rows if table else 0} of {part.count} (limit 10)")
    for feed in manifest.feeds:
        say(f"             {feed.feed} version {feed.version}, valid {feed.valid_from_at} … {feed.valid_to_at}")
    say(f"             judged at {worker.workshop.settings.reference_date(worker.workshop.now())}; "
        f"{checked.facts.get('first_on')} … {checked.facts.get('last_on')}")  # fmt: skip
