"""Strategies and builders of terms' values. Not here: what they must satisfy (test_*.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import strategies as st

from terms.geo import Bounds, Place
from terms.notices import Notice, RuleText, Severity, Words
from terms.reports import CodeTotal, Report

_DEGREES = st.floats(-90, 90, allow_nan=False)
_WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_MAYBE = st.none() | _WORD
_SCALARS = st.none() | st.booleans() | st.integers() | _WORD | st.floats(allow_nan=False, allow_infinity=False)


@dataclass(frozen=True)
class Strategies:
    """What hypothesis draws from."""

    slugs = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
    scalars = _SCALARS
    bounds = st.builds(Bounds, _DEGREES, _DEGREES, _DEGREES, _DEGREES)
    notices = st.builds(
        Notice,
        code=_WORD,
        severity=st.sampled_from(Severity),
        blocking=st.booleans(),
        table=_MAYBE,
        row=st.none() | st.integers(1, 10**9),
        column=_MAYBE,
        value=_MAYBE,
        expected=_MAYBE,
        place=st.none() | st.builds(Place, _DEGREES, _DEGREES),
        details=st.dictionaries(_WORD, _SCALARS, max_size=3),
    )
    texts = st.builds(RuleText, st.builds(Words, _WORD, _WORD), st.builds(Words, _WORD, _WORD))
    totals = st.builds(
        CodeTotal, _WORD, st.sampled_from(Severity), st.booleans(), st.integers(0, 10**9), st.integers(0, 1000)
    )
    reports = st.builds(
        Report,
        format=_WORD,
        edition=_WORD,
        readable=st.booleans(),
        publishable=st.booleans(),
        reference_date=st.dates().map(str),
        totals=st.lists(totals, max_size=3).map(tuple),
        notices=st.lists(notices, max_size=3).map(tuple),
        texts=st.dictionaries(_WORD, texts, max_size=2),
        facts=st.dictionaries(_WORD, _SCALARS, max_size=3),
        bounds=st.none() | bounds,
    )


@pytest.fixture(scope="session")
def draw_from() -> Strategies:
    """The strategies of this folder."""
    return Strategies()


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """`make_report(notice, message, fix)`: a report of one notice whose code has these Japanese words."""

    def build(notice: Notice, message: str, fix: str = "") -> Report:
        words = RuleText(ja=Words(message, fix), en=Words(f"en {message}", fix))
        total = CodeTotal(notice.code, notice.severity, notice.blocking, 1, 1)
        return Report("gtfs", "", True, True, "2020-01-15", (total,), (notice,), {notice.code: words})

    return build
