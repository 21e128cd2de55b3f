"""Identifiers: organisation, feed and feature ids (DESIGN §3 Identity).

What does not live here: keys and their secrets (catalog), database row ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from terms.errors import BadRequest

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def check_slug(text: str, what: str) -> str:
    """Return `text` if it may name an organisation or feed (a-z 0-9 . _ -, at most 64 characters)."""
    if not _SLUG.fullmatch(text) or ".." in text:
        raise BadRequest(f"{what} {text!r} must be 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit")
    return text


@dataclass(frozen=True, slots=True, order=True)
class FeedKey:
    """`org/feed`: the stable name of one feed of one organisation."""

    org: str
    feed: str

    def __str__(self) -> str:
        return f"{self.org}/{self.feed}"

    @classmethod
    def parse(cls, text: str) -> FeedKey:
        """Read `org/feed`; raises BadRequest when it is not two slugs."""
        org, slash, feed = text.partition("/")
        if not slash:
            raise BadRequest(f"{text!r} is not ORG/FEED")
        return cls(check_slug(org, "organisation"), check_slug(feed, "feed"))


def feature_id_prefix(feed: FeedKey, table: str) -> str:
    """`{org}/{feed}:{table}:`, to which the source key is appended unchanged."""
    return f"{feed}:{table}:"


def feature_id(feed: FeedKey, table: str, source_key: str) -> str:
    """`{org}/{feed}:{table}:{source key}`: equal across versions and releases."""
    return feature_id_prefix(feed, table) + source_key
