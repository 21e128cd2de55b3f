"""locations.geojson of GTFS-Flex → a text table, one feature a row, for those who carry it on.

What the file says is judged by the canonical rules; a file that is no GeoJSON FeatureCollection gives no table (the
rules report it) and a feature keeps whatever is in it. Source: GTFS Schedule reference, locations.geojson.
What does not live here: what features mean, other GeoJSON (ksj_n03).
"""

from __future__ import annotations

import json

import polars as pl

from feeds.archive import Archive
from feeds.tables import ROW
from terms.notices import Notice

FILE = STEM = "locations.geojson"
"""Name of the file at the top of a feed, and of the table."""
FEATURE = "feature"
"""The column that holds one feature as JSON."""


def read_locations(archive: Archive, folder: str) -> pl.DataFrame | None:
    """The table of the feed in `folder` ('' or ending in '/'): `_row` the number of the feature from 1, `feature` its
    JSON text. None when there is no such file or it cannot be read. Never raises for bad data."""
    entry = next((one for one in archive.entries if one.name == folder + FILE), None)
    if entry is None:
        return None
    data = archive.read(entry)
    if isinstance(data, Notice):
        return None
    try:
        whole = json.loads(data)
        features = whole["features"]
        texts = [json.dumps(one, allow_nan=False) for one in features]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    frame = pl.DataFrame({FEATURE: texts}, schema={FEATURE: pl.String})
    return frame.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW), FEATURE)
