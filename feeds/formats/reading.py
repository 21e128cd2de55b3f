"""How a reading notice is declared and made: one rule per code with severity, blocking and words in both languages.

What does not live here: the words themselves (feeds.formats.texts, feeds.formats.n03_texts), rules about content
(feeds.rules).
"""

from __future__ import annotations

from dataclasses import dataclass

from terms.geo import Place
from terms.notices import Notice, RuleText, Scalar, Severity, Words

LONGEST_VALUE = 200
"""A stranger's value is cut to so many characters when shown."""


@dataclass(frozen=True, slots=True)
class ReadingRule:
    """One code of a reader: how grave it is, whether it keeps a feed from being published, and its words."""

    code: str
    severity: Severity
    blocking: bool
    text: RuleText

    def at(
        self,
        table: str | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = None,
        expected: str | None = None,
        place: Place | None = None,
        **details: Scalar,
    ) -> Notice:
        """A notice of this code; `value` and text details are cut to LONGEST_VALUE characters."""
        cut = {key: short(item) if isinstance(item, str) else item for key, item in details.items()}
        shown = None if value is None else short(str(value))
        where = None if table is None else short(table)
        return Notice(self.code, self.severity, self.blocking, where, row, column, shown, expected, place, cut)


def short(text: str) -> str:
    """At most LONGEST_VALUE characters, and nothing that UTF-8 has no bytes for (lone surrogates)."""
    clean = text[: LONGEST_VALUE + 1].encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= LONGEST_VALUE else clean[: LONGEST_VALUE - 1] + "…"


def rule(code: str, grade: str, ja: tuple[str, str], en: tuple[str, str]) -> ReadingRule:
    """Declare a rule. `grade` is 'blocks' (an ERROR that blocks), 'warning' or 'info'; `ja`, `en`: message, fix."""
    severity = Severity.ERROR if grade == "blocks" else Severity(grade.upper())
    return ReadingRule(code, severity, grade == "blocks", RuleText(Words(*ja), Words(*en)))


def texts_of(rules: dict[str, ReadingRule], codes: set[str]) -> dict[str, RuleText]:
    """The words of those codes that these rules declare."""
    return {code: rules[code].text for code in sorted(codes) if code in rules}
