"""All findings of one code as CSV for a spreadsheet and as GeoJSON for a map, in pieces.

What does not live here: reading them (`reading`), who may have them (api), words of codes (terms.reports).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from feeds.rows.bounds import MOST, MOST_OF_CODE
from feeds.rows.reading import Row, left_out, rows_of
from terms.notices import Severity
from terms.reports import Report, words_of

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet may run a cell that begins so (OWASP, CSV Injection); an apostrophe before it makes it text."""

HEADER = {
    "ja": ("コード", "重要度", "公開を止める", "ファイル", "行", "列", "書かれている値", "正しい形・値", "内容",
           "直し方", "対象", "経度", "緯度"),
    "en": ("code", "severity", "blocks", "file", "row", "field", "value", "expected", "message", "fix", "entity",
           "lon", "lat"),
}  # fmt: skip
SEVERITY = {
    "ja": {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "情報"},
    "en": {severity: severity.value for severity in Severity},
}
MORE = {
    "ja": "ほか {n:,} 件は、ここにありません（保存するのは1コードにつき {code:,} 件、全部で {all:,} 件まで）。",
    "en": "{n:,} more are not listed here (at most {code:,} of one code and {all:,} of one file are kept).",
}
"""The last line, where not all were kept."""

Pieces = Callable[[Report, Path | None, str, str], Iterator[bytes]]
"""(report, file of its findings, code, language) → the document's bytes."""


def safe_cell(text: str | None) -> str:
    """A text that no spreadsheet takes for a formula."""
    if text is None:
        return ""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_pieces(report: Report, path: Path | None, code: str, lang: str) -> Iterator[bytes]:
    """UTF-8 with byte order mark, lines end in CR LF (RFC 4180). Numbers stay numbers; every text is a `safe_cell`."""
    yield BOM.encode() + _lines([HEADER[lang]])
    for rows in rows_of(report, path, code):
        yield _lines([_cells(report, row, lang) for row in rows])
    more = left_out(report, path, code)
    if more:
        yield _lines([[code, *[""] * 7, _more(more, lang), *[""] * 4]])


def _cells(report: Report, row: Row, lang: str) -> list[str | int | float | None]:
    notice, words = row.notice, words_of(report, row.notice, lang)
    blocks = "✗" if notice.blocking else ""
    texts = (notice.table, notice.column, notice.value, notice.expected, words.message, words.fix, row.entity)
    table, column, value, expected, message, fix, entity = map(safe_cell, texts)
    place = (notice.place.lon, notice.place.lat) if notice.place else (None, None)
    return [
        notice.code, SEVERITY[lang][notice.severity], blocks, table, notice.row, column, value, expected, message, fix,
        entity, *place,
    ]  # fmt: skip


def _lines(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _more(count: int, lang: str) -> str:
    return MORE[lang].format(n=count, code=MOST_OF_CODE, all=MOST)


def geojson_pieces(report: Report, path: Path | None, code: str, lang: str) -> Iterator[bytes]:
    """A FeatureCollection (RFC 7946), one feature a line; a finding without a place has no geometry. What was not kept
    stands behind the features: `left_out` (a number) and `note`."""
    yield _json({"type": "FeatureCollection", "code": code, "language": lang})[:-1] + b',"features":[\n'
    first = True
    for rows in rows_of(report, path, code):
        piece = b",\n".join(_json(_feature(report, row, lang)) for row in rows)
        yield piece if first else b",\n" + piece
        first = False
    more = left_out(report, path, code)
    rest = _json({"left_out": more, **({"note": _more(more, lang)} if more else {})})
    yield b"\n]," + rest[1:] + b"\n"


def _feature(report: Report, row: Row, lang: str) -> dict[str, object]:
    notice, words = row.notice, words_of(report, row.notice, lang)
    place = notice.place
    return {
        "type": "Feature",
        "geometry": None if place is None else {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "code": notice.code,
            "severity": notice.severity.value,
            "blocking": notice.blocking,
            "file": notice.table,
            "row": notice.row,
            "field": notice.column,
            "value": notice.value,
            "expected": notice.expected,
            "message": words.message,
            "fix": words.fix,
            "entity": row.entity,
            "params": dict(notice.details),
        },
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


FORMS: dict[str, Pieces] = {"csv": csv_pieces, "geojson": geojson_pieces}
"""Ending of a file name → how its pieces are made."""
