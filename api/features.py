"""Rows of a collection as GeoJSON features (RFC 7946), each with its provenance.

Properties are the declared columns, instants and dates as ISO 8601, what is null left out. What does not live here:
asking (layers.query), addresses and pages (routers).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa
import shapely

from api.linkrows import LinkRows
from api.readmodel import OpenRelease
from terms.clocks import instant_text
from terms.columns import Collection, Kind
from terms.licences import attribution

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1970, 1, 1)
Convert = Callable[[Any], Any]


@lru_cache(maxsize=65_536)
def _instant(microseconds: int) -> str:
    return instant_text(_EPOCH + timedelta(microseconds=microseconds))


@lru_cache(maxsize=65_536)
def _day(days: int) -> str:
    return (_FIRST_DAY + timedelta(days=days)).isoformat()


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


_STORED: Mapping[Kind, tuple[pa.DataType, Convert]] = {
    Kind.INSTANT: (pa.int64(), _instant),
    Kind.DATE: (pa.int32(), _day),
    Kind.NUMBER: (pa.float64(), _number),
}


def _columns(table: pa.Table, declared: Collection) -> dict[str, list[Any]]:
    """Column name → values as JSON has them, None where null."""
    out: dict[str, list[Any]] = {}
    for column in declared.columns:
        values = table[column.name]
        if column.kind in _STORED:
            kind, convert = _STORED[column.kind]
            stored = values.cast(pa.timestamp("us", "UTC")) if column.kind is Kind.INSTANT else values
            plain = stored.cast(kind).to_pylist()
            out[column.name] = [None if v is None else convert(v) for v in plain]
        else:
            out[column.name] = values.to_pylist()
    return out


_text: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def provenance(release: OpenRelease, feed: str) -> dict[str, Any]:
    """Where a feature comes from: the feed's version in this release, its licences, whom to credit, its validity."""
    live = release.feeds[feed]
    return {
        "feed": feed,
        "version": live.version,
        "release": release.number,
        "licence_ids": list(live.licence_ids),
        "attribution": attribution(live.licence_ids, live.holder),
        "valid_from_at": live.valid_from_at,
        "valid_to_at": live.valid_to_at,
    }


def keys_of(table: pa.Table) -> list[tuple[str, int | None]]:
    """(feature_id, valid_from_at in microseconds or None) of every row: what pages continue by."""
    return list(zip(table["feature_id"].to_pylist(), microseconds(table["valid_from_at"]), strict=True))


def microseconds(column: pa.ChunkedArray) -> list[int | None]:
    """Instants as microseconds since 1970 (pyarrow imports pandas to make datetimes of them)."""
    found: list[int | None] = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_pylist()
    return found


def features(
    table: pa.Table, declared: Collection, release: OpenRelease, links: Mapping[str, LinkRows] | None = None
) -> list[str]:
    """Each row as the JSON text of one Feature, in the table's order. `links` are the link tables to join by name."""
    return features_from(table, declared, partial(provenance, release), links)


def features_from(
    table: pa.Table,
    declared: Collection,
    origin_of: Callable[[str], Mapping[str, Any]],
    links: Mapping[str, LinkRows] | None = None,
) -> list[str]:
    """The same with the provenance of each feed (`org/feed`) from a function, for what stands in no release."""
    if not len(table):
        return []
    columns = _columns(table, declared)
    # not to_numpy(): for binary columns pyarrow imports pandas to make it
    shapes = shapely.to_geojson(shapely.from_wkb(table["geometry"].to_pylist())).tolist()
    feeds = columns["feed"]
    origins = {feed: _text(origin_of(feed)) for feed in set(feeds)}
    names, rows = list(columns), zip(*columns.values(), strict=True)
    ids = columns["feature_id"]
    out = []
    for at, row in enumerate(rows):
        kept = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        tied = _tied(links, feeds[at], ids[at]) if links else ""
        out.append(
            f'{{"type":"Feature","id":{_text(ids[at])},"geometry":{shapes[at]},"properties":{_text(kept)},'
            f'"provenance":{origins[feeds[at]]}{tied}}}'
        )
    return out


def _tied(links: Mapping[str, LinkRows], feed: str, feature_id: str) -> str:
    found = {name: row for name, rows in links.items() if (row := rows.of(feed, feature_id)) is not None}
    return f',"linked":{_text(found)}' if found else ""


def collection_text(many: Iterable[str], more: Mapping[str, Any]) -> str:
    """A FeatureCollection of these features with further members."""
    rest = "".join(f",{_text(name)}:{_text(value)}" for name, value in more.items())
    return f'{{"type":"FeatureCollection","features":[{",".join(many)}]{rest}}}'
