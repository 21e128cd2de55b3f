"""`futae follow`: the feeds of a registry file that have an address are followed there.

What does not live here: reading the file (registry_file), asking (pipelines.asking), words and options (cli_source).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from catalog import sources
from catalog.db import Catalog
from catalog.feeds import get_feed
from catalog.sources import EVERY_HOURS
from futae.home import ensure_feed
from futae.registry_file import Entry, read_registry
from pipelines.workshop import clock, open_home
from terms.errors import BadRequest, Gone, NotThere
from terms.ids import FeedKey
from terms.licences import allows_publishing
from terms.outside import parse_outside
from terms.settings import Settings

ACTOR = "local"


def follow_registry(path: Path, settings: Settings, say: Callable[[str], None], *, auto_publish: bool) -> None:
    """Follow what the file lists; prints what changed, feed by feed, and how many may not be served. Nothing is set
    when an address may not be called. A feed withdrawn for legal reasons is told and left alone. Raises BadRequest."""
    entries = [one for one in read_registry(path) if one.url]
    if not entries:
        raise BadRequest(f"{path}: no feed of it has a `url`")
    addresses = [parse_outside(one.url, loopback=settings.outside_loopback).url for one in entries]
    catalog = open_home(settings)
    try:
        states = [_follow(catalog, one, url, say, auto_publish) for one, url in zip(entries, addresses, strict=True)]
    finally:
        catalog.close()
    closed = sum(one.audience == "public" and not allows_publishing(one.licence_ids) for one in entries)
    same = states.count("as before")
    say(f"{len(entries) - states.count('gone')} feeds are followed" + (f", {same} as before" if same else ""))
    if closed:
        say(f"not served to the public, only checked and shown to their organisation: {closed} (by their licence)")


def _follow(catalog: Catalog, entry: Entry, url: str, say: Callable[[str], None], auto_publish: bool) -> str:
    """One feed: 'followed', 'as before' or 'gone'."""
    every = entry.every_hours or EVERY_HOURS
    try:
        ensure_feed(catalog, entry.with_files({}), auto_publish=auto_publish or _publishes(catalog, entry.key))
        if _present(catalog, entry.key) == (url, every):
            return "as before"
        row = sources.put_source(catalog, entry.key, url, every_hours=every, actor=ACTOR, now=clock())
    except Gone as error:
        say(f"{entry.key}: {error}")
        return "gone"
    say(f"{row.feed} is followed at {sources.shown_url(url)}, every {every} h ({', '.join(entry.licence_ids)})")
    return "followed"


def _publishes(catalog: Catalog, key: FeedKey) -> bool:
    """Whether the feed publishes by itself already: a file that says nothing of it changes nothing of it."""
    try:
        return get_feed(catalog, key).publish_when_clean
    except NotThere:
        return False


def _present(catalog: Catalog, key: FeedKey) -> tuple[str, int] | None:
    try:
        row = sources.get_source(catalog, key)
    except NotThere:
        return None
    return row.url, row.every_hours
