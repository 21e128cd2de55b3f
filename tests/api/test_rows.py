"""All rows of a code, and a feed's own policy, through the service.

What does not live here: the forms themselves (tests/feeds/rows), audiences as a whole (test_audiences).
"""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from feeds.rows.reading import rows_of
from futae.checkfile import check_file


@pytest.fixture
def blocked(busy, make_gtfs):
    """A feed of the key `other` with one version that cannot be published, and its report."""

    def _make(name):
        feed = f"/v1/feeds/shiomi/{name}"
        busy.client.request("PUT", feed, json={"licence_ids": ["CC-BY-4.0"]}, key="other")
        sent = busy.client.post(f"{feed}/versions?name=a.zip", content=make_gtfs(name, (137.9, 95.0)), key="other")
        busy.settle()
        path = f"{feed}/versions/{sent.json()['number']}"
        return feed, path, busy.client.get(f"{path}/report", key="other").json()

    return _make


def test_every_row_as_csv_and_geojson(busy, blocked):
    _, path, report = blocked("rowed")
    for code in report["summary"]["codes"]:
        named = f"{path}/report/rows.csv?code={code['code']}"
        answer = busy.client.get(f"{named}&lang=ja", key="other")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["content-language"] == "ja"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert len(lines) == 1 + code["total"]
        document = busy.client.get(named.replace(".csv", ".geojson"), key="other").json()
        assert (len(document["features"]), document["left_out"]) == (code["total"], 0)
        first = next(n for n in report["notices"] if n["code"] == code["code"])
        assert first["message"] in {line[8] for line in lines}
    head = busy.client.request(
        "HEAD", f"{path}/report/rows.csv?code={report['summary']['codes'][0]['code']}", key="other"
    )
    assert (head.status_code, head.content) == (200, b"")


def test_what_is_refused(busy, blocked):
    _, path, report = blocked("refused")
    code = report["summary"]["codes"][0]["code"]
    for form in ("csv", "geojson"):
        rows = f"{path}/report/rows.{form}"
        unknown = busy.client.get(f"{rows}?code=no_such_code", key="other")
        assert (unknown.status_code, unknown.headers["content-type"]) == (404, "application/problem+json")
        assert busy.client.get(rows, key="other").status_code == 400
        assert busy.client.get(f"{rows}?code={code}&lang=fr", key="other").status_code == 400
        for other in ({}, {"key": "granted"}, {"key": "other_upload"}):
            if other.get("key") != "granted":
                assert busy.client.get(f"{rows}?code={code}", **other).status_code == 404
        missing = rows.replace("/versions/1/", "/versions/99/")
        assert busy.client.get(f"{missing}?code={code}", key="other").status_code == 404


def test_the_page_links_to_all_rows(busy, blocked):
    _, path, report = blocked("linked")
    code = report["summary"]["codes"][0]["code"]
    page = busy.client.get(f"{path}/report?format=html&lang=en", key="other").text
    assert f'href="report/rows.csv?code={code}&amp;lang=en"' in page
    assert f'href="report/rows.geojson?code={code}&amp;lang=en"' in page


def test_a_policy_of_the_feed_unblocks_what_was_blocked(busy, blocked):
    feed, path, report = blocked("lenient")
    assert busy.client.get(path, key="other").json()["state"] == "blocked"
    assert report["policy"] == {"base": "default", "block": [], "permit": []}
    codes = [code["code"] for code in report["summary"]["codes"] if code["blocking"]]
    given = {"licence_ids": ["CC-BY-4.0"], "policy": {"permit": codes}}
    assert busy.client.request("PUT", feed, json=given, key="other_upload").status_code == 403
    changed = busy.client.request("PUT", feed, json=given, key="other")
    assert changed.status_code == 200
    assert changed.json()["policy"] == {"base": "default", "block": [], "permit": sorted(codes)}
    busy.settle()
    assert busy.client.get(path, key="other").json()["state"] == "ready"
    after = busy.client.get(f"{path}/report", key="other").json()
    assert (after["publishable"], after["policy"]["permit"]) == (True, sorted(codes))
    again = busy.client.request("PUT", feed, json={"licence_ids": ["CC-BY-4.0"]}, key="other").json()
    assert again["policy"]["permit"] == sorted(codes)
    wrong = {**given, "policy": {"permit": ["missing_required_file"]}}
    assert busy.client.request("PUT", feed, json=wrong, key="other").status_code == 400


def test_rows_stay_through_check_and_stored_report_alike(tmp_path, make_gtfs):
    path = tmp_path / "a.zip"
    path.write_bytes(make_gtfs("same", (137.9, 95.0)))
    rows = tmp_path / "rows.parquet"
    report = check_file(path, today=date(2026, 11, 23), rows=rows)
    for total in report.totals:
        assert sum(len(batch) for batch in rows_of(report, rows, total.code)) == total.total
