"""Who runs the two feeds of the town: agencies, offices, fares, days of service.

What lives here: `FeedPlan` and its two values, BUS and SCHOOL_BUS. What does not: rows (network, frame). Every
name and number is invented: addresses use the reserved domain example.jp, there are no telephone numbers (none can
safely be invented), and the 13-digit numbers begin 9982 after the check digit, an office that issues none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from futae.town.days import WEEKDAY, service_of
from futae.town.lines import LINES, SCHOOL_LINES, Line
from futae.town.stops import PLACES, SCHOOL_PLACES, StopPlace
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
    """All a feed needs besides streets and timetable. `service_on` names the service of a day, None for no service."""

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
    service_on: Callable[[date], str | None]
    has_stations: bool


def _school_service_on(day: date) -> str | None:
    """School buses run on weekdays outside the holidays of spring, summer and winter."""
    month_day = (day.month, day.day)
    is_vacation = (
        (7, 20) <= month_day <= (8, 31)
        or month_day >= (12, 24)
        or month_day <= (1, 7)
        or (3, 25) <= month_day <= (3, 31)
    )
    return WEEKDAY if service_of(day) == WEEKDAY and not is_vacation else None


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
        ),
        (("1", 100),),
    ),
    service_on=service_of,
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
    service_on=_school_service_on,
    has_stations=False,
)
