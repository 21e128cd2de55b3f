"""Feeds whose archive is sound and whose tables hold small, wrong or malicious content.

What does not live here: content that is dangerous by its mass (masses), the archive itself (archives).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from bench.hostile.feed import SOUND, write_feed
from bench.hostile.kinds import Expect, HostileFile

_STOP_HEAD = "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station"
_TIME_HEAD = "trip_id,arrival_time,departure_time,stop_id,stop_sequence"


def _feed(
    name: str, changes: dict[str, bytes | str | None], expect: Expect = "read", codes: tuple[str, ...] = ()
) -> HostileFile:
    def make(path: Path) -> None:
        write_feed(path, changes)

    return HostileFile(f"{name}.zip", make, expect, codes)


def _stops(*lines: str) -> dict[str, bytes | str | None]:
    return {"stops.txt": "\n".join([_STOP_HEAD, *lines]) + "\n"}


def _times(*lines: str) -> dict[str, bytes | str | None]:
    return {"stop_times.txt": "\n".join([_TIME_HEAD, *lines]) + "\n"}


def _all(change: Callable[[str], bytes]) -> dict[str, bytes | str | None]:
    """Every table of the sound feed, changed."""
    return {name: change(text) for name, text in SOUND.items()}


_DOTS = "\u0308"
_NOISE = random.Random(2020).randbytes(1 << 20)

_ENCODINGS = (
    _feed("utf16_stops", {"stops.txt": SOUND["stops.txt"].encode("utf-16")}),
    _feed("utf16_all", _all(lambda text: text.encode("utf-16-be"))),
    _feed("utf32_all", _all(lambda text: text.encode("utf-32"))),
    _feed("utf7_stops", {"stops.txt": SOUND["stops.txt"].encode("utf-7")}),
    _feed("cp932_all", _all(lambda text: text.encode("cp932")), codes=("jp_bad_encoding",)),
    _feed("euc_jp_all", _all(lambda text: text.encode("euc-jp"))),
    _feed("three_boms", _all(lambda text: ("\ufeff" * 3 + text).encode())),
    _feed("surrogate_bytes", {"stops.txt": SOUND["stops.txt"].encode().replace("港".encode(), b"\xed\xa0\x80")}),
    _feed("mixed_encodings", {"stops.txt": SOUND["stops.txt"].encode() + "s4,病院前,34.7,133.9,0,\n".encode("cp932")}),
    _feed("stops_are_noise", {"stops.txt": _NOISE}),
    _feed("everything_is_noise", _all(lambda _: _NOISE[:50_000])),
    _feed("nul_bytes", {"stops.txt": SOUND["stops.txt"].encode().replace(b",", b"\x00,\x00")}),
    _feed("only_nuls", {"stops.txt": bytes(1 << 20)}),
)

_LINES = (
    _feed("all_tables_empty", _all(lambda _: b""), "any"),
    _feed("headers_only", _all(lambda text: text.split("\n")[0].encode())),
    _feed("blank_lines_only", _all(lambda _: b"\n \n\t\n\r\n" * 1_000), "any"),
    _feed("lone_carriage_returns", _all(lambda text: text.replace("\n", "\r").encode())),
    _feed("mixed_line_ends", _all(lambda text: text.replace("\n", "\r\n", 1).replace("\n", "\r", 2).encode())),
    _feed("other_line_separators", _all(lambda text: text.replace("\n", "\u2028").encode())),
    _feed("semicolons", _all(lambda text: text.replace(",", ";").encode())),
    _feed("tabs", _all(lambda text: text.replace(",", "\t").encode())),
    _feed(
        "quote_never_closed",
        {"stops.txt": SOUND["stops.txt"] + 's4,"病院前,34.7,133.9,0,\n' + "s5,a,1,2,0,\n" * 50_000},
    ),
    _feed("million_quotes", {"stops.txt": f"{_STOP_HEAD}\ns1," + '"' * 1_000_000 + ",34.7,133.9,0,\n"}),
    _feed("million_odd_quotes", {"stops.txt": f"{_STOP_HEAD}\n" + 's1,a"b"c,"34"7,133.9",0,\n' * 50_000}),
    _feed("quoted_line_breaks", {"stops.txt": f"{_STOP_HEAD}\n" + 's1,"a\n\n\nb",34.7,133.9,0,\n' * 20_000}),
    _feed("ragged_rows", _stops(*("s" * n + "," * (n % 1_000) for n in range(1, 2_000)))),
    _feed(
        "duplicate_headers",
        {"stops.txt": "stop_id,stop_id,stop_name,stop_name,stop_lat,stop_lon\na,b,c,d,34.7,133.9\n"},
    ),
    _feed("nameless_headers", {"stops.txt": ",,,,,\n1,2,3,4,5,6\n"}),
    _feed(
        "header_row_reserved",
        {"stops.txt": "_row,stop_id,stop_name,stop_lat,stop_lon,geometry,feature_id\n9,a,b,34.7,133.9,x,y\n"},
    ),
)

_VALUES = (
    _feed("coordinates_not_numbers", _stops("s1,a,NaN,nan,0,", "s2,b,inf,-Infinity,0,", "s3,c,1e400,-1e400,0,")),
    _feed(
        "coordinates_text", _stops("s1,a,北緯34度,東経133度,0,", "s2,b,34°41'N,133,0,", "s3,c,０３４．７,１３３．９,0,")
    ),
    _feed("coordinates_subtle", _stops("s1,a,1_0.5,0x1p3,0,", "s2,b,+34.7, 133.9 ,0,", "s3,c,34,7,133,9,0,")),
    _feed("coordinates_out_of_range", _stops("s1,a,133.9,34.7,0,", "s2,b,0,0,0,", "s3,c,90,180,0,")),
    _feed(
        "coordinates_400_digits", _stops(f"s1,a,{'3' * 400},{'0.' + '1' * 100_000},0,", "s2,b,-0,-0,0,", "s3,c,,,0,")
    ),
    _feed(
        "stop_names_dangerous",
        _stops(
            "s1,=cmd|'/C calc'!A0,34.7,133.9,0,",
            "s2,<script>alert(1)</script>,34.7,133.9,0,",
            "s3,{0.__class__.__mro__}{table}%n%s${jndi:ldap://x},34.7,133.9,0,",
            "s4,\u202e\u2066\u0000\x1b[2J\x07,34.7,133.9,0,",
        ),
    ),
    _feed(
        "format_strings_as_columns",
        {"stops.txt": "stop_id,stop_name,stop_lat,stop_lon,{table},{0[x]},%s\ns1,a,34.7,133.9,{,},{{\n"},
    ),
    _feed("ten_megabyte_cell", _stops(f"s1,{'港' * 3_500_000},34.7,133.9,0,")),
    _feed("zalgo_name", _stops(f"s1,a{_DOTS * 500_000},34.7,133.9,0,")),
    _feed("megabyte_ids", {"stops.txt": SOUND["stops.txt"].replace("s1", "x" * 1_000_000)}),
    _feed(
        "dates_impossible",
        {"calendar.txt": SOUND["calendar.txt"].replace("20260401", "99999999").replace("20270331", "00000000")},
    ),
    _feed(
        "dates_not_ascii",
        {
            "calendar.txt": SOUND["calendar.txt"]
            .replace("20260401", "２０２６０４０１")
            .replace("20270331", "令和9年3月31日")
        },
    ),
    _feed(
        "calendar_ten_thousand_years",
        {"calendar.txt": SOUND["calendar.txt"].replace("20260401", "00010101").replace("20270331", "99991231")},
    ),
    _feed("calendar_backwards", {"calendar.txt": SOUND["calendar.txt"].replace("20260401", "20990101")}),
    _feed(
        "times_huge",
        _times(
            "t1,999999:99:99,999999:99:99,s1,1", "t1,99999999999999999999:00:00,x,s2,2", "t1,24:60:61,-1:00:00,s3,3"
        ),
    ),
    _feed("times_days_long", _times("t1,00:00:00,00:00:00,s1,1", "t1,9999:59:59,9999:59:59,s3,2")),
    _feed(
        "sequences_huge",
        _times(f"t1,08:00:00,08:00:00,s1,{'9' * 400}", "t1,08:01:00,08:01:00,s2,-1", "t1,08:02:00,08:02:00,s3,1.5e3"),
    ),
    _feed(
        "parents_in_a_circle",
        _stops("s1,a,34.7,133.9,1,s2", "s2,b,34.7,133.9,1,s3", "s3,c,34.7,133.9,1,s1", "s4,d,34.7,133.9,0,s4"),
    ),
    _feed("parents_10000_deep", _stops(*(f"s{n},a,34.7,133.9,1,s{n + 1}" for n in range(10_000)))),
    _feed("timezone_on_mars", {"agency.txt": SOUND["agency.txt"].replace("Asia/Tokyo", "../../etc/passwd")}),
    _feed("many_timezones", {"agency.txt": SOUND["agency.txt"] + "2,b,x,Mars/Phobos,ja\n3,c,x,\x00,ja\n"}),
    _feed(
        "headway_zero",
        {
            "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nt1,00:00:00,99999:00:00,0\n"
            "t2,00:00:00,99999:00:00,1\nt2,1:00:00,0:00:00,-5\n"
        },
    ),
    _feed("agency_id_strange", {"agency.txt": SOUND["agency.txt"].replace("8000020130001", "８０００02013000Ⅰ")}),
    _feed(
        "xml_bomb_in_stops",
        {
            "stops.txt": '<!DOCTYPE l [<!ENTITY a "lol">'
            + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
            + "]><l>&a9;</l>"
        },
    ),
    _feed("locations_geojson_deep", {"locations.geojson": '{"type":"FeatureCollection","features":' + "[" * 100_000}),
    _feed("unknown_files_many", {f"memo_{n}.txt": f"a,b\n{n},2\n" for n in range(2_000)}),
    _feed("table_named_as_folder", {"stops.txt/stops.txt": "stop_id\n", "calendar.txt": None}, "any"),
)

CELLS = (*_ENCODINGS, *_LINES, *_VALUES)
