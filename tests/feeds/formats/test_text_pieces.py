"""A file read piece by piece gives the rows of the whole, or says that it must be read at once. Not here: parsing."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.text_csv import parse
from feeds.formats.text_pieces import frames
from feeds.formats.texts import READING

CELL = st.sampled_from(["a", "あ", " b", "", "1\t", '"q,1"', '"l\nx"', "\x01"])
LINE = st.one_of(st.just(""), st.lists(CELL, min_size=1, max_size=4).map(",".join))


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(st.lists(LINE, max_size=12), st.integers(16, 40), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_pieces_are_the_whole(lines: list[str], size: int, end: str, has_mark: bool) -> None:
    data = end.join(["c0,c1,c2", *lines]).encode()
    found = list(frames(cut(b"\xef\xbb\xbf" * has_mark + data, size)))
    whole = parse(data).frame
    assert whole is not None
    rows = [one for one in found if one is not None]
    assert len(rows) == len(found)
    assert pl.concat(rows).equals(whole)


def test_what_must_be_read_at_once() -> None:
    good = b"a,b\n1,2\n"
    for bad in (
        b"", b"\n\n", good + b"\x82\xa0,2\n", good + b"1\x00,2\n", good + b"1,2\r3,4\n", good + b'1,"2"x\n',
        b",".join([b"a"] * 999) + b"\n" * 5_000,
    ):  # fmt: skip
        assert list(frames(cut(bad, 1 << 20)))[-1] is None
    damaged = READING["archive_entry_damaged"].at(table="stop_times.txt")
    assert list(frames([good, damaged]))[-1] is None
