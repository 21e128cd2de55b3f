"""The boxed entry as a whole: report, facts, tables on disk, for good, bad and hostile input.

What does not live here: single rules (tests/feeds/rules), single readers (tests/feeds/formats).
"""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.formats import ascii_ids
from feeds.inspect import inspect
from feeds.tables import read_tables
from terms.reports import LANGUAGES, from_json, report_json, to_json

WARD = {"N03_001": "岡山県", "N03_002": None, "N03_003": "岡山市", "N03_004": "中区", "N03_007": "33102"}


@pytest.fixture
def look_into(put, tmp_path):
    def _inspect(data, name="feed.zip", on="2020-01-15", **more):
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        answer = inspect(put(data, name), out, file_name=name, reference_date=on, **more)
        assert {path.name for path in out.iterdir()} <= {"tables", "rows.parquet"}
        assert json.loads(json.dumps(answer, allow_nan=False)) == answer
        report = from_json(answer["report"])
        assert to_json(report) == answer["report"]
        for lang in LANGUAGES:
            for notice in report_json(report, lang)["notices"]:
                assert notice["message"] not in ("", notice["code"])
        return answer, report

    return _inspect


def codes(report):
    return {total.code: total.total for total in report.totals}


def test_a_good_feed(look_into, make_zip, feed_files, tmp_path):
    answer, report = look_into(make_zip(feed_files))
    assert (report.format, report.edition, report.readable, report.publishable) == ("gtfs-jp", "v3", True, True)
    assert report.bounds.as_list() == [133.9, 34.6, 133.91, 34.61]
    wanted = {
        "timezone": "Asia/Tokyo",
        "holder": "港町",
        "title": "みなと交通",
        "feed_version": "v7",
        "first_on": "2020-01-02",
        "last_on": "2021-01-02",
        "rows_stops": 2,
        "rows_stop_times": 2,
        "files": 10,
        "files_not_read": 0,
    }
    assert answer["facts"].items() >= wanted.items()
    assert any(key.startswith("engine_gtfs") for key in answer["facts"])
    assert answer["format"] == "gtfs-jp"
    assert read_tables(tmp_path / "out" / "tables")["stops"]["stop_name"].to_list() == ["港前", "役場"]


def test_an_expired_feed_is_publishable_with_a_warning(look_into, make_zip, feed_files):
    _, report = look_into(make_zip(feed_files), on="2026-11-23")
    assert report.publishable
    assert report.reference_date == "2026-11-23"
    assert "expired_calendar" in codes(report)


def test_cp932_does_not_drown_in_bad_characters(look_into, make_zip, feed_files):
    legacy = {name: text.encode("cp932") for name, text in feed_files.items()}
    _, report = look_into(make_zip(legacy))
    assert report.publishable
    assert codes(report)["jp_bad_encoding"] == sum(1 for text in feed_files.values() if not text.isascii())
    assert "invalid_character" not in codes(report)
    assert report.format == "gtfs-jp"


def test_bad_bytes_are_named_by_the_engine(look_into, make_zip, feed_files):
    stops = feed_files["stops.txt"].encode().replace("役".encode(), b"\xff")
    _, report = look_into(make_zip({**feed_files, "stops.txt": stops}))
    assert codes(report).keys() >= {"text_not_utf8", "invalid_character"}
    assert not report.publishable


@pytest.mark.parametrize("wrap", ["folder", "zip"])
def test_a_feed_inside_something_is_judged_as_if_it_were_not(look_into, make_zip, feed_files, wrap):
    _, plain = look_into(make_zip(feed_files))
    inside = {f"a/{name}": text for name, text in feed_files.items()}
    _, report = look_into(make_zip(inside if wrap == "folder" else {"a.zip": make_zip(feed_files)}))
    own = "archive_in_subfolder" if wrap == "folder" else "archive_nested_zip"
    assert codes(report) == {**codes(plain), own: 1}
    assert report.facts == plain.facts


def test_what_is_unknown_is_said_clearly(look_into, tmp_path):
    _, report = look_into(b"<html>not found</html>")
    assert (report.format, report.readable, report.publishable) == ("unknown", False, False)
    assert codes(report) == {"archive_not_zip": 1}
    assert "HTML" in report_json(report, "en")["notices"][0]["message"]
    assert not (tmp_path / "out" / "tables").exists()


