"""Who may see an unpublished version, and what there is of it: its parts, and its tiles once a worker has cut them.

A key of the feed's organisation sees every ready version. A signed link shows one version until it expires, is
withdrawn, or a newer one is live; then it answers 410. Everyone else gets the answer for a version that does not exist.
What does not live here: addresses and answers (routers.preview), cutting (pipelines).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Query

from api.addresses import query
from api.auth import CallerDep, KeyDep, StateDep
from api.signing import end_of, is_signed
from api.state import State
from catalog import live, previews
from catalog.feeds import FeedRow, get_feed, see_feed
from catalog.keys import Caller
from catalog.parts import Part, parts_of
from catalog.previews import Preview
from catalog.store import Store
from catalog.versions import VersionRow, check_publishable, get_version
from layers.registry import Layer, layers
from terms.clocks import instant_text, service_span_texts, zone
from terms.errors import Gone, NotThere
from terms.ids import FeedKey
from terms.licences import attribution
from tiles.archive import Directory, read_directory


@dataclass(frozen=True, slots=True)
class Link:
    """The signature in the address and its end (seconds since 1970)."""

    sig: str
    until: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One ready version as somebody who may see it sees it; `link` when a signed link let them in."""

    state: State
    feed: FeedRow
    version: VersionRow
    parts: Mapping[str, Part]
    link: Link | None

    @property
    def base(self) -> str:
        """The path of the preview."""
        return preview_path(self.feed.key, self.version.number)

    def address(self, rest: str = "", **more: object) -> str:
        """A path below the preview that lets the same people in."""
        signed = {"sig": self.link.sig, "until": self.link.until} if self.link else {}
        return f"{self.base}{rest}{query({**more, **signed})}"

    @property
    def layers(self) -> dict[str, Layer]:
        """Tileset → layer, of those the version has features for."""
        return {x.name: x for x in layers() if any(self.count(c.name) for c in x.collections)}

    def count(self, collection: str) -> int:
        """Features of one collection."""
        return self.parts[collection].count if collection in self.parts else 0

    def tilesets(self) -> dict[str, Preview] | None:
        """Tileset → its tiles; None while a worker still has to cut them."""
        catalog, wanted = self.state.catalog, self.layers
        made = previews.previews_of(catalog, self.version, self.feed.audience)
        for name, layer in wanted.items():
            shas = [self.parts[c.name].sha256 for c in layer.collections if self.count(c.name)]
            found = made.get(name)
            if found is None or found.memo_key != previews.memo_key(layer.spec.digest(), shas):
                return None
            if not catalog.store.exists(found.sha256):  # swept: whoever asks has it made again
                return None
        return {name: made[name] for name in wanted}

    def wish(self) -> str:
        """Ask a worker for the tiles; returns 'preparing', or 'failed' when it has tried often enough."""
        wish = previews.want(self.state.catalog, self.version, self.feed.audience, now=self.state.now())
        if wish.tries >= previews.TRIES:
            return "failed"
        self.state.wake_worker()
        return "preparing"

    def provenance(self, feed: str) -> dict[str, Any]:
        """Where its features come from; like those of a release, without its number."""
        facts, licences = self.version.facts, self.feed.licence_ids
        holder = self.feed.holder or str(facts.get("holder") or feed)
        name = self.feed.timezone or facts.get("timezone") or self.state.settings.zone_name
        span = service_span_texts(facts.get("first_on"), facts.get("last_on"), zone(str(name)))
        return {
            "feed": feed, "version": self.version.number, "release": None, "licence_ids": list(licences),
            "attribution": attribution(licences, holder), "valid_from_at": span[0], "valid_to_at": span[1],
        }  # fmt: skip


def preview_path(key: FeedKey, number: int) -> str:
    """The path a signed link is for, and everything below it."""
    return f"/v1/feeds/{key}/versions/{number}/preview"


def directory_of(store: Store, sha256: str) -> Directory:
    """The directory of a stored archive, parsed once: a stored file never changes."""
    return _directory(store.local_path(sha256))


@lru_cache(maxsize=64)
def _directory(path: Path) -> Directory:
    with path.open("rb") as file:

        def get_bytes(offset: int, length: int) -> bytes:
            file.seek(offset)
            return file.read(length)

        return read_directory(get_bytes)


def _by_link(state: State, key: FeedKey, number: int, link: Link) -> tuple[FeedRow, VersionRow]:
    """Feed and version of a link that we signed and that still holds; raises NotThere for another, Gone when it is
    over, or when a newer version is live."""
    feed = get_feed(state.catalog, key)
    now = state.now()
    if not is_signed(state.catalog, preview_path(key, number), feed.audience, link.sig, link.until, now=now):
        raise NotThere(f"no feed {key}")
    if end_of(link.until) <= now:
        raise Gone(f"this link held until {instant_text(end_of(link.until))}")
    version = get_version(state.catalog, key, number)
    newer = _live_number(state, key)
    if newer is not None and newer > number:
        raise Gone(f"version {newer} of {key} is live; this link was for version {number}")
    return feed, version


def _live_number(state: State, key: FeedKey) -> int | None:
    try:
        return live.live_of(state.catalog, key).version.number
    except (NotThere, Gone):
        return None


def ready_version(state: State, caller: Caller, key: FeedKey, number: int) -> tuple[FeedRow, VersionRow]:
    """Feed and version for a key of the feed's organisation; raises NotThere for everyone else, Gone when withdrawn,
    Conflict when it is not ready."""
    feed = see_feed(state.catalog, key, caller=caller)
    if not caller.acts_for(key.org):
        raise NotThere(f"no version {number} of {key}")
    version = get_version(state.catalog, key, number)
    check_publishable(version)
    return feed, version


def _shown(
    key: KeyDep,
    number: int,
    state: StateDep,
    caller: CallerDep,
    sig: Annotated[str | None, Query(description="signature of a preview link", max_length=100)] = None,
    until: Annotated[int | None, Query(description="when the link ends", ge=0, lt=1 << 33)] = None,
) -> Shown:
    if sig is not None and until is not None:
        link = Link(sig, until)
        feed, version = _by_link(state, key, number, link)
        check_publishable(version)
    else:
        link = None
        feed, version = ready_version(state, caller, key, number)
    return Shown(state, feed, version, parts_of(state.catalog, version.version_id), link)


ShownDep = Annotated[Shown, Depends(_shown)]
