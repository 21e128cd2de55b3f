"""GTFS Schedule and GTFS-JP tables that layers are built from, and the names of all files of the standards.

Sources: GTFS Schedule reference (google/transit 2dd229b), GTFS-JP edition 2 (MLIT, www.gtfs.jp field tables), as
digested in ../shared/formats/gtfs_jp.md; the statements about editions 3 and 4 rest on third parties and are marked
unverified. What does not live here: reading (feeds.formats.gtfs), value checks (feeds.rules).
"""

from __future__ import annotations

from feeds.formats.declared import Table, columns
from terms.columns import Mark

_GTFS = "GTFS Schedule reference, "
_JP2 = "GTFS-JP edition 2, "
_JP3 = "GTFS-JP edition 3, "

_AGENCY = Table(
    "agency",
    "事業者",
    "agencies",
    ("agency_id",),
    columns(
        _GTFS + "agency.txt",
        """
        agency_id text | 事業者ID | agency id
        agency_name text! | 事業者名 | agency name
        agency_url text! | 事業者のURL | agency URL
        agency_timezone text! | タイムゾーン | time zone (tz database)
        agency_lang text | 言語 | language
        agency_phone text | 電話番号 | phone
        agency_fare_url text | 運賃のURL | fare URL
        agency_email text | メール | e-mail
        """,
    ),
    required=True,
)
_STOPS = Table(
    "stops",
    "停留所・標柱",
    "stops",
    ("stop_id",),
    columns(
        _GTFS + "stops.txt",
        """
        stop_id text! | 停留所・標柱ID | stop id
        stop_code text | 停留所番号 | public stop code
        stop_name text | 停留所名 | stop name
        stop_desc text | 説明 | description
        stop_lat number:deg | 緯度 | latitude (WGS 84)
        stop_lon number:deg | 経度 | longitude (WGS 84)
        zone_id text | 運賃エリアID | fare zone id
        stop_url text | URL | URL
        location_type integer | 種別（0 標柱・1 停留所・2 出入口・3 通路・4 乗車位置） | location type
        parent_station text | 親の停留所ID | parent station
        stop_timezone text | タイムゾーン | time zone
        wheelchair_boarding integer | 車椅子での乗車 | wheelchair boarding
        platform_code text | のりば番号 | platform code
        """,
    ),
    required=True,
)
_ROUTES = Table(
    "routes",
    "経路",
    "routes",
    ("route_id",),
    (
        *columns(
            _GTFS + "routes.txt",
            """
            route_id text! | 経路ID | route id
            agency_id text | 事業者ID | agency id
            route_short_name text | 経路略称（系統番号） | short name
            route_long_name text | 経路名 | long name
            route_desc text | 説明 | description
            route_type integer! | 経路タイプ（3 バス） | route type
            route_url text | URL | URL
            route_color text | 経路色 | colour (6 hex digits)
            route_text_color text | 経路文字色 | text colour (6 hex digits)
            route_sort_order integer | 並び順 | sort order
            """,
        ),
        *columns(_JP2 + "routes.txt", "jp_parent_route_id text | 路線ID | line the route belongs to"),
    ),
    required=True,
)
_TRIPS = Table(
    "trips",
    "便",
    "trips",
    ("trip_id",),
    (
        *columns(
            _GTFS + "trips.txt",
            """
            route_id text! | 経路ID | route id
            service_id text! | 運行日ID | service id
            trip_id text! | 便ID | trip id
            trip_headsign text | 行先 | headsign
            trip_short_name text | 便名称 | short name
            direction_id integer | 往復区分（日本では0 復路・1 往路） | direction id
            block_id text | 便結合ID | block id
            shape_id text | 描画ID | shape id
            wheelchair_accessible integer | 車椅子での利用 | wheelchair accessible
            bikes_allowed integer | 自転車の持込 | bikes allowed
            """,
        ),
        *columns(
            _JP2 + "trips.txt",
            """
            jp_trip_desc text | 便情報 | about the trip
            jp_trip_desc_symbol text | 便記号 | timetable mark
            jp_office_id text | 営業所ID | office id
            """,
        ),
        *columns(_JP3 + "trips.txt", "jp_pattern_id text | 停車パターンID | stop pattern id", Mark.UNVERIFIED),
    ),
    required=True,
)
_STOP_TIMES = Table(
    "stop_times",
    "通過時刻",
    "stop times",
    ("trip_id", "stop_sequence"),
    columns(
        _GTFS + "stop_times.txt",
        """
        trip_id text! | 便ID | trip id
        arrival_time text:H:MM:SS | 到着時刻（24時超も可） | arrival (may pass 24:00:00)
        departure_time text:H:MM:SS | 出発時刻（24時超も可） | departure (may pass 24:00:00)
        stop_id text | 標柱ID | stop id
        stop_sequence integer! | 通過順位 | stop sequence
        stop_headsign text | 停留所行先 | headsign at the stop
        pickup_type integer | 乗車区分 | pickup type
        drop_off_type integer | 降車区分 | drop-off type
        shape_dist_traveled number | 通算距離（GTFS-JPではm） | distance along the shape (metres in GTFS-JP)
        timepoint integer | 発着時間精度 | timepoint
        """,
    ),
    required=True,
)
_CALENDAR = Table(
    "calendar",
    "運行区分",
    "calendar",
    ("service_id",),
    columns(
        _GTFS + "calendar.txt",
        """
        service_id text! | 運行日ID | service id
        monday integer! | 月曜 | Monday
        tuesday integer! | 火曜 | Tuesday
        wednesday integer! | 水曜 | Wednesday
        thursday integer! | 木曜 | Thursday
        friday integer! | 金曜 | Friday
        saturday integer! | 土曜 | Saturday
        sunday integer! | 日曜 | Sunday
        start_date date! | 開始日 | first day
        end_date date! | 終了日 | last day
        """,
    ),
)
_CALENDAR_DATES = Table(
    "calendar_dates",
    "運行日",
    "calendar exceptions",
    ("service_id", "date"),
    columns(
        _GTFS + "calendar_dates.txt",
        """
        service_id text! | 運行日ID | service id
        date date! | 日付 | date
        exception_type integer! | 利用タイプ（1 運行・2 運休） | exception type (1 added, 2 removed)
        """,
    ),
)
_SHAPES = Table(
    "shapes",
    "描画",
    "shapes",
    ("shape_id", "shape_pt_sequence"),
    columns(
        _GTFS + "shapes.txt",
        """
        shape_id text! | 描画ID | shape id
        shape_pt_lat number!:deg | 緯度 | latitude (WGS 84)
        shape_pt_lon number!:deg | 経度 | longitude (WGS 84)
        shape_pt_sequence integer! | 描画順序 | sequence
        shape_dist_traveled number | 通算距離 | distance along the shape
        """,
    ),
)
_FREQUENCIES = Table(
    "frequencies",
    "運行間隔",
    "frequencies",
    ("trip_id", "start_time"),
    columns(
        _GTFS + "frequencies.txt",
        """
        trip_id text! | 便ID | trip id
        start_time text!:H:MM:SS | 開始時刻 | start time
        end_time text!:H:MM:SS | 終了時刻 | end time
        headway_secs integer!:s | 運行間隔 | headway
        exact_times integer | 案内精度 | exact times
        """,
    ),
)
_FEED_INFO = Table(
    "feed_info",
    "提供情報",
    "feed information",
    (),
    columns(
        _GTFS + "feed_info.txt",
        """
        feed_publisher_name text! | 提供組織名 | publisher
        feed_publisher_url text! | 提供組織のURL | publisher URL
        feed_lang text! | 言語 | language
        feed_start_date date | 有効期間の開始日 | first day of validity
        feed_end_date date | 有効期間の終了日 | last day of validity
        feed_version text | バージョン | version
        feed_contact_email text | 連絡先メール | contact e-mail
        feed_contact_url text | 連絡先URL | contact URL
        """,
    ),
)
_TRANSLATIONS = Table(
    "translations",
    "翻訳",
    "translations",
    (),
    (
        *columns(
            _GTFS + "translations.txt",
            """
            table_name text | 表の名前 | table name
            field_name text | 列の名前 | field name
            language text | 言語 | language
            translation text! | 翻訳 | translation
            record_id text | 対象のID | record id
            record_sub_id text | 対象の副ID | record sub id
            field_value text | 対象の値 | field value
            """,
        ),
        *columns(
            _JP2 + "translations.txt (old layout)",
            """
            trans_id text | 翻訳元の文字 | source text
            lang text | 言語 | language
            """,
        ),
    ),
)
_FARE_ATTRIBUTES = Table(
    "fare_attributes",
    "運賃",
    "fares",
    ("fare_id",),
    (
        *columns(
            _GTFS + "fare_attributes.txt",
            """
            fare_id text! | 運賃ID | fare id
            price number! | 運賃 | price
            currency_type text! | 通貨 | currency (ISO 4217)
            payment_method integer! | 支払方法（0 後払い・1 先払い） | payment method
            transfers integer | 乗換回数 | transfers permitted
            agency_id text | 事業者ID | agency id
            transfer_duration integer:s | 乗換の有効時間 | transfer duration
            """,
        ),
        *columns("GTFS-JP edition 4, fare_attributes.txt", "ic_price number | IC運賃 | IC card price", Mark.UNVERIFIED),
    ),
)
_FARE_RULES = Table(
    "fare_rules",
    "運賃定義",
    "fare rules",
    (),
    columns(
        _GTFS + "fare_rules.txt",
        """
        fare_id text! | 運賃ID | fare id
        route_id text | 経路ID | route id
        origin_id text | 乗車エリアID | origin zone
        destination_id text | 降車エリアID | destination zone
        contains_id text | 通過エリアID | zone passed
        """,
    ),
)
_AGENCY_JP = Table(
    "agency_jp",
    "事業者追加情報",
    "agencies, Japanese additions",
    ("agency_id",),
    columns(
        _JP2 + "agency_jp.txt",
        """
        agency_id text! | 事業者ID | agency id
        agency_official_name text | 事業者正式名称 | official name
        agency_zip_number text | 事業者郵便番号 | postal code (7 digits)
        agency_address text | 事業者住所 | address
        agency_president_pos text | 代表者肩書 | title of the representative
        agency_president_name text | 代表者氏名 | name of the representative
        """,
    ),
)
_OFFICE_JP = Table(
    "office_jp",
    "営業所",
    "offices",
    ("office_id",),
    columns(
        _JP2 + "office_jp.txt",
        """
        office_id text! | 営業所ID | office id
        office_name text! | 営業所名 | name
        office_url text | 営業所のURL | URL
        office_phone text | 営業所の電話番号 | phone
        """,
    ),
)
_ROUTES_JP = Table(
    "routes_jp",
    "経路追加情報",
    "routes, Japanese additions",
    ("route_id",),
    columns(
        _JP2 + "routes_jp.txt",
        """
        route_id text! | 経路ID | route id
        route_update_date date | ダイヤ改正日 | timetable revision
        origin_stop text | 起点 | origin
        via_stop text | 経過地 | via
        destination_stop text | 終点 | destination
        """,
    ),
)
_PATTERN_JP = Table(
    "pattern_jp",
    "停車パターン",
    "stop patterns",
    ("jp_pattern_id",),
    columns(
        _JP3 + "pattern_jp.txt",
        """
        jp_pattern_id text! | 停車パターンID | stop pattern id
        route_update_date date | ダイヤ改正日 | timetable revision
        origin_stop text | 起点 | origin
        via_stop text | 経過地 | via
        destination_stop text | 終点 | destination
        """,
        Mark.UNVERIFIED,
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(_AGENCY, _STOPS, _ROUTES, _TRIPS, _STOP_TIMES, _CALENDAR, _CALENDAR_DATES, _SHAPES, _FREQUENCIES),
        *(_FEED_INFO, _TRANSLATIONS, _FARE_ATTRIBUTES, _FARE_RULES, _AGENCY_JP, _OFFICE_JP, _ROUTES_JP, _PATTERN_JP),
    )
}
"""Declared tables by stem."""

CORE = frozenset({"agency", "stops", "routes", "trips", "stop_times"})
"""Stems of which any one tells a GTFS feed."""

KNOWN = frozenset(
    (
        *TABLES,
        *("transfers", "attributions", "pathways", "levels", "location_groups", "location_group_stops"),
        *("booking_rules", "timeframes", "rider_categories", "fare_media", "fare_products", "fare_leg_rules"),
        *("fare_leg_join_rules", "fare_transfer_rules", "areas", "stop_areas", "networks", "route_networks"),
    )
)
"""Stems of all .txt files that GTFS Schedule or GTFS-JP name."""
