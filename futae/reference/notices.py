"""docs/reference/notices.md: every code a report can hold, with severity, blocking, words and source.

What does not live here: the words and rules themselves (feeds, boxes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import gtfs_guru

from boxes.notices import TEXTS as DEATHS
from feeds.formats.reading import ReadingRule
from feeds.inspect import RULES as READERS
from feeds.rules.policy import DEFAULT as BLOCKING
from feeds.rules.registry import canonical_texts, rules
from feeds.rules.rule import EDITIONS, Rule
from feeds.rules.soften import SOFTENERS
from futae.reference.markdown import cell, code, page, table
from terms.notices import RuleText, Words

INTRO = """A finding has a code, a severity (ERROR, WARNING, INFO) and says whether it keeps the feed from being
published. Words in braces are filled in from the finding. Severity and blocking are two things: an error of
GTFS-JP that a map can live with does not block.
検査結果のコード一覧です。「公開を止める」が ✗ のものだけが公開を止めます。"""

CANONICAL = """Rules of the canonical GTFS Schedule validator, run by gtfs-guru; severities are the engine's. An ERROR
blocks. In a GTFS-JP feed a code marked *JP* is judged more mildly where Japanese practice differs
(feeds/rules/soften.py)."""


def _said(words: Words) -> str:
    return f"{cell(words.message)}<br>→ {cell(words.fix)}" if words.fix else cell(words.message)


def _words(text: RuleText) -> tuple[str, str]:
    return _said(text.ja), _said(text.en)


def _severities(rule: Rule) -> str:
    by = {edition: rule.severity[edition].value for edition in EDITIONS if edition in rule.severity}
    if len(set(by.values())) == 1 and len(by) == len(EDITIONS):
        return next(iter(by.values()))
    return "<br>".join(f"{edition}: {by.get(edition, '–')}" for edition in EDITIONS)


def _ours(known: Iterable[Rule]) -> str:
    rows = [
        (code(r.code), _severities(r), "✗" if r.code in BLOCKING else "", *_words(r.text), cell(r.source), r.mark.value)
        for r in known
    ]  # fmt: skip
    return table(("code", "severity", "公開を止める / blocks", "日本語", "English", "source", "mark"), rows)


def _reading(known: Mapping[str, ReadingRule]) -> str:
    rows = [
        (code(r.code), r.severity.value, "✗" if r.blocking else "", *_words(r.text))
        for r in sorted(known.values(), key=lambda one: one.code)
    ]
    return table(("code", "severity", "公開を止める / blocks", "日本語", "English"), rows)


def _deaths() -> str:
    rows = [(code(name), "ERROR", "✗", *_words(text)) for name, text in sorted(DEATHS.items())]
    return table(("code", "severity", "公開を止める / blocks", "日本語", "English"), rows)


def _canonical() -> str:
    schema, texts = gtfs_guru.notice_schema(), canonical_texts()
    rows = []
    for name in sorted(texts):
        severity = schema.get(name, {}).get("severityLevel", "ERROR")
        softer = " *JP*" if name in SOFTENERS else ""
        rows.append((code(name), severity + softer, "✗" if severity == "ERROR" else "", *_words(texts[name])))
    return table(("code", "severity", "公開を止める / blocks", "日本語", "English"), rows)


def codes() -> set[str]:
    """Every code that has words."""
    return {r.code for r in rules()} | set(READERS) | set(DEATHS) | set(canonical_texts())


def notices_page() -> str:
    """The page."""
    return page(
        "Notices / 検査で見つかること",
        INTRO,
        "## GTFS-JP\n\nMarks: *seen* in real files, *tried* by us, *inferred*, *unverified*: not checked against the "
        "specification's own text. What blocks is a policy; why the default is as it is: "
        "[rules-jp.md](../rules-jp.md).\n\n" + _ours(rules()),
        "## Reading a file / ファイルを読むとき\n\n" + _reading(READERS),
        "## A check that did not end / 検査が終わらなかったとき\n\n" + _deaths(),
        f"## GTFS\n\n{CANONICAL}\n\n" + _canonical(),
    )
