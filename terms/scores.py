"""Score: how good a feed is for whoever uses it, 0 to 100, with the reason of every point that is missing.

What does not live here: the formula (feeds.score), which feed has which licence (catalog).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from terms.notices import RuleText, Words

PARTS = ("freshness", "completeness", "correctness", "realtime")
PART_WORDS = {
    "ja": dict(zip(PARTS, ("新しさ", "充実", "正しさ", "リアルタイム"), strict=True)),
    "en": dict(zip(PARTS, PARTS, strict=True)),
}
NOT_MEASURED = {"ja": "まだ測っていません", "en": "not measured yet"}


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What one rule of the score gave: `got` of `most` points (None: not measured, the rule counts for nothing). `text`
    says what is missing and how to win it back, filled in; of a rule not measured, why."""

    rule: str
    part: str
    most: int
    got: float | None
    text: RuleText

    @property
    def lost(self) -> float:
        """Points that are missing."""
        return 0.0 if self.got is None else round(self.most - self.got, 1)


@dataclass(frozen=True, slots=True)
class Score:
    """All lines of one version at one reference date."""

    lines: tuple[ScoreLine, ...]

    @property
    def value(self) -> int:
        """0 to 100: points got of those that could be measured."""
        return _of_hundred(self.lines)

    def parts(self) -> dict[str, int | None]:
        """Part → 0 to 100 of its own points; None when nothing of it was measured."""
        found: dict[str, int | None] = {}
        for part in PARTS:
            measured = [line for line in self.lines if line.part == part and line.got is not None]
            found[part] = _of_hundred(measured) if measured else None
        return found


def _of_hundred(lines: Iterable[ScoreLine]) -> int:
    measured = [line for line in lines if line.got is not None]
    most = sum(line.most for line in measured)
    return round(100 * sum(line.got or 0.0 for line in measured) / most) if most else 0


def score_json(score: Score, lang: str) -> dict[str, Any]:
    """The public form in one language: value, parts, what was lost (most first), what was not measured."""
    lost = sorted((line for line in score.lines if line.lost > 0), key=lambda line: (-line.lost, line.rule))
    return {
        "value": score.value,
        "parts": score.parts(),
        "lost": [
            {"rule": line.rule, "part": line.part, "points": line.lost, "of": line.most, **_words(line, lang)}
            for line in lost
        ],
        "not_measured": [
            {"rule": line.rule, "part": line.part, **_words(line, lang)} for line in score.lines if line.got is None
        ],
    }


def _words(line: ScoreLine, lang: str) -> dict[str, str]:
    words = line.text.ja if lang == "ja" else line.text.en
    return {"message": words.message, "fix": words.fix}


def to_stored(score: Score) -> list[dict[str, Any]]:
    """The stored form, both languages inside."""
    return [
        {
            "rule": line.rule,
            "part": line.part,
            "most": line.most,
            "got": line.got,
            "ja": [line.text.ja.message, line.text.ja.fix],
            "en": [line.text.en.message, line.text.en.fix],
        }
        for line in score.lines
    ]


def from_stored(raw: Iterable[Mapping[str, Any]]) -> Score:
    """Read back what `to_stored` wrote."""
    return Score(
        tuple(
            ScoreLine(one["rule"], one["part"], one["most"], one["got"], RuleText(Words(*one["ja"]), Words(*one["en"])))
            for one in raw
        )
    )
