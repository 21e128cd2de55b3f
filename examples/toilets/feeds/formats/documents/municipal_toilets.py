"""公衆トイレ一覧 (public toilets) of Japanese municipalities as CSV → text table 'toilets', and notices.

Source: 推奨データセット (recommended data sets) no. 08, columns as listed by NEC's data models of them
(../shared/formats/open_data_conventions.md §1b); the definition itself was not read: unverified.
What does not live here: features.
"""

from __future__ import annotations

import polars as pl

from feeds.formats.declared import Table, columns
from feeds.formats.document import Document, DocumentRead
from feeds.formats.encodings import to_utf8
from feeds.formats.reading import ReadingRule, rule
from feeds.formats.text_csv import parse
from feeds.found import Found
from feeds.tables import ROW, TextFile, TextTables
from terms.columns import Mark
from terms.geo import Bounds
from terms.notices import Scalar

FORMAT = "municipal-toilets"
TOILETS = Table(
    "toilets",
    "公衆トイレ",
    "public toilets",
    (),
    columns(
        "推奨データセット 08 公衆トイレ",
        """
        市区町村名 text | 市区町村名 | municipality
        NO text | 番号 | number within the list
        名称 text! | 名称 | name
        名称_カナ text | 名称の読み | reading of the name
        名称_英語 text | 名称（英語） | name in English
        住所 text | 住所 | address
        緯度 number! | 緯度 | latitude
        経度 number! | 経度 | longitude
        車椅子使用者用トイレ有無 text | 車椅子使用者用トイレ有無 | toilet for wheelchair users
        オストメイト設置トイレ有無 text | オストメイト設置トイレ有無 | equipment for ostomates
        利用開始時間 text | 利用開始時間 | opens at
        利用終了時間 text | 利用終了時間 | closes at
        """,
        Mark.UNVERIFIED,
    ),
    required=True,
)
_SIGNS = ("男性トイレ総数", "多機能トイレ数", "車椅子使用者用トイレ有無")

RULES: dict[str, ReadingRule] = {
    one.code: one
    for one in (
        rule(
            "toilets_no_rows",
            "blocks",
            ("一覧に行がありません。", "公衆トイレの行を入れて送ってください。"),
            ("The list has no rows.", "Send a list with at least one toilet."),
        ),
        rule(
            "toilets_column_missing",
            "blocks",
            ("列「{column}」がありません。", "推奨データセットの列名のまま書き出してください。"),
            ("The column {column} is missing.", "Keep the column names of the recommended data set."),
        ),
        rule(
            "toilets_position_unreadable",
            "warning",
            ("{row}行目（{name}）の緯度・経度が読めず、地図に載せません。", "緯度と経度を度（10進）で入れてください。"),
            ("Row {row} ({name}) has no readable position and is not on the map.", "Enter decimal degrees."),
        ),
    )
}


def is_toilets(data: bytes) -> bool:
    """Whether the first line is a header of the list."""
    head = to_utf8(data[:8192].rpartition(b"\n")[0] or data[:8192]).data.partition(b"\n")[0].decode("utf-8", "replace")
    return "緯度" in head and any(sign in head for sign in _SIGNS)


def position(name: str) -> pl.Expr:
    """A cell of degrees as a number, null where it is none."""
    return pl.col(name).str.strip_chars().cast(pl.Float64, strict=False)


def is_placed() -> pl.Expr:
    """Whether a row has a position on Earth."""
    lat, lon = position("緯度"), position("経度")
    return (lat.is_between(-90, 90) & lon.is_between(-180, 180)).fill_null(value=False)


def read_toilets(data: bytes, name: str, cap: int = 1_000) -> DocumentRead:
    """Read one list. Never raises for bad data."""
    found = Found(cap)
    decoded = to_utf8(data)
    frame = parse(decoded.data).frame
    if frame is None or not frame.height:
        found.add(RULES["toilets_no_rows"].at())
        return DocumentRead(None, found)
    missing = [c.name for c in TOILETS.columns if c.required and c.name not in frame.columns]
    for column in missing:
        found.add(RULES["toilets_column_missing"].at(column=column))
    if missing:
        return DocumentRead(None, found)
    for row, of, lat, lon in frame.filter(~is_placed()).select(ROW, "名称", "緯度", "経度").iter_rows():
        notice = RULES["toilets_position_unreadable"].at(row=row, column="緯度", value=f"{lat}, {lon}", name=of or "—")
        found.add(notice)
    placed = frame.filter(is_placed())
    box = placed.select(w=position("経度").min(), s=position("緯度").min(), e=position("経度").max(),
                        n=position("緯度").max()).row(0) if placed.height else None  # fmt: skip
    facts: dict[str, Scalar] = {"title": "公衆トイレ一覧", "timezone": "Asia/Tokyo", "rows_toilets": frame.height}
    tables = TextTables({TOILETS.name: frame}, (TextFile(name, len(data), decoded.encoding, TOILETS.name),))
    return DocumentRead(tables, found, facts=facts, bounds=Bounds.of(box) if box else None)


DOCUMENTS = (Document(FORMAT, (".csv",), is_toilets, read_toilets, RULES),)
