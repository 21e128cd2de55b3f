"""The file of all findings: everything beyond the samples, bounded, and its forms for spreadsheet and map.

What does not live here: the service (tests/api/test_rows.py), the command (tests/futae/test_checkrows.py).
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import pyarrow.parquet as pq
import pytest

from feeds.inspect import inspect
from feeds.rows import file as row_file
from feeds.rows.bounds import LEFT_OUT
from feeds.rows.file import SCHEMA, RowFile, Rows
from feeds.rows.forms import BOM, FORMULA, csv_pieces, geojson_pieces, safe_cell
from feeds.rows.reading import left_out, rows_of
from terms.geo import Place
from terms.notices import Notice, RuleText, Severity, Words
from terms.reports import CodeTotal, Report, from_json

TEXT = RuleText(Words("{table} の{row}行目「{value}」", "直す"), Words("{value} in row {row} of {table}", "mend"))


def notice(row, code="a", **more):
    return Notice(code, Severity.WARNING, table="stops.txt", row=row, column="stop_name", **more)


def report_of(*notices, cap=1_000):
    counts = Counter(n.code for n in notices)
    totals = tuple(CodeTotal(c, Severity.WARNING, False, n, min(n, cap)) for c, n in counts.items())
    texts = dict.fromkeys(counts, TEXT)
    return Report("gtfs", "", True, True, "2020-01-15", totals, tuple(notices[:cap]), texts)


@pytest.fixture
def keep(tmp_path):
    """Notices → the file of them."""

    def _keep(*notices, **bounds):
        path = tmp_path / "rows.parquet"
        with RowFile(path, **bounds) as file:
            door = Rows(file)
            for one in notices:
                door.note(one)
            door.flush()
            file.reckon(report_of(*notices).totals)
        return path

    return _keep


def rows_in(path, report, code):
    return [row for batch in rows_of(report, path, code) for row in batch]


def table_of(pieces):
    data = b"".join(pieces)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_one_code_comes_out_as_it_went_in(keep):
    found = [notice(n, value=f"v{n}", details={"trip_id": f"T{n}"}) for n in range(2, 30)]
    path = keep(*found, notice(3, "b", place=Place(133.9, 34.6)))
    rows = rows_in(path, report_of(*found), "a")
    assert [row.notice for row in rows] == found
    assert [row.entity for row in rows][:2] == ["trip_id=T2", "trip_id=T3"]
    assert rows_in(path, report_of(notice(3, "b")), "b")[0].notice.place == Place(133.9, 34.6)
    assert pq.read_schema(path).names == SCHEMA.names


def test_what_goes_beyond_the_bounds_is_said(keep, monkeypatch):
    monkeypatch.setattr(row_file, "_WAITING", 4)
    found = [notice(n) for n in range(2, 22)]
    path = keep(*found, most_of_code=7)
    report = report_of(*found)
    assert (len(rows_in(path, report, "a")), left_out(report, path, "a")) == (7, 13)
    last = table_of(csv_pieces(report, path, "a", "en"))[-1]
    assert last[0] == "a"
    assert last[8].startswith("13 more are not listed here")
    document = json.loads(b"".join(geojson_pieces(report, path, "a", "ja")))
    assert (len(document["features"]), document["left_out"]) == (7, 13)
    assert document["note"].startswith("ほか 13 件は、ここにありません")


def test_the_bound_of_a_file_holds_over_all_codes(keep):
    path = keep(*[notice(n, code) for code in "ab" for n in range(2, 12)], most=12)
    told = json.loads(pq.read_metadata(path).metadata[LEFT_OUT.encode()])
    assert pq.read_metadata(path).num_rows == 12
    assert sum(told.values()) == 8


def test_without_a_file_the_samples_are_given(keep):
    found = [notice(n) for n in range(2, 12)]
    report = report_of(*found, cap=4)
    assert [row.notice for row in rows_in(None, report, "a")] == found[:4]
    assert left_out(report, None, "a") == 6


def test_a_spreadsheet_reads_every_cell_as_it_is(keep):
    odd = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", 'a"b,c\nd', "", "行きます", "a=b"]
    found = [notice(n, value=value) for n, value in enumerate(odd, 2)]
    lines = table_of(csv_pieces(report_of(*found), keep(*found), "a", "ja"))
    assert lines[0][:3] == ["コード", "重要度", "公開を止める"]
    assert [line[6].removeprefix("'") for line in lines[1:]] == odd
    assert [line[6].startswith("'") for line in lines[1:]] == [True] * 7 + [False] * 4
    assert not any(cell.startswith(FORMULA) for line in lines for cell in line)
    assert lines[1][4] == "2"
    assert lines[10][8] == "stops.txt の11行目「行きます」"


@pytest.mark.parametrize("text", FORMULA)
def test_safe_cell(text):
    assert safe_cell(text + "x") == f"'{text}x"
    assert safe_cell(None) == ""
    assert safe_cell("x" + text) == "x" + text
    assert BOM.encode() == b"\xef\xbb\xbf"


def test_geojson_has_every_finding_with_its_place_or_none(keep):
    found = [notice(2, place=Place(133.9, 34.6), value='"<b>"'), notice(3, details={"n": 1})]
    document = json.loads(b"".join(geojson_pieces(report_of(*found), keep(*found), "a", "en")))
    assert [f["geometry"] for f in document["features"]] == [{"type": "Point", "coordinates": [133.9, 34.6]}, None]
    assert document["features"][0]["properties"]["message"] == '"<b>" in row 2 of stops.txt'
    assert document["features"][1]["properties"]["params"] == {"n": 1}
    assert (document["type"], document["code"], document["left_out"]) == ("FeatureCollection", "a", 0)


def test_every_row_of_a_feed_comes_out_and_equals_the_samples(put, make_zip, feed_files, tmp_path):
    stops = feed_files["stops.txt"] + "".join(f"X{n},無名{n},,\n\n" for n in range(2_500))
    times = feed_files["stop_times.txt"] + "T1,09:00:00,,NONE,9\n"
    data = make_zip({**feed_files, "stops.txt": stops, "stop_times.txt": times})
    answer = inspect(put(data), tmp_path / "out", file_name="a.zip", reference_date="2020-01-15", cap=5)
    report = from_json(answer["report"])
    path = tmp_path / "out" / "rows.parquet"
    assert json.loads(pq.read_metadata(path).metadata[LEFT_OUT.encode()]) == {}
    for total in report.totals:
        assert len(rows_in(path, report, total.code)) == total.total, total.code
        given = [row.notice for row in rows_in(path, report, total.code)]
        for sample in report.notices:
            assert sample.code != total.code or sample in given, sample
    without = rows_in(path, report, "stop_without_location")
    assert [row.notice.row for row in without] == [4 + 2 * n for n in range(2_500)]  # lines, not the engine's records
    assert without[7].entity == "stop_id=X7"
    broken = rows_in(path, report, "foreign_key_violation")
    assert (broken[0].notice.table, broken[0].entity) == ("stop_times.txt", "trip_id=T1")


def test_the_rows_of_a_flood_are_all_there(put, make_zip, feed_files, tmp_path):
    stops = feed_files["stops.txt"] + "".join(f"X{n},無名{n},abc,1\n" for n in range(60_000))
    data = make_zip({**feed_files, "stops.txt": stops})
    answer = inspect(put(data), tmp_path / "out", file_name="a.zip", reference_date="2020-01-15")
    report = from_json(answer["report"])
    rows = rows_in(tmp_path / "out" / "rows.parquet", report, "many_bad_cells")
    assert [row.notice.row for row in rows] == list(range(4, 60_004))
    assert rows[-1].notice.value == "abc"
    assert rows[-1].entity == "stop_id=X59999"


def test_what_cannot_be_read_has_its_rows_too(put, tmp_path):
    answer = inspect(put(b"<html>"), tmp_path / "out", file_name="a.zip", reference_date="2020-01-15")
    report = from_json(answer["report"])
    assert not (tmp_path / "out" / "rows.parquet").exists()
    assert len(rows_in(None, report, "archive_not_zip")) == 1
    assert left_out(report, None, "archive_not_zip") == 0


@pytest.mark.real
def test_rows_of_real_files_equal_their_samples(shared_data, tmp_path):
    paths = [
        *sorted((shared_data / "gtfs-jp").glob("*.zip"))[:20],
        *sorted((shared_data / "gtfs-broken").rglob("*.zip")),
    ]
    assert paths
    for number, path in enumerate(paths):
        out = tmp_path / str(number)
        raw = inspect(path, out, file_name=path.name, reference_date="2020-01-15", cap=200)["report"]
        report = from_json(raw)
        kept = out / "rows.parquet" if (out / "rows.parquet").exists() else None
        assert kept or not (report.readable and report.totals), path.name  # what cannot be read has all in its report
        for code in {total.code for total in report.totals}:
            rows = [row.notice for row in rows_in(kept, report, code)]
            told = {_told(n) for n in rows}
            assert {_told(n) for n in report.notices if n.code == code} <= told, (path.name, code)
            counted = sum(total.total for total in report.totals if total.code == code)
            assert len(rows) == counted or code.startswith("many_"), (path.name, code)


def _told(one):
    details = tuple(sorted((key, str(item)) for key, item in one.details.items() if item is not None))
    return one.severity, one.blocking, one.table, one.row, one.column, one.value, one.expected, one.place, details
