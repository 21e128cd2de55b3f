"""Settling: a version becomes ready, blocked or unreadable, and live when that was asked for.

What does not live here: deciding what blocks (feeds.rules), making a release (publisher).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog import versions
from pipelines.building import BuiltLayer
from pipelines.checking import Checked
from pipelines.workshop import Workshop
from terms.faults import fault


def state_of(checked: Checked) -> str:
    """The state a check leads to."""
    if not checked.readable:
        return "unreadable"
    return "ready" if checked.publishable else "blocked"


def settle(workshop: Workshop, checked: Checked, built: Sequence[BuiltLayer] = ()) -> str:
    """Write the version's end state with its facts; publish it when that was asked for. Returns the state. A version
    that nobody claims any more (it was settled before, and is only being rebuilt) keeps its state."""
    state = state_of(checked)
    counts: dict[str, int] = {}
    skipped: dict[str, int] = {}
    for one in built:
        counts.update(one.counts)
        skipped.update(one.skipped)
    facts: Mapping[str, object] = {
        **checked.facts,
        "counts": counts,
        "skipped": skipped,
        "tables": dict(checked.tables),
    }
    fault("worker.after_features")
    catalog = workshop.catalog
    if workshop.version(checked.version_id).state == "checking":
        versions.finish(
            catalog,
            checked.version_id,
            workshop.holder,
            state=state,
            facts=facts,
            report_sha=checked.report_sha,
            format=checked.format,
            edition=str(checked.facts.get("edition") or ""),
            now=workshop.now(),
        )
    fault("worker.after_settle")
    return state
