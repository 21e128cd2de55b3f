"""Addresses we give out: absolute where others load them (TileJSON, styles), relative in links.

What does not live here: routes.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from fastapi import Request

from terms.audiences import PUBLIC


def suffix(audience: str) -> str:
    """`?audience=` for addresses of audiences other than public."""
    return query({"audience": audience})


def query(values: Mapping[str, object]) -> str:
    """A query string with its '?'; what is None, and the audience public, is left out."""
    kept = {k: v for k, v in values.items() if v is not None and (k, v) != ("audience", PUBLIC)}
    return "?" + urlencode(kept, safe=":,/", quote_via=quote) if kept else ""


def base_of(request: Request) -> str:
    """Scheme and host as the caller sees them, without a slash at the end."""
    return str(request.base_url).rstrip("/")


def tiles_address(base: str, name: str, release: int | None, audience: str) -> str:
    """The tile template of a tileset: moving, or pinned to a release."""
    middle = f"/releases/{release}" if release is not None else ""
    return f"{base}/v1{middle}/tilesets/{name}/{{z}}/{{x}}/{{y}}.mvt{suffix(audience)}"


def item_address(collection: str, feature_id: str, more: Mapping[str, object]) -> str:
    """The address of one item."""
    return f"/v1/collections/{collection}/items/{quote(feature_id, safe='')}{query(more)}"
