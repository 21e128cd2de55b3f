"""`futae demo`: files (or the sample town) through the whole house, then served on this machine.

What does not live here: the sample town (futae.town), the service (serving).
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog import releases
from futae.home import Outcome, check_all, local_worker
from futae.registry_file import FeedFiles, Plan, plan_feeds
from futae.town import write_town
from pipelines.workshop import clock
from terms.ids import FeedKey
from terms.notices import Severity
from terms.releases import Manifest
from terms.reports import Report, outcome
from terms.settings import Settings

Say = Callable[[str], None]
_MARK = {"publishable": "✓", "blocked": "✗", "unreadable": "?"}
_NAMES_SHOWN = 20
_LINES_IN_VIEW = 10
"""With more files than this, those that cannot be published are told again at the end."""


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
        first = plan.get(key) or FeedFiles(
            key, (), tuple(one.licence_ids), one.audience, one.edition, one.title, one.holder
        )
        plan[key] = replace(first, files=(*first.files, one.path))
    return list(plan.values())


def why_blocked(report: Report) -> str:
    """The blocking codes with how often each was found."""
    return ", ".join(f"{t.code} × {t.total:,}" for t in report.totals if t.blocking)


def kind_of(report: Report) -> str:
    """Format and edition, such as 'gtfs-jp v2'."""
    return " ".join(w for w in (report.format, report.edition) if w)


def line_of(one: Outcome) -> str:
    """One line about one file."""
    if one.report is None:
        return f"! {one.path.name}: {one.version.state} {one.version.reason}"
    report = one.report
    blocking, kind = why_blocked(report), kind_of(report)
    counts = f"{report.count(Severity.ERROR)} errors, {report.count(Severity.WARNING)} warnings"
    end = f" — {blocking}" if blocking else ""
    return f"{_MARK[outcome(report)]} {one.version.feed} ← {one.path.name} ({kind}): {counts}{end}"


class _Progress:
    """Tells of each file in its turn, n of m; files that were here before are only counted."""

    def __init__(self, files: int, say: Say) -> None:
        self._files, self._say, self._width = files, say, len(str(files))
        self.done = self.again = 0

    def __call__(self, one: Outcome) -> None:
        self.done += 1
        if one.again:
            self.again += 1
            return
        self._say(f"[{self.done:>{self._width}}/{self._files}] {line_of(one)}")


def _begin(plan: Plan, settings: Settings, say: Say) -> None:
    say(f"{plan.files} files of {len(plan.feeds)} feeds → {settings.home}")
    if plan.absent:
        names = [f"{name} ({key})" for key, name in plan.absent]
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        say(f"the registry names {len(names)} files that were not given: {', '.join(names[:_NAMES_SHOWN])}{more}")


def _table(outcomes: Sequence[Outcome], say: Say) -> None:
    """How many files of each format may be published, and which not."""
    counted = Counter((kind_of(o.report), outcome(o.report)) for o in outcomes if o.report)
    kinds = sorted({kind for kind, _ in counted})
    width = max(map(len, [*kinds, "format"]), default=6)
    say(f"{'format'.ljust(width)}  files  publishable  blocked  unreadable")
    for kind in kinds:
        fits = [counted[(kind, name)] for name in _MARK]
        say(f"{kind.ljust(width)}  {sum(fits):>5}  {fits[0]:>11}  {fits[1]:>7}  {fits[2]:>10}")
    if len(outcomes) <= _LINES_IN_VIEW:
        return
    for one in outcomes:
        if one.report is None or not one.report.publishable:
            say(f"  {line_of(one)}")


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


def _peak_mib(who: int) -> float:
    """The most memory held by this process, or by the greatest of its ended children (getrusage(2): kB, macOS: B)."""
    return resource.getrusage(who).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _cost(checked_s: float, released_s: float) -> str:
    mine, theirs = _peak_mib(resource.RUSAGE_SELF), _peak_mib(resource.RUSAGE_CHILDREN)
    return (
        f"took {checked_s + released_s:.0f} s: checks {checked_s:.0f} s, release {released_s:.0f} s; most memory: "
        f"this process {mine:.0f} MiB, the greatest of its children {theirs:.0f} MiB"
    )


def _whose(ours: bool, same: bool) -> str:
    if ours:
        return ""
    return ", as before" if same else ", made by the service that runs on this home"


def build_demo(
    files: Sequence[Path], registry: Path | None, licence_ids: Sequence[str], settings: Settings, say: Say
) -> Demo:
    """Check, build and publish; prints as it goes. What the home holds already is left as it is."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        plan = plan_feeds(files, registry, licence_ids) if files else Plan(tuple(town_plan(Path(folder), settings)))
        _begin(plan, settings, say)
        told = _Progress(plan.files, say)
        with local_worker(settings) as worker:
            before = releases.current(worker.workshop.catalog)
            outcomes = check_all(worker, plan.feeds, told)
            checked = time.monotonic()
            if worker.publisher.waits():
                say("making the release …")
            derived = worker.publisher.publish_all()
            left, manifests = worker.publisher.waits(), worker.current_manifests()
    released = time.monotonic()
    release = next((m.release for m in manifests.values()), None)
    if told.again:
        new = f"; {told.done - told.again} are new" if told.done > told.again else ", nothing is new"
        say(f"{told.again} of {told.done} files were here already{new}")
    _table(outcomes, say)
    if release is not None:
        say(f"release {release}{_whose(derived is not None, before is not None and release == before.number)}:")
        if left:
            say("  without what waits: another publisher of this home makes no release; run this again later")
        _summary(manifests, say)
    today = settings.reference_date(clock()).isoformat()
    for manifest in manifests.values():
        words = expired_words(manifest, today)
        if words:
            say(f"  {manifest.audience}: {words}")
    say(_cost(checked - begun, released - checked))
    return Demo(outcomes, manifests, release)
