"""`futae check`: one file through the same box and the same rules as the service; no home, no database.

What does not live here: rules, words (feeds), the report's form (terms.reports).
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path

from boxes.box import Box
from boxes.limits import Limits, cpu_budget_s
from boxes.reports import death_report
from terms.notices import Notice, Severity
from terms.reports import Report, from_json, report_json, words_of

INSPECT = "feeds.inspect:inspect"
EXIT = {"publishable": 0, "blocked": 1, "unreadable": 2}
_HEAD = {
    "ja": {"publishable": "公開できます", "blocked": "このままでは公開できません", "unreadable": "読めません"},
    "en": {
        "publishable": "can be published",
        "blocked": "cannot be published as it is",
        "unreadable": "cannot be read",
    },
}
_SEVERITY = {
    "ja": {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "情報"},
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"},
}
_WORDS = {
    "ja": {"at": "基準日", "more": "ほか {n} 件", "fix": "直し方", "none": "指摘はありません", "line": "{row}行目"},
    "en": {"at": "judged at", "more": "and {n} more", "fix": "mend", "none": "nothing to say", "line": "line {row}"},
}
SHOWN_PER_CODE = 3


def check_file(path: Path, *, today: date, edition: str = "auto", limits: Limits | None = None) -> Report:
    """The report on a file (or a folder of GTFS tables), judged at `today`."""
    with tempfile.TemporaryDirectory() as folder, Box(limits or Limits(), preload=("feeds.inspect",)) as box:
        out = Path(folder) / "out"
        out.mkdir()
        given = {"file_name": path.name, "edition": edition, "reference_date": today.isoformat()}
        result = box.run(INSPECT, path, given, out, cpu_s=cpu_budget_s(_size_bytes(path)))
        if result.value is None:
            return death_report(result.died or "crash", result.limits, today.isoformat())
        return from_json(result.value["report"])


def _size_bytes(path: Path) -> int:
    """Of a file, or of all files in a folder."""
    files = [path] if path.is_file() else (one for one in path.rglob("*") if one.is_file())
    return sum(one.stat().st_size for one in files)


def outcome(report: Report) -> str:
    """'publishable', 'blocked' or 'unreadable'."""
    if not report.readable:
        return "unreadable"
    return "publishable" if report.publishable else "blocked"


def as_json(report: Report, lang: str) -> str:
    """The public document as text."""
    return json.dumps(report_json(report, lang), ensure_ascii=False, indent=2) + "\n"


def _where(notice: Notice, lang: str) -> str:
    words = _WORDS[lang]
    parts = [
        notice.table or "",
        words["line"].format(row=notice.row) if notice.row is not None else "",
        notice.column or "",
    ]
    return " ".join(p for p in parts if p)


def _code_lines(report: Report, code: str, total: int, lang: str) -> list[str]:
    kept = [n for n in report.notices if n.code == code]
    lines = []
    for notice in kept[:SHOWN_PER_CODE]:
        where = _where(notice, lang)
        lines.append(f"    {where + ': ' if where else ''}{words_of(report, notice, lang).message}")
    if total > len(lines):
        lines.append("    " + _WORDS[lang]["more"].format(n=total - len(lines)))
    if kept and (fix := words_of(report, kept[0], lang).fix):
        lines.append(f"    → {_WORDS[lang]['fix']}: {fix}")
    return lines


def as_text(report: Report, lang: str, name: str) -> str:
    """What a person reads in a terminal: the verdict, then each code with its first places and how to mend it."""
    kind = " ".join(w for w in (report.format, report.edition) if w)
    lines = [f"{name}: {_HEAD[lang][outcome(report)]} ({kind}; {_WORDS[lang]['at']} {report.reference_date})"]
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    for total in sorted(report.totals, key=lambda t: (not t.blocking, order[t.severity], t.code)):
        mark = "✗" if total.blocking else "-"
        lines.append(f"\n{mark} {_SEVERITY[lang][total.severity]} {total.code} × {total.total}")
        lines += _code_lines(report, total.code, total.total, lang)
    if not report.totals:
        lines.append(_WORDS[lang]["none"])
    return "\n".join(lines) + "\n"
