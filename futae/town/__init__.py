"""The sample town: 汐見市 and its neighbours on 潮路県, an invented island, written as official files.

Nothing here exists: no place, operator, number or address is real, and the coordinates lie in open sea south of Enshū.
The files are made from a plan, without a clock and without chance: geometry (metres, curves) → coast and ground
(borders), roads and streets, places and stops, lines, departures, timetable, days → plans (who runs it) → network and
frame (GTFS-JP tables in editions 2, 3 and 4) → faults (mistakes), tables (zip). To grow the town, add crossings and
roads, stop places, lines with their departures, faults.
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
from futae.town.plans import BUS, COMMUNITY, FERRY, RAIL, SCHOOL_BUS, FeedPlan
from futae.town.tables import zip_bytes

SECRET_WORD = "ひみつ岬"  # noqa: S105 - a place name, to be searched for where nothing restricted may appear
"""Stands in the restricted feed and nowhere else."""


@dataclass(frozen=True, slots=True)
class TownFile:
    """One written file: where it is, which feed ('org/feed') it is a version of, whose it is, under which licences and
    for whom, what its check must say, and which edition of GTFS-JP is to be asked for."""

    path: Path
    feed: str
    title: str
    holder: str
    licence_ids: tuple[str, ...]
    audience: str
    expect: Literal["publishable", "blocked"]
    edition: str = "auto"


def write_town(folder: Path, *, today: date) -> tuple[TownFile, ...]:
    """Write the town's files into `folder` (made if absent) and say what they are: the bus feed (edition 3), the
    community bus (edition 2), ferry and railway (edition 4), the administrative areas, the restricted school bus and
    faulty new versions of the bus feed, to be pushed in this order. The feeds are
    in force at `today`; equal bytes for every `today` of one fiscal year (April to March)."""
    folder.mkdir(parents=True, exist_ok=True)
    bus = feed_tables(BUS, today)
    files = (
        (_bus("shiomi-bus.zip", "汐見バス（架空の見本）", "publishable", folder), zip_bytes(bus)),
        (
            _open(folder, "community", "shiokaze.zip", "しおかぜ 汐見市コミュニティバス", COMMUNITY),
            _zip(COMMUNITY, today),
        ),
        (_open(folder, "ferry", "shiomi-ferry.zip", "汐見市営渡船", FERRY), _zip(FERRY, today)),
        (_open(folder, "rail", "shioji-railway.zip", "潮路鉄道", RAIL), _zip(RAIL, today)),
        (
            TownFile(
                folder / f"{N03_NAME}.geojson",
                "shiomi/places",
                "潮路県 行政区域（架空の見本）",
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
            _zip(SCHOOL_BUS, today),
        ),
        *(
            (_bus(f"{name}.zip", f"汐見バス（架空の見本・{title}）", "blocked", folder), zip_bytes(faulty(bus, faults)))
            for name, (title, faults) in FAULTY_VERSIONS.items()
        ),
    )
    for file, data in files:
        file.path.write_bytes(data)
    return tuple(file for file, _ in files)


def _zip(plan: FeedPlan, today: date) -> bytes:
    return zip_bytes(feed_tables(plan, today))


def _open(folder: Path, feed: str, name: str, title: str, plan: FeedPlan) -> TownFile:
    """A public feed beside the bus; edition 4 must be chosen, for no file says that it is of it."""
    edition = "v4" if plan.edition == "v4" else "auto"
    holder = plan.producer.ja
    path, key = folder / name, f"shiomi/{feed}"
    return TownFile(path, key, f"{title}（架空の見本）", holder, ("CC-BY-4.0",), "public", "publishable", edition)


def _bus(name: str, title: str, expect: Literal["publishable", "blocked"], folder: Path) -> TownFile:
    return TownFile(folder / name, "shiomi/bus", title, "汐見バス（架空）", ("CC-BY-4.0",), "public", expect)
