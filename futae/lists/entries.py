"""What a list becomes: entries of a registry file, each with a note, and what was left out with the reason.

What does not live here: any one catalogue's fields, HTTP.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terms.errors import BadRequest
from terms.ids import FeedKey
from terms.outside import NotOutside, parse_outside

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """One feed of a list. `note` says what the list wrote of its licence and how that was understood."""

    key: FeedKey
    url: str
    title: str
    holder: str
    licence_id: str
    note: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One entry of a list that became no feed, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All of a list, in its order."""

    feeds: tuple[Listed, ...]
    left_out: tuple[LeftOut, ...]


def listing(found: Iterator[Listed | LeftOut], *, loopback: bool = False) -> Listing:
    """Sort what was found; a second feed of one name, and an address that may not be called, are left out."""
    feeds: dict[FeedKey, Listed] = {}
    out: list[LeftOut] = []
    for one in found:
        if isinstance(one, LeftOut):
            out.append(one)
        elif one.key in feeds:
            out.append(LeftOut(str(one.key), "a second entry of the same name"))
        else:
            try:
                parse_outside(one.url, loopback=loopback)
                feeds[one.key] = one
            except NotOutside as error:
                out.append(LeftOut(str(one.key), str(error)))
    return Listing(tuple(feeds.values()), tuple(out))


def key_of(org: object, feed: object) -> FeedKey:
    """The feed's key: a catalogue's ids in lower case; raises BadRequest for what can be none."""
    return FeedKey.parse(f"{text_of(org).lower()}/{text_of(feed).lower()}")


def text_of(value: object) -> str:
    """A stranger's text on one line, at most 300 characters; '' for what is no text."""
    return _CONTROL.sub(" ", value).strip()[:_LONGEST] if isinstance(value, str) else ""


def members(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; what is none is dropped here, for it has not even a name to be told by."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def registry_text(found: Listing, source: str) -> str:
    """The list as a registry file. `source` stands in its first line, without anything that may be a key."""
    counts = f"{len(found.feeds)} feeds, {len(found.left_out)} left out"
    head = f"# Written by `futae import` from {text_of(source)}: {counts}.\n"
    feeds = "".join(_entry(one) for one in found.feeds)
    out = "".join(f"# left out: {text_of(one.name)}: {text_of(one.why)}\n" for one in found.left_out)
    return f"{head}\nfeeds:{feeds or ' []'}\n" + (f"\n{out}" if out else "")


def _entry(one: Listed) -> str:
    pairs = {"title": one.title, "holder": one.holder}
    # a JSON string is a YAML string; it is quoted, so that no title becomes a number or a list
    words = "".join(f"    {k}: {json.dumps(v, ensure_ascii=False)}\n" for k, v in pairs.items() if v)
    return (
        f"\n  - feed: {json.dumps(str(one.key))}\n{words}"
        f"    licence: [{one.licence_id}]  # {text_of(one.note)}\n    url: {json.dumps(one.url)}\n"
    )


def require_object(document: object, what: str) -> Mapping[str, Any]:
    """The document if it is an object; raises BadRequest."""
    if not isinstance(document, dict):
        raise BadRequest(f"{what} is not shaped as expected: it is no object")
    return document
