"""`futae bury`: the tombstone, then a release without what it stands over.

What does not live here: tombstones (catalog.tombstones), deriving (pipelines.publisher), deleting (pipelines.sweep).
"""

from __future__ import annotations

from collections.abc import Callable

from catalog import releases, tombstones
from pipelines.publisher import Publisher
from pipelines.workshop import open_workshop
from terms.errors import BadRequest, Conflict
from terms.ids import FeedKey
from terms.settings import Settings

PATIENCE_S = 600.0


def parse_target(text: str) -> tuple[FeedKey, int | None]:
    """`ORG/FEED` or `ORG/FEED@VERSION`; raises BadRequest."""
    name, at, number = text.partition("@")
    if at and not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise BadRequest(f"{text!r} is not ORG/FEED or ORG/FEED@VERSION")
    return FeedKey.parse(name), int(number) if at else None


def bury(settings: Settings, target: str, reason: str, say: Callable[[str], None]) -> None:
    """Set the tombstone and wait for the release without it, made here or by the service's worker. Run again after a
    sudden end, it goes on. Raises BadRequest, NotThere, Conflict when no release could be made."""
    key, number = parse_target(target)
    if not reason.strip():
        raise BadRequest("say why: the reason is what people read at its addresses from now on")
    with open_workshop(settings, "bury", preload=()) as workshop:
        stone = tombstones.bury(workshop.catalog, key, number, reason=reason.strip(), actor="local", now=workshop.now())
        what = str(key) if number is None else f"version {number} of {key}"
        say(f"{what} is withdrawn for legal reasons: {stone.reason}")
        _release(Publisher(workshop))
        current = releases.current(workshop.catalog)
    say(f"release {current.number} is without it" if current else "nothing has been released yet")
    say("older releases that hold it answer 410 from now on; `futae gc` deletes what is stored of it")


def _release(publisher: Publisher) -> None:
    publisher.publish_all(PATIENCE_S)
    if publisher.waits():
        raise Conflict("the tombstone is set, but no release could be made yet: run the command again")
