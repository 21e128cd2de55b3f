"""The stop places of the town: of the bus, the school bus, the community bus, the ferry and the railway.

What lives here: their names, zones and where they lie. What does not: where poles stand (stops), lines, GTFS rows. To
grow the town, add places here.
"""

from __future__ import annotations

from futae.town.stops import StopPlace, stop

STATION = stop("101", "汐見駅前", "しおみえきまえ", "Shiomi Station", "A", "plaza", 0, 48)

PLACES: tuple[StopPlace, ...] = (
    STATION,
    stop("102", "けやき広場", "けやきひろば", "Keyaki Square", "A", "ekimae", 6, -215),
    stop("103", "本町", "ほんまち", "Honmachi", "A", "ekimae", 16, -480),
    stop("104", "魚市場前", "うおいちばまえ", "Fish Market", "A", "ekimae", 28, -765),
    stop("105", "港桟橋", "みなとさんばし", "Harbour Pier", "A", "harbour", 330, -830),
    stop("106", "船だまり", "ふなだまり", "Boat Basin", "A", "harbour", -330, -890),
    stop("107", "網倉", "あみぐら", "Amigura", "A", "harbour", -597, -620),
    stop("108", "大橋東", "おおはしひがし", "Ohashi East", "A", "coast_west", -690, -338),
    stop("109", "市民会館", "しみんかいかん", "Civic Hall", "A", "keyaki", -230, -128),
    stop("110", "市役所前", "しやくしょまえ", "City Hall", "A", "city_hall", -440, 130),
    stop("111", "図書館前", "としょかんまえ", "Library", "A", "ring", -10, 445),
    stop("112", "鐘つき堂", "かねつきどう", "Bell Hall", "A", "hospital", 520, 100),
    stop("121", "大手門", "おおてもん", "Castle Gate", "A", "castle", -600, 335),
    stop("122", "武家屋敷", "ぶけやしき", "Samurai Houses", "A", "castle", -855, 292),
    stop("123", "上の橋", "うわのはし", "Upper Bridge", "G", "castle", -1075, 245),
    stop("124", "城址公園", "じょうしこうえん", "Castle Park", "A", "moat", -805, 600),
    stop("201", "汐見高校前", "しおみこうこうまえ", "Shiomi High School", "B", "city_hall", -250, 960),
    stop("202", "石段下", "いしだんした", "Foot of the Stone Steps", "B", "shrine", 60, 1410),
    stop("203", "風待坂", "かぜまちざか", "Kazemachi Slope", "B", "shrine", 120, 1860),
    stop("204", "見晴台", "みはらしだい", "Hillside Lookout", "B", "shrine", -150, 2200),
    stop("205", "丘の宮", "おかのみや", "Okanomiya Shrine", "B", "shrine", 190, 2770),
    stop("211", "汐見市立病院", "しおみしりつびょういん", "Shiomi City Hospital", "B", "hospital", 715, 620),
    stop("212", "緑台入口", "みどりだいいりぐち", "Midoridai Entrance", "B", "hospital", 1300, 1005),
    stop("213", "緑台公園", "みどりだいこうえん", "Midoridai Park", "B", "midoridai_loop", 1700, 1640),
    stop("214", "緑台中央", "みどりだいちゅうおう", "Midoridai Centre", "B", "midoridai_loop", 2150, 2090),
    stop("215", "緑台東", "みどりだいひがし", "Midoridai East", "B", "midoridai_loop", 2555, 1650),
    stop("216", "緑台南", "みどりだいみなみ", "Midoridai South", "E", "tech", 2680, 840),
    stop("217", "工業団地", "こうぎょうだんち", "Industrial Park", "E", "tech", 2742, 240),
    stop("218", "海洋研究所", "かいようけんきゅうじょ", "Marine Institute", "E", "tech", 2520, -470),
    stop("301", "大橋西", "おおはしにし", "Ohashi West", "C", "coast_west", -1180, -450),
    stop("302", "汐見浜", "しおみはま", "Shiomi Beach", "C", "coast_west", -1560, -985),
    stop("303", "松並木", "まつなみき", "Pine Avenue", "C", "coast_west", -2080, -1290),
    stop("304", "小舟ヶ浦", "こぶねがうら", "Kobunegaura", "C", "coast_west", -2880, -1120),
    stop(
        "311", "川西小学校前", "かわにししょうがっこうまえ", "Kawanishi Elementary School", "G", "kawanishi", -1480, 325
    ),
    stop("312", "川西台", "かわにしだい", "Kawanishidai", "G", "kawanishi", -2010, 340),
    stop("313", "運動公園", "うんどうこうえん", "Sports Park", "G", "kawanishi_loop", -2880, 800),
    stop("314", "川西団地", "かわにしだんち", "Kawanishi Estate", "G", "kawanishi_loop", -2470, 800),
    stop("401", "貝の浜", "かいのはま", "Kainohama Beach", "D", "coast_west", -3650, -700),
    stop("402", "湯の汐温泉", "ゆのしおおんせん", "Yunoshio Onsen", "D", "coast_west", -4270, -750),
    stop("403", "足湯広場", "あしゆひろば", "Footbath Square", "D", "coast_west", -4720, -910),
    stop("404", "夕映岬", "ゆうばえみさき", "Cape Yubae", "D", "coast_west", -5160, -1670),
    stop("501", "造船所前", "ぞうせんじょまえ", "Shipyard", "E", "harbour", 760, -1045),
    stop("502", "東の浜", "ひがしのはま", "Higashinohama", "E", "coast_east", 1660, -890),
    stop("503", "潮見台", "しおみだい", "Tide Lookout", "E", "coast_east", 2200, -1050),
    stop("504", "鈴見坂", "すずみざか", "Suzumi Slope", "E", "coast_east", 2730, -1620),
    stop("601", "椿の森", "つばきのもり", "Camellia Wood", "F", "coast_east", 3500, -2000),
    stop("602", "灯台町役場前", "とうだいちょうやくばまえ", "Todai Town Hall", "F", "coast_east", 4240, -2260),
    stop("603", "東浦漁港", "ひがしうらぎょこう", "Higashiura Fishing Port", "F", "coast_east", 4590, -2700),
    stop("604", "白砂海岸", "しらすなかいがん", "Shirasuna Beach", "F", "coast_east", 4570, -3150),
    stop("605", "岬小学校前", "みさきしょうがっこうまえ", "Misaki Elementary School", "F", "coast_east", 4190, -3640),
    stop("606", "灯台前", "とうだいまえ", "Lighthouse", "F", "coast_east", 4440, -4630),
    stop("701", "川原町", "かわらまち", "Kawaramachi", "G", "river", -1080, -60),
    stop("702", "水車前", "すいしゃまえ", "Watermill", "G", "river", -1365, 860),
    stop("703", "渡し場", "わたしば", "Old Ferry Landing", "G", "river", -1195, 1700),
    stop("801", "吊橋", "つりばし", "Suspension Bridge", "H", "river", -1700, 2580),
    stop("802", "棚田口", "たなだぐち", "Rice Terraces", "H", "river", -1830, 3380),
    stop("803", "梅谷の里", "うめたにのさと", "Umetani Village", "H", "river", -2150, 4180),
    stop("901", "峠の茶屋", "とうげのちゃや", "Pass Teahouse", "K", "pass", 1850, 4120),
    stop("902", "沢渡", "さわたり", "Sawatari", "K", "pass", 2030, 4480),
    stop("903", "北灘小学校前", "きたなだしょうがっこうまえ", "Kitanada Elementary School", "K", "pass", 1390, 5500),
    stop("904", "北灘駅前", "きたなだえきまえ", "Kitanada Station", "K", "pass", 810, 6100),
    stop("905", "北灘浜", "きたなだはま", "Kitanada Beach", "K", "north_coast", 1270, 6340),
    stop("906", "舟越漁港", "ふなこしぎょこう", "Funakoshi Fishing Port", "K", "north_coast", 4120, 5810),
    stop("907", "灘見", "なだみ", "Nadami", "K", "north_coast", 2480, 6640),
)

