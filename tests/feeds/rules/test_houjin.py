"""Properties of the check digit of 法人番号. What does not live here: the rules that use it (test_jp_rules)."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.rules.houjin import PATTERN, check_digit, check_digit_expr

bases = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize("number", ["8000020130001", "1260001000674", "9070001002328", "4190001003079"])
def test_real_numbers_fit(number):
    assert check_digit(number[1:]) == int(number[0])


@given(bases)
def test_the_digit_is_one_to_nine(base):
    assert 1 <= check_digit(base) <= 9


@given(bases, st.integers(0, 11), st.integers(1, 8))
def test_one_wrong_digit_shows_unless_zero_and_nine_are_exchanged(base, place, step):
    other = (int(base[place]) + step) % 10
    changed = base[:place] + str(other) + base[place + 1 :]
    blind = {int(base[place]), other} == {0, 9}
    assert (check_digit(base) != check_digit(changed)) is not blind


@given(bases, st.integers(0, 10))
def test_two_neighbours_exchanged_show_unless_they_differ_by_nothing_or_nine(base, place):
    a, b = base[place], base[place + 1]
    changed = base[:place] + b + a + base[place + 2 :]
    assert (check_digit(base) == check_digit(changed)) == (abs(int(a) - int(b)) in (0, 9))


@given(st.lists(bases, min_size=1, max_size=5))
def test_the_column_form_says_the_same(numbers):
    frame = pl.DataFrame({"n": ["0" + base + "_1" for base in numbers]})
    assert frame.select(check_digit_expr(pl.col("n"))).to_series().to_list() == [check_digit(b) for b in numbers]


@given(st.text(max_size=20))
def test_the_column_form_lives_with_any_text(text):
    assert pl.DataFrame({"n": [text]}).select(check_digit_expr(pl.col("n"))).height == 1


@given(st.one_of(st.text(max_size=16), st.from_regex(r"\A[0-9]{12,14}(_.{0,3})?\Z")))
def test_polars_and_python_read_the_pattern_alike(text):
    ours = pl.DataFrame({"n": [text]}).select(pl.col("n").str.contains(PATTERN)).item()
    assert ours == (re.search(PATTERN.replace("$", r"\Z"), text) is not None)


@pytest.mark.parametrize("base", ["", "12345678901", "1234567890123", "12345678901x", "１２３４５６７８９０１２"])
def test_anything_but_twelve_digits_is_refused(base):
    with pytest.raises(ValueError, match="twelve digits"):
        check_digit(base)
