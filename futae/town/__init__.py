"""The sample town: 汐見市 and 潮見郡灯台町, an invented stretch of coast, written as official files.

Nothing here exists: no place, operator, number or address is real, and the coordinates lie in open sea south of Enshū.
The files are made from a plan, without a clock and without chance: geometry (metres, curves) → ground (coast, borders),
streets, stops, lines, timetable, days → plans (who runs it) → network and frame (GTFS-JP tables) → faults (mistakes),
tables (zip). To grow the town, add crossings and roads, stop places, lines with their departures, faults.
What does not live here: reading or checking files (feeds), making feeds and pushing (futae's commands).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from futae.town.faults import FAULTY_VERSIONS, faulty
from futae.town.frame import feed_tables
from futae.town.ground import N03_NAME, n03_geojson
from futae.town.plans import BUS, SCHOOL_BUS
from futae.town.tables import zip_bytes

SECRET_WORD = "ひみつ岬"  # noqa: S105 - a place name, to be searched for where nothing restricted may appear
"""Stands in the restricted feed and nowhere else."""


@dataclass(frozen=True, slots=True)
class TownFile:
    """One written file: where it is, which feed ('org/feed') it is a version of, whose it is, under which licences and
    for whom, and what its check must say."""

    path: Path
    feed: str
    title: str
    holder: str
    licence_ids: tuple[str, ...]
    audience: str
    expect: Literal["publishable", "blocked"]


def write_town(folder: Path, *, today: date) -> tuple[TownFile, ...]:
    """Write the town's files into `folder` (made if absent) and say what they are: the bus feed, the administrative
    areas, the restricted school bus and faulty new versions of the bus feed, to be pushed in this order. The feeds are
    in force at `today`; equal bytes for every `today` of one fiscal year (April to March)."""
    folder.mkdir(parents=True, exist_ok=True)
    bus = feed_tables(BUS, today)
    files = (
        (_bus("shiomi-bus.zip", "汐見バス（架空の見本）", "publishable", folder), zip_bytes(bus)),
        (
            TownFile(
                folder / f"{N03_NAME}.geojson",
                "shiomi/places",
                "汐見市・灯台町 行政区域（架空の見本）",
                "潮路県（架空）",
                ("PDL-1.0",),
                "public",
                "publishable",
            ),
            n03_geojson(),
        ),
        (
            TownFile(
                folder / "shiomi-school-bus.zip",
                "shiomi/school-bus",
                "汐見市通学バス（架空の見本・非公開）",
                SCHOOL_BUS.producer.ja,
                ("restricted",),
                "org:shiomi",
                "publishable",
            ),
            zip_bytes(feed_tables(SCHOOL_BUS, today)),
        ),
        *(
            (_bus(f"{name}.zip", f"汐見バス（架空の見本・{title}）", "blocked", folder), zip_bytes(faulty(bus, faults)))
            for name, (title, faults) in FAULTY_VERSIONS.items()
        ),
    )
    for file, data in files:
        file.path.write_bytes(data)
    return tuple(file for file, _ in files)


def _bus(name: str, title: str, expect: Literal["publishable", "blocked"], folder: Path) -> TownFile:
    return TownFile(folder / name, "shiomi/bus", title, "汐見バス（架空）", ("CC-BY-4.0",), "public", expect)
