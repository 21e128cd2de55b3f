"""Sweeping (`futae gc`): releases beyond the policy are let go, and bytes that nothing has asked for during a day go.

Safe beside a service and its workers. Bytes that are put meanwhile are young and stay (`Store.delete_older`). A
publisher takes bytes that lie there without putting them, by the row of their artifact; so rows are deleted while
nobody publishes (its lease is held for that moment) and what was published meanwhile is marked first, and bytes only
after their rows. While a tombstone stands whose bytes are not gone, nothing unmarked waits its day: any of it may hold
what is buried. Killed anywhere, it leaves a whole home. What does not live here: what is marked (catalog.marks).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from catalog import artifacts, diffs, keeping, marks, previews, releases, tombstones, versions
from catalog.db import Catalog
from catalog.marks import ArtifactMark
from pipelines.leases import held_lease
from pipelines.previews import KEPT
from pipelines.workshop import clock, holder_name, open_home
from terms.clocks import zone
from terms.errors import Conflict, StoreError
from terms.faults import fault
from terms.keeping import KeepPolicy
from terms.settings import Settings

LEASE = "gc"
UNMARKED_FOR = timedelta(hours=24)
BUSY_FOR = timedelta(hours=1)
"""Longer than any version is worked on between its first stored bytes and its last row."""
YOUNG = timedelta(minutes=1)
"""Bytes as young as this always stay: longer than any other work lets between bytes and row."""
PATIENCE_S = 600.0
LOOK_S = 0.2
SEEN = "unmarked.json"


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who sweeps: the catalog, the settings, the name under which leases are held, and the clock."""

    catalog: Catalog
    settings: Settings
    holder: str
    now: Callable[[], datetime] = field(default=clock)

    @property
    def policy(self) -> KeepPolicy:
        """Which releases are kept."""
        given = self.settings
        return KeepPolicy(given.keep_releases_days, given.keep_releases_months, zone(given.zone_name))


@dataclass(slots=True)
class Tally:
    """How many files, and their bytes."""

    files: int = 0
    size_bytes: int = 0

    def add(self, size_bytes: int) -> None:
        """One more."""
        self.files += 1
        self.size_bytes += size_bytes


@dataclass(slots=True)
class Swept:
    """What a sweep did, or would do: releases let go, files by kind, those that wait for their time, those kept."""

    gone: list[int] = field(default_factory=list)
    kinds: dict[str, Tally] = field(default_factory=dict)
    waiting: Tally = field(default_factory=Tally)
    kept: Tally = field(default_factory=Tally)


@contextmanager
def open_keeper(settings: Settings) -> Iterator[Keeper]:
    """A keeper of the home that the settings name."""
    catalog = open_home(settings)
    try:
        yield Keeper(catalog, settings, holder_name(LEASE))
    finally:
        catalog.close()


def sweep(keeper: Keeper, *, unmarked_for: timedelta = UNMARKED_FOR, dry_run: bool = False) -> Swept:
    """Let releases go and sweep what was first found unmarked `unmarked_for` ago or earlier. `dry_run` only tells.
    Raises Conflict when another sweep is at work, when a version is being checked and `unmarked_for` is shorter than
    BUSY_FOR, or when a publisher does not end."""
    if unmarked_for < BUSY_FOR and versions.any_waiting(keeper.catalog):
        raise Conflict("a version is being checked: wait for it, or sweep what was unmarked for 1h or longer")
    stones = tombstones.list_tombstones(keeper.catalog)
    if any(stone.swept_at is None for stone in stones):
        unmarked_for = min(unmarked_for, BUSY_FOR if versions.any_waiting(keeper.catalog) else timedelta(0))
    if dry_run:
        return _sweep(keeper, unmarked_for, dry_run=True)
    with held_lease(keeper, LEASE) as fencing:
        if fencing is None:
            raise Conflict("another sweep, or a backup, of this home is at work")
        return _sweep(keeper, unmarked_for, dry_run=False)


def _sweep(keeper: Keeper, unmarked_for: timedelta, *, dry_run: bool) -> Swept:
    catalog, started = keeper.catalog, keeper.now()
    before = started - max(unmarked_for, YOUNG)
    if not dry_run:
        previews.drop_previews(catalog, before=started - KEPT)
        diffs.drop_diffs(catalog, before=started - diffs.KEPT)
    swept = Swept(_let_go(keeper, started, dry_run=dry_run))
    fault("gc.after_gone")
    current = releases.current(catalog)
    rows = marks.artifact_marks(catalog)
    due = _Due(before, started - YOUNG, marks.names_of_buried(catalog, rows))
    marked = _marked(keeper, rows, due, swept.gone)
    seen = _seen(keeper.settings.home / SEEN)
    unmarked = {sha: min(seen.get(sha, started), started) for sha in _unmarked(catalog, marked, swept)}
    for sha, since in unmarked.items():
        if (sha in due.buried or since <= started - unmarked_for) and _is_older(catalog, sha, due.before(sha)):
            due.names.add(sha)
    due.lost = {row.sha256 for row in rows} - marked - set(unmarked)
    if not dry_run and due.names | due.lost:
        _forget_rows(keeper, due, rows, current.number if current else 0)
        fault("gc.after_rows")
    _delete(catalog, due, rows, swept, dry_run=dry_run)
    for sha in set(unmarked) - due.names:
        swept.waiting.add(_size(catalog, sha))
    if not dry_run:
        _remember(keeper.settings.home / SEEN, {sha: at for sha, at in unmarked.items() if sha not in due.names})
        _end_burials(keeper, due.buried - marked, set(unmarked) - due.names)
    return swept


