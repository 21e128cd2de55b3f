"""Who runs the feeds of the town: agencies, offices, fares, days of service, and the edition each is written in.

What lives here: `FeedPlan` and its values. What does not: rows (network, frame). Every
name and number is invented: addresses use the reserved domain example.jp, there are no telephone numbers (none can
safely be invented), and the 13-digit numbers begin 9982 after the check digit, an office that issues none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from futae.town.days import (
    COMMUNITY_DAYS,
    SAILING_DAYS,
    SCHOOL_DAYS,
    USUAL,
    WEEKDAY,
    Service,
    is_school_day,
)
from futae.town.lines import Line
from futae.town.lines_bus import LINES
from futae.town.lines_other import COMMUNITY_LINES, FERRY_LINES, RAIL_LINES, SCHOOL_LINES
from futae.town.places import COMMUNITY_PLACES, FERRY_PLACES, PLACES, RAIL_PLACES, SCHOOL_PLACES
from futae.town.stops import StopPlace
from futae.town.words import Name


@dataclass(frozen=True, slots=True)
class Agency:
    """The operator; `agency_id` is an invented 法人番号 with a valid check digit."""

    agency_id: str
    name: Name
    official: str
    post_code: str
    address: str
    president_title: str
    president: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the operator (office_jp.txt)."""

    office_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Fares:
    """Zone fares: `base` within a zone, and what each step to a neighbouring zone adds; yen. `flat` lists lines with
    one fare for all."""

    base: int
    steps: tuple[tuple[str, str, int], ...] = ()
    flat: tuple[tuple[str, int], ...] = ()

    def price(self, origin: str, destination: str) -> int:
        """The fare between two zones along the shortest chain of neighbours; raises KeyError where there is none."""
        reached = {origin: self.base}
        for _ in self.steps:
            for a, b, yen in self.steps:
                for here, there in ((a, b), (b, a)):
                    if here in reached:
                        reached[there] = min(reached.get(there, 1 << 30), reached[here] + yen)
        return reached[destination]


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """All a feed needs besides streets and timetable. `edition` of GTFS-JP decides its files and columns."""

    agency: Agency
    publisher: Name
    producer: Name
    url: str
    email: str
    version: str
    lines: tuple[Line, ...]
    places: tuple[StopPlace, ...]
    offices: tuple[Office, ...]
    fares: Fares
    services: tuple[Service, ...]
    has_stations: bool
    edition: Literal["v2", "v3", "v4"] = "v3"
    has_ic_fares: bool = False


BUS = FeedPlan(
    agency=Agency(
        "7998201000001",
        Name("汐見バス", "しおみばす", "Shiomi Bus"),
        "汐見バス株式会社（架空）",
        "0000000",
        "潮路県汐見市本町一丁目１番",
        "代表取締役",
        "汐見　みなと",
    ),
    publisher=Name("汐見バス（架空の見本）", "しおみばす（かくうのみほん）", "Shiomi Bus (fictional sample)"),
    producer=Name("潮路県汐見市（架空）", "しおじけんしおみし（かくう）", "City of Shiomi (fictional)"),
    url="https://www.example.jp/shiomi-bus/",
    email="gtfs@example.jp",
    version="shiomi",
    lines=LINES,
    places=PLACES,
    offices=(Office("shiomi", "汐見営業所"), Office("todai", "灯台車庫")),
    fares=Fares(
        180,
        (
            *(("A", "B", 40), ("A", "C", 60), ("C", "D", 120), ("A", "E", 60)),
            *(("E", "F", 140), ("A", "G", 60), ("G", "H", 130), ("C", "G", 40)),
            *(("B", "E", 40), ("B", "K", 260)),
        ),
        (("1", 100), ("10", 500), ("12", 500)),
    ),
    services=(*USUAL, SCHOOL_DAYS),
    has_stations=True,
)

