"""The lines of the town's bus.

What lives here: the table. What does not: departures (departures), where stops lie (places), other operators
(lines_other). To grow the town, add lines here and their departures there.
"""

from __future__ import annotations

from dataclasses import replace

from futae.town.lines import Line, Pattern
from futae.town.lines import place_name as _at
from futae.town.words import Name

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

_CASTLE = Pattern(
    "7A",
    1,
    (
        *("gate", "plaza", "gate", "keyaki", "library_south", "ring_west", "castle_gate", "kawara", "kawanishidai"),
        "kawanishi_loop",
    ),
    ("101#5", "109", "110", "121", "122", "123", "311", "312", "314", "313"),
    _at("313").via(_at("121")),
    _at("121"),
)
_FROM_SPORTS_PARK = Pattern(
    "7B",
    0,
    (
        *("kawanishidai", "kawanishi_loop", "kawanishidai", "kawara", "castle_gate", "ring_west", "library_south"),
        *("keyaki", "gate", "plaza"),
    ),
    ("313", "312", "311", "123", "122", "121", "110", "109", "101#5"),
    _at("101").via(_at("121")),
    _at("121"),
)
_TO_HIGH_SCHOOL = Pattern(
    "7C",
    0,
    ("kawanishidai", "kawanishi_loop", "kawanishidai", "kawara", "castle_gate", "school_south", "school"),
    ("313", "312", "311", "123", "122", "124", "201"),
    _at("201").via(_at("124")),
    _at("124"),
    Name("登校日のみ運行", "とうこうびのみうんこう", "school days only"),
    "校",
)
_EAST_LOOP = Pattern(
    "8R",
    1,
    (
        *("gate", "plaza", "gate", "keyaki", "hospital_south", "ring_east", "hospital", "midoridai", "midori_east"),
        *("tech_park", "tide", "higashihama", "shipyard", "kiba", "market", "gate", "plaza"),
    ),
    (
        *("101#6", "112", "211", "212", "213", "214", "215", "216", "217", "218", "503", "502", "501", "105", "104"),
        *("103", "102", "101#6"),
    ),
    Name("潮見台（緑台経由）", "しおみだい（みどりだいけいゆ）", "Tide Lookout via Midoridai"),
    _at("214"),
    later=("503", _at("101")),
)
_EAST_LOOP_LEFT = Pattern(
    "8L",
    0,
    _EAST_LOOP.way[::-1],
    _EAST_LOOP.stops[::-1],
    Name("緑台（潮見台経由）", "みどりだい（しおみだいけいゆ）", "Midoridai via Tide Lookout"),
    _at("503"),
    later=("214", _at("101")),
)
_TO_KITANADA = Pattern(
    "9A",
    1,
    (
        *("gate", "plaza", "gate", "keyaki", "hospital_south", "ring_east", "hospital", "midoridai", "midori_north"),
        *("kitanada", "funakoshi"),
    ),
    ("101#6", "112", "211", "212", "213", "214", "901", "902", "903", "904", "905", "907", "906"),
    _at("906").via(_at("904")),
    _at("904"),
)
_EXPRESS = Pattern(
    "10A",
    1,
    _TO_LIGHTHOUSE.way,
    ("101#3", "105", "502", "602", "606"),
    Name("灯台前（快速）", "とうだいまえ（かいそく）", "Lighthouse, Express"),
    _at("602"),
)
_MORNING_MARKET = Pattern(
    "11A",
    1,
    (
        *("midoridai", "midoridai_loop", "midoridai", "hospital", "ring_east", "hospital_south", "keyaki", "market"),
        "basin",
    ),
    ("214", "215", "212", "211", "112", "102", "103", "104", "106"),
    _at("106").via(_at("104")),
    _at("104"),
)
_FROM_MARKET = replace(
    _MORNING_MARKET.back("11B"), stops=("106", "104", "103", "102", "112", "211", "212", "213", "214")
)
_NIGHT = Pattern(
    "12A",
    1,
    _TO_MIDORIDAI.way,
    _TO_MIDORIDAI.stops,
    Name("緑台中央（深夜バス）", "みどりだいちゅうおう（しんやばす）", "Midoridai Centre, Night Bus"),
    _at("211"),
    Name("深夜運賃500円", "しんやうんちん500えん", "night fare 500 yen"),
    "深",
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
    Line(
        "7",
        Name("城下町線", "じょうかまちせん", "Castle Town Line"),
        "8A5A2B",
        "FFFFFF",
        Name(
            "城下町と上の橋を通り川西台へ。登校日には高校へ直通します。架空の路線です。",
            "じょうかまちとうわのはしをとおりかわにしだいへ。とうこうびにはこうこうへちょくつうします。かくうのろせんです。",
            "Through the castle town over the upper bridge to Kawanishidai. Fictional.",
        ),
        "shiomi",
        (_CASTLE, _FROM_SPORTS_PARK, _TO_HIGH_SCHOOL, replace(_TO_HIGH_SCHOOL.back("7D"), direction_id=1)),
    ),
    Line(
        "8",
        Name("東まわり循環線", "ひがしまわりじゅんかんせん", "East Loop Line"),
        "17797B",
        "FFFFFF",
        Name(
            "緑台と工業団地と東の浜を大きくひとめぐりする循環線。架空の路線です。",
            "みどりだいとこうぎょうだんちとひがしのはまをおおきくひとめぐりするじゅんかんせん。かくうのろせんです。",
            "A wide loop by Midoridai, the industrial park and the eastern beach. Fictional.",
        ),
        "shiomi",
        (_EAST_LOOP, _EAST_LOOP_LEFT),
    ),
    Line(
        "9",
        Name("北灘線", "きたなだせん", "Kitanada Line"),
        "4A6FE3",
        "FFFFFF",
        Name(
            "峠を越えて北の海の漁港へ向かう路線。本数が少ないのでご注意ください。架空の路線です。",
            "とうげをこえてきたのうみのぎょこうへむかうろせん。ほんすうがすくないのでごちゅういください。かくうのろせんです。",
            "Over the pass to the fishing port on the northern sea; few trips a day. Fictional.",
        ),
        "shiomi",
        (_TO_KITANADA, _TO_KITANADA.back("9B", _at("904"))),
    ),
    Line(
        "10",
        Name("灯台快速線", "とうだいかいそくせん", "Lighthouse Express"),
        "6B7A12",
        "FFFFFF",
        Name(
            "土曜と日曜・祝日に灯台まで急ぐ快速便。架空の路線です。",
            "どようとにちよう・しゅくじつにとうだいまでいそぐかいそくびん。かくうのろせんです。",
            "To the lighthouse with few stops, on Saturdays, Sundays and holidays. Fictional.",
        ),
        "todai",
        (
            _EXPRESS,
            replace(
                _EXPRESS.back("10B"),
                headsign=Name("汐見駅前（快速）", "しおみえきまえ（かいそく）", "Shiomi Station, Express"),
            ),
        ),
        short=Name("快速", "かいそく", "Express"),
    ),
    Line(
        "11",
        Name("朝市線", "あさいちせん", "Morning Market Line"),
        "E58FB1",
        "3A0A1E",
        Name(
            "週末の夜明け前に朝市へ向かう早朝便。架空の路線です。",
            "しゅうまつのよあけまえにあさいちへむかうそうちょうびん。かくうのろせんです。",
            "Before dawn to the weekend morning market. Fictional.",
        ),
        "shiomi",
        (_MORNING_MARKET, _FROM_MARKET),
        short=Name("朝市", "あさいち", "Market"),
    ),
    Line(
        "12",
        Name("深夜線", "しんやせん", "Night Line"),
        "1E2A78",
        "FFFFFF",
        Name(
            "終電のあとに緑台へ帰る深夜便。24時を過ぎる便は前の日の便です。架空の路線です。",
            "しゅうでんのあとにみどりだいへかえるしんやびん。24じをすぎるびんはまえのひのびんです。かくうのろせんです。",
            "Home to Midoridai after the last train; trips after 24:00 belong to the day before. Fictional.",
        ),
        "shiomi",
        (_NIGHT,),
        short=Name("深夜", "しんや", "Night"),
    ),
)
