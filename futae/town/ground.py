"""The ground of the town: its coast, its borders and the administrative areas as a KSJ N03 GeoJSON file.

Everything is invented: prefecture 潮路県 (98), 汐見市 (98201), 潮見郡灯台町 (98321); no such place exists. The
layout is that of 国土数値情報 行政区域データ N03, edition 2021 (one Polygon per feature; N03_007 null for 所属未定地).
What does not live here: streets and stops.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from futae.town.geometry import Point, lon_lat, roughen, smooth

PREFECTURE_CODE = "98"
"""Of the invented 潮路県; JIS X 0401 ends at 47."""

N03_NAME = f"N03-21_{PREFECTURE_CODE}_210101"
"""File name of the areas without its ending, as KSJ names them: edition 2021, prefecture, 2021-01-01."""


class Shore(Enum):
    """How a stretch of shore or border is drawn: metres between the points of its smooth curve (0: straight legs), how
    much it is roughened then, shortest leg in metres."""

    ROCK = (420.0, 0.24, 40.0)
    BEACH = (60.0, 0.0, 0.0)
    QUAY = (0.0, 0.0, 0.0)
    RIDGE = (1200.0, 0.22, 110.0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a coast or border; it goes on from where the one before ended."""

    shore: Shore
    points: tuple[Point, ...]


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


CITY_COAST = (
    Stretch(
        Shore.ROCK, ((-6550, -700), (-6250, -1250), (-5850, -1330), (-5650, -2050), (-5300, -2250), (-5000, -1750))
    ),
    Stretch(Shore.BEACH, ((-4680, -1180), (-4280, -960), (-3900, -920))),
    Stretch(Shore.ROCK, ((-3600, -1000), (-3250, -1330), (-2750, -1480), (-2420, -1620))),
    Stretch(Shore.BEACH, ((-2050, -1520), (-1600, -1250), (-1230, -1010), (-1010, -930))),
    Stretch(
        Shore.BEACH, ((-990, -800), (-945, -560), (-930, -300), (-955, 0), (-1010, 250), (-1085, 480), (-1125, 640))
    ),
    Stretch(
        Shore.BEACH, ((-1055, 485), (-970, 250), (-908, 0), (-880, -300), (-888, -560), (-845, -800), (-835, -1000))
    ),
    Stretch(Shore.QUAY, ((-840, -1130), (-690, -1120), (-520, -1120), (-490, -1050), (-330, -1050), (-250, -1330))),
    Stretch(
        Shore.QUAY, ((-60, -1370), (-54, -1352), (-225, -1310), (-285, -1040), (-270, -935), (40, -928), (46, -1010))
    ),
    Stretch(Shore.QUAY, ((66, -1010), (72, -926), (255, -918), (268, -1060), (288, -1060), (285, -915), (425, -908))),
    Stretch(
        Shore.QUAY, ((440, -1090), (600, -1130), (520, -1400), (250, -1445), (254, -1465), (540, -1420), (640, -1125))
    ),
    Stretch(Shore.QUAY, ((780, -1150), (800, -1230), (1010, -1215), (1005, -1140))),
    Stretch(Shore.BEACH, ((1250, -1090), (1650, -1030), (2050, -1090))),
    Stretch(Shore.ROCK, ((2380, -1290), (2600, -1650), (2950, -2030))),
)
"""汐見市 from the west border to the border with 灯台町: cape, hot spring beach, pine beach, river mouth, harbour."""

TOWN_COAST = (
    Stretch(Shore.QUAY, ((2950, -2030), (3070, -2120))),
    Stretch(Shore.ROCK, ((3300, -2250), (3650, -2700), (3480, -3300), (3720, -3900))),
    Stretch(Shore.ROCK, ((3900, -4450), (4380, -4980), (4720, -4900), (4850, -4350), (4720, -3850))),
    Stretch(Shore.BEACH, ((4830, -3420), (4850, -3050))),
    Stretch(Shore.QUAY, ((4830, -2760), (4960, -2740), (4970, -2700), (4840, -2690), (4870, -2480), (5020, -2460))),
    Stretch(Shore.ROCK, ((5500, -2350), (5550, -1750), (6150, -1500), (6250, -800), (6700, -650), (6950, -150))),
)
"""灯台町: round the peninsula with its lighthouse, the fishing port, the eastern cliffs."""

