"""Going back: to what was live before, once, however often it is asked."""

from __future__ import annotations

import pytest

from catalog import history, live
from catalog.audit import list_notes
from catalog.db import Catalog, read
from terms.errors import Conflict, NotThere


@pytest.fixture
def three(catalog: Catalog, make):
    """A feed whose versions 1, 2, 3 were made live one after the other."""
    key = make.feed()
    for number in (1, 2, 3):
        make.version(key, str(number).encode(), "ready")
        live.set_live(catalog, key, number, actor="t", now=make.later(1))
    return key


def go_back(catalog: Catalog, make, key, expected: int) -> history.WentBack:
    return history.roll_back(catalog, key, expected=expected, actor="t", now=make.later(1))


def test_back_and_further_back_and_asked_twice(catalog: Catalog, make, three) -> None:
    first = go_back(catalog, make, three, 3)
    assert first == history.WentBack(4, 2, 3)
    assert go_back(catalog, make, three, 3) == history.WentBack(4, 2, 3, again=True)
    assert live.live_of(catalog, three).version.number == 2
    assert go_back(catalog, make, three, 2) == history.WentBack(5, 1, 2)
    with pytest.raises(Conflict, match=r"version 1 of .* is live, not version 3"):
        go_back(catalog, make, three, 3)
    with pytest.raises(Conflict, match=r"no version .* was live before"):
        go_back(catalog, make, three, 1)
    assert [c.kind for c in live.list_changes(catalog)] == ["publish"] * 3 + ["rollback"] * 2
    assert [n.action for n in list_notes(catalog)[:2]] == ["live.rollback", "live.rollback"]
    assert list_notes(catalog)[0].detail == {"change": 5, "reason": "rollback from version 2"}


def test_a_withdrawn_version_is_passed_over(catalog: Catalog, make, three) -> None:
    live.withdraw(catalog, three, 2, actor="t", reason="x", now=make.later(1))
    assert go_back(catalog, make, three, 3).number == 1


def test_from_nothing_to_what_was_live(catalog: Catalog, make, three) -> None:
    live.withdraw(catalog, three, 3, actor="t", reason="x", now=make.later(1))
    with pytest.raises(Conflict, match="nothing of uno/bus is live, not version 3"):
        go_back(catalog, make, three, 3)
    assert go_back(catalog, make, three, history.NOTHING) == history.WentBack(5, 2, 0)
    assert go_back(catalog, make, three, history.NOTHING).again


def test_published_again_is_a_new_top(catalog: Catalog, make, three) -> None:
    live.set_live(catalog, three, 1, actor="t", now=make.later(1))
    with read(catalog) as conn:
        rows = history.stack(conn, 1)
        assert history.stack(conn, 1, upto=2) == rows[-1:] + rows[:1]
    assert rows == [2, 3, 1]
    assert go_back(catalog, make, three, 1).number == 3


def test_never_live(catalog: Catalog, make) -> None:
    key = make.feed()
    make.version(key, state="ready")
    with pytest.raises(Conflict, match="no version"):
        go_back(catalog, make, key, history.NOTHING)
    with pytest.raises(NotThere):
        history.roll_back(catalog, make.feed("uno/x").__class__("uno", "y"), expected=0, actor="t", now=make.now)
