"""What a run tells of a report, as asset checks: `publishable` blocks; canonical, GTFS-JP and reading errors only tell.

Each is passed when the report has no finding of it, and names the codes that were found. Rule by rule, over all live
feeds: `liverules`. What does not live here: judging (feeds.rules), who asks (`assets`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from feeds.rules.registry import canonical_texts, rules
from feeds.rules.rule import Rule
from pipelines.checking import Checked
from pipelines.lineage import REPORT
from pipelines.words import words
from terms.notices import Severity
from terms.reports import CodeTotal

PUBLISHABLE, CANONICAL, READING, JP = "publishable", "canonical_errors", "reading_errors", "jp_rules"
SHOWN = 20
"""Codes told in one check's metadata at most."""
_NAMES = (PUBLISHABLE, CANONICAL, READING, JP)


def check_specs() -> list[dg.AssetCheckSpec]:
    """The checks of `report` that its own run tells."""
    return [
        dg.AssetCheckSpec(name, asset=REPORT, blocking=name == PUBLISHABLE, description=words(name)) for name in _NAMES
    ]


def check_results(checked: Checked) -> Iterator[dg.AssetCheckResult]:
    """What the report says, check by check; `publishable` comes last, since it may end the run."""
    ours = {rule.code for rule in rules()}
    canonical = canonical_texts()
    errors = [t for t in checked.totals if t.severity is Severity.ERROR and t.code not in ours]
    if checked.readable and checked.is_gtfs:
        yield _result(checked, CANONICAL, [t for t in errors if t.code in canonical])
        if checked.format == "gtfs-jp":
            yield _result(checked, JP, [t for t in checked.totals if t.code in ours])
    yield _result(checked, READING, [t for t in errors if t.code not in canonical])
    blocking = [t for t in checked.totals if t.blocking]
    yield _result(checked, PUBLISHABLE, blocking, passed=checked.publishable)


def _result(
    checked: Checked, name: str, found: Sequence[CodeTotal], *, passed: bool | None = None
) -> dg.AssetCheckResult:
    """Passed when nothing was found. A failed check is ERROR where a finding is one, else WARN."""
    passed = not found if passed is None else passed
    worst = any(t.severity is Severity.ERROR for t in found) or name == PUBLISHABLE
    metadata: dict[str, Any] = {"feed": checked.feed, "version": checked.number, "found": sum(t.total for t in found)}
    if found:
        some = sorted(found, key=lambda t: -t.total)[:SHOWN]
        metadata["codes"] = dg.MetadataValue.md(
            "\n".join(f"- `{t.code}` × {t.total:,} ({t.severity.value}{', blocks' * t.blocking})" for t in some)
        )
    return dg.AssetCheckResult(
        asset_key=REPORT,
        check_name=name,
        passed=passed,
        severity=dg.AssetCheckSeverity.ERROR if worst else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


def describe(rule: Rule) -> str:
    """The rule's own words, where the value would stand a dot."""
    ja, en = (re.sub(r"\{\w+\}", "…", one.message) for one in (rule.text.ja, rule.text.en))
    severities = ", ".join(f"{edition} {severity.value}" for edition, severity in sorted(rule.severity.items()))
    return f"{ja}\n\n{en}\n\n{severities}. Source: {rule.source} ({rule.mark.value})"
