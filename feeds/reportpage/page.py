"""The door: a report as one self-contained HTML page. No script, nothing fetched, everything from the file escaped.

The words of codes come with the report; those of the page stand in `words`, the drawing in `sketch`, the form in
`report.html.j2` and `report.css`. What does not live here: who may read a report (api).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from feeds.reportpage.frame import style_policy, template
from feeds.reportpage.sketch import NUMBERED, Sketch, sketch
from feeds.reportpage.words import FACTS, SEVERITIES, WORDS
from terms.notices import Notice, Severity
from terms.reports import FORMATS, CodeTotal, Report, outcome, words_of
from terms.scores import NOT_MEASURED, PART_WORDS, score_json

SHOWN, FOLDED = 5, 45
"""Places named for each code at once, and behind a fold."""
FIRST = 5
"""Codes named under what to mend first."""
_HERE = Path(__file__).parent
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Sample:
    """One finding as a row of a table; `mark` is its number on the map, when it is drawn there."""

    table: str
    row: int | None
    column: str
    value: str | None
    expected: str | None
    message: str
    mark: int | None

    @property
    def bare(self) -> str:
        """The message without what the other cells say."""
        row = "" if self.row is None else str(self.row)
        own = (self.table, row, self.column, self.value or "", self.expected or "")
        bare = self.message
        for text in sorted(own, key=len, reverse=True):
            bare = bare.replace(text, "\0") if text else bare
        return bare


@dataclass(frozen=True, slots=True)
class Section:
    """One code: what it means, how to mend it, and where it was found."""

    anchor: str
    code: str
    severity: Severity
    blocking: bool
    total: int
    message: str
    fix: str
    mark: str | None
    samples: tuple[Sample, ...]
    folded: tuple[Sample, ...]

    @property
    def quoted(self) -> str:
        """The code as it stands in an address."""
        return quote(self.code, safe="", errors="replace")

    @property
    def more(self) -> int:
        """Findings that the page does not name."""
        return self.total - len(self.samples) - len(self.folded)

    @property
    def same(self) -> bool:
        """All findings say the same but for what stands in their row anyway, so that the table need not repeat it."""
        return len({s.bare for s in (*self.samples, *self.folded)}) <= 1


def report_page(report: Report, lang: str, *, name: str, version: int | None = None, rows: str | None = None) -> str:
    """The page in 'ja' or 'en'. `name` is the file's (or the feed's) as people know it, `version` its number where it
    has one. `rows`: where the page is served, what its links to all rows of a code have behind code and language."""
    drawing = sketch(report)
    sections = _sections(report, lang, drawing)
    totals = {s.value: report.count(s) for s in Severity}
    return _template().render(
        lang=lang, name=name, version=version, report=report, words=WORDS[lang], severities=SEVERITIES[lang],
        outcome=outcome(report), totals=totals, sections=sections, first=_first(sections), sketch=drawing,
        facts=list(_facts(report, lang)), kind=_kind(report, lang), css=Markup(_css()), csp=_csp_inside(),  # noqa: S704
        has_unverified=any(s.mark == "unverified" for s in sections), numbered=NUMBERED, rows_query=rows,
        score=score_json(report.score, lang) if report.score else None, part_words=PART_WORDS[lang],
        not_measured=NOT_MEASURED[lang],
    )  # fmt: skip


def content_security_policy() -> str:
    """The header under which a service gives the page: its own style and nothing else."""
    return f"{_csp_inside()}; frame-ancestors 'none'"


@cache
def _css() -> str:
    return (_HERE / "report.css").read_text(encoding="utf-8")


def _csp_inside() -> str:
    return style_policy(_css())


@cache
def _template() -> jinja2.Template:
    return template(_HERE, "report.html.j2")


def _first(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """What to mend first: what blocks; when nothing does, errors, else warnings."""
    for some in (
        [s for s in sections if s.blocking],
        [s for s in sections if s.severity is Severity.ERROR],
        [s for s in sections if s.severity is Severity.WARNING],
    ):
        if some:
            return tuple(some[:FIRST])
    return ()


def _key(one: Notice | CodeTotal) -> tuple[str, Severity, bool]:
    return one.code, one.severity, one.blocking


def _sections(report: Report, lang: str, drawing: Sketch | None) -> tuple[Section, ...]:
    """One for each total, what blocks first."""
    by_key: dict[tuple[str, Severity, bool], list[Notice]] = {}
    for notice in report.notices:
        by_key.setdefault(_key(notice), []).append(notice)
    ordered = sorted(report.totals, key=lambda t: (not t.blocking, _ORDER[t.severity], t.code))
    return tuple(
        _section(report, total, by_key.get(_key(total), []), lang, f"c{number}", drawing)
        for number, total in enumerate(ordered, 1)
    )


def _section(
    report: Report, total: CodeTotal, notices: list[Notice], lang: str, anchor: str, drawing: Sketch | None
) -> Section:
    chosen = list(islice(_different(notices), SHOWN + FOLDED))
    numbers: Mapping[int, int] = drawing.numbers if drawing else {}
    samples = tuple(_sample(report, notice, lang, numbers.get(id(notice))) for notice in chosen)
    said = words_of(report, notices[0], lang) if notices else None
    return Section(
        anchor, total.code, total.severity, total.blocking, total.total,
        said.message if said else total.code, said.fix if said else "", report.marks.get(total.code),
        samples[:SHOWN], samples[SHOWN:],
    )  # fmt: skip


def _different(notices: Iterable[Notice]) -> Iterator[Notice]:
    """The notices in turns over tables and columns, so that 4,000 rows of one table hide nothing else."""
    by_place: dict[tuple[str | None, str | None], list[Notice]] = {}
    for notice in notices:
        by_place.setdefault((notice.table, notice.column), []).append(notice)
    return (notice for some in zip_longest(*by_place.values()) for notice in some if notice is not None)


def _sample(report: Report, notice: Notice, lang: str, mark: int | None) -> Sample:
    message = words_of(report, notice, lang).message
    return Sample(notice.table or "", notice.row, notice.column or "", notice.value, notice.expected, message, mark)


def _kind(report: Report, lang: str) -> str:
    edition = report.edition
    if edition.startswith("v"):
        edition = WORDS[lang]["edition"].format(n=edition[1:])
    return " ".join(part for part in (FORMATS.get(report.format, report.format), edition) if part)


def _facts(report: Report, lang: str) -> Iterator[tuple[str, object]]:
    """What was read, in the order and the words a person looks for; then the engines that judged."""
    facts = report.facts
    if facts.get("first_on") and facts.get("last_on"):
        yield WORDS[lang]["days"], WORDS[lang]["span"].format(first=facts["first_on"], last=facts["last_on"])
    for key, title in FACTS[lang].items():
        value = facts.get(key)
        if value not in (None, "", 0):
            yield title, f"{value:,}" if isinstance(value, int) else value
    yield WORDS[lang]["reference_date"], report.reference_date
    if not report.policy.is_default:
        policy = report.policy
        signs = [f"+{code}" for code in policy.block] + [f"−{code}" for code in policy.permit]
        yield WORDS[lang]["policy"], " ".join([policy.base, *signs])
    for key in sorted(k for k in facts if k.startswith("engine_")):
        yield key.removeprefix("engine_"), facts[key]