@dataclass(slots=True)
class _Due:
    """What is to be deleted: `names` in the store, `lost` names that rows speak of and that are not there; what is
    buried may be younger than the rest."""

    old: datetime
    buried_old: datetime
    buried: set[str]
    names: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)

    def before(self, sha: str) -> datetime:
        """Bytes put since then stay."""
        return self.buried_old if sha in self.buried else self.old


def _end_burials(keeper: Keeper, buried: set[str], left: set[str]) -> None:
    """Once nothing of what is buried is stored (`buried`: what nobody else asks for), and nothing unmarked is `left`
    from before a tombstone, the tombstones say so."""
    catalog = keeper.catalog
    stones = tombstones.list_tombstones(catalog)
    last = max((stone.set_at for stone in stones), default=None)
    if last is None or any(catalog.store.exists(sha) for sha in buried):
        return
    if not any(_is_older(catalog, sha, last) for sha in left):
        fault("gc.after_buried")
        tombstones.note_swept(catalog, now=keeper.now())


def _let_go(keeper: Keeper, now: datetime, *, dry_run: bool) -> list[int]:
    if dry_run:
        return keeping.beyond_policy(keeper.catalog, keeper.policy, now=now)
    return keeping.let_go(keeper.catalog, keeper.policy, actor=LEASE, now=now)


def _marked(keeper: Keeper, rows: list[ArtifactMark], due: _Due, gone: Collection[int]) -> set[str]:
    """All that is asked for; `gone` are releases that only a dry run still finds kept."""
    catalog = keeper.catalog
    found = marks.marks_of_rows(catalog)
    kept = (row for row in marks.kept_after(catalog, 0) if row.number not in gone)
    found |= marks.marks_of_releases(catalog, kept)
    found |= {row.sha256 for row in rows if row.made_at >= due.before(row.sha256)}
    marks.spread(found, rows)
    return found


def _unmarked(catalog: Catalog, marked: set[str], swept: Swept) -> Iterator[str]:
    """Names in the store that are not marked; those that are, are counted."""
    for sha in catalog.store.list():
        if sha in marked:
            swept.kept.add(_size(catalog, sha))
        else:
            yield sha


def _forget_rows(keeper: Keeper, due: _Due, rows: list[ArtifactMark], known: int) -> None:
    """Delete the rows of what is due, and those whose bytes are lost, while nobody publishes; what releases above
    `known` took meanwhile is due no more."""
    catalog = keeper.catalog
    with _nobody_publishes(keeper) as fencing:
        fault("gc.after_lease")
        taken = marks.marks_of_releases(catalog, marks.kept_after(catalog, known))
        marks.spread(taken, rows)
        due.names -= taken
        fence = (releases.PUBLISHER, fencing)
        for names, before in ((due.names - due.buried, due.old), (due.names & due.buried, due.buried_old),
                              (due.lost - taken, due.old)):  # fmt: skip
            artifacts.forget_artifacts(catalog, names, before=before, fence=fence)


@contextmanager
def _nobody_publishes(keeper: Keeper) -> Iterator[int]:
    """The publisher's lease, once it is free; raises Conflict after PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with held_lease(keeper, releases.PUBLISHER) as fencing:
            if fencing is not None:
                yield fencing
                return
        time.sleep(LOOK_S)
    raise Conflict("a release is still being made; try again later")


def _delete(catalog: Catalog, due: _Due, rows: list[ArtifactMark], swept: Swept, *, dry_run: bool) -> None:
    kinds = {row.sha256: row.kind for row in rows}
    for sha in sorted(due.names):
        size = _size(catalog, sha) if dry_run else catalog.store.delete_older(sha, due.before(sha))
        if size is not None:
            swept.kinds.setdefault(kinds.get(sha, "other"), Tally()).add(size)
        if not dry_run:
            fault("gc.after_bytes")


def _is_older(catalog: Catalog, sha: str, before: datetime) -> bool:
    with suppress(StoreError, FileNotFoundError):
        return catalog.store.stored_at(sha) < before
    return False


def _size(catalog: Catalog, sha: str) -> int:
    with suppress(StoreError, FileNotFoundError):
        return catalog.store.size(sha)
    return 0


def _seen(path: Path) -> dict[str, datetime]:
    """When each unmarked name was first found so; nothing when the file is damaged: then the day begins anew."""
    with suppress(OSError, ValueError, AttributeError):
        return {sha: datetime.fromisoformat(at) for sha, at in json.loads(path.read_text()).items()}
    return {}


def _remember(path: Path, unmarked: dict[str, datetime]) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps({sha: at.isoformat() for sha, at in sorted(unmarked.items())}))
    temporary.replace(path)
