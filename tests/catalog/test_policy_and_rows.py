"""A feed's policy in the catalog, and the file of all findings as part of what a version keeps.

What does not live here: what a policy may say (tests/terms), the file itself (tests/feeds/rows).
"""

from __future__ import annotations

from catalog import reports, versions
from catalog.db import Catalog
from catalog.feeds import get_feed, put_feed
from catalog.marks import marks_of_rows
from terms.policies import DEFAULT, Policy
from terms.reports import Report

STRICT = Policy("strict", ("unused_stop",), ("stop_without_location",))


def test_a_policy_stays_until_another_is_given(catalog: Catalog, make) -> None:
    key = make.feed()
    assert get_feed(catalog, key).policy == DEFAULT
    change = {"licence_ids": ["CC0-1.0"], "now": make.now}
    assert put_feed(catalog, key, policy=STRICT, **change).policy == STRICT
    assert put_feed(catalog, key, title="題", **change).policy == STRICT
    assert get_feed(catalog, key).policy == STRICT
    assert put_feed(catalog, key, policy=DEFAULT, **change).policy == DEFAULT


def test_another_policy_has_blocked_versions_checked_anew(catalog: Catalog, make) -> None:
    key = make.feed()
    rows = {state: make.version(key, state.encode()) for state in ("blocked", "ready")}
    make.claim()
    for state, row in rows.items():
        make.finish(row, state)
    change = {"licence_ids": ["CC0-1.0"], "now": make.now}
    put_feed(catalog, key, title="題", **change)
    states = {state: versions.get_version(catalog, key, row.number).state for state, row in rows.items()}
    assert states == {"blocked": "blocked", "ready": "ready"}
    put_feed(catalog, key, policy=STRICT, **change)
    states = {state: versions.get_version(catalog, key, row.number).state for state, row in rows.items()}
    assert states == {"blocked": "received", "ready": "ready"}


def test_the_file_of_all_findings_is_kept_with_the_report(catalog: Catalog, make) -> None:
    row = make.version(make.feed())
    report = Report("gtfs", "", True, True, "2020-01-15", policy=STRICT)
    keep = {"rule_set": "r", "engine": "e", "now": make.now}
    reports.put_report(catalog, row.version_id, report, **keep)
    kept = reports.find_report(catalog, row.feed, 1)
    assert kept is not None
    assert (kept.report, kept.rows_sha) == (report, None)
    sha = catalog.store.put(b"rows")
    reports.put_report(catalog, row.version_id, report, rows_sha=sha, **keep)
    again = reports.find_report(catalog, row.feed, 1)
    assert again is not None
    assert again.rows_sha == sha
    assert sha in marks_of_rows(catalog)
