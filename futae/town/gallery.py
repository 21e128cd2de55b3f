"""A gallery of mistakes: one small faulty version of the Shrine Hill Line for each family of notices.

What lives here: the examples and what the check must say of each. What does not: the mistakes of the demo's faulty
versions (faults), the rules that find them (feeds.rules), the page about them (gallery_page). To grow: add a row.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from futae.town.frame import feed_tables
from futae.town.plans import BUS
from futae.town.tables import Row, Table, Tables, zip_bytes

Outcome = Literal["publishable", "blocked", "unreadable"]
Deed = Callable[[Tables], None]


@dataclass(frozen=True, slots=True)
class Example:
    """One faulty file. `name` begins with its family; `codes` are all findings worse than a note, with how often."""

    name: str
    ja: str
    en: str
    outcome: Outcome
    codes: Mapping[str, int]
    deed: Deed = lambda _tables: None
    packed: Callable[[Tables], bytes] = zip_bytes
    years_ago: int = field(default=0)


def hill_line(today: date) -> Tables:
    """The clean feed that the examples spoil: line 3 of the town's bus, in edition 3."""
    lines = tuple(line for line in BUS.lines if line.number == "3")
    codes = {stop.partition("#")[0] for line in lines for pattern in line.patterns for stop in pattern.stops}
    places = tuple(place for place in BUS.places if place.code in codes)
    return feed_tables(replace(BUS, lines=lines, places=places, offices=BUS.offices[:1]), today)


def gallery(today: date) -> Iterator[tuple[Example, bytes]]:
    """Every example with its bytes, in the order of the list; equal for every `today` of one fiscal year."""
    for example in EXAMPLES:
        tables = hill_line(today.replace(year=today.year - example.years_ago, day=1))
        example.deed(tables)
        yield example, example.packed(tables)


def _set(table: str, column: str, value: str, row: int = 0) -> Deed:
    """One cell is another."""

    def deed(tables: Tables) -> None:
        tables[table].rows[row][column] = value

    return deed


def _without(*tables_gone: str) -> Deed:
    """Whole files are not there."""

    def deed(tables: Tables) -> None:
        for stem in tables_gone:
            del tables[stem]

    return deed


def _call(tables: Tables, sequence: str) -> Row:
    return next(r for r in tables["stop_times"].rows if r["stop_sequence"] == sequence)


def _no_latitude(tables: Tables) -> None:
    tables["stops"].leave_out(["stop_lat"])


def _unknown_stop(tables: Tables) -> None:
    _call(tables, "3")["stop_id"] = "110_9"


def _backwards(tables: Tables) -> None:
    row = _call(tables, "4")
    row["arrival_time"] = row["departure_time"] = "06:59:00"


def _swapped(tables: Tables) -> None:
    row = next(r for r in tables["stops"].rows if r["stop_id"] == "203")
    row["stop_lat"], row["stop_lon"] = row["stop_lon"], row["stop_lat"]


def _off_the_road(tables: Tables) -> None:
    """見晴台 200 m to the north: the poles stay in the wood, far from the bus."""
    for row in tables["stops"].rows:
        if row["stop_id"].startswith("204"):
            row["stop_lat"] = f"{float(row['stop_lat']) + 0.002:.6f}"


def _twice(tables: Tables) -> None:
    rows = tables["stops"].rows
    rows.append(dict(rows[-1]))


def _no_reading(tables: Tables) -> None:
    rows = tables["translations"].rows
    rows[:] = [r for r in rows if not (r["field_value"] == "風待坂" and r["language"] == "ja-Hrkt")]


def _kanji_for_kana(tables: Tables) -> None:
    row = next(r for r in tables["translations"].rows if (r["field_value"], r["language"]) == ("風待坂", "ja-Hrkt"))
    row["translation"] = "風待坂"


def _old_layout(tables: Tables) -> None:
    """Translations as editions 1 and 2 wrote them."""
    names = {(r["field_value"], r["language"]): r["translation"] for r in tables["translations"].rows}
    rows = [{"trans_id": text, "lang": lang, "translation": name} for (text, lang), name in names.items()]
    tables["translations"] = Table(("trans_id", "lang", "translation"), rows)


def _check_digit(tables: Tables) -> None:
    for table in tables.values():
        for row in table.rows:
            if row.get("agency_id"):
                row["agency_id"] = "8" + row["agency_id"][1:]


def _language(tables: Tables) -> None:
    tables["agency"].rows[0]["agency_lang"] = tables["feed_info"].rows[0]["feed_lang"] = "en"


def _stops_in_shift_jis(tables: Tables) -> bytes:
    return _packed(tables, lambda name, text: text.encode("cp932" if name == "stops.txt" else "utf-8"))


def _in_a_folder(tables: Tables) -> bytes:
    return _packed(tables, _utf_8, "gtfs/")


def _climbing_out(tables: Tables) -> bytes:
    return _packed(tables, _utf_8, "../")


def _one_table(tables: Tables) -> bytes:
    return tables["stops"].csv()


def _utf_8(_name: str, text: str) -> bytes:
    return text.encode()


def _packed(tables: Tables, encode: Callable[[str, str], bytes], folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(zip_bytes(tables))) as clean, zipfile.ZipFile(out, "w") as archive:
        for entry in clean.infolist():
            text = clean.read(entry).decode()
            archive.writestr(_renamed(entry, folder + entry.filename), encode(entry.filename, text), compresslevel=9)
    return out.getvalue()


