"""CSV → text table: exact cells and lines, every irregularity counted, nothing raised. Not here: encodings, files."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats import text_csv
from feeds.formats.encodings import to_utf8
from feeds.formats.text_csv import Flaw, parse


def rows(data):
    parsed = parse(data)
    return None if parsed.frame is None else parsed.frame.rows(), parsed.flaws


@pytest.mark.parametrize(
    ("data", "wanted", "flaws"),
    [
        (b"a,b\n1,2\n", [(2, "1", "2")], ()),
        (b"a,b\r\n1,2", [(2, "1", "2")], ()),
        (b"a,b\n1,\n", [(2, "1", "")], ()),
        (b"a,b\n1\n2,3\n", [(2, "1", None), (3, "2", "3")], ()),
        (b"a,b\n1,2,3\n4,5\n6,7,8,9\n", [(2, "1", "2"), (3, "4", "5"), (4, "6", "7")], (Flaw("extra", 2, 2),)),
        (b"a,b\n\n1,2\n\r\n\n3,4\n\n", [(3, "1", "2"), (6, "3", "4")], ()),
        (b"\n\na,b\n1,2\n", [(4, "1", "2")], ()),
        (b'a,b\n"x\ny","q""z"\n1,2\n', [(2, "x\ny", 'q"z'), (3, "1", "2")], ()),
        (b'a,b\n"x,1",2\n', [(2, "x,1", "2")], ()),
        (b"a,b\n 1 ,\t2\n", [(2, "1", "2")], ()),
        (b" a ,b\n1,2\n", [(2, "1", "2")], ()),
        (b"a,a,,b\n1,2,3,4\n", [(2, "1", "4")], ()),
        (b"a,b\r1,2\r", [(2, "1", "2")], (Flaw("cr", 2),)),
        (b"a,b\n1,\x002\n", [(2, "1", "2")], (Flaw("nul", 1, 2),)),
        (b'a,b\n5" x,2\n"un,3\n4,5\n', [(2, '5" x', "2"), (3, "un,3", None), (4, "4", "5")], (Flaw("quotes", 1, 2),)),
        (b'a,b\n "1,2" ,3\n', [(2, "1,2", "3")], (Flaw("quotes", 1, 2),)),
        (b'a\n""\n\n1\n', [(2, ""), (4, "1")], ()),
        (b"_row,a\n1,2\n", [(2, "2")], ()),
        (b"a,b\n", [], ()),
        (b"a,b", [], ()),
        (b"", None, ()),
        (b"\r\n \n", None, ()),
        (b'"",\n1,2\n', None, ()),
    ],
)
def test_exact_cells(data, wanted, flaws):
    assert rows(data) == (wanted, flaws)


def test_columns_keep_their_names_and_types():
    frame = parse("名前,b\n港,\n".encode()).frame
    assert frame.columns == ["_row", "名前", "b"]
    assert [str(kind) for kind in frame.dtypes] == ["Int64", "String", "String"]
    assert parse(b"a,b\n").frame.schema == parse(b"a,b\n1,2\n").frame.schema


def test_a_header_without_end_is_refused():
    header = ",".join(f"c{n}" for n in range(2_000))
    for data in (header.encode(), (header + '\n"stray" x\n').encode()):
        parsed = parse(data)
        assert parsed.frame is None
        assert Flaw("columns", 2_000) in parsed.flaws


@pytest.mark.parametrize("quote", [b"", b'"stray" x\n'])
def test_a_table_far_larger_than_its_file_is_refused(quote):
    header = ",".join(f"c{n}" for n in range(900)).encode() + b"\n"
    assert parse(header + quote + b"1\n" * 300).frame.width == 901
    parsed = parse(header + quote + b"1\n" * 9_000)
    assert parsed.frame is None
    assert parsed.flaws[-1] == Flaw("sparse", 900)


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=2), max_size=20), st.sampled_from(["\n", "\r\n"]))
def test_what_a_csv_writer_wrote_is_read_back(table, end):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end).writerows([["one", "two"], *table])
    parsed = parse(buffer.getvalue().encode())
    wanted = [tuple(cell.strip(" \t\r\n") for cell in row) for row in table]
    assert parsed.frame.select("one", "two").rows() == wanted
    assert parsed.frame["_row"].to_list() == list(range(2, len(table) + 2))
    assert parsed.flaws == ()


@given(st.text(st.sampled_from('ab1,,,"\n\n\r \0é'), max_size=80))
def test_any_text_gives_rows_in_order(text):
    parsed = parse(text.encode())
    if parsed.frame is not None:
        lines = parsed.frame["_row"].to_list()
        assert lines == sorted(set(lines))
        assert not lines or 2 <= lines[0] <= lines[-1] <= text.count("\n") + text.count("\r") + 1


@given(st.text(st.sampled_from("ab1,,,\n\n é"), max_size=80))
def test_fast_and_exact_reading_agree(text):
    body = text.encode() + b"\n"
    if not body.strip():
        return
    exact = text_csv._finish(text_csv._exactly(body), body, [])
    fast = parse(body)
    assert fast.flaws == exact.flaws
    assert (fast.frame is None) == (exact.frame is None)
    assert fast.frame is None or fast.frame.equals(exact.frame)


@given(st.binary(max_size=120))
def test_any_bytes_are_read_without_error(raw):
    decoded = to_utf8(raw)
    decoded.data.decode("utf-8")
    parse(decoded.data)
