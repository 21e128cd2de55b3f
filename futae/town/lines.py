"""The bus lines of the town: names, colours, ways through the streets, stops in order.

What lives here: `Line`, `Pattern` and the two tables of lines (public and school bus). What does not: departures
(timetable), where stops lie (stops), GTFS rows. To grow the town, add lines here and departures in timetable.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from futae.town.stops import BY_CODE
from futae.town.words import Name


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of one line. `way` names crossings and loops, `stops` codes in order (`101#3` is berth 3 of the
    station). `direction_id` as in GTFS-JP: 1 往路, 0 復路. `note` and `symbol` mark unusual trips."""

    pattern_id: str
    direction_id: int
    way: tuple[str, ...]
    stops: tuple[str, ...]
    headsign: Name
    via: Name | None = None
    note: Name | None = None
    symbol: str = ""

    @property
    def origin(self) -> Name:
        """Name of the first stop."""
        return BY_CODE[self.stops[0].partition("#")[0]].name

    @property
    def destination(self) -> Name:
        """Name of the last stop."""
        return BY_CODE[self.stops[-1].partition("#")[0]].name

    def back(self, pattern_id: str, via: Name | None = None) -> Pattern:
        """The same way in the other direction, loops driven the same way round."""
        name = BY_CODE[self.stops[0].partition("#")[0]].name
        headsign = name.via(via) if via else name
        return Pattern(
            pattern_id, 0, self.way[::-1], self.stops[::-1], headsign, via or self.via, self.note, self.symbol
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `number` as riders say it, colours as six hexadecimal digits, `about` one sentence."""

    number: str
    name: Name
    color: str
    text_color: str
    about: Name
    office: str
    patterns: tuple[Pattern, ...] = field(default=())


def _at(code: str) -> Name:
    return BY_CODE[code].name


_LOOP = Pattern(
    "1R",
    1,
    (
        *("gate", "plaza", "gate", "honmachi", "market", "basin", "amigura", "west_honmachi", "library_south"),
        *("ring_west", "ring_east", "hospital_south", "keyaki", "gate", "plaza"),
    ),
    ("101#1", "102", "103", "104", "106", "107", "110", "111", "112", "101#1"),
    Name("港めぐり 右回り", "みなとめぐり みぎまわり", "Harbour Loop, clockwise"),
    _at("106"),
)
_LOOP_LEFT = Pattern(
    "1L",
    0,
    _LOOP.way[::-1],
    ("101#2", *_LOOP.stops[1:-1][::-1], "101#2"),
    Name("港めぐり 左回り", "みなとめぐり ひだりまわり", "Harbour Loop, anticlockwise"),
    _at("111"),
)

_TO_LIGHTHOUSE = Pattern(
    "2A",
    1,
    ("gate", "plaza", "gate", "honmachi", "market", "shipyard", "higashihama", "town_hall", "lighthouse"),
    ("101#3", "102", "103", "104", "105", "501", "502", "503", "504", "601", "602", "603", "604", "605", "606"),
    _at("606").via(_at("105")),
    _at("105"),
)
_TO_TOWN_HALL = Pattern(
    "2C",
    1,
    _TO_LIGHTHOUSE.way[:-1],
    _TO_LIGHTHOUSE.stops[:11],
    _at("602").via(_at("105")),
    _at("105"),
    Name("灯台町役場前止まり", "とうだいちょうやくばまえどまり", "ends at Todai Town Hall"),
    "役",
)

_TO_SHRINE = Pattern(
    "3A",
    1,
    ("gate", "plaza", "gate", "keyaki", "library_south", "ring_west", "school", "shrine"),
    ("101#4", "109", "110", "201", "202", "203", "204", "205"),
    _at("205").via(_at("110")),
    _at("110"),
)

_TO_ONSEN = Pattern(
    "4A",
    1,
    ("gate", "plaza", "gate", "honmachi", "west_honmachi", "amigura", "bridge_west", "onsen", "cape"),
    ("101#5", "102", "108", "301", "302", "303", "304", "401", "402", "403", "404"),
    _at("404").via(_at("402")),
    _at("402"),
)

_TO_MIDORIDAI = Pattern(
    "5A",
    1,
    ("gate", "plaza", "gate", "keyaki", "hospital_south", "ring_east", "hospital", "midoridai", "midoridai_loop"),
    ("101#6", "112", "211", "212", "213", "214"),
    _at("214").via(_at("211")),
    _at("211"),
)
_FROM_MIDORIDAI = Pattern(
    "5B",
    0,
    ("midoridai", "midoridai_loop", "midoridai", "hospital", "ring_east", "hospital_south", "keyaki", "gate", "plaza"),
    ("214", "215", "212", "211", "112", "101#6"),
    _at("101").via(_at("211")),
    _at("211"),
)

_TO_UMETANI = Pattern(
    "6A",
    1,
    ("gate", "plaza", "gate", "honmachi", "west_honmachi", "amigura", "bridge_west", "plum_valley"),
    ("101#4", "102", "108", "701", "702", "703", "801", "802", "803"),
    _at("803").via(_at("701")),
    _at("701"),
)

LINES: tuple[Line, ...] = (
    Line(
        "1",
        Name("港めぐり循環線", "みなとめぐりじゅんかんせん", "Harbour Loop Line"),
        "0B6FA4",
        "FFFFFF",
        Name(
            "駅と港と市役所をひとめぐりする循環線。運賃は一律100円。架空の路線です。",
            "えきとみなととしやくしょをひとめぐりするじゅんかんせん。うんちんはいちりつ100えん。かくうのろせんです。",
            "A loop past the station, the harbour and City Hall; flat fare of 100 yen. Fictional.",
        ),
        "shiomi",
        (_LOOP, _LOOP_LEFT),
    ),
    Line(
        "2",
        Name("灯台線", "とうだいせん", "Lighthouse Line"),
        "C8402F",
        "FFFFFF",
        Name(
            "東海岸を走り灯台町の灯台へ向かう路線。架空の路線です。",
            "ひがしかいがんをはしりとうだいちょうのとうだいへむかうろせん。かくうのろせんです。",
            "Along the east coast to the lighthouse of Todai. Fictional.",
        ),
        "todai",
        (
            _TO_LIGHTHOUSE,
            _TO_LIGHTHOUSE.back("2B", _at("105")),
            _TO_TOWN_HALL,
            Pattern(
                "2D",
                0,
                _TO_TOWN_HALL.way[::-1],
                _TO_TOWN_HALL.stops[::-1],
                _at("101").via(_at("105")),
                _at("105"),
                Name("灯台町役場前始発", "とうだいちょうやくばまえしはつ", "starts at Todai Town Hall"),
                "役",
            ),
        ),
    ),
    Line(
        "3",
        Name("丘の宮線", "おかのみやせん", "Shrine Hill Line"),
        "6B4BA3",
        "FFFFFF",
        Name(
            "坂道を上り海を見おろす丘の宮へ向かう路線。架空の路線です。",
            "さかみちをのぼりうみをみおろすおかのみやへむかうろせん。かくうのろせんです。",
            "Up the winding road to the shrine above the sea. Fictional.",
        ),
        "shiomi",
        (_TO_SHRINE, _TO_SHRINE.back("3B", _at("110"))),
    ),
    Line(
        "4",
        Name("湯の汐線", "ゆのしおせん", "Onsen Line"),
        "E8A317",
        "1F1A00",
        Name(
            "西海岸の松並木を抜けて温泉と岬へ向かう路線。架空の路線です。",
            "にしかいがんのまつなみきをぬけておんせんとみさきへむかうろせん。かくうのろせんです。",
            "Past the pines of the west coast to the hot springs and the cape. Fictional.",
        ),
        "shiomi",
        (_TO_ONSEN, _TO_ONSEN.back("4B", _at("302"))),
    ),
    Line(
        "5",
        Name("緑台線", "みどりだいせん", "Midoridai Line"),
        "2E8B57",
        "FFFFFF",
        Name(
            "市立病院を通り緑台の住宅地を回る路線。架空の路線です。",
            "しりつびょういんをとおりみどりだいのじゅうたくちをまわるろせん。かくうのろせんです。",
            "By way of the city hospital around the houses of Midoridai. Fictional.",
        ),
        "shiomi",
        (_TO_MIDORIDAI, _FROM_MIDORIDAI),
    ),
    Line(
        "6",
        Name("梅谷線", "うめたにせん", "Plum Valley Line"),
        "B83280",
        "FFFFFF",
        Name(
            "汐川をさかのぼり棚田と梅の里へ向かう路線。架空の路線です。",
            "しおかわをさかのぼりたなだとうめのさとへむかうろせん。かくうのろせんです。",
            "Up the river Shiokawa to the rice terraces and the plum village. Fictional.",
        ),
        "shiomi",
        (_TO_UMETANI, _TO_UMETANI.back("6B", _at("701"))),
    ),
)

_TO_SCHOOL = Pattern(
    "SA",
    1,
    ("cape", "onsen", "bridge_west", "amigura", "west_honmachi", "library_south", "ring_west", "school"),
    ("s01", "s02", "s03", "s04", "s05"),
    _at("s05"),
    _at("s04"),
)

SCHOOL_LINES: tuple[Line, ...] = (
    Line(
        "S",
        Name("ひみつ岬通学便", "ひみつみさきつうがくびん", "Himitsu Cape School Bus"),
        "5A5A5A",
        "FFFFFF",
        Name(
            "児童だけが乗る通学バス。公開しません。架空の路線です。",
            "じどうだけがのるつうがくばす。こうかいしません。かくうのろせんです。",
            "For pupils only; not for the public. Fictional.",
        ),
        "school",
        (_TO_SCHOOL, _TO_SCHOOL.back("SB", _at("s04"))),
    ),
)
