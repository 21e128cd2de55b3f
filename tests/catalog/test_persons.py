"""Keys of persons, replacing them, and agents that act for others. Not here: who may ask over HTTP (tests/api)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta

import pytest

from catalog import agents, audit, feeds, keys, orgs, tables
from catalog.db import Catalog, read, write
from catalog.keys import Acting, Caller
from terms.errors import BadRequest, Conflict, KeyUnknown, NotAllowed, NotThere

ALL = frozenset({"upload", "publish", "admin"})


@pytest.fixture
def town(catalog: Catalog, make) -> Catalog:
    """Two towns with a feed each, and a consultant."""
    make.feed("uno/bus")
    make.feed("duo/bus", audience="org:duo")
    orgs.add_org(catalog, "daiko", "代行", now=make.now)
    return catalog


def new(catalog: Catalog, org: str, scopes, person: str = "佐藤", **more) -> tuple[str, str]:
    """A key's secret and id."""
    secret = keys.add_key(catalog, org, scopes, person=person, **more)
    return secret, keys.key_id_of(secret)


def test_a_key_tells_whose_it_is_and_the_day_of_its_last_use(town, make) -> None:
    secret, key_id = new(town, "uno", {"upload"}, "  佐藤　花子 ", now=make.now)
    [row] = keys.list_keys(town, "uno")
    assert (row.person, row.prefix, row.used_on, row.replaces) == ("佐藤 花子", f"futae_{key_id}_", "", "")
    assert secret.startswith(row.prefix)
    assert keys.identify(town, secret, now=make.now) == Caller(
        "uno", frozenset({"upload"}), (), key_id, "佐藤 花子"
    )  # fmt: skip
    assert keys.get_key(town, "uno", key_id).used_on == "2020-01-15"
    keys.identify(
        town, secret, now=make.now - timedelta(days=1)
    )  # another process's clock is behind: nothing goes back
    assert keys.get_key(town, "uno", key_id).used_on == "2020-01-15"
    keys.identify(town, secret, now=make.now.astimezone(UTC) + timedelta(hours=21))
    assert keys.get_key(town, "uno", key_id).used_on == "2020-01-16"


def test_a_busy_database_turns_nobody_away(town, make, monkeypatch) -> None:
    secret, key_id = new(town, "uno", {"upload"}, now=make.now)

    def busy(_catalog):
        raise keys.OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(keys, "write", busy)
    assert keys.identify(town, secret, now=make.now).key_id == key_id
    monkeypatch.undo()
    assert keys.get_key(town, "uno", key_id).used_on == ""


@pytest.mark.parametrize("name", ["x" * 101, "a\x00b", "a\x1b[2J", "\udcff"])
def test_names_that_no_person_has(town, make, name) -> None:
    with pytest.raises(BadRequest, match="person"):
        new(town, "uno", {"upload"}, name, now=make.now)
    assert keys.list_keys(town, "uno") == []


def test_replaced_at_once_and_after_hours(town, make) -> None:
    secret, key_id = new(town, "uno", {"upload"}, grants=("gakko",), now=make.now)
    second = keys.replace_key(town, "uno", key_id, now=make.now)
    with pytest.raises(KeyUnknown):
        keys.identify(town, secret, now=make.now)
    caller = keys.identify(town, second, now=make.now)
    assert (caller.person, caller.scopes, caller.grants) == ("佐藤", frozenset({"upload"}), ("gakko",))
    third = keys.replace_key(town, "uno", keys.key_id_of(second), grace_h=2, now=make.now)
    just_before = make.now + timedelta(hours=2, seconds=-1)
    assert keys.identify(town, second, now=just_before).key_id == keys.key_id_of(second)
    with pytest.raises(KeyUnknown):
        keys.identify(town, second, now=make.now + timedelta(hours=2))
    keys.revoke_key(town, "uno", keys.key_id_of(second), now=make.now)  # it need not wait for its end
    with pytest.raises(KeyUnknown):
        keys.identify(town, second, now=make.now)
    assert [one.replaces for one in keys.list_keys(town, "uno") if one.key_id == keys.key_id_of(third)] == [
        keys.key_id_of(second)
    ]
    with read(town) as conn:
        everything = str([conn.execute(table.select()).all() for table in tables.metadata.sorted_tables])
    assert not any(one.split("_")[2] in everything for one in (secret, second, third))


