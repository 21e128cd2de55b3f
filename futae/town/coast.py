"""The plan of the coast and the borders of 潮路県: an invented island of four municipalities.

What lives here: the plan, stretch by stretch, counter-clockwise (the land is to the left). What does not: how a
stretch is drawn and written (ground).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from futae.town.geometry import Point


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


CITY_COAST = (
    Stretch(
        Shore.ROCK, ((-6550, -700), (-6250, -1250), (-5850, -1330), (-5650, -2050), (-5300, -2250), (-5000, -1750))
    ),
    Stretch(Shore.BEACH, ((-4680, -1180), (-4420, -1020), (-4248, -950))),
    Stretch(Shore.QUAY, ((-4246, -1050), (-4226, -1050), (-4224, -946))),
    Stretch(Shore.BEACH, ((-4080, -930), (-3900, -920))),
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
    Stretch(Shore.ROCK, ((5500, -2350), (5550, -1750), (6150, -1500), (6250, -800), (6800, -650), (7050, -150))),
    Stretch(Shore.ROCK, ((6700, 500), (7250, 900), (7050, 1600), (7600, 2100), (7500, 2900))),
)
"""灯台町: round the peninsula with its lighthouse, the fishing port, the eastern cliffs."""

NORTH_COAST = (
    Stretch(Shore.ROCK, ((7500, 2900), (7900, 3600), (7350, 4300), (7450, 5000), (6800, 5500))),
    Stretch(Shore.BEACH, ((6250, 5480), (5600, 5600), (4950, 5750))),
    Stretch(
        Shore.QUAY, ((4420, 5880), (4440, 6060), (4300, 6100), (4290, 6075), (4400, 6040), (4380, 5910), (4130, 5990))
    ),
    Stretch(Shore.ROCK, ((3800, 6350), (3400, 6950), (2700, 7350), (1900, 7150))),
    Stretch(Shore.BEACH, ((1450, 6800), (900, 6580), (300, 6560), (-250, 6780))),
    Stretch(Shore.ROCK, ((-650, 7350), (-1080, 7580), (-1500, 7750))),
)
"""北灘町: cliffs, the fishing port of 舟越, a cape and the long beach of 北灘."""

VILLAGE_COAST = (
    Stretch(
        Shore.ROCK,
        (
            *((-1500, 7750), (-2300, 8000), (-3200, 7500), (-3450, 6700), (-4300, 6350), (-5200, 6700), (-6000, 6050)),
            *((-5850, 5150), (-6650, 4500), (-7000, 3500), (-6450, 2700), (-6800, 1800), (-6350, 1000), (-6700, 200)),
            (-6550, -700),
        ),
    ),
)
"""梅谷村: the wild coast of the north-west, where nobody lives."""

BORDERS = {
    "city-town": (
        Stretch(Shore.QUAY, ((2950, -2030), (2975, -1870))),
        Stretch(Shore.RIDGE, ((3080, -1500), (3450, -900), (3380, 100), (3750, 1100), (4150, 2100))),
    ),
    "city-north": (
        Stretch(Shore.RIDGE, ((4150, 2100), (3600, 2900), (2800, 3600), (1700, 3950), (700, 3700), (-350, 3800))),
    ),
    "city-village": (
        Stretch(
            Shore.RIDGE,
            (
                *((-350, 3800), (-650, 2900), (-1350, 2250), (-2400, 2050), (-3300, 1500), (-4400, 1650)),
                *((-5200, 900), (-5800, -250), (-6330, -620)),
            ),
        ),
        Stretch(Shore.QUAY, ((-6550, -700),)),
    ),
    "town-north": (
        Stretch(Shore.RIDGE, ((4150, 2100), (5000, 2500), (5900, 2350), (6700, 2900), (7250, 2880))),
        Stretch(Shore.QUAY, ((7500, 2900),)),
    ),
    "village-north": (Stretch(Shore.RIDGE, ((-350, 3800), (-800, 4700), (-500, 5600), (-1150, 6500), (-1500, 7750))),),
}
"""Ridges between two municipalities, from their begin to their end; both are drawn from the same line."""

SUZUNOSHIMA = (
    Stretch(
        Shore.ROCK,
        (
            *((1330, -2760), (1080, -2960), (1120, -3330), (1480, -3640), (1950, -3720), (2330, -3420)),
            *((2280, -3020), (1960, -2800), (1640, -2760)),
        ),
    ),
    Stretch(Shore.QUAY, ((1600, -2740), (1580, -2650), (1500, -2645), (1498, -2662), (1562, -2668), (1572, -2738))),
    Stretch(Shore.QUAY, ((1400, -2743), (1330, -2760))),
)
"""鈴ノ島, an island of 汐見市 with a small harbour, reached by the city's ferry."""

ROCKS = {
    "city": ((-5480, -2480, 110), (2120, -2560, 70), (2560, -3180, 60)),
    "town": ((4560, -5290, 120), (4790, -5190, 60)),
    "north": ((-900, 7900, 90), (2500, 7650, 70)),
    "village": ((-6250, 6650, 130), (-7250, 2650, 80)),
    "nobody": ((-650, -3350, 150),),
}
"""Small islets: centre and radius in metres. The one that is nobody's is 所属未定地."""
