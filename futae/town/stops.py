"""The stop places of the town and where their poles stand.

What lives here: the list of stop places (public ones and those of the school bus) and `Pole`, worked out from the
streets: a pole stands to the left of the bus. What does not: lines, GTFS rows. To grow the town, add places here.
"""

from __future__ import annotations

from dataclasses import dataclass

from futae.town.geometry import Point
from futae.town.streets import Leg, streets
from futae.town.words import Name

BERTHS = 6
_FIRST_BERTH_M, _BERTH_GAP_M = 52.0, 23.0
_ASIDE_M, _AHEAD_M = 5.0, 12.0


@dataclass(frozen=True, slots=True)
class StopPlace:
    """One stop place: `code` begins its stop ids, `near` (metres) is brought to the nearest point of `road`."""

    code: str
    name: Name
    zone: str
    road: str
    near: Point

    @property
    def mark(self) -> float:
        """Arc length on the road, metres."""
        curve = streets().curves[self.road]
        return curve.nearest(self.near, 0, curve.length)[0]

    @property
    def point(self) -> Point:
        """The point on the road, metres."""
        return streets().curves[self.road].at(self.mark)


@dataclass(frozen=True, slots=True)
class Pole:
    """One pole of a place. `platform` is '' where nobody needs one."""

    stop_id: str
    place: StopPlace
    point: Point
    mark: float
    platform: str = ""


def _stop(code: str, ja: str, kana: str, en: str, zone: str, road: str, east: float, north: float) -> StopPlace:
    return StopPlace(code, Name(ja, kana, en), zone, road, (east, north))


STATION = _stop("101", "汐見駅前", "しおみえきまえ", "Shiomi Station", "A", "plaza", 0, 48)

PLACES: tuple[StopPlace, ...] = (
    STATION,
    _stop("102", "けやき広場", "けやきひろば", "Keyaki Square", "A", "ekimae", 6, -215),
    _stop("103", "本町", "ほんまち", "Honmachi", "A", "ekimae", 16, -480),
    _stop("104", "魚市場前", "うおいちばまえ", "Fish Market", "A", "ekimae", 28, -765),
    _stop("105", "港桟橋", "みなとさんばし", "Harbour Pier", "A", "harbour", 330, -830),
    _stop("106", "船だまり", "ふなだまり", "Boat Basin", "A", "harbour", -330, -890),
    _stop("107", "網倉", "あみぐら", "Amigura", "A", "harbour", -597, -620),
    _stop("108", "大橋東", "おおはしひがし", "Ohashi East", "A", "coast_west", -690, -338),
    _stop("109", "市民会館", "しみんかいかん", "Civic Hall", "A", "keyaki", -230, -128),
    _stop("110", "市役所前", "しやくしょまえ", "City Hall", "A", "city_hall", -440, 130),
    _stop("111", "図書館前", "としょかんまえ", "Library", "A", "ring", -10, 445),
    _stop("112", "鐘つき堂", "かねつきどう", "Bell Hall", "A", "hospital", 520, 100),
    _stop("201", "汐見高校前", "しおみこうこうまえ", "Shiomi High School", "B", "city_hall", -250, 960),
    _stop("202", "石段下", "いしだんした", "Foot of the Stone Steps", "B", "shrine", 60, 1410),
    _stop("203", "風待坂", "かぜまちざか", "Kazemachi Slope", "B", "shrine", 120, 1860),
    _stop("204", "見晴台", "みはらしだい", "Hillside Lookout", "B", "shrine", -150, 2200),
    _stop("205", "丘の宮", "おかのみや", "Okanomiya Shrine", "B", "shrine", 190, 2770),
    _stop("211", "汐見市立病院", "しおみしりつびょういん", "Shiomi City Hospital", "B", "hospital", 715, 620),
    _stop("212", "緑台入口", "みどりだいいりぐち", "Midoridai Entrance", "B", "hospital", 1300, 1005),
    _stop("213", "緑台公園", "みどりだいこうえん", "Midoridai Park", "B", "midoridai_loop", 1700, 1640),
    _stop("214", "緑台中央", "みどりだいちゅうおう", "Midoridai Centre", "B", "midoridai_loop", 2150, 2090),
    _stop("215", "緑台東", "みどりだいひがし", "Midoridai East", "B", "midoridai_loop", 2555, 1650),
    _stop("301", "大橋西", "おおはしにし", "Ohashi West", "C", "coast_west", -1180, -450),
    _stop("302", "汐見浜", "しおみはま", "Shiomi Beach", "C", "coast_west", -1560, -985),
    _stop("303", "松並木", "まつなみき", "Pine Avenue", "C", "coast_west", -2080, -1290),
    _stop("304", "小舟ヶ浦", "こぶねがうら", "Kobunegaura", "C", "coast_west", -2880, -1120),
    _stop("401", "貝の浜", "かいのはま", "Kainohama Beach", "D", "coast_west", -3650, -700),
    _stop("402", "湯の汐温泉", "ゆのしおおんせん", "Yunoshio Onsen", "D", "coast_west", -4270, -750),
    _stop("403", "足湯広場", "あしゆひろば", "Footbath Square", "D", "coast_west", -4720, -910),
    _stop("404", "夕映岬", "ゆうばえみさき", "Cape Yubae", "D", "coast_west", -5160, -1670),
    _stop("501", "造船所前", "ぞうせんじょまえ", "Shipyard", "E", "harbour", 760, -1045),
    _stop("502", "東の浜", "ひがしのはま", "Higashinohama", "E", "coast_east", 1660, -890),
    _stop("503", "潮見台", "しおみだい", "Tide Lookout", "E", "coast_east", 2200, -1050),
    _stop("504", "鈴見坂", "すずみざか", "Suzumi Slope", "E", "coast_east", 2730, -1620),
    _stop("601", "椿の森", "つばきのもり", "Camellia Wood", "F", "coast_east", 3500, -2000),
    _stop("602", "灯台町役場前", "とうだいちょうやくばまえ", "Todai Town Hall", "F", "coast_east", 4240, -2260),
    _stop("603", "東浦漁港", "ひがしうらぎょこう", "Higashiura Fishing Port", "F", "coast_east", 4590, -2700),
    _stop("604", "白砂海岸", "しらすなかいがん", "Shirasuna Beach", "F", "coast_east", 4570, -3150),
    _stop("605", "岬小学校前", "みさきしょうがっこうまえ", "Misaki Elementary School", "F", "coast_east", 4190, -3640),
    _stop("606", "灯台前", "とうだいまえ", "Lighthouse", "F", "coast_east", 4440, -4630),
    _stop("701", "川原町", "かわらまち", "Kawaramachi", "G", "river", -1080, -60),
    _stop("702", "水車前", "すいしゃまえ", "Watermill", "G", "river", -1365, 860),
    _stop("703", "渡し場", "わたしば", "Old Ferry Landing", "G", "river", -1195, 1700),
    _stop("801", "吊橋", "つりばし", "Suspension Bridge", "H", "river", -1700, 2580),
    _stop("802", "棚田口", "たなだぐち", "Rice Terraces", "H", "river", -1830, 3380),
    _stop("803", "梅谷の里", "うめたにのさと", "Umetani Village", "H", "river", -2150, 4180),
)

