"""`futae demo`: files (or the sample town) through the whole house, then served on this machine.

What does not live here: the sample town (futae.town), the service (serving).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from futae.checkfile import outcome
from futae.home import Outcome, local_worker, work_through
from futae.registry_file import FeedFiles, plan_feeds
from futae.town import write_town
from pipelines.workshop import clock
from terms.ids import FeedKey
from terms.notices import Severity
from terms.releases import Manifest
from terms.settings import Settings

Say = Callable[[str], None]
_MARK = {"publishable": "✓", "blocked": "✗", "unreadable": "?"}


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demo made: the outcomes of the files, and the manifests of the last release by audience."""

    outcomes: Sequence[Outcome]
    manifests: dict[str, Manifest]
    release: int | None


def town_plan(folder: Path, settings: Settings) -> list[FeedFiles]:
    """The sample town's files as feeds: title and holder of the first file, faulty versions after the good one."""
    plan: dict[FeedKey, FeedFiles] = {}
    for one in write_town(folder, today=settings.reference_date(clock())):
        key = FeedKey.parse(one.feed)
        first = plan.get(key) or FeedFiles(key, (), tuple(one.licence_ids), one.audience, "auto", one.title, one.holder)
        plan[key] = replace(first, files=(*first.files, one.path))
    return list(plan.values())


def line_of(one: Outcome) -> str:
    """One line about one file."""
    if one.report is None:
        return f"! {one.path.name}: {one.version.state} {one.version.reason}"
    report = one.report
    blocking = ", ".join(f"{t.code} × {t.total}" for t in report.totals if t.blocking)
    kind = " ".join(w for w in (report.format, report.edition) if w)
    counts = f"{report.count(Severity.ERROR)} errors, {report.count(Severity.WARNING)} warnings"
    end = f" — {blocking}" if blocking else ""
    return f"{_MARK[outcome(report)]} {one.version.feed} ← {one.path.name} ({kind}): {counts}{end}"


def _summary(manifests: dict[str, Manifest], say: Say) -> None:
    for audience, manifest in sorted(manifests.items()):
        counts = ", ".join(f"{c.count:,} {name}" for name, c in manifest.collections.items())
        say(f"  {audience}: {len(manifest.feeds)} feeds; {counts or 'nothing'}")


def expired_words(manifest: Manifest, today: str) -> str | None:
    """What to say when no feed with service days is in force at the reference date."""
    dated = [f for f in manifest.feeds if f.first_on and f.last_on]
    if not dated or any(str(f.first_on) <= today <= str(f.last_on) for f in dated):
        return None
    last = max(str(f.last_on) for f in dated)
    return f"nothing is in force on {today}; the last day with service is {last} (try --today {last})"


def build_demo(
    files: Sequence[Path], registry: Path | None, licence_ids: Sequence[str], settings: Settings, say: Say
) -> Demo:
    """Check, build and publish; prints as it goes."""
    with tempfile.TemporaryDirectory() as folder, local_worker(settings) as worker:
        plan = plan_feeds(files, registry, licence_ids) if files else town_plan(Path(folder), settings)
        outcomes, derived = work_through(worker, plan, lambda one: say(line_of(one)))
        manifests = dict(derived.manifests) if derived else worker.current_manifests()
        release = derived.number if derived else next((m.release for m in manifests.values()), None)
    if release is not None:
        say(f"release {release}:")
        _summary(manifests, say)
    today = settings.reference_date(clock()).isoformat()
    for manifest in manifests.values():
        words = expired_words(manifest, today)
        if words:
            say(f"  {manifest.audience}: {words}")
    return Demo(outcomes, manifests, release)
