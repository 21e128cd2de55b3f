"""Intake, claims, reports and what becomes of a version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog import intake, keys, parts, reports, versions
from catalog.artifacts import put_artifact
from catalog.db import Catalog
from catalog.keys import LOCAL, NOBODY, Caller
from terms.artifacts import Recipe
from terms.errors import BadRequest, Gone, KeyUnknown, LeaseLost, NotAllowed, NotThere, TooLarge
from terms.geo import Bounds
from terms.ids import FeedKey
from terms.notices import Notice, Severity
from terms.reports import CodeTotal, Report


def receive(catalog: Catalog, key: FeedKey, now, *, caller: Caller = LOCAL, file_name: str = "a.zip", data=b"zip"):
    common = {"media_type": "application/zip", "max_bytes": 5, "now": now}
    return intake.receive(catalog, key, [data], file_name=file_name, caller=caller, **common)


def test_same_bytes_same_version(catalog: Catalog, make) -> None:
    key, other = make.feed("uno/bus"), make.feed("uno/other")
    first = make.version(key, b"one")
    assert (first.number, first.again, first.state, first.size_bytes) == (1, False, "received", 3)
    again = make.version(key, b"one")
    assert (again.version_id, again.number, again.again) == (first.version_id, 1, True)
    assert make.version(key, b"two").number == 2
    assert make.version(other, b"one").number == 1
    assert [one.number for one in versions.list_versions(catalog, key)] == [2, 1]
    assert catalog.store.read(first.sha256) == b"one"


def test_refused_before_a_byte_is_read(catalog: Catalog, make) -> None:
    def never():
        raise AssertionError("the body was read")
        yield b""

    key = make.feed()
    common = {"file_name": "a", "media_type": "", "max_bytes": 9, "now": make.now}
    for asked, caller, error in (
        (key, NOBODY, KeyUnknown),
        (key, Caller("uno", frozenset({"publish"}), (), "k"), NotAllowed),
        (FeedKey("uno", "absent"), LOCAL, NotThere),
        (FeedKey("uno", "absent"), Caller("other", frozenset({"upload"}), (), "k"), NotAllowed),
    ):
        with pytest.raises(error):
            intake.receive(catalog, asked, never(), caller=caller, **common)


def test_too_large(catalog: Catalog, make) -> None:
    key = make.feed()
    with pytest.raises(TooLarge):
        receive(catalog, key, make.now, data=b"123456")
    assert versions.list_versions(catalog, key) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("標準.zip", "標準.zip"),
        ("C:\\x\\a.zip", "a.zip"),
        ("../../b", "b"),
        ("", "upload"),
        ('a\r\n"b', "ab"),
        ("\udcffa", "a"),
    ],
)
def test_file_names(catalog: Catalog, make, sent: str, kept: str) -> None:
    assert receive(catalog, make.feed(), make.now, file_name=sent).file_name == kept


def test_unknown_versions(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key)
    for number in (0, 2, -1, 10**12):
        with pytest.raises(NotThere):
            versions.get_version(catalog, key, number)
    with pytest.raises(NotThere):
        versions.list_versions(catalog, FeedKey("uno", "absent"))


def test_claim_has_one_holder_until_it_expires(catalog: Catalog, make) -> None:
    key = make.feed()
    first, second = make.version(key, b"one"), make.version(key, b"two")
    [claimed] = make.claim("a", limit=1)
    assert (claimed.version_id, claimed.state, claimed.attempt) == (first.version_id, "checking", 1)
    assert [one.version_id for one in make.claim("b")] == [second.version_id]
    assert make.claim("c") == []
    make.later(30)
    assert versions.renew_claims(catalog, "a", now=make.now, lease_s=60) == {first.version_id}
    make.later(31)
    [taken_over] = make.claim("c")
    assert (taken_over.version_id, taken_over.attempt) == (second.version_id, 2)
    assert versions.renew_claims(catalog, "b", now=make.now, lease_s=60) == set()
    with pytest.raises(LeaseLost):
        make.finish(second, holder="b")
    assert versions.list_claims(catalog) == {first.version_id: "a", second.version_id: "c"}
    assert make.finish(second, holder="c").state == "ready"
    with pytest.raises(LeaseLost):
        make.finish(second, holder="c")


def test_dropped_claims_wait_again(catalog: Catalog, make) -> None:
    row = make.version(make.feed())
    make.claim("a")
    assert versions.drop_claims(catalog, "b") == 0
    assert versions.drop_claims(catalog, "a", forgive=True) == 1
    assert [(one.version_id, one.attempt) for one in make.claim("b")] == [(row.version_id, 1)]
    assert versions.drop_claims(catalog, "b") == 1
    assert [one.attempt for one in make.claim("b")] == [2]


def test_gives_up_after_five_attempts_and_tries_anew_when_sent_again(catalog: Catalog, make) -> None:
    key = make.feed()
    row = make.version(key)
    versions.want_publish(catalog, key, row.number, caller=LOCAL, now=make.now)
    for attempt in range(1, 6):
        assert [one.attempt for one in make.claim("a")] == [attempt]
        make.later(61)
    assert make.claim("a") == []
    failed = versions.get_version(catalog, key, 1)
    assert (failed.state, failed.publish_wanted, failed.reason) == ("failed", False, versions.GAVE_UP)
    again = make.version(key)
    assert (again.version_id, again.again, again.state) == (row.version_id, True, "received")
    assert [one.attempt for one in make.claim("a")] == [1]


def test_a_dead_end_does_not_hide_what_waits_behind_it(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, b"poison")
    for _ in range(5):
        make.claim("a", limit=1)
        make.later(61)
    good = make.version(key, b"good")
    assert [one.version_id for one in make.claim("a", limit=1)] == [good.version_id]


def test_finish_keeps_what_was_found(catalog: Catalog, make) -> None:
    row = make.version(make.feed())
    make.claim()
    done = make.finish(
        row, facts={"holder": "宇野", "rows_stops": 3}, format="gtfs-jp", edition="v3", report_sha="a" * 64
    )
    assert done == versions.get_version(catalog, row.feed, 1)
    assert (done.facts, done.format, done.edition) == ({"holder": "宇野", "rows_stops": 3}, "gtfs-jp", "v3")
    assert (done.checked_at, done.report_sha, done.attempt) == (make.now, "a" * 64, 1)
    with pytest.raises(ValueError, match="checking"):
        make.finish(row, "checking")


def make_report(errors: int = 0, reference_date: str = "2020-01-15") -> Report:
    totals = (CodeTotal("foreign_key_violation", Severity.ERROR, True, errors, errors),) if errors else ()
    notices = tuple(Notice("foreign_key_violation", Severity.ERROR, True, row=i + 2) for i in range(errors))
    return Report("gtfs", "v3", True, not errors, reference_date, totals, notices, bounds=Bounds(1, 2, 3, 4))


def test_reports(catalog: Catalog, make) -> None:
    row = make.version(make.feed())
    assert reports.get_report(catalog, row.feed, 1) is None
    keep = {"rule_set": "r1", "engine": "guru 1"}
    sha = reports.put_report(catalog, row.version_id, make_report(2), **keep, now=make.now)
    assert reports.put_report(catalog, row.version_id, make_report(2), **keep, now=make.now) == sha
    assert reports.get_report(catalog, row.feed, 1) == make_report(2)
    reports.put_report(catalog, row.version_id, make_report(0, "2021-01-01"), **keep, now=make.later(1))
    assert reports.get_report(catalog, row.feed, 1) == make_report(0, "2021-01-01")
    assert reports.get_report(catalog, row.feed, 1, reference_date="2020-01-15") == make_report(2)
    assert reports.get_report(catalog, row.feed, 1, reference_date="1999-01-01") is None
    with pytest.raises(NotThere):
        reports.get_report(catalog, row.feed, 2)


def test_parts(catalog: Catalog, make) -> None:
    row = make.version(make.feed())
    refs = [
        put_artifact(
            catalog,
            data,
            media_type="application/vnd.apache.parquet",
            audience="public",
            licence_ids=["CC-BY-4.0"],
            recipe=Recipe((data.decode(),), {"layer": "transit"}),
            bounds=bounds,
            facts={"count": count, "skipped": {"no_position": 1}},
            now=make.now,
        )
        for data, bounds, count in ((b"one", Bounds(1, 2, 3, 4), 7), (b"two", None, 0))
    ]
    for ref in refs:
        parts.put_part(catalog, row.version_id, "stops", ref, "b" * 64, now=make.now)
        parts.put_part(catalog, row.version_id, "routes", refs[0], "c" * 64, now=make.now)
    found = parts.parts_of(catalog, row.version_id)
    assert list(found) == ["routes", "stops"]
    assert found["stops"] == parts.Part(refs[1].sha256, "b" * 64, 0, None, refs[1].recipe.memo_key, refs[1].facts)
    assert found["routes"].bounds == Bounds(1, 2, 3, 4)
    assert parts.parts_of(catalog, 99) == {}
    assert parts.parts_of_many(catalog, [row.version_id, 99]) == {row.version_id: found}


def test_want_publish_needs_the_scope(catalog: Catalog, make) -> None:
    row = make.version(make.feed())
    sender = keys.identify(catalog, keys.add_key(catalog, "uno", {"upload"}, now=make.now), now=make.now)
    with pytest.raises(NotAllowed):
        versions.want_publish(catalog, row.feed, 1, caller=sender, now=make.now)
    with pytest.raises(BadRequest):
        FeedKey.parse("uno")
    with pytest.raises(NotThere):
        versions.want_publish(catalog, row.feed, 9, caller=LOCAL, now=make.now)


def test_withdrawn_while_checked(catalog: Catalog, make) -> None:
    from catalog import live

    row = make.version(make.feed())
    make.claim()
    assert live.withdraw(catalog, row.feed, 1, actor="t", reason="legal", now=make.now) is None
    with pytest.raises(LeaseLost):
        make.finish(row)
    make.later(timedelta(days=1).total_seconds())
    assert make.claim() == []
    assert make.version(row.feed).state == "withdrawn"
    with pytest.raises(Gone, match="legal"):
        versions.want_publish(catalog, row.feed, 1, caller=LOCAL, now=make.now)
