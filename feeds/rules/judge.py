"""The door: judge one GTFS or GTFS-JP feed at one reference date.

Recognise, run the canonical rules, soften, run our rules, merge, place, word. What does not live here: any rule,
severity or sentence; reading the archive (feeds.formats); the process it runs in (boxes).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from feeds.formats.ascii_ids import CODE, AsciiIds, odd_cells
from feeds.formats.engine_view import EngineView
from feeds.found import Found
from feeds.rows.file import RowFile, Rows
from feeds.rows.finish import Finisher
from feeds.rows.wide import wide_of_findings
from feeds.rules import guru, soften
from feeds.rules.fallback import fallback_text
from feeds.rules.guru_lacks import lacks
from feeds.rules.judged import Judged
from feeds.rules.lines import with_lines
from feeds.rules.places import with_places
from feeds.rules.policy import blocking_codes
from feeds.rules.recognise import is_old_layout, recognise
from feeds.rules.registry import canonical_texts, rule_set, rules
from feeds.rules.rule import FINDING, Rule, RuleContext
from feeds.rules.services import with_service_tables
from feeds.tables import TextTables
from terms.notices import Notice, RuleText, Severity
from terms.policies import DEFAULT, Policy
from terms.reports import CodeTotal

CAP = 1_000
"""Notices kept for each code, unless told otherwise."""

_NO_TEXTS: Mapping[str, RuleText] = {}


def judge_gtfs(
    tables: TextTables,
    archive_path: Path,
    *,
    edition: str = "auto",
    reference_date: date,
    country: str = "JP",
    cap: int = CAP,
    extra: tuple[Notice, ...] = (),
    extra_texts: Mapping[str, RuleText] = _NO_TEXTS,
    view: EngineView | None = None,
    policy: Policy | str = DEFAULT,
    rows: RowFile | None = None,
) -> Judged:
    """Everything the rules say about a feed.

    `tables` are what the reader made of it; `archive_path` is the same feed for the canonical engine: a name ending in
    .zip, or a folder, with the files at its root. `edition` is auto, v2, v3 or v4 (a chosen one makes it GTFS-JP).
    `extra` are notices of the reader, each counted once, with their words in `extra_texts`. `view` tells in what the
    archive differs from the tables; `policy` (or only its base) what blocks; `rows` is given every finding. Never
    raises for bad data; ValueError for an unknown edition or policy."""
    format_name, judged_edition = recognise(tables, edition)
    policy = Policy(policy) if isinstance(policy, str) else policy
    blocking = blocking_codes(policy.base, rules(), judged_edition)
    ours = _ours(view, extra_texts)
    door = None if rows is None else Rows(rows, _finisher(tables, view, ours))
    found = Found(cap, door, policy)
    shown = tables if view is None else view.tables
    result = guru.validate(archive_path, country=country, reference_date=reference_date, tables=shown)
    old_layout = is_old_layout(tables.get("translations"))
    ground = soften.Ground(judged_edition, old_layout, "rider_categories" in tables.tables)
    if format_name == "gtfs-jp":
        gone = soften.softened(result, ground, found)
        run_rules(rules(), tables, RuleContext(judged_edition), found, blocking)
    else:
        gone = soften.as_engine_says(result, ground, found)
    del result  # the engine keeps every notice alive
    _add_lacks(shown, policy, found)
    if view is not None and view.ids is not None:
        found.restore(view.ids.restored)
        severity = Severity.INFO if format_name == "gtfs-jp" else Severity.WARNING
        _add_odd_ids(view.ids, tables, severity, found)
    found.extend(extra)
    if door is not None:
        _finish_rows(door, view, policy)
    return Judged(
        edition=judged_edition,
        format=format_name,
        totals=found.totals(),
        notices=with_places(_lined(found, tables, view, ours), tables),
        texts=_texts(found, extra_texts),
        engines={guru.ENGINE: guru.version(), "futae-rules": rule_set()},
        facts={f"softened_{code}": count for code, count in gone.items()},
        marks={rule.code: rule.mark.value for rule in rules() if rule.code in found.codes},
    )


def _add_lacks(shown: TextTables, policy: Policy, found: Found) -> None:
    """What canonical rules find and the engine does not."""
    for lack in lacks(shown):
        blocking = lack.severity is Severity.ERROR and (lack.keeps_off or policy.base == "strict")
        notices = [
            replace(guru.as_notice(lack.code, lack.severity, context), blocking=blocking)
            for context in lack.contexts(found.cap)
        ]
        total = CodeTotal(lack.code, lack.severity, blocking, lack.frame.height, len(notices))
        found.merge(total, notices, lack.frames)


def _ours(view: EngineView | None, readers: Mapping[str, RuleText]) -> frozenset[str]:
    """Codes whose rows are lines already: those of the reader, of our rules, and odd ids counted by us."""
    own = {CODE} if view is not None and view.ids is not None else set()
    return frozenset({*readers, *(rule.code for rule in rules()), *own})


def _lined(found: Found, tables: TextTables, view: EngineView | None, ours: Collection[str]) -> tuple[Notice, ...]:
    """The notices with their right table and line."""
    engine = tables if view is None else view.tables
    return with_lines(with_service_tables(found.notices(), tables), engine, ours)


def _finisher(tables: TextTables, view: EngineView | None, ours: Collection[str]) -> Finisher:
    if view is None:
        return Finisher(tables, tables, ours=ours)
    return Finisher(tables, view.tables, view.ids.own if view.ids is not None else None, ours)


def _finish_rows(door: Rows, view: EngineView | None, policy: Policy) -> None:
    """Write what waits, and the rows that the engine was not shown."""
    door.flush()
    for notice, rest in view.flood_rows if view is not None else ():
        blocking = policy.blocks(notice.code, notice.blocking)
        door.frames((notice.code, notice.severity, blocking), (rest(),))


def _add_odd_ids(ids: AsciiIds, tables: TextTables, severity: Severity, found: Found) -> None:
    """What the engine would have said about ids, had it seen them; INFO in a GTFS-JP feed (`soften`)."""
    samples = [replace(notice, severity=severity) for notice in ids.samples[: found.cap]]
    found.merge(CodeTotal(CODE, severity, False, ids.count, len(samples)), samples, lambda: odd_cells(tables, ids.odd))


def run_rules(
    chosen: Iterable[Rule], tables: TextTables, context: RuleContext, found: Found, blocking: Collection[str]
) -> None:
    """Put what our rules of that edition find into `found`; findings of the codes in `blocking` block."""
    for rule in chosen:
        if rule.runs_in(context.edition):
            frame = rule.check(tables, context)
            if frame.height:
                _gather(rule, frame, rule.severity[context.edition], rule.code in blocking, found)


def _gather(rule: Rule, frame: pl.DataFrame, severity: Severity, blocking: bool, found: Found) -> None:
    notices = [
        Notice(
            rule.code,
            severity,
            blocking,
            **{name: row.pop(name) for name in FINDING},
            details={name: cell for name, cell in row.items() if cell is not None},
        )
        for row in frame.head(found.cap).to_dicts()
    ]
    total = CodeTotal(rule.code, severity, blocking, frame.height, len(notices))
    found.merge(total, notices, lambda: [wide_of_findings(frame)])


def _texts(found: Found, extra_texts: Mapping[str, RuleText]) -> dict[str, RuleText]:
    known = {**canonical_texts(), **{rule.code: rule.text for rule in rules()}, **extra_texts}
    notices = found.notices()
    return {
        code: known.get(code) or fallback_text(code, [n for n in notices if n.code == code])
        for code in sorted(found.codes)
    }
