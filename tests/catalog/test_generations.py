"""Which version rules on which day, and which comes next. Days are those the files say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from catalog import history, live, schedules
from catalog.db import Catalog
from catalog.generations import following, generations_of, given_at, in_force, ruling
from catalog.schedules import When
from terms.errors import NotThere
from terms.ids import FeedKey

SPRING, SUMMER, AUTUMN, WINTER = (date(2020, month, 1) for month in (4, 7, 10, 12))


@pytest.fixture
def sent(catalog: Catalog, make):
    """Version 1 from April, 2 and 3 from October, 4 from December, 5 without days; 1 is live."""
    key = make.feed()
    for number, facts in enumerate(
        (
            {"first_on": "2020-04-01"},
            {"first_on": "2020-09-01", "starts_on": "2020-10-01"},
            {"first_on": "2020-10-01"},
            {"first_on": "2020-12-01"},
            {},
        )
    ):
        row = make.version(key, str(number).encode())
        make.claim()
        make.finish(row, facts=facts)
    live.set_live(catalog, key, 1, actor="t", now=make.now)
    return key


def found(catalog: Catalog, key: FeedKey, day: date, **options) -> tuple[int | None, int | None]:
    many = generations_of(catalog, key, **options)
    return tuple(one.version.number if one else None for one in (given_at(many, day), following(many, day)))


def publish(catalog: Catalog, make, key: FeedKey, number: int) -> int:
    return live.set_live(catalog, key, number, actor="t", now=make.later(1))


def test_published_ahead(catalog: Catalog, make, sent) -> None:
    assert found(catalog, sent, SUMMER) == (1, None)
    change = publish(catalog, make, sent, 2)
    assert found(catalog, sent, SUMMER) == (1, 2)
    assert found(catalog, sent, AUTUMN - timedelta(days=1)) == (1, 2)
    assert found(catalog, sent, AUTUMN) == (2, None)
    assert found(catalog, sent, SUMMER, upto=change - 1) == (1, None)


def test_mended_ahead_and_one_more(catalog: Catalog, make, sent) -> None:
    for number in (2, 4, 3):
        publish(catalog, make, sent, number)
    assert found(catalog, sent, SUMMER) == (1, 3)
    assert found(catalog, sent, WINTER) == (3, None)
    publish(catalog, make, sent, 4)
    assert found(catalog, sent, AUTUMN) == (3, 4)


def test_what_a_later_one_puts_away_is_not_given_out(catalog: Catalog, make, sent) -> None:
    def numbers() -> list[int]:
        return [one.version.number for one in ruling(generations_of(catalog, sent))]

    publish(catalog, make, sent, 2)
    assert numbers() == [1, 2]
    schedules.put_schedule(catalog, sent, 3, When(make.later(60), "Asia/Tokyo"), actor="t", now=make.now)
    assert numbers() == [1, 2, 3]
    publish(catalog, make, sent, 3)
    assert numbers() == [1, 3]
    publish(catalog, make, sent, 5)
    assert numbers() == [5]


def test_gone_back_from_or_withdrawn(catalog: Catalog, make, sent) -> None:
    publish(catalog, make, sent, 2)
    history.roll_back(catalog, sent, expected=2, actor="t", now=make.later(1))
    assert found(catalog, sent, AUTUMN) == (1, None)
    publish(catalog, make, sent, 3)
    live.withdraw(catalog, sent, 1, actor="t", reason="x", now=make.now)
    assert found(catalog, sent, SUMMER) == (3, None)
    live.withdraw(catalog, sent, 3, actor="t", reason="x", now=make.now)
    assert found(catalog, sent, AUTUMN) == (None, None)


def test_announced_and_not(catalog: Catalog, make, sent) -> None:
    soon = make.now + timedelta(days=1)
    schedules.put_schedule(catalog, sent, 4, When(soon, "Asia/Tokyo", announced=False), actor="t", now=make.now)
    assert found(catalog, sent, SUMMER) == (1, None)
    then = soon + timedelta(hours=1)
    schedules.put_schedule(catalog, sent, 3, When(then, "Asia/Tokyo"), actor="t", now=make.now)
    assert found(catalog, sent, SUMMER) == (1, 3)
    assert found(catalog, sent, WINTER) == (1, None)
    schedules.publish_due(catalog, now=then)
    assert found(catalog, sent, AUTUMN) == (3, None)


def test_before_the_first_and_without_days(catalog: Catalog, make, sent) -> None:
    many = generations_of(catalog, sent)
    assert (in_force(many, date(2020, 3, 31)), found(catalog, sent, date(2020, 3, 31))) == (None, (1, None))
    publish(catalog, make, sent, 5)
    assert found(catalog, sent, date(1999, 1, 1)) == (5, None)
    with pytest.raises(NotThere):
        generations_of(catalog, FeedKey("uno", "other"))
