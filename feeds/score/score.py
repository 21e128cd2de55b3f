"""The door: what a feed's figures give by the table of the score.

What does not live here: the formula (`table`), the figures (`measure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from feeds.score.measure import Measured
from feeds.score.table import RULES, ScoreRule
from terms.notices import RuleText, Words
from terms.scores import Score, ScoreLine

NOT_MEASURED = RuleText(
    Words("このファイルでは測れないため、点数に入れていません。", ""),
    Words("Not measured for this file; left out.", ""),
)
_CODES_SHOWN = 8


def score_of(measured: Measured) -> Score:
    """The score with one line for each rule."""
    fields = {name: _shown(value) for name, value in asdict(measured).items()}
    return Score(tuple(_line(rule, measured, fields) for rule in RULES))


def _line(rule: ScoreRule, measured: Measured, fields: Mapping[str, str]) -> ScoreLine:
    share = rule.share(measured)
    if share is None:
        text = rule.text if rule.most == 0 else NOT_MEASURED
        return ScoreLine(rule.rule, rule.part, rule.most, None, text)
    ja, en = _filled(rule.text.ja, fields), _filled(rule.text.en, fields)
    return ScoreLine(rule.rule, rule.part, rule.most, round(rule.most * share, 1), RuleText(ja, en))


def _filled(words: Words, fields: Mapping[str, str]) -> Words:
    return Words(words.message.format(**fields), words.fix)


def _shown(value: object) -> str:
    """A share in whole per cent, codes with commas, the rest as it is."""
    if isinstance(value, float):
        return f"{100 * value:.0f} %"
    if isinstance(value, tuple):
        return _listed(value)
    return str(value)


def _listed(codes: Iterable[object]) -> str:
    found = [str(code) for code in codes]
    more = len(found) - _CODES_SHOWN
    return ", ".join([*found[:_CODES_SHOWN], *([f"… +{more}"] if more > 0 else [])])