SCHOOL_PLACES: tuple[StopPlace, ...] = (
    _stop("s01", "ひみつ岬", "ひみつみさき", "Himitsu Cape", "S", "coast_west", -5090, -1560),
    _stop("s02", "ないしょ坂", "ないしょざか", "Naisho Slope", "S", "coast_west", -4480, -800),
    _stop("s03", "かくれ浜", "かくれはま", "Kakure Beach", "S", "coast_west", -3080, -1000),
    _stop("s04", "松林の家", "まつばやしのいえ", "House in the Pines", "S", "coast_west", -1960, -1240),
    _stop(
        "s05",
        "汐見学園",
        "しおみがくえん",
        "Shiomi Gakuen School",
        "S",
        "city_hall",
        -330,
        780,
    ),
)
"""Stops of the restricted feed; ひみつ岬 is the word to search for when proving that nothing leaks."""

BY_CODE: dict[str, StopPlace] = {place.code: place for place in (*PLACES, *SCHOOL_PLACES)}


def pole(place: StopPlace, leg: Leg, berth: int | None = None) -> Pole:
    """The pole where a bus on `leg` stops: `_1` along the road, `_2` against it; in the station square by berth."""
    curve = streets().curves[place.road]
    mark = place.mark if berth is None else _FIRST_BERTH_M + (berth - 1) * _BERTH_GAP_M
    sense = 1.0 if leg.end > leg.start else -1.0
    (x, y), (dx, dy) = curve.at(mark), curve.heading(mark)
    dx, dy = dx * sense, dy * sense
    ahead = _AHEAD_M if berth is None else 0.0
    number = berth if berth is not None else (1 if sense > 0 else 2)
    point = (x - dy * _ASIDE_M + dx * ahead, y + dx * _ASIDE_M + dy * ahead)
    return Pole(f"{place.code}_{number}", place, point, mark, str(berth) if berth is not None else "")