SCHOOL_PLACES: tuple[StopPlace, ...] = (
    stop("s01", "ひみつ岬", "ひみつみさき", "Himitsu Cape", "S", "coast_west", -5090, -1560),
    stop("s02", "ないしょ坂", "ないしょざか", "Naisho Slope", "S", "coast_west", -4480, -800),
    stop("s03", "かくれ浜", "かくれはま", "Kakure Beach", "S", "coast_west", -3080, -1000),
    stop("s04", "松林の家", "まつばやしのいえ", "House in the Pines", "S", "coast_west", -1960, -1240),
    stop("s05", "汐見学園", "しおみがくえん", "Shiomi Gakuen School", "S", "city_hall", -360, 620),
)
"""Stops of the restricted feed; ひみつ岬 is the word to search for when proving that nothing leaks."""


def _point(code: str, ja: str, kana: str, en: str, road: str, east: float, north: float) -> StopPlace:
    return stop(code, ja, kana, en, "", road, east, north, "point")


COMMUNITY_PLACES: tuple[StopPlace, ...] = (
    _point(
        "k01", "川西団地集会所", "かわにしだんちしゅうかいじょ", "Kawanishi Estate Hall", "kawanishi_loop", -2940, 640
    ),
    _point("k02", "川西台公民館", "かわにしだいこうみんかん", "Kawanishidai Community Centre", "kawanishi", -2130, 375),
    _point("k03", "川西診療所", "かわにししんりょうじょ", "Kawanishi Clinic", "kawanishi", -1700, 238),
    _point("k04", "船頭長屋", "せんどうながや", "Boatmen's Row", "castle", -925, 276),
    _point("k05", "郷土資料館", "きょうどしりょうかん", "Local History Museum", "castle", -680, 328),
    _point("k06", "保健センター", "ほけんせんたー", "Health Centre", "ring", -300, 395),
    _point("k07", "児童館", "じどうかん", "Children's Hall", "ring", 240, 430),
    _point("k08", "市立病院玄関", "しりつびょういんげんかん", "City Hospital Entrance", "hospital", 748, 690),
    _point("k10", "汐見駅南口", "しおみえきみなみぐち", "Shiomi Station South", "ekimae", 3, -85),
    _point("k11", "朝日湯", "あさひゆ", "Asahi Bathhouse", "keyaki", -330, -126),
    _point("k12", "大手町", "おおてまち", "Otemachi", "castle", -525, 342),
    _point("k13", "お堀端", "おほりばた", "Moatside", "moat", -700, 730),
    _point("k14", "高校グラウンド", "こうこうぐらうんど", "High School Ground", "city_hall", -215, 1030),
    _point("k15", "風待団地", "かぜまちだんち", "Kazemachi Estate", "shrine", 390, 1640),
    _point("k16", "展望台", "てんぼうだい", "Observatory", "shrine", -275, 2090),
    _point("k17", "丘の宮駐車場", "おかのみやちゅうしゃじょう", "Okanomiya Car Park", "shrine", 255, 2580),
    _point("k21", "鈴ノ島港", "すずのしまこう", "Suzunoshima Port", "island", 1434, -2805),
    _point("k22", "鈴ノ島分校", "すずのしまぶんこう", "Suzunoshima School", "island", 1500, -3080),
    _point("k23", "鈴の宮", "すずのみや", "Suzunomiya Shrine", "island", 1740, -3160),
    _point("k24", "南の浜", "みなみのはま", "South Beach", "island", 1806, -3455),
)
"""Stops of the city's community bus, each one point, as edition 2 allows."""

