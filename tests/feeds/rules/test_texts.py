"""Words: every code has its own, in both languages, and they use only fields that notices have."""

from __future__ import annotations

import re

import gtfs_guru
import pytest

from feeds.rules import guru
from feeds.rules.fallback import fallback_text
from feeds.rules.registry import canonical_texts, rules
from terms.notices import Notice, Severity

TEXTS = {**canonical_texts(), **{rule.code: rule.text for rule in rules()}}
OWN = {"table", "row", "column", "value", "expected"}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_code_of_the_engine_has_words():
    assert set(gtfs_guru.notice_codes()) - set(TEXTS) == set()
    assert guru.FAILED in TEXTS


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_words_are_sentences_in_both_languages(code):
    text = TEXTS[code]
    for words in (text.ja, text.en):
        assert words.message
        assert words.fix
        assert re.sub(r"\{\w+\}", "", words.message + words.fix).count("{") == 0
    assert text.ja.message.endswith("。")
    assert text.ja.fix.endswith(("。", "。）"))
    assert JAPANESE.search(text.ja.message)
    assert JAPANESE.search(text.ja.fix)
    english = re.sub(r"GTFS-JP（.*?）", "", text.en.message + text.en.fix)
    assert not JAPANESE.search(english)
    assert text.en.message.endswith(".")
    assert text.en.fix.endswith(".")


@pytest.mark.parametrize("code", sorted(set(canonical_texts()) & set(gtfs_guru.notice_codes())))
def test_words_use_only_fields_the_engine_gives(code):
    given = set(gtfs_guru.notice_schema()[code].get("properties") or {})
    text = TEXTS[code]
    used = fields(text.ja.message + text.ja.fix + text.en.message + text.en.fix) - OWN
    # the schema lists no properties for some codes; their fields are seen in real contexts (test_corpora)
    assert not given or used <= given


def test_languages_name_the_same_thing():
    for code, text in TEXTS.items():
        assert fields(text.en.message) <= fields(text.ja.message) | fields(text.ja.fix) | fields(text.en.fix), code


@pytest.mark.parametrize("cells", [{}, {"table": "a.txt"}, {"table": "a.txt", "row": 3}, {"value": "x"}])
def test_the_fallback_names_only_what_every_notice_has(cells):
    text = fallback_text("some_code", [Notice("some_code", Severity.INFO, **cells), Notice("some_code", Severity.INFO)])
    assert fields(text.ja.message + text.en.message) == set()
    text = fallback_text("some_code", [Notice("some_code", Severity.INFO, **cells)])
    assert fields(text.ja.message) == fields(text.en.message) == set(cells)
    assert fields(fallback_text("some_code", []).ja.message) == set()