BETWEEN = (
    Stretch(Shore.QUAY, ((2950, -2030), (2975, -1870))),
    Stretch(Shore.RIDGE, ((3080, -1500), (3450, -900), (3380, 100), (3750, 1100), (4150, 2100))),
)
"""The ridge between the two municipalities, from the sea inland."""

TOWN_INLAND = (
    Stretch(
        Shore.RIDGE, ((6950, -150), (6700, 600), (6900, 1300), (6200, 1500), (5800, 2100), (5100, 1850), (4150, 2100))
    ),
)
CITY_INLAND = (
    Stretch(
        Shore.RIDGE,
        (
            (4150, 2100),
            (4350, 2900),
            (3500, 3500),
            (2700, 3650),
            (1700, 4350),
            (800, 4150),
            (-300, 4900),
            (-1500, 4800),
        ),
    ),
    Stretch(Shore.RIDGE, ((-2600, 5500), (-3500, 4700), (-4000, 3900), (-5200, 3500), (-5300, 2500), (-6100, 1900))),
    Stretch(Shore.RIDGE, ((-5700, 900), (-6200, 300), (-6550, -700))),
)

SUZUNOSHIMA = Stretch(Shore.ROCK, ((1250, -3050), (1500, -3480), (1960, -3350), (2000, -3000), (1650, -2850)))
"""鈴ノ島, an island of 汐見市 without a bus."""

ROCKS = {
    "city": ((-5480, -2480, 110), (2120, -2760, 70)),
    "town": ((4560, -5290, 120), (4790, -5190, 60)),
    "nobody": ((-650, -3350, 150),),
}
"""Small islets: centre and radius in metres. The one that is nobody's is 所属未定地."""


def _closed(stretch: Stretch, seed: int) -> list[Point]:
    rough, shortest = stretch.shore.value[1:]
    return roughen(smooth(stretch.points, step=160.0, closed=True), rough, seed, shortest)


def _rock(east: float, north: float, radius: float, seed: int) -> list[Point]:
    corners = ((1.0, 0.1), (0.5, 0.8), (-0.4, 0.7), (-1.1, 0.0), (-0.5, -0.7), (0.5, -0.6))
    ring = [(east + radius * dx, north + radius * dy) for dx, dy in corners]
    return roughen(smooth(ring, step=radius, closed=True), 0.2, seed, radius / 4)


def city_ring() -> list[Point]:
    """汐見市 without its islets, a closed counter-clockwise ring in metres."""
    coast, between, inland = drawn(CITY_COAST, 11), drawn(BETWEEN, 31), drawn(CITY_INLAND, 51)
    return coast[:-1] + between[:-1] + inland[:-1] + coast[:1]


def town_ring() -> list[Point]:
    """灯台町 without its islets; it shares every point of the ridge with 汐見市."""
    coast, inland, between = drawn(TOWN_COAST, 23), drawn(TOWN_INLAND, 41), drawn(BETWEEN, 31)
    return coast[:-1] + inland[:-1] + between[:0:-1] + coast[:1]


def areas() -> list[tuple[dict[str, str | None], list[Point]]]:
    """Every polygon with its N03 attributes, largest first within a municipality."""
    city = _properties(None, "汐見市", f"{PREFECTURE_CODE}201")
    town = _properties("潮見郡", "灯台町", f"{PREFECTURE_CODE}321")
    nobody = _properties(None, "所属未定地", None)
    out = [(city, city_ring()), (city, _closed(SUZUNOSHIMA, 61)), (town, town_ring())]
    for owner, properties in (("city", city), ("town", town), ("nobody", nobody)):
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
