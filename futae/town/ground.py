"""The ground of the town: its coast and borders drawn, and the administrative areas as a KSJ N03 GeoJSON file.

Everything is invented: prefecture 潮路県 (98), 汐見市 (98201), 潮見郡 with 灯台町 (98321), 梅谷村 (98322) and 北灘町
(98323); no such place exists. The layout is that of 国土数値情報 行政区域データ N03, edition 2021 (one Polygon per
feature; N03_007 null for 所属未定地). What does not live here: the plan of the coast (coast), streets and stops.
"""

from __future__ import annotations

import json
from functools import cache

from futae.town.coast import (
    BORDERS,
    CITY_COAST,
    NORTH_COAST,
    ROCKS,
    SUZUNOSHIMA,
    TOWN_COAST,
    VILLAGE_COAST,
    Stretch,
)
from futae.town.geometry import Point, lon_lat, roughen, smooth

PREFECTURE_CODE = "98"
"""Of the invented 潮路県; JIS X 0401 ends at 47."""

N03_NAME = f"N03-21_{PREFECTURE_CODE}_210101"
"""File name of the areas without its ending, as KSJ names them: edition 2021, prefecture, 2021-01-01."""

_SEED = {"city-town": 31, "city-north": 51, "city-village": 57, "town-north": 41, "village-north": 47}


def drawn(stretches: tuple[Stretch, ...], seed: int) -> list[Point]:
    """The whole line, drawn stretch by stretch."""
    line: list[Point] = []
    for k, stretch in enumerate(stretches):
        step, rough, shortest = stretch.shore.value
        points: list[Point] = [*line[-1:], *(p for p in stretch.points if p not in line[-1:])]
        if step:
            points = smooth(points, step)
        if rough:
            points = roughen(points, rough, seed + k, shortest)
        line = line[:-1] + points
    return line


def _rock(east: float, north: float, radius: float, seed: int) -> list[Point]:
    corners = ((1.0, 0.1), (0.5, 0.8), (-0.4, 0.7), (-1.1, 0.0), (-0.5, -0.7), (0.5, -0.6))
    ring = [(east + radius * dx, north + radius * dy) for dx, dy in corners]
    return roughen(smooth(ring, step=radius, closed=True), 0.2, seed, radius / 4)


@cache
def border(name: str) -> tuple[Point, ...]:
    """One border as drawn, from its begin to its end."""
    return tuple(drawn(BORDERS[name], _SEED[name]))


def ring_of(*lines: list[Point]) -> list[Point]:
    """Lines put end to end as one closed ring; each begins where the one before ended."""
    points: list[Point] = [p for line in lines for p in line[:-1]]
    return [*points, points[0]]


@cache
def _coast(name: str) -> tuple[Point, ...]:
    coasts = {
        "city": (CITY_COAST, 11),
        "town": (TOWN_COAST, 23),
        "north": (NORTH_COAST, 83),
        "village": (VILLAGE_COAST, 97),
    }
    return tuple(drawn(*coasts[name]))


def city_ring() -> list[Point]:
    """汐見市 without its islands, a closed counter-clockwise ring in metres."""
    inland = (border("city-town"), border("city-north"), border("city-village"))
    return ring_of(list(_coast("city")), *map(list, inland))


def town_ring() -> list[Point]:
    """灯台町 without its islets; it shares every point of its ridges with its neighbours."""
    return ring_of(list(_coast("town")), [*reversed(border("town-north"))], [*reversed(border("city-town"))])


def north_ring() -> list[Point]:
    """北灘町 without its islets."""
    west, south = [*reversed(border("village-north"))], [*reversed(border("city-north"))]
    return ring_of(list(_coast("north")), west, south, list(border("town-north")))


def village_ring() -> list[Point]:
    """梅谷村 without its islets."""
    return ring_of(list(_coast("village")), [*reversed(border("city-village"))], list(border("village-north")))


def areas() -> list[tuple[dict[str, str | None], list[Point]]]:
    """Every polygon with its N03 attributes: the mainland of each municipality, then islands and islets."""
    owners = {
        "city": _properties(None, "汐見市", f"{PREFECTURE_CODE}201"),
        "town": _properties("潮見郡", "灯台町", f"{PREFECTURE_CODE}321"),
        "village": _properties("潮見郡", "梅谷村", f"{PREFECTURE_CODE}322"),
        "north": _properties("潮見郡", "北灘町", f"{PREFECTURE_CODE}323"),
        "nobody": _properties(None, "所属未定地", None),
    }
    rings = {"city": city_ring(), "town": town_ring(), "village": village_ring(), "north": north_ring()}
    out = [(owners[owner], ring) for owner, ring in rings.items()]
    out.append((owners["city"], drawn(SUZUNOSHIMA, 61)))
    for owner, properties in owners.items():
        out += [(properties, _rock(*rock, seed=70 + k)) for k, rock in enumerate(ROCKS[owner])]
    return out


def _properties(county: str | None, name: str, code: str | None) -> dict[str, str | None]:
    return {"N03_001": "潮路県", "N03_002": None, "N03_003": county, "N03_004": name, "N03_007": code}


def n03_geojson() -> bytes:
    """The N03 file: UTF-8 GeoJSON, CRS84 degrees with 6 decimals, exterior rings counter-clockwise (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[list(lon_lat(p)) for p in ring]]},
            "properties": properties,
        }
        for properties, ring in areas()
    ]
    head = {"type": "FeatureCollection", "name": N03_NAME, "description": "架空の町の見本。実在しません。"}
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    return (json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + lines + "\n]}\n").encode()
