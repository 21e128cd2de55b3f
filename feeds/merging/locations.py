"""locations.geojson of Flex: one collection of all members' features, their ids renamed like any other.

A member brings them as the text table `locations.geojson` with one JSON feature a row in the column `feature`
(feeds.formats.flex_locations). What does not live here: reading the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from feeds.formats.flex_locations import FEATURE
from feeds.merging.report import Remark
from feeds.merging.values import Member


def features(member: Member, stem: str) -> tuple[list[bytes], list[Remark]]:
    """The member's features as JSON with ids renamed; those that are no JSON object are left out and counted."""
    table = member.table(stem)
    if table is None or FEATURE not in table.columns:
        return [], []
    found = [one for text in table[FEATURE] if (one := _renamed(text, member.prefix)) is not None]
    bad = table.height - len(found)
    return found, [Remark(member.key, stem, "bad_geojson", minus=bad)] if bad else []


def _renamed(text: str | None, prefix: str) -> bytes | None:
    try:
        feature = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(feature, dict):
        return None
    if feature.get("id") not in (None, ""):
        feature["id"] = f"{prefix}{feature['id']}"
    return json.dumps(feature, separators=(",", ":")).encode()


def collection(some: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a GeoJSON FeatureCollection."""
    yield b'{"type":"FeatureCollection","features":['
    for number, one in enumerate(some):
        yield b"\n" if number == 0 else b",\n"
        yield one
    yield b"\n]}\n"
