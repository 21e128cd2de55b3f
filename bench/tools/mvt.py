"""Reading points out of a Mapbox vector tile: enough to see where a stop stands, and nothing more.

Source: Mapbox Vector Tile specification 2.1, sections 4.1 (layers), 4.3 (geometry), 4.4 (attributes).
What does not live here: lines, polygons, writing tiles (tiles.engine).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

Value = int | bytes


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """(number, value) of each field of a protocol buffer message; fixed-width values as bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        if kind == 2:
            length, at = _varint(data, at)
        else:
            length = {1: 8, 5: 4}[kind]
        yield key >> 3, data[at : at + length]
        at += length


def _packed(data: Value) -> list[int]:
    out: list[int] = []
    at = 0
    while isinstance(data, bytes) and at < len(data):
        value, at = _varint(data, at)
        out.append(value)
    return out


def _text(value: Value) -> str | None:
    """The string of a Value message; None for other kinds."""
    for number, inner in _fields(value if isinstance(value, bytes) else b""):
        if number == 1 and isinstance(inner, bytes):
            return inner.decode()
    return None


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _layer_points(layer: bytes, attribute: str) -> Iterator[tuple[str, float, float]]:
    fields = list(_fields(layer))
    keys = [v.decode() for n, v in fields if n == 3 and isinstance(v, bytes)]
    texts = [_text(v) for n, v in fields if n == 4]
    extent = next((v for n, v in fields if n == 5 and isinstance(v, int)), 4096)
    if attribute not in keys:
        return
    wanted = keys.index(attribute)
    for feature in (dict(_fields(v)) for n, v in fields if n == 2 and isinstance(v, bytes)):
        tags, geometry = _packed(feature.get(2, b"")), _packed(feature.get(4, b""))
        name = next((texts[v] for k, v in zip(tags[::2], tags[1::2], strict=True) if k == wanted), None)
        if name is not None and feature.get(3) == 1 and len(geometry) >= 3:
            yield name, _signed(geometry[1]) / extent, _signed(geometry[2]) / extent


def points(tile: bytes, layer: str, attribute: str = "feature_id") -> dict[str, tuple[float, float]]:
    """Attribute value → place of each point feature of a layer, as shares of the tile's width from its north-west
    corner (the last one where a value stands several times)."""
    for number, data in _fields(tile):
        if number == 3 and isinstance(data, bytes):
            name = next((v for n, v in _fields(data) if n == 1), b"")
            if name == layer.encode():
                return {key: (x, y) for key, x, y in _layer_points(data, attribute)}
    return {}


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the web mercator tile that holds a point."""
    sine = math.sin(math.radians(lat))
    x, y = lon / 360 + 0.5, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return int(x * (1 << zoom)), int(y * (1 << zoom))


def degrees(zoom: int, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a place in tile units of a zoom (x, y may have fractions)."""
    span = 1 << zoom
    return x / span * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / span))))
