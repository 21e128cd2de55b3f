"""Every code of the readers has real words in both languages, and is used. Not here: when a code is found."""

from __future__ import annotations

import re
import string

import pytest

from feeds.formats.reading import LONGEST_VALUE, short
from feeds.inspect import RULES
from terms.notices import Severity

GIVEN = {"table", "row", "column", "value", "expected", "count", "what", "seen", "name"} | {
    "rows",
    "shown",
    "trips",
    "most",
}


@pytest.mark.parametrize("code", sorted(RULES))
def test_words(code):
    rule = RULES[code]
    ja, en = rule.text.ja, rule.text.en
    for words in (ja, en):
        assert words.message.strip()
        assert words.fix.strip()
        for text in (words.message, words.fix):
            assert {field for _, field, _, _ in string.Formatter().parse(text) if field} <= GIVEN
    for text in (ja.message, ja.fix):
        assert re.search(r"[぀-ヿ]", text)
        assert text.endswith("。")
    for text in (en.message, en.fix):
        assert not re.search(r"[぀-ヿ]", text)
    assert rule.blocking == (rule.severity is Severity.ERROR)


def test_codes_are_used_and_only_declared_ones(repository):
    source = "".join(p.read_text() for p in (repository / "feeds").glob("**/*.py") if not p.name.endswith("texts.py"))
    built = {f"text_{kind}" for kind in ("nul_bytes", "line_ends", "quotes_irregular", "extra_cells")}
    unused = {code for code in RULES if f'"{code}"' not in source} - built
    assert unused == set()
    assert set(re.findall(r'READING\["(\w+)"\]', source)) <= set(RULES)


def test_long_and_odd_values_are_cut():
    assert short("x" * 500) == "x" * (LONGEST_VALUE - 1) + "…"
    assert short("a\udcff") == "a?"
    notice = RULES["n03_code_malformed"].at(row=1, value="y" * 999, name="z" * 999)
    assert (len(notice.value), len(notice.details["name"])) == (LONGEST_VALUE, LONGEST_VALUE)