def test_what_cannot_be_replaced(town, make) -> None:
    _, key_id = new(town, "uno", {"upload"}, now=make.now)
    for hours in (-1, 169):
        with pytest.raises(BadRequest, match="0 to 168"):
            keys.replace_key(town, "uno", key_id, grace_h=hours, now=make.now)
    with pytest.raises(NotThere):
        keys.replace_key(town, "duo", key_id, now=make.now)
    after = keys.key_id_of(keys.replace_key(town, "uno", key_id, grace_h=1, now=make.now))
    with pytest.raises(Conflict, match=f"was replaced by {after}"):
        keys.replace_key(town, "uno", key_id, now=make.now)
    keys.revoke_key(town, "uno", after, now=make.now)
    with pytest.raises(Conflict, match="ended at 2020-01-15T03:00:00"):
        keys.replace_key(town, "uno", after, now=make.now)


def test_of_eight_who_replace_one_key_at_a_moment_one_gets_a_secret(town, make) -> None:
    _, key_id = new(town, "uno", {"upload"}, now=make.now)
    barrier = threading.Barrier(8)

    def replace(_n: int) -> str | None:
        barrier.wait()
        try:
            return keys.replace_key(town, "uno", key_id, now=make.now)
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        secrets = [one for one in pool.map(replace, range(8)) if one]
    assert len(secrets) == 1
    alive = [one.key_id for one in keys.list_keys(town, "uno") if one.revoked_at is None]
    assert alive == [keys.key_id_of(secrets[0])]
    assert [n.action for n in audit.list_notes(town, subject="uno")].count("key.replace") == 1


def test_nobody_gives_what_they_have_not(town, make) -> None:
    chief = Caller("uno", frozenset({"upload", "admin"}), ("gakko",), "k")
    _, wide = new(town, "uno", {"publish"}, now=make.now)
    _, reader = new(town, "uno", (), grants=("himitsu",), now=make.now)
    for scopes, grants in (({"publish"}, ()), ({"upload"}, ("himitsu",))):
        with pytest.raises(NotAllowed, match="may not give"):
            keys.add_key(town, "uno", scopes, grants, person="鈴木", now=make.now, by=chief)
    for key_id in (wide, reader):  # a replacement would tell the secret of a key that can do more
        with pytest.raises(NotAllowed, match="may not give"):
            keys.replace_key(town, "uno", key_id, now=make.now, by=chief)
    with pytest.raises(NotAllowed, match="may not give publish"):
        agents.put_agent(town, "uno", "daiko", now=make.now, by=chief)
    assert keys.add_key(town, "uno", {"upload"}, ("gakko",), now=make.now, by=chief)
    everyone = Caller("*", ALL, (), "k")
    assert keys.add_key(town, "uno", ALL, ("himitsu",), now=make.now, by=everyone)


def test_the_last_administrator_stays_until_the_command_ends_it(town, make) -> None:
    _, first = new(town, "uno", {"admin"}, now=make.now)
    chief = Caller("uno", ALL, (), first)
    _, sender = new(town, "uno", {"upload"}, now=make.now)
    keys.revoke_key(town, "uno", sender, now=make.now, by=chief)
    second = keys.key_id_of(keys.replace_key(town, "uno", first, grace_h=5, now=make.now, by=chief))
    keys.revoke_key(town, "uno", first, now=make.now, by=chief)  # its replacement goes on
    with pytest.raises(Conflict, match="last administrator"):
        keys.revoke_key(town, "uno", second, now=make.now, by=chief)
    keys.revoke_key(town, "uno", second, now=make.now)
    assert {one.revoked_at for one in keys.list_keys(town, "uno")} == {make.now}


