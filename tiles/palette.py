"""Colours of the style, a light and a dark set: paper and land stay quiet, so that what moves is seen.

What does not live here: where they are used (tiles.style).
"""

from __future__ import annotations

from dataclasses import dataclass

ON_LIGHT, ON_DARK = "#22313d", "#ffffff"
"""Ink on a feature's own colour, in either theme."""


@dataclass(frozen=True, slots=True)
class Palette:
    """`paper` is where no base is drawn: sea, and the world beyond the data. `area` fills polygons of the application
    layer, `line` lines without a colour of their own; `casing` is the rim of lines, so that colours near the ground's
    stay visible. `count_fill` are discs with a number, `hollow` the inside of points, `halo` lies round letters,
    `quiet_ink` are labels of the base."""

    paper: str
    land: str
    border: str
    area: str
    line: str
    casing: str
    casing_opacity: float
    point: str
    hollow: str
    count_fill: str
    halo: str
    ink: str
    point_ink: str
    line_ink: str
    quiet_ink: str


LIGHT = Palette(
    paper="#e3ebef",
    land="#faf8f3",
    border="#cfc8ba",
    area="#8fb3a6",
    line="#4f7ea8",
    casing="#5d6a75",
    casing_opacity=0.35,
    point="#2b6a99",
    hollow="#ffffff",
    count_fill="#e3edf4",
    halo="#ffffff",
    ink="#22313d",
    point_ink="#174a70",
    line_ink="#3d5468",
    quiet_ink="#6c6455",
)
DARK = Palette(
    paper="#10161d",
    land="#1c242d",
    border="#3a4653",
    area="#4d7d6d",
    line="#6f9fce",
    casing="#c3ced9",
    casing_opacity=0.4,
    point="#8fc1ea",
    hollow="#18212a",
    count_fill="#22384d",
    halo="#141b22",
    ink="#e6ebf0",
    point_ink="#bfe0fb",
    line_ink="#b5c6d6",
    quiet_ink="#98a2ad",
)
THEMES = {"light": LIGHT, "dark": DARK}