def test_a_truncated_upload(look_into, make_zip, feed_files):
    data = make_zip(feed_files)
    _, report = look_into(data[: len(data) // 2])
    assert (report.readable, codes(report)) == (False, {"archive_truncated": 1})


def test_missing_files_are_for_the_engine_to_say(look_into, make_zip, feed_files):
    few = {name: text for name, text in feed_files.items() if name not in ("stops.txt", "agency.txt")}
    _, report = look_into(make_zip(few))
    assert report.readable
    assert not report.publishable
    assert "missing_required_file" in codes(report)
    assert report.bounds is None


def test_notices_are_bounded_and_totals_true(look_into, make_zip, feed_files):
    stops = feed_files["stops.txt"] + "".join(f"X{n},,1,\n" for n in range(50))
    _, report = look_into(make_zip({**feed_files, "stops.txt": stops}), cap=7)
    total = next(t for t in report.totals if t.code == "stop_without_location")
    assert (total.total, total.shown) == (50, 7)


def test_n03(look_into, make_n03, tmp_path):
    answer, report = look_into(make_n03((WARD, 133.9), ({**WARD, "N03_007": None}, 134.0)), "N03-21_33_210101.json")
    assert (report.format, report.edition, report.publishable) == ("ksj-n03", "2021", True)
    assert codes(report) == {"n03_code_missing": 1}
    assert answer["facts"]["holder"] == "国土交通省（国土数値情報）"
    assert report.bounds.as_list() == [133.9, 34.0, 134.1, 34.1]
    assert read_tables(tmp_path / "out" / "tables")["n03"].height == 2


def test_n03_in_a_zip_takes_the_inner_name(look_into, make_zip, make_n03):
    data = make_zip({"N03-20240101_33_GML/N03-20240101_33.geojson": make_n03((WARD, 133.9))})
    _, report = look_into(data, "upload.zip")
    assert (report.format, report.edition, report.publishable) == ("ksj-n03", "2024", True)


def test_n03_with_an_error_is_not_publishable(look_into, make_n03):
    _, report = look_into(make_n03((WARD, 133.9), (WARD, None)), "x.geojson")
    assert (report.readable, report.publishable) == (True, False)


def test_limits_are_an_argument(look_into, make_zip, feed_files):
    _, report = look_into(make_zip(feed_files), limits={"max_entries": 3})
    assert codes(report) == {"archive_too_many_entries": 1}


def test_our_own_mistakes_are_errors(put, tmp_path, make_zip, feed_files):
    with pytest.raises(ValueError, match="month"):
        inspect(put(make_zip(feed_files)), tmp_path, file_name="a", reference_date="2020-13-01")


_EDITS = st.lists(
    st.tuples(
        st.sampled_from(["agency.txt", "stops.txt", "trips.txt", "stop_times.txt", "calendar.txt", "translations.txt"]),
        st.integers(0, 400),
        st.sampled_from(
            [b"\0", b'"', b"\n", b",", b"\xff", b"\r", b",,,,", b"\x83", b"99999999999", b"-", b"\n\n", b"{}"]
        ),
        st.integers(0, 3),
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(_EDITS)
def test_a_mutilated_feed_gives_a_report(tmp_path_factory, make_zip, feed_files, edits):
    files = {name: text.encode() for name, text in feed_files.items()}
    for name, at, piece, cut in edits:
        at %= len(files[name]) or 1
        files[name] = files[name][:at] + piece + files[name][at + cut :]
    work = tmp_path_factory.mktemp("mutilated")
    (work / "f.zip").write_bytes(make_zip(files))
    answer = inspect(work / "f.zip", work, file_name="f.zip", reference_date="2020-01-15")
    json.dumps(answer, allow_nan=False).encode()
    assert answer["report"]["summary"]["readable"]


@settings(max_examples=60)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b'{"N03_0":1,"features":', b"\xef\xbb\xbf{"]),
)
def test_any_bytes_give_a_report(tmp_path_factory, junk, start):
    work = tmp_path_factory.mktemp("junk")
    (work / "f").write_bytes(start + junk)
    answer = inspect(work / "f", work, file_name="f.zip", reference_date="2020-01-15")
    assert not answer["report"]["publishable"]


@pytest.mark.real
def test_the_real_pair_of_the_demo(shared_data, tmp_path):
    started = time.perf_counter()
    bus = inspect(
        shared_data / "gtfs-jp/unobus_2020.zip", tmp_path, file_name="unobus_2020.zip", reference_date="2020-01-15"
    )
    assert (bus["format"], bus["report"]["edition"], bus["report"]["publishable"]) == ("gtfs-jp", "v2", True)
    assert time.perf_counter() - started < 10
    assert bus["facts"]["rows_stop_times"] == 30_289


@pytest.mark.real
def test_every_broken_zip_has_its_report(shared_data, tmp_path):
    paths = sorted((shared_data / "gtfs-broken").glob("**/*.zip"))
    assert len(paths) == 126
    unreadable = set()
    for path in paths:
        answer = inspect(path, tmp_path, file_name=path.name, reference_date="2026-01-15")
        if not answer["report"]["summary"]["readable"]:
            unreadable.add(path.name)
    assert unreadable == {
        "unknown_format.zip",
        "tl_invalid.zip",
        "tl_example-nested-dir-ambiguous.zip",
        "tl_example-nested-two-feeds.zip",
    }


def test_an_empty_template_is_not_publishable(look_into, make_zip, feed_files):
    _, report = look_into(make_zip({name: text.split("\n")[0] + "\n" for name, text in feed_files.items()}))
    assert (report.readable, report.publishable) == (True, False)
    assert codes(report)["feed_without_rows"] == 5
    assert all(total.blocking for total in report.totals if total.code == "feed_without_rows")


def test_rows_are_lines_of_the_file_though_the_engine_leaves_blank_ones_out(look_into, make_zip, feed_files):
    trips = "route_id,service_id,trip_id\n\n\nR9,平日,T1\n"
    _, report = look_into(make_zip({**feed_files, "trips.txt": trips}))
    (notice,) = [n for n in report.notices if n.code == "foreign_key_violation"]
    assert (notice.table, notice.row, notice.value) == ("trips.txt", 4, "R9")


def test_values_are_cut_whoever_found_them(look_into, make_zip, feed_files):
    stops = feed_files["stops.txt"].replace("港前", "港" * 5_000).replace("34.60", "x" * 5_000)
    _, report = look_into(make_zip({**feed_files, "stops.txt": stops}))
    assert {"jp_stop_name_kana_missing", "invalid_float"} <= set(codes(report))
    for notice in report.notices:
        texts = [notice.table, notice.column, notice.value, notice.expected, *notice.details.values()]
        assert all(len(text) <= 200 for text in texts if isinstance(text, str))
    assert max(len(n.value or "") for n in report.notices) == 200


def test_odd_ids_by_the_thousand_are_counted_named_and_placed(look_into, make_zip, feed_files, monkeypatch):
    files = {**feed_files, "stops.txt": feed_files["stops.txt"].replace("S1", "港1")}
    files["stop_times.txt"] = feed_files["stop_times.txt"].replace("S1", "港1").replace("08:10", "07:10")
    _, by_engine = look_into(make_zip(files))
    monkeypatch.setattr(ascii_ids, "MOST_CELLS", 1)
    _, by_us = look_into(make_zip(files))
    assert by_us.totals == by_engine.totals
    assert codes(by_us)["non_ascii_or_non_printable_char"] == 6
    assert by_us.notices == by_engine.notices
    assert any(notice.place is not None for notice in by_us.notices)


@pytest.mark.parametrize(
    ("zone", "wanted"),
    [("America/Los_Angeles", "2026-11-23"), ("Asia/Tokyo", "2026-11-24"), ("Mars/Olympus", "2020-01-15"),
     ("", "2020-01-15")],
)  # fmt: skip
def test_a_feed_is_judged_at_the_date_of_its_own_zone(look_into, make_zip, feed_files, zone, wanted):
    agency = feed_files["agency.txt"].replace("Asia/Tokyo", zone)
    at = "2026-11-24T00:30:00+00:00"
    _, report = look_into(make_zip({**feed_files, "agency.txt": agency}), reference_at=at)
    assert report.reference_date == wanted


@pytest.mark.parametrize(
    ("zones", "wanted"),
    [
        ('{"type": "FeatureCollection", "features": [{}, {}]}', 2),
        ('{"type": "FeatureCollection", "features": []}', 0),
        ('{"features": 3}', None), ("[1]", None), ("{", None), ("[" * 100_000, None), (b"\xff\xfe", None),
    ],
)  # fmt: skip
def test_zones_of_demand_responsive_service_are_counted(look_into, make_zip, feed_files, zones, wanted):
    _, report = look_into(make_zip({**feed_files, "locations.geojson": zones}))
    assert report.facts.get("flex_zones") == wanted
    assert report.facts["files_not_read"] == 1


def test_pathways_and_levels_are_kept(look_into, make_zip, feed_files, tmp_path):
    more = {
        "levels.txt": "level_id,level_index,level_name\nL0,0,Parter\nL1,-1,Peron\n",
        "pathways.txt": "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\nP1,S1,S2,1,1\n",
    }
    look_into(make_zip({**feed_files, **more}))
    tables = read_tables(tmp_path / "out" / "tables")
    assert tables["levels"]["level_name"].to_list() == ["Parter", "Peron"]
    assert tables["pathways"]["pathway_id"].to_list() == ["P1"]
