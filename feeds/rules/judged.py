"""Judged: what the rules say about one feed, ready to become a Report. What does not live here: judging (`judge`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terms.notices import Notice, RuleText, Scalar
from terms.reports import CodeTotal


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement of one feed at one reference date.

    `format` is 'gtfs' or 'gtfs-jp'; `edition` 'v2', 'v3', 'v4', or '' for plain GTFS. `totals` are true, one for each
    (code, severity, blocking); `notices` are at most `cap` for each total, worst first. `texts` has words for every
    code in `totals`. `facts` counts what softening took away (`softened_<code>`).
    `marks`: code → mark of the rules of ours among them."""

    edition: str
    format: str
    totals: tuple[CodeTotal, ...]
    notices: tuple[Notice, ...]
    texts: dict[str, RuleText]
    engines: dict[str, str]
    facts: Mapping[str, Scalar] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def publishable(self) -> bool:
        """Nothing found blocks."""
        return not any(total.blocking for total in self.totals)

    @property
    def blocking_codes(self) -> tuple[str, ...]:
        """The codes that block, in the order of `totals`, each once."""
        return tuple(dict.fromkeys(total.code for total in self.totals if total.blocking))
