"""The read model: opened releases in memory, and which one is current.

A manifest never changes, so an opened release is never stale; but the pointer moves, and a release may be let go or
closed (catalog.standing). Both are looked at again when the last look is older than `LOOK_S`, also before an opened
release is given by its number. What does not live here: addresses and headers.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from catalog import releases
from catalog.db import Catalog
from catalog.releases import ReleaseRow
from catalog.standing import Standing, last_stamp, read_standing, why_closed
from catalog.store import Store
from layers.query import ItemPath
from terms.errors import Gone, NotThere
from terms.geo import Bounds
from terms.releases import CollectionPart, LiveFeed, Manifest, TilesetPart
from tiles.virtual import VirtualArchive

LOOK_S = 0.25
MAX_OPEN = 32


@dataclass(frozen=True)
class OpenRelease:
    """One release as one audience sees it."""

    row: ReleaseRow
    manifest: Manifest
    store: Store
    _archives: dict[str, VirtualArchive] = field(default_factory=dict)
    _files: dict[str, list[ItemPath]] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The release's number."""
        return self.row.number

    @cached_property
    def feeds(self) -> dict[str, LiveFeed]:
        """Live feeds by `org/feed`."""
        return {f.feed: f for f in self.manifest.feeds}

    def tileset(self, name: str) -> TilesetPart:
        """The tileset of that name; raises NotThere."""
        part = self.manifest.tilesets.get(name)
        if part is None:
            raise NotThere(f"no tileset {name!r} in release {self.number}")
        return part

    def collection(self, name: str) -> CollectionPart:
        """The collection of that name; raises NotThere."""
        part = self.manifest.collections.get(name)
        if part is None:
            raise NotThere(f"no collection {name!r} in release {self.number}")
        return part

    def archive(self, name: str) -> VirtualArchive:
        """The tileset's virtual archive, its directories parsed once."""
        opened = self._archives.get(name)
        if opened is None:
            opened = self._archives[name] = VirtualArchive.open(self.store.read(self.tileset(name).directory))
        return opened

    def files(self, name: str) -> list[ItemPath]:
        """The collection's files on this machine."""
        opened = self._files.get(name)
        if opened is None:
            opened = self._files[name] = [
                ItemPath(self.store.local_path(f.sha256), self.store.local_path(f.ids_sha256), Bounds.of(f.bounds))
                for f in self.collection(name).files
            ]
        return opened


class ReadModel:
    """Opened releases by number and audience, least recently used first out."""

    def __init__(
        self, catalog: Catalog, monotonic: Callable[[], float] = time.monotonic, *, unknown_is_yes: bool = False
    ) -> None:
        self._catalog, self._monotonic, self._unknown_is_yes = catalog, monotonic, unknown_is_yes
        self._opened: OrderedDict[tuple[int, str], OpenRelease] = OrderedDict()
        self._closed: dict[tuple[int, str], str] = {}
        self._standing = Standing()
        self._lock, self._looking = threading.Lock(), threading.Lock()
        self._row: ReleaseRow | None = None
        self._looked = float("-inf")

    def current_row(self) -> ReleaseRow | None:
        """The current release's row, at most `LOOK_S` old."""
        self._look()
        return self._row

    def _look(self) -> None:
        """Look at the pointer and at what stands, when the last look is too old."""
        if self._is_fresh():
            return
        with self._looking:
            if self._is_fresh():
                return
            asked = self._monotonic()
            self._row = releases.current(self._catalog)
            if last_stamp(self._catalog) != self._standing.stamp:
                self._standing = read_standing(self._catalog)
                self._close()
            self._looked = asked

    def _close(self) -> None:
        """Judge every opened release by what stands now; what is opened meanwhile judges itself."""
        with self._lock:
            opened = dict(self._opened)
        judged = {key: self._why_closed(one) for key, one in opened.items()}
        with self._lock:
            others = {key: why for key, why in self._closed.items() if key not in judged}
            self._closed = others | {key: why for key, why in judged.items() if why is not None}

    def _why_closed(self, opened: OpenRelease) -> str | None:
        return why_closed(self._standing, opened.manifest, unknown_is_yes=self._unknown_is_yes)

    def current(self, audience: str) -> OpenRelease:
        """The current release for an audience; raises NotThere before the first, or when it has nothing for it."""
        row = self.current_row()
        if row is None:
            raise NotThere("nothing has been released yet")
        return self._open(row, audience)

    def release(self, number: int, audience: str) -> OpenRelease:
        """A release by number; raises NotThere, Gone when it was let go or is closed."""
        self._look()
        found = self._held((number, audience)) or self._open(releases.get_release(self._catalog, number), audience)
        why = self._closed.get((number, audience))
        if why is not None:
            raise Gone(why)
        return found

    def get(self, number: int | None, audience: str) -> OpenRelease:
        """A release by number, the current one for None; raises NotThere, Gone. May read the database and the store."""
        return self.current(audience) if number is None else self.release(number, audience)

    def current_number(self) -> int | None:
        """The current release's number when it was looked at lately, else None; never waits, for the event loop."""
        row = self._row
        return row.number if row is not None and self._is_fresh() else None

    def peek(self, number: int | None, audience: str) -> OpenRelease | None:
        """The same when it stands in memory and was looked at lately, else None; never waits, for the event loop."""
        if not self._is_fresh() or (number, audience) in self._closed:
            return None
        if number is None:
            number = self.current_number()
        return self._held((number, audience)) if number is not None else None

    def _is_fresh(self) -> bool:
        return self._monotonic() - self._looked <= LOOK_S

    def _held(self, key: tuple[int, str]) -> OpenRelease | None:
        with self._lock:
            opened = self._opened.get(key)
            if opened is not None:
                self._opened.move_to_end(key)
            return opened

    def _open(self, row: ReleaseRow, audience: str) -> OpenRelease:
        key = (row.number, audience)
        opened = self._held(key)
        if opened is not None:
            return opened
        opened = OpenRelease(row, releases.load_manifest(self._catalog, row, audience), self._catalog.store)
        for name in opened.manifest.tilesets:
            opened.archive(name)  # parsed here, in a worker thread, so that the event loop never does
        with self._lock:
            opened = self._opened.setdefault(key, opened)
            why = self._why_closed(opened)
            if why is not None:
                self._closed[key] = why
            while len(self._opened) > MAX_OPEN:
                self._closed.pop(self._opened.popitem(last=False)[0], None)
        return opened