SCHOOL_BUS = FeedPlan(
    agency=Agency(
        "6998201000002",
        Name("汐見市通学バス", "しおみしつうがくばす", "Shiomi School Bus"),
        "汐見市教育委員会（架空）",
        "0000000",
        "潮路県汐見市本町二丁目２番",
        "教育長",
        "丘野　まなぶ",
    ),
    publisher=Name(
        "汐見市教育委員会（架空の見本・非公開）",
        "しおみしきょういくいいんかい（かくうのみほん・ひこうかい）",
        "Shiomi Board of Education (fictional sample, not public)",
    ),
    producer=Name(
        "汐見市教育委員会（架空）", "しおみしきょういくいいんかい（かくう）", "Shiomi Board of Education (fictional)"
    ),
    url="https://www.example.jp/shiomi-school-bus/",
    email="school-bus@example.jp",
    version="shiomi-school",
    lines=SCHOOL_LINES,
    places=SCHOOL_PLACES,
    offices=(Office("school", "学校教育課"),),
    fares=Fares(0, (), (("S", 0),)),
    services=(Service(WEEKDAY, "w", (0, 1, 2, 3, 4), is_school_day),),
    has_stations=False,
)

_CITY = Name("潮路県汐見市（架空）", "しおじけんしおみし（かくう）", "City of Shiomi (fictional)")

COMMUNITY = FeedPlan(
    agency=Agency(
        "5998201000003",
        Name("汐見市コミュニティバス", "しおみしこみゅにてぃばす", "Shiomi Community Bus"),
        "汐見市（架空）",
        "0000000",
        "潮路県汐見市本町二丁目２番",
        "市長",
        "汐見　ふみ",
    ),
    publisher=Name("汐見市（架空の見本）", "しおみし（かくうのみほん）", "City of Shiomi (fictional sample)"),
    producer=_CITY,
    url="https://www.example.jp/shiokaze/",
    email="shiokaze@example.jp",
    version="shiokaze",
    lines=COMMUNITY_LINES,
    places=COMMUNITY_PLACES,
    offices=(Office("city", "汐見市交通政策課"),),
    fares=Fares(150, (), (("K1", 150), ("K2", 150), ("K3", 100))),
    services=COMMUNITY_DAYS,
    has_stations=False,
    edition="v2",
)

FERRY = FeedPlan(
    agency=Agency(
        "4998201000004",
        Name("汐見市営渡船", "しおみしえいとせん", "Shiomi City Ferry"),
        "汐見市（架空）",
        "0000000",
        "潮路県汐見市本町二丁目２番",
        "市長",
        "汐見　ふみ",
    ),
    publisher=Name(
        "汐見市港湾課（架空の見本）", "しおみしこうわんか（かくうのみほん）", "Shiomi Port Office (fictional sample)"
    ),
    producer=_CITY,
    url="https://www.example.jp/shiomi-ferry/",
    email="ferry@example.jp",
    version="ferry",
    lines=FERRY_LINES,
    places=FERRY_PLACES,
    offices=(),
    fares=Fares(0, (("P", "S", 480), ("P", "Y", 1200))),
    services=SAILING_DAYS,
    has_stations=False,
    edition="v4",
)

RAIL = FeedPlan(
    agency=Agency(
        "3998201000005",
        Name("潮路鉄道", "しおじてつどう", "Shioji Railway"),
        "潮路鉄道株式会社（架空）",
        "0000000",
        "潮路県汐見市駅前一丁目１番",
        "代表取締役",
        "浜野　れいる",
    ),
    publisher=Name("潮路鉄道（架空の見本）", "しおじてつどう（かくうのみほん）", "Shioji Railway (fictional sample)"),
    producer=Name("潮路鉄道（架空）", "しおじてつどう（かくう）", "Shioji Railway (fictional)"),
    url="https://www.example.jp/shioji-railway/",
    email="rail@example.jp",
    version="rail",
    lines=RAIL_LINES,
    places=RAIL_PLACES,
    offices=(),
    fares=Fares(150, tuple((a, b, 60) for a, b in pairwise(place.zone for place in RAIL_PLACES))),
    services=USUAL,
    has_stations=True,
    edition="v4",
    has_ic_fares=True,
)
