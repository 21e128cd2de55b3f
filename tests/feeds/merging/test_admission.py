"""Who may enter, and the licence of the result. Not here: what each licence permits (tests/terms)."""

from __future__ import annotations

from functools import partial

import pytest

from feeds.merging.admission import admitted, resulting_licence
from terms.licences import allows_publishing

AGENCY = "agency_id,agency_name,agency_timezone\nA,甲,{}"


def chosen(*members, admit=allows_publishing, timezone=None):
    found = admitted(members, admit, timezone)
    out = [(str(one.key), one.reason, one.detail) for one in found.excluded]
    return [str(one.key) for one in found.members], found.timezone, out


def test_only_licences_that_permit_redistribution_and_derivation_enter(make_member):
    members = [
        make_member("a/a", licence_ids=("CC0-1.0",)),
        make_member("b/b", licence_ids=("ODPT-BASIC",)),
        make_member("c/c", licence_ids=("CC-BY-4.0", "unknown")),
    ]
    out = [("b/b", "licence", "ODPT-BASIC"), ("c/c", "licence", "CC-BY-4.0, unknown")]
    assert chosen(*members) == (["a/a"], "Asia/Tokyo", out)
    unstated = partial(allows_publishing, unknown_is_yes=True)
    assert chosen(*members, admit=unstated)[0] == ["a/a", "c/c"]


def test_the_time_zone_of_most_members_is_taken(make_member):
    members = [make_member(f"jp/f{i}") for i in (2, 1)]
    members.append(make_member("us/f", {"agency": AGENCY.format("America/New_York")}))
    out = [("us/f", "other_timezone", "America/New_York")]
    assert chosen(*members) == (["jp/f1", "jp/f2"], "Asia/Tokyo", out)
    assert chosen(*members, timezone="America/New_York")[:2] == (["us/f"], "America/New_York")
    assert chosen(*members, timezone="Europe/Warsaw")[:2] == ([], "")


def test_of_equally_many_the_first_zone_by_name_is_taken(make_member):
    members = [
        make_member(f"x/f{i}", {"agency": AGENCY.format(z)}) for i, z in enumerate(["Europe/Warsaw", "Asia/Tokyo"])
    ]
    assert chosen(*members)[1] == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("agency", "reason", "detail"),
    [
        (None, "no_agency", ""),
        ("agency_id,agency_name,agency_timezone", "no_agency", ""),
        ("agency_id,agency_name\nA,甲", "no_timezone", ""),
        (AGENCY.format(""), "no_timezone", ""),
        (AGENCY.format("Asia/Tokyo") + "\nB,乙,Asia/Seoul", "several_timezones", "Asia/Seoul, Asia/Tokyo"),
    ],
)
def test_a_feed_without_one_time_zone_stays_out(make_member, agency, reason, detail):
    assert chosen(make_member("a/b", {"agency": agency})) == ([], "", [("a/b", reason, detail)])


def test_the_setting_of_the_feed_gives_a_zone(make_member):
    member = make_member("a/b", {"agency": "agency_id,agency_name\nA,甲"}, timezone="Asia/Tokyo")
    assert chosen(member) == (["a/b"], "Asia/Tokyo", [])


def test_one_share_alike_licence_binds_all_and_a_second_cannot_enter(make_member, monkeypatch):
    from dataclasses import replace

    from terms import licences

    other = replace(licences.LICENCES["ODbL-1.0"], licence_id="SA-2")
    monkeypatch.setitem(licences.LICENCES, "SA-2", other)
    members = [
        make_member(f"a/f{i}", licence_ids=(one,)) for i, one in enumerate(["SA-2", "ODbL-1.0", "ODbL-1.0", "CC0-1.0"])
    ]
    assert chosen(*members)[0] == ["a/f1", "a/f2", "a/f3"]
    assert chosen(*members)[2] == [("a/f0", "share_alike", "SA-2")]


@pytest.mark.parametrize(
    ("ids", "result"),
    [
        (["CC0-1.0"], "CC0-1.0"),
        (["CC0-1.0", "CC-BY-4.0"], "CC-BY-4.0"),
        (["CC0-1.0", "CC-BY-2.1-JP"], "CC-BY-2.1-JP"),
        (["PDL-1.0", "CC-BY-2.1-JP"], "CC-BY-4.0"),
        (["ODbL-1.0", "CC-BY-4.0"], "ODbL-1.0"),
        (["unknown", "ODbL-1.0"], "unknown"),
        (["unknown", "restricted"], "restricted"),
        (["ODPT-BASIC", "CC0-1.0"], "ODPT-BASIC"),
    ],
)
def test_the_licence_of_the_result(ids, result):
    assert resulting_licence(ids) == result
