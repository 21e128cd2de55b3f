"""Declaration of the toilets layer: what the API, the tiles, the contract and the documentation read.

What does not live here: how the columns are filled (`build.py`).
"""

from __future__ import annotations

from terms.columns import COMMON, Collection, Column, Kind, Mark

FORMATS = ("municipal-toilets",)
SCHEMA_VERSION = "1"

_L = "推奨データセット 08 公衆トイレ"


def _text(name: str, ja: str, en: str, source: str, *, in_tiles: bool = False) -> Column:
    return Column(name, Kind.TEXT, ja, en, source=f"{_L}: {source}", mark=Mark.UNVERIFIED, in_tiles=in_tiles)


TOILETS = Collection(
    name="toilets",
    layer="toilets",
    floor="base",
    geometry="Point",
    title_ja="公衆トイレ",
    title_en="Public toilets",
    description_ja="自治体の公衆トイレ一覧の各行。位置のない行は数えて除く。",
    description_en="Rows of a municipality's list of public toilets; those without a position are counted as skipped.",
    columns=(
        *COMMON,
        _text("toilet_name", "名称", "name as the source writes it", "名称", in_tiles=True),
        _text("toilet_name_kana", "名称の読み", "name, reading (ja-Hrkt)", "名称_カナ"),
        _text("toilet_name_en", "名称（英語）", "name in English", "名称_英語"),
        _text("address", "住所", "address", "住所"),
        Column("is_wheelchair_accessible", Kind.BOOLEAN, "車椅子使用者用トイレ", "has a toilet for wheelchair users",
               source=f"{_L}: 車椅子使用者用トイレ有無", mark=Mark.UNVERIFIED, in_tiles=True),
        Column("has_ostomate_equipment", Kind.BOOLEAN, "オストメイト設備", "has equipment for ostomates",
               source=f"{_L}: オストメイト設置トイレ有無", mark=Mark.UNVERIFIED, in_tiles=True),
        _text("opens_at_local", "利用開始時間", "opens at, local time", "利用開始時間"),
        _text("closes_at_local", "利用終了時間", "closes at, local time", "利用終了時間"),
    ),
    detail_zoom=12,
)  # fmt: skip

COLLECTIONS = (TOILETS,)
