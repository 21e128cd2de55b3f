"""A report as plain text, as a person reads it in a terminal: pure, Report in, text out.

What does not live here: the page (page), the words of codes (they come with the report).
"""

from __future__ import annotations

from itertools import islice, zip_longest

from feeds.reportpage.visible import for_terminal
from terms.notices import Notice, Severity
from terms.reports import FORMATS, CodeTotal, Report, outcome, words_of
from terms.scores import NOT_MEASURED, PART_WORDS, score_json

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
    "en": {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"},
}
_WORDS = {
    "ja": {
        "at": "基準日 {date}",
        "edition": "第{n}版",
        "many": "{severity}{n:,}件",
        "kinds": "（{n}種類）",
        "join": "、",
        "more": "ほか{n:,}件",
        "fix": "直し方：{fix}",
        "none": "指摘はありません。",
        "mend": "✗ の付いたものをすべて直すと、公開できるようになります。",
        "row": "{row}行目",
        "colon": "：",
        "score": "品質 {value}／100（{parts}）",
        "win": "  ▲ あと{points:g}点：{message}",
        "policy": "公開を止めるものは、このデータの方針（{base}{more}）で決めました。",
        "block": "、止めるものに加えたコード {codes}",
        "permit": "、止めないコード {codes}",
    },
    "en": {
        "at": "judged as of {date}",
        "edition": "edition {n}",
        "many": "{n:,} {severity}",
        "kinds": " (kinds: {n})",
        "join": "; ",
        "more": "and {n:,} more",
        "fix": "How to fix it: {fix}",
        "none": "Nothing was found.",
        "mend": "Fix everything marked ✗ and the file can be published.",
        "row": "row {row}",
        "colon": ": ",
        "score": "Quality {value} of 100 ({parts})",
        "win": "  ▲ {points:g} more: {message}",
        "policy": "What blocks was decided by this feed's own policy ({base}{more}).",
        "block": "; blocks too: {codes}",
        "permit": "; does not block: {codes}",
    },
}
WON_BACK = 3
"""Ways to win points that are named."""
SHOWN = {Severity.ERROR: 3, Severity.WARNING: 3, Severity.INFO: 1}
"""Places named for each code."""


def _many(severity: Severity, n: int, lang: str) -> str:
    """'1 error', '2 errors', 'エラー2件'."""
    word = _SEVERITY[lang][severity]
    return _WORDS[lang]["many"].format(n=n, severity=word + "s" if lang == "en" and n != 1 else word)


def _where(notice: Notice, message: str, lang: str) -> str:
    """The table, and the row with it, when the message does not name the table itself."""
    words, table = _WORDS[lang], notice.table or ""
    if not table or table in message:
        return ""
    row = "" if notice.row is None else words["row"].format(row=notice.row)
    return f"{table} {'' if row in message.lower() else row}".strip() + words["colon"]


def _chosen(notices: list[Notice], most: int) -> list[Notice]:
    """At most so many notices, of different tables and columns first: 4,000 rows of one table hide nothing else."""
    by_place: dict[tuple[str | None, str | None], list[Notice]] = {}
    for notice in notices:
        by_place.setdefault((notice.table, notice.column), []).append(notice)
    rounds = zip_longest(*by_place.values())
    return list(islice((notice for some in rounds for notice in some if notice is not None), most))


def _code_lines(report: Report, total: CodeTotal, lang: str) -> list[str]:
    """The heading of one code, its first places, and how to mend it."""
    words = _WORDS[lang]
    lines = ["", f"{'✗' if total.blocking else '-'} {_many(total.severity, total.total, lang)} [{total.code}]"]
    chosen = _chosen([n for n in report.notices if _key(n) == _key(total)], SHOWN[total.severity])
    said = [(notice, words_of(report, notice, lang)) for notice in chosen]
    lines += dict.fromkeys(f"    {_where(notice, text.message, lang)}{text.message}" for notice, text in said)
    if total.total > len(chosen):
        lines.append("    " + words["more"].format(n=total.total - len(chosen)))
    fixes = dict.fromkeys(text.fix for _, text in said if text.fix)
    return [*lines, *("    → " + words["fix"].format(fix=fix) for fix in islice(fixes, 1))]


def _key(one: Notice | CodeTotal) -> tuple[str, Severity, bool]:
    return one.code, one.severity, one.blocking


def _head(report: Report, lang: str, name: str) -> str:
    """The verdict in one line."""
    words, edition = _WORDS[lang], report.edition
    if edition.startswith("v"):
        edition = words["edition"].format(n=edition[1:])
    kind = " ".join(part for part in (FORMATS.get(report.format, report.format), edition) if part)
    about = words["join"].join(part for part in (kind, words["at"].format(date=report.reference_date)) if part)
    verdict = _HEAD[lang][outcome(report)]
    return f"{name}：{verdict}（{about}）" if lang == "ja" else f"{name}: {verdict} ({about})"


def _counts(report: Report, lang: str) -> str:
    """How many errors, warnings and notes there are."""
    parts = []
    for severity in Severity:
        kinds = sum(total.severity is severity for total in report.totals)
        if kinds:
            parts.append(_many(severity, report.count(severity), lang) + _WORDS[lang]["kinds"].format(n=kinds))
    return _WORDS[lang]["join"].join(parts)


def _policy(report: Report, lang: str) -> list[str]:
    """Which policy judged, when it is not the default."""
    policy, words = report.policy, _WORDS[lang]
    if policy.is_default:
        return []
    told = (("block", policy.block), ("permit", policy.permit))
    more = "".join(words[name].format(codes=", ".join(codes)) for name, codes in told if codes)
    return [words["policy"].format(base=policy.base, more=more)]


def _score(report: Report, lang: str) -> list[str]:
    """The score, its parts, and what would win back the most points."""
    if report.score is None:
        return []
    told, words = score_json(report.score, lang), _WORDS[lang]
    parts = (
        f"{PART_WORDS[lang][part]} {NOT_MEASURED[lang] if value is None else value}"
        for part, value in told["parts"].items()
    )
    lines = [words["score"].format(value=told["value"], parts=words["join"].join(parts))]
    for lost in told["lost"][:WON_BACK]:
        lines.append(words["win"].format(points=lost["points"], message=lost["message"]))
        lines.append(f"      → {lost['fix']}")
    return lines


def as_text(report: Report, lang: str, name: str) -> str:
    """What a person reads in a terminal: the verdict, the counts, then each code with its first places and how to
    mend it, what blocks first."""
    lines = [_head(report, lang, name)]
    if report.totals:
        lines.append(_counts(report, lang))
    else:
        lines.append(_WORDS[lang]["none"])
    lines += [*_policy(report, lang), *_score(report, lang)]
    if outcome(report) == "blocked":
        lines.append(_WORDS[lang]["mend"])
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    for total in sorted(report.totals, key=lambda t: (not t.blocking, order[t.severity], t.code)):
        lines += _code_lines(report, total, lang)
    return for_terminal(lines)