def test_two_administrators_who_end_each_other_leave_one(town, make) -> None:
    both = [new(town, "uno", {"admin"}, name, now=make.now)[1] for name in ("佐藤", "鈴木")]
    barrier = threading.Barrier(2)

    def end(key_id: str) -> bool:
        barrier.wait()
        try:
            keys.revoke_key(town, "uno", key_id, now=make.now, by=Caller("uno", ALL, (), "k"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(end, both)) == [False, True]


def test_an_agent_acts_within_both_scopes_until_it_is_taken_back(town, make) -> None:
    secret, _ = new(town, "daiko", {"upload", "admin"}, "鈴木", now=make.now)
    reader, _ = new(town, "daiko", (), now=make.now)
    agents.put_agent(town, "uno", "daiko", now=make.now)
    caller = keys.identify(town, secret, now=make.now)
    assert caller.acting == (Acting("uno", frozenset({"upload"})),)
    assert keys.identify(town, reader, now=make.now).acting == ()
    caller.require("upload", "uno")
    caller.require_acting("uno")
    for ask in (
        lambda: caller.require("publish", "uno"),  # the key has it not
        lambda: caller.require("admin", "uno"),  # the grant has it not
        lambda: caller.require("upload", "duo"),
        lambda: caller.require_member("uno"),
        lambda: caller.require_own_admin("uno"),
    ):
        with pytest.raises(NotAllowed):
            ask()
    agents.put_agent(town, "uno", "daiko", ALL, now=make.later(1))
    more = keys.identify(town, secret, now=make.now)
    more.require("admin", "uno")
    more.require_member("uno")
    with pytest.raises(NotAllowed):
        more.require_own_admin("uno")
    agents.remove_agent(town, "uno", "daiko", now=make.now)
    with pytest.raises(NotAllowed):
        keys.identify(town, secret, now=make.now).require("upload", "uno")
    with pytest.raises(NotThere):
        agents.remove_agent(town, "uno", "daiko", now=make.now)


def test_acting_is_not_reading(town, make) -> None:
    granted = make.feed("duo/gakko", audience="grant:gakko")
    agents.put_agent(town, "duo", "daiko", now=make.now)
    caller = keys.identify(town, new(town, "daiko", {"upload"}, now=make.now)[0], now=make.now)
    assert [one for one in ("org:duo", "grant:gakko", "org:daiko") if caller.may_read(one)] == ["org:daiko"]
    assert feeds.see_feed(town, granted, caller=caller).key == granted  # what it sends to it may know of
    agents.remove_agent(town, "duo", "daiko", now=make.now)
    caller = keys.identify(town, new(town, "daiko", {"upload"}, now=make.now)[0], now=make.now)
    with pytest.raises(NotThere, match="no feed duo/gakko"):
        feeds.see_feed(town, granted, caller=caller)


def test_grants_that_are_not_made(town, make) -> None:
    for org, agent, scopes, error in (
        ("uno", "uno", ["upload"], BadRequest), ("uno", "daiko", [], BadRequest), ("uno", "daiko", ["act"], BadRequest),
        ("uno", "nobody", ["upload"], NotThere), ("nobody", "daiko", ["upload"], NotThere),
    ):  # fmt: skip
        with pytest.raises(error):
            agents.put_agent(town, org, agent, scopes, now=make.now)
    assert agents.list_agents(town, "uno") == []
    with pytest.raises(NotThere):
        agents.get_agent(town, "uno", "daiko")


def test_the_audit_log_names_who_really_acted(town, make) -> None:
    _, own = new(town, "uno", {"upload"}, now=make.now)
    _, lent = new(town, "daiko", {"upload"}, "鈴木", now=make.now)
    _, all_of = new(town, "*", {"upload"}, "", now=make.now)
    row = agents.put_agent(town, "uno", "daiko", now=make.now)
    assert agents.put_agent(town, "uno", "daiko", now=make.later(9)) == row  # nothing new, nothing noted
    assert (row.name, row.scopes) == ("代行", frozenset({"upload", "publish"}))
    with write(town) as conn:
        for actor in (f"key:{own}", f"key:{lent}", f"key:{all_of}", "key:000000000000", "worker"):
            audit.note(conn, actor=actor, action="version.receive", subject="uno/bus/1", now=make.now)
    found = [(n.person, n.org, n.who) for n in audit.notes_of_org(town, "uno") if n.action == "version.receive"]
    assert found == [
        ("", "", "worker"), ("", "", "key:000000000000"), ("", "*", f"key:{all_of} of *"),
        ("鈴木", "daiko", "agent 鈴木 of daiko for uno"), ("佐藤", "uno", "佐藤 of uno"),
    ]  # fmt: skip
    assert [(n.action, n.detail) for n in audit.list_notes(town, subject="uno") if n.action.startswith("agent.")] == [
        ("agent.add", {"agent": "daiko", "scopes": ["publish", "upload"]})
    ]
