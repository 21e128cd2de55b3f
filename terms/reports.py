"""Report: what was found in one version of one feed, judged at one reference date.

One function, `report_json`, makes the document that the command line and the service both give. The stored form
(`to_json`/`from_json`) carries the words of both languages. What does not live here: judging (feeds.rules).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from terms.geo import Bounds, Place
from terms.notices import Notice, RuleText, Scalar, Severity, Words
from terms.policies import DEFAULT, Policy, read_policy
from terms.scores import Score, from_stored, score_json, to_stored

LANGUAGES = ("ja", "en")
FORMATS = {"gtfs": "GTFS", "gtfs-jp": "GTFS-JP", "ksj-n03": "KSJ N03", "unknown": ""}
"""Format → what people call it; of others the format itself is shown."""


@dataclass(frozen=True, slots=True)
class CodeTotal:
    """How often one code was found: `total` is true, `shown` is how many notices are kept."""

    code: str
    severity: Severity
    blocking: bool
    total: int
    shown: int


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check. `format` is 'gtfs', 'gtfs-jp', 'ksj-n03' or 'unknown'; `edition` e.g. 'v3', '' when the
    format has none; `reference_date` is an ISO date; `facts` are scalars worth showing (counts, service span, time
    zone, engine versions). `marks`: code → how well its rule is known (terms.columns.Mark), of rules of ours; `sketch`:
    places of some of the feed's stops to draw findings over, 'lon,lat lon,lat …'; `policy`: what it was judged by;
    `score`: of GTFS feeds that could be read."""

    format: str
    edition: str
    readable: bool
    publishable: bool
    reference_date: str
    totals: tuple[CodeTotal, ...] = ()
    notices: tuple[Notice, ...] = ()
    texts: Mapping[str, RuleText] = field(default_factory=dict)
    facts: Mapping[str, Scalar] = field(default_factory=dict)
    bounds: Bounds | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    sketch: str = ""
    policy: Policy = DEFAULT
    score: Score | None = None

    def count(self, severity: Severity) -> int:
        """How many notices of one severity were found (true total)."""
        return sum(t.total for t in self.totals if t.severity is severity)


def outcome(report: Report) -> str:
    """'publishable', 'blocked' or 'unreadable'."""
    if not report.readable:
        return "unreadable"
    return "publishable" if report.publishable else "blocked"


_FIELD = re.compile(r"\{(\w+)\}")


def _fill(template: str, notice: Notice) -> str:
    """Put the notice's fields into the template, a field without a value as an em dash; other braces stay as they are.
    (`str.format` would fail on stray braces and obey `{value.attribute}` and `{row:9999999}`.)"""
    own = {
        "table": notice.table,
        "row": notice.row,
        "column": notice.column,
        "value": notice.value,
        "expected": notice.expected,
    }
    fields = {k: v for many in (notice.details, own) for k, v in many.items() if v is not None}
    return _FIELD.sub(lambda found: str(fields.get(found[1], "—")), template)


def words_of(report: Report, notice: Notice, lang: str) -> Words:
    """The filled words of one notice; `lang` is 'ja' or 'en'. A code without texts shows itself."""
    text = report.texts.get(notice.code)
    if text is None:
        return Words(notice.code, "")
    words = text.ja if lang == "ja" else text.en
    return Words(_fill(words.message, notice), _fill(words.fix, notice))


def _total_json(total: CodeTotal, marks: Mapping[str, str]) -> dict[str, Any]:
    found = {
        "code": total.code,
        "severity": total.severity.value,
        "blocking": total.blocking,
        "total": total.total,
        "shown": total.shown,
    }
    return found | ({"mark": marks[total.code]} if total.code in marks else {})


def summary_json(report: Report) -> dict[str, Any]:
    """Counts by severity and code, and the report's facts."""
    found: dict[str, Any] = {
        "readable": report.readable,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "infos": report.count(Severity.INFO),
        "codes": [_total_json(t, report.marks) for t in report.totals],
        "bounds": report.bounds.as_list() if report.bounds else None,
        "facts": dict(report.facts),
    }
    return found | ({"sketch": report.sketch} if report.sketch else {})


def _notice_json(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "severity": notice.severity.value,
        "blocking": notice.blocking,
        "table": notice.table,
        "row": notice.row,
        "column": notice.column,
        "value": notice.value,
        "expected": notice.expected,
        "place": [notice.place.lon, notice.place.lat] if notice.place else None,
        "details": dict(notice.details),
    }


def report_json(report: Report, lang: str = "ja") -> dict[str, Any]:
    """The public document, equal from `futae check` and from the service."""
    notices = []
    for notice in report.notices:
        words = words_of(report, notice, lang)
        notices.append({**_notice_json(notice), "message": words.message, "fix": words.fix})
    return {
        "format": report.format,
        "edition": report.edition,
        "publishable": report.publishable,
        "policy": report.policy.to_json(),
        "reference_date": report.reference_date,
        "language": lang,
        "score": score_json(report.score, lang) if report.score else None,
        "summary": summary_json(report),
        "notices": notices,
    }


def to_json(report: Report) -> dict[str, Any]:
    """The stored form, both languages inside."""
    return {
        "format": report.format,
        "edition": report.edition,
        "publishable": report.publishable,
        "policy": report.policy.to_json(),
        "reference_date": report.reference_date,
        "score": to_stored(report.score) if report.score else None,
        "summary": summary_json(report),
        "notices": [_notice_json(n) for n in report.notices],
        "texts": {
            code: {"ja": [t.ja.message, t.ja.fix], "en": [t.en.message, t.en.fix]}
            for code, t in sorted(report.texts.items())
        },
    }


def _notice_from(raw: Mapping[str, Any]) -> Notice:
    place = raw.get("place")
    return Notice(
        code=raw["code"],
        severity=Severity(raw["severity"]),
        blocking=raw["blocking"],
        table=raw["table"],
        row=raw["row"],
        column=raw["column"],
        value=raw["value"],
        expected=raw["expected"],
        place=Place(place[0], place[1]) if place else None,
        details=raw.get("details", {}),
    )


def from_json(raw: Mapping[str, Any]) -> Report:
    """Read back what `to_json` wrote."""
    summary = raw["summary"]
    return Report(
        format=raw["format"],
        edition=raw["edition"],
        readable=summary["readable"],
        publishable=raw["publishable"],
        reference_date=raw["reference_date"],
        totals=tuple(
            CodeTotal(c["code"], Severity(c["severity"]), c["blocking"], c["total"], c["shown"])
            for c in summary["codes"]
        ),
        notices=tuple(_notice_from(n) for n in raw["notices"]),
        texts={
            code: RuleText(Words(t["ja"][0], t["ja"][1]), Words(t["en"][0], t["en"][1]))
            for code, t in raw["texts"].items()
        },
        facts=summary["facts"],
        bounds=Bounds.of(summary["bounds"]) if summary["bounds"] else None,
        marks={c["code"]: c["mark"] for c in summary["codes"] if "mark" in c},
        sketch=summary.get("sketch", ""),
        policy=read_policy(raw.get("policy")),
        score=from_stored(raw["score"]) if raw.get("score") else None,
    )