def _renamed(entry: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    """The same entry (time, rights) under another name."""
    other = zipfile.ZipInfo(name, entry.date_time)
    other.compress_type, other.create_system, other.external_attr = zipfile.ZIP_DEFLATED, 3, entry.external_attr
    return other


EXAMPLES: tuple[Example, ...] = (
    Example(
        "archive-not-a-zip",
        "CSV を拡張子だけ .zip にして送った。",
        "A CSV file with nothing but its name changed to .zip.",
        "unreadable",
        {"archive_not_zip": 1},
        packed=_one_table,
    ),
    Example(
        "archive-in-folder",
        "フォルダごと圧縮した（ファイルは zip の直下に置く）。",
        "The folder was packed instead of the files in it.",
        "publishable",
        {"archive_in_subfolder": 1},
        packed=_in_a_folder,
    ),
    Example(
        "archive-outside",
        "zip の外へ書き出そうとする名前（../）がある。",
        "A name in the zip climbs out of it (../).",
        "unreadable",
        {"archive_path_traversal": 1},
        packed=_climbing_out,
    ),
    Example(
        "encoding-shift-jis",
        "表計算ソフトが stops.txt を Shift_JIS で保存した。",
        "A spreadsheet saved stops.txt as Shift_JIS.",
        "publishable",
        {"jp_bad_encoding": 1},
        packed=_stops_in_shift_jis,
    ),
    Example(
        "file-missing",
        "stop_times.txt を入れ忘れた。",
        "stop_times.txt was left out.",
        "blocked",
        {"missing_required_file": 1},
        _without("stop_times"),
    ),
    Example(
        "column-missing",
        "stops.txt に stop_lat の列がない。",
        "stops.txt has no column stop_lat.",
        "blocked",
        {"stop_without_location": 23},
        _no_latitude,
    ),
    Example(
        "value-color",
        "色に # が付いている。",
        "A colour is written with its #.",
        "blocked",
        {"invalid_color": 1},
        _set("routes", "route_color", "#6B4BA3"),
    ),
    Example(
        "reference-stop",
        "時刻表に、ない標柱の番号がある。",
        "The timetable names a pole that is not there.",
        "blocked",
        {"foreign_key_violation": 1},
        _unknown_stop,
    ),
    Example(
        "reference-office",
        "便の営業所が office_jp.txt にない。",
        "A trip's office is not in office_jp.txt.",
        "publishable",
        {"jp_office_ref_unknown": 1},
        _set("trips", "jp_office_id", "umi"),
    ),
    Example(
        "time-backwards",
        "時刻の「時」を1つ小さく打った。",
        "An hour was typed one too small.",
        "blocked",
        {"stop_time_with_arrival_before_previous_departure_time": 1},
        _backwards,
    ),
    Example(
        "place-swapped",
        "緯度と経度を入れ違えた。",
        "Latitude and longitude in each other's column.",
        "blocked",
        {"number_out_of_range": 1},
        _swapped,
    ),
    Example(
        "place-off-the-road",
        "停留所が経路から離れている。",
        "A stop lies far from the line.",
        "publishable",
        {"stop_too_far_from_shape": 2},
        _off_the_road,
    ),
    Example(
        "duplicate-stop",
        "同じ標柱が2行ある。",
        "One pole stands in two rows.",
        "blocked",
        {"duplicate_key": 1},
        _twice,
    ),
    Example(
        "calendar-expired",
        "期限の切れた、5年前の時刻表を送った。",
        "A timetable of five years ago.",
        "publishable",
        {"expired_calendar": 3, "feed_expiration_date7_days": 1, "trip_coverage_not_active_for_next7_days": 1},
        years_ago=5,
    ),
    Example(
        "reading-missing",
        "停留所名の読みが1つない。",
        "One stop name has no reading.",
        "publishable",
        {"jp_stop_name_kana_missing": 1},
        _no_reading,
    ),
    Example(
        "reading-not-kana",
        "読みが漢字のままになっている。",
        "A reading was left in kanji.",
        "publishable",
        {"jp_kana_not_kana": 1},
        _kanji_for_kana,
    ),
    Example(
        "translations-missing",
        "translations.txt がない。",
        "There is no translations.txt.",
        "publishable",
        {"jp_translations_missing": 1},
        _without("translations"),
    ),
    Example(
        "translations-old-layout",
        "translations.txt が第2版までの列のままになっている。",
        "translations.txt still has the columns of edition 2.",
        "publishable",
        {"jp_translations_old_layout": 1},
        _old_layout,
    ),
    Example(
        "agency-check-digit",
        "法人番号の1桁目が違う。",
        "The first digit of the corporate number is wrong.",
        "publishable",
        {"jp_agency_id_bad_check_digit": 1},
        _check_digit,
    ),
    Example(
        "agency-language",
        "言語が en になっている。",
        "The language says en.",
        "publishable",
        {"jp_agency_lang_not_ja": 1, "jp_feed_lang_not_ja": 1},
        _language,
    ),
    Example(
        "fares-missing",
        "運賃のファイルがない。",
        "There are no files of fares.",
        "publishable",
        {"jp_fare_files_missing": 1},
        _without("fare_attributes", "fare_rules"),
    ),
    Example(
        "fare-unknown",
        "運賃表に、ない運賃の番号がある。",
        "A fare rule names a fare that is not there.",
        "blocked",
        {"foreign_key_violation": 2},  # the engine says this reference twice
        _set("fare_rules", "fare_id", "F999"),
    ),
)
"""Families: archive, encoding, file, column, value, reference, time, place, duplicate, calendar, reading, translations,
agency, fare. Each example has one mistake."""
