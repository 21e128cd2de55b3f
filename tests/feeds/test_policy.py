"""A feed's own policy through the whole inspection: samples, totals, rows and the report's words of it."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from feeds.inspect import inspect
from feeds.reportpage.page import report_page
from terms.errors import BadRequest
from terms.reports import from_json, report_json, to_json


@pytest.fixture
def judge(put, make_zip, feed_files, tmp_path):
    def _judge(policy, **changed):
        out = tmp_path / "out"
        path = put(make_zip({**feed_files, **changed}))
        raw = inspect(path, out, file_name="a.zip", reference_date="2020-01-15", policy=policy)
        report = from_json(raw["report"])
        assert to_json(report) == raw["report"]
        return report, pq.read_table(out / "rows.parquet").to_pylist()

    return _judge


def blocking(report):
    return {total.code for total in report.totals if total.blocking}


NOWHERE = "stop_id,stop_name,stop_lat,stop_lon\nS1,港前,34.60,133.90\nS2,役場,,\n"


def test_an_error_is_permitted(judge):
    plain, _ = judge(None, **{"stops.txt": NOWHERE})
    assert "stop_without_location" in blocking(plain)
    assert not plain.publishable
    report, rows = judge({"permit": sorted(blocking(plain))}, **{"stops.txt": NOWHERE})
    assert (blocking(report), report.publishable) == (set(), True)
    assert {t.code: t.severity for t in report.totals} == {t.code: t.severity for t in plain.totals}
    assert not any(row["blocking"] for row in rows)
    assert not any(notice.blocking for notice in report.notices)


def test_a_warning_blocks(judge):
    plain, _ = judge({})
    assert plain.publishable
    code = next(t.code for t in plain.totals)
    report, rows = judge({"block": [code]})
    assert (blocking(report), report.publishable) == ({code}, False)
    assert {row["blocking"] for row in rows if row["code"] == code} == {True}
    assert report_json(report, "ja")["policy"] == {"base": "default", "block": [code], "permit": []}
    assert f"default +{code}" in report_page(report, "ja", name="a")


def test_the_base_is_asked(judge):
    noted = {"agency.txt": "agency_name,agency_url,agency_timezone,agency_lang\nみ,https://e.jp/,Asia/Tokyo,ja\n"}
    strict, _ = judge({"base": "strict"}, **noted)
    lenient, _ = judge({"base": "lenient"}, **noted)
    assert {c for c in blocking(strict) if c.startswith("jp_")} > {c for c in blocking(lenient) if c.startswith("jp_")}


def test_what_cannot_be_read_is_no_matter_of_policy(judge):
    with pytest.raises(BadRequest):
        judge({"permit": ["missing_required_file"]})
