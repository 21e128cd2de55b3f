"""The list of public toilets → table and notices. Not here: features (tests/layers/test_toilets.py)."""

from __future__ import annotations

import pytest

from feeds.formats.documents.municipal_toilets import is_toilets, read_toilets

HEAD = "NO,名称,名称_カナ,緯度,経度,男性トイレ総数,車椅子使用者用トイレ有無"
GOOD = f"{HEAD}\n1,港公園,ミナトコウエン,34.05,133.95,2,有\n2,岬,ミサキ,34.06,133.96,1,無\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_good_list(encoding: str) -> None:
    data = GOOD.encode(encoding)
    assert is_toilets(data)
    read = read_toilets(data, "toilets.csv")
    assert read.found.notices() == ()
    assert read.tables is not None
    assert read.tables.tables["toilets"]["名称"].to_list() == ["港公園", "岬"]
    assert read.bounds is not None
    assert read.bounds.as_list() == [133.95, 34.05, 133.96, 34.06]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (HEAD + "\n", [("toilets_no_rows", None)]),
        ("NO,緯度,経度,男性トイレ総数\n1,34,133,1\n", [("toilets_column_missing", None)]),
        (f"{HEAD}\n1,港,ミナト,,133.9,1,有\n2,岬,ミサキ,34.0,999,1,有\n3,丘,オカ,34,133,1,有\n",
         [("toilets_position_unreadable", 2), ("toilets_position_unreadable", 3)]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(text: str, codes: list[tuple[str, int | None]]) -> None:
    assert [(n.code, n.row) for n in read_toilets(text.encode(), "x.csv").found.notices()] == codes


def test_other_lists_are_not_taken() -> None:
    assert not is_toilets("名称,緯度,経度\n港,34,133\n".encode())
    assert not is_toilets(b"stop_id,stop_name\n")
