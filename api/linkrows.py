"""Link tables of a release, joined to items when asked: ties between two sources, with the licences of both.

What does not live here: making ties (layers.links).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from api.readmodel import OpenRelease
from terms.errors import BadRequest
from terms.licences import attribution

OF_COLLECTION = {"municipality": "stops"}
"""Which collection each link table ties."""


@lru_cache(maxsize=256)
def _rows(path: Path) -> dict[str, dict[str, Any]]:
    """feature_id → its tie; a stored file never changes."""
    return {row.pop("feature_id"): row for row in pq.ParquetFile(path).read().to_pylist()}


class LinkRows:
    """One link table of one release."""

    def __init__(self, release: OpenRelease, name: str) -> None:
        self._release, self._part = release, release.manifest.links[name]

    def of(self, feed: str, feature_id: str) -> dict[str, Any] | None:
        """The tie of one feature with its licences and credits; None when it has none."""
        sha256 = self._part.files.get(feed)
        row = _rows(self._release.store.local_path(sha256)).get(feature_id) if sha256 else None
        if row is None:
            return None
        other = str(row["place_feature_id"]).split(":", 1)[0]
        both = [self._release.feeds[one] for one in dict.fromkeys((feed, other))]
        ids = dict.fromkeys(i for one in both for i in one.licence_ids)
        words = dict.fromkeys(attribution(one.licence_ids, one.holder) for one in both)
        return {**row, "licence_ids": list(ids), "attribution": " | ".join(words)}


def links_asked(release: OpenRelease, collection: str, text: str | None) -> dict[str, LinkRows]:
    """The link tables named in `?links=` (commas between); those the release lacks are left out. BadRequest for a name
    that ties nothing to this collection."""
    names = [one.strip() for one in (text or "").split(",") if one.strip()]
    unknown = [one for one in names if OF_COLLECTION.get(one) != collection]
    if unknown:
        raise BadRequest(f"{collection} has no links {', '.join(unknown)}")
    return {name: LinkRows(release, name) for name in names if name in release.manifest.links}
