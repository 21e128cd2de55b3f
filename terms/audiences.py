"""Audiences: who may see a feed and all that is made of it (DESIGN §3).

`public`, `org:<organisation>` (that organisation's keys) or `grant:<name>` (keys that carry the read grant). A request
has exactly one audience. What does not live here: keys (catalog) and headers (api).
"""

from __future__ import annotations

from collections.abc import Iterable

from terms.errors import BadRequest
from terms.ids import check_slug

PUBLIC = "public"


def parse_audience(text: str) -> str:
    """Return the audience if it is well formed; raises BadRequest otherwise."""
    if text == PUBLIC:
        return text
    kind, _, name = text.partition(":")
    if kind not in ("org", "grant"):
        raise BadRequest(f"audience {text!r} must be public, org:NAME or grant:NAME")
    check_slug(name, "audience")
    return text


def assert_one_audience(audience: str, parts: Iterable[str]) -> None:
    """Raise AssertionError unless every part belongs to `audience`: nothing merged ever mixes audiences."""
    mixed = sorted({p for p in parts if p != audience})
    if mixed:
        raise AssertionError(f"parts of {mixed} must not enter what is made for {audience}")