FERRY_PLACES: tuple[StopPlace, ...] = (
    stop("f01", "汐見港", "しおみこう", "Shiomi Port", "P", "lane_island", 278, -1048, "landing"),
    stop("f02", "鈴ノ島", "すずのしま", "Suzunoshima Island", "S", "lane_island", 1452, -2752, "landing"),
    stop("f03", "湯の汐桟橋", "ゆのしおさんばし", "Yunoshio Pier", "Y", "lane_onsen", -4236, -1042, "landing"),
)
"""Where the ships of the city land."""

RAIL_PLACES: tuple[StopPlace, ...] = (
    stop("r01", "湯の汐温泉駅", "ゆのしおおんせんえき", "Yunoshio Onsen Station", "1", "railway", -4240, -520),
    stop("r02", "松原駅", "まつばらえき", "Matsubara Halt", "2", "railway", -2500, -970),
    stop("r03", "汐見浜駅", "しおみはまえき", "Shiomi Beach Station", "3", "railway", -1640, -715),
    stop("r04", "汐見駅", "しおみえき", "Shiomi Station", "4", "railway", 0, 116),
    stop("r05", "緑台駅", "みどりだいえき", "Midoridai Station", "5", "railway", 1560, 840),
    stop("r06", "沢渡駅", "さわたりえき", "Sawatari Halt", "6", "railway", 2330, 4360),
    stop("r07", "北灘駅", "きたなだえき", "Kitanada Station", "7", "railway", 660, 6262),
)
"""Stations of the railway; 松原 and 沢渡 are halts."""

_ALL = (*PLACES, *SCHOOL_PLACES, *COMMUNITY_PLACES, *FERRY_PLACES, *RAIL_PLACES)
BY_CODE: dict[str, StopPlace] = {place.code: place for place in _ALL}
