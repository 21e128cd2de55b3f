"""The lines of the school bus, the community bus, the ferry and the railway.

What lives here: the tables. What does not: departures (departures), where stops lie (places), the town's bus
(lines_bus).
"""

from __future__ import annotations

from futae.town.lines import Line, Pattern
from futae.town.lines import place_name as _at
from futae.town.words import Name

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

_TO_HOSPITAL = Pattern(
    "K1A",
    1,
    ("kawanishidai", "kawanishi_loop", "kawanishidai", "kawara", "castle_gate", "ring_west", "ring_east", "hospital"),
    ("k01", "k02", "k03", "k04", "k05", "k06", "k07", "k08"),
    _at("k08"),
    _at("k05"),
)
_TO_OKANOMIYA = Pattern(
    "K2A",
    1,
    (
        *("gate", "plaza", "gate", "keyaki", "library_south", "ring_west", "castle_gate", "school_south", "school"),
        "shrine",
    ),
    ("k10", "k11", "k12", "k13", "k14", "k15", "k16", "k17"),
    _at("k17"),
    _at("k13"),
)
_TO_SOUTH_BEACH = Pattern(
    "K3A", 1, ("suzu_port", "suzu_south"), ("k21", "k22", "k23", "k24"), _at("k24"), _at("k23"), by_phone=True
)

COMMUNITY_LINES: tuple[Line, ...] = (
    Line(
        "K1",
        Name("川西・病院コース", "かわにし・びょういんこーす", "Kawanishi and Hospital Course"),
        "4D7C0F",
        "FFFFFF",
        Name(
            "火曜と木曜に川西台から市立病院へ向かいます。架空の路線です。",
            "かようともくようにかわにしだいからしりつびょういんへむかいます。かくうのろせんです。",
            "From Kawanishidai to the city hospital on Tuesdays and Thursdays. Fictional.",
        ),
        "city",
        (_TO_HOSPITAL, _TO_HOSPITAL.back("K1B")),
        short=Name("しおかぜ1", "しおかぜ1", "Shiokaze 1"),
    ),
    Line(
        "K2",
        Name("城下・丘の宮コース", "じょうか・おかのみやこーす", "Castle and Hill Course"),
        "0F766E",
        "FFFFFF",
        Name(
            "月曜と水曜と金曜に駅から城下町を通って丘の宮へ上ります。架空の路線です。",
            "げつようとすいようときんようにえきからじょうかまちをとおっておかのみやへのぼります。かくうのろせんです。",
            "From the station through the castle town up the hill on Mondays, Wednesdays and Fridays. Fictional.",
        ),
        "city",
        (_TO_OKANOMIYA, _TO_OKANOMIYA.back("K2B")),
        short=Name("しおかぜ2", "しおかぜ2", "Shiokaze 2"),
    ),
    Line(
        "K3",
        Name("鈴ノ島コース", "すずのしまこーす", "Suzunoshima Course"),
        "0369A1",
        "FFFFFF",
        Name(
            "渡船に合わせて島を走ります。前日までに電話で予約してください。架空の路線です。",
            "とせんにあわせてしまをはしります。ぜんじつまでにでんわでよやくしてください。かくうのろせんです。",
            "On the island, to meet the ferry; to be booked by telephone the day before. Fictional.",
        ),
        "city",
        (_TO_SOUTH_BEACH, _TO_SOUTH_BEACH.back("K3B")),
        short=Name("しおかぜ3", "しおかぜ3", "Shiokaze 3"),
    ),
)

_TO_ISLAND = Pattern("F1A", 1, ("pier", "island_pier"), ("f01", "f02"), _at("f02"))
_TO_ONSEN = Pattern("F2A", 1, ("pier", "onsen_pier"), ("f01", "f03"), _at("f03"))

FERRY_LINES: tuple[Line, ...] = (
    Line(
        "F1",
        Name("鈴ノ島航路", "すずのしまこうろ", "Suzunoshima Ferry"),
        "1D6FB8",
        "FFFFFF",
        Name(
            "汐見港と鈴ノ島を結ぶ市営渡船。荒天のときは欠航します。架空の路線です。",
            "しおみこうとすずのしまをむすぶしえいとせん。こうてんのときはけっこうします。かくうのろせんです。",
            "The city ferry between Shiomi Port and the island; cancelled in rough weather. Fictional.",
        ),
        "port",
        (_TO_ISLAND, _TO_ISLAND.back("F1B")),
        short=Name("渡船", "とせん", "Ferry"),
        route_type="4",
    ),
    Line(
        "F2",
        Name("湾めぐり航路", "わんめぐりこうろ", "Bay Cruise"),
        "217A8C",
        "FFFFFF",
        Name(
            "夏の休日に湾をめぐり湯の汐温泉へ向かう観光船。架空の路線です。",
            "なつのきゅうじつにわんをめぐりゆのしおおんせんへむかうかんこうせん。かくうのろせんです。",
            "A pleasure boat across the bay to the hot springs, on holidays in summer. Fictional.",
        ),
        "port",
        (_TO_ONSEN, _TO_ONSEN.back("F2B")),
        short=Name("湾めぐり", "わんめぐり", "Bay Cruise"),
        route_type="4",
    ),
)

_TO_NORTH = Pattern(
    "R1A", 1, ("yunoshio_st", "kitanada_st"), ("r01", "r02", "r03", "r04", "r05", "r06", "r07"), _at("r07"), _at("r04")
)

RAIL_LINES: tuple[Line, ...] = (
    Line(
        "R1",
        Name("潮路鉄道本線", "しおじてつどうほんせん", "Shioji Railway Main Line"),
        "30363D",
        "FFFFFF",
        Name(
            "温泉と汐見と北灘を結ぶ単線の鉄道。架空の路線です。",
            "おんせんとしおみときたなだをむすぶたんせんのてつどう。かくうのろせんです。",
            "A single track between the hot springs, Shiomi and Kitanada. Fictional.",
        ),
        "",
        (_TO_NORTH, _TO_NORTH.back("R1B")),
        short=Name("本線", "ほんせん", "Main Line"),
        route_type="2",
    ),
)
