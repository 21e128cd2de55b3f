"""Local commands on a home: a worker in this process, helpers beside it, feeds and files.

What does not live here: settings (`given`), the command line's words (`cli`), the service (`serving`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from boxes.lifeline import PARENT, end_process
from catalog import feeds, intake, live, orgs, reports, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from catalog.versions import VersionRow
from futae.registry_file import FeedFiles
from pipelines.release import Derived
from pipelines.worker import Worker, open_worker
from pipelines.workshop import clock
from terms.errors import Gone, NotThere
from terms.reports import Report
from terms.settings import Settings, to_environ

_MEDIA = {".zip": "application/zip", ".json": "application/geo+json", ".geojson": "application/geo+json"}
_CHUNK = 1 << 20
WAITING = ("received", "checking")
LOOK_S = 0.05
END_S = 60.0
MOST_HANDS = 2
"""Two boxes may hold 8 GiB together (FUTAE_BOX_MEMORY_BYTES)."""
FILES_FOR_HELP = 12


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while block := opened.read(_CHUNK):
            yield block


def media_type(path: Path) -> str:
    """The media type a file is registered with; the format is found by looking, never by this."""
    return _MEDIA.get(path.suffix.lower(), "application/octet-stream")


def ensure_feed(catalog: Catalog, wanted: FeedFiles, *, auto_publish: bool = False) -> None:
    """Make the organisation and the feed, or bring the feed's licence and audience up to the entry."""
    known = {o.org for o in orgs.list_orgs(catalog)}
    if wanted.key.org not in known:
        orgs.add_org(catalog, wanted.key.org, now=clock())
    feeds.put_feed(
        catalog, wanted.key, licence_ids=wanted.licence_ids, audience=wanted.audience, edition=wanted.edition,
        title=wanted.title, holder=wanted.holder, timezone=wanted.timezone, policy=wanted.policy,
        silent_after_days=wanted.silent_after_days, publish_when_clean=auto_publish, now=clock(),
    )  # fmt: skip


def take_in(catalog: Catalog, wanted: FeedFiles, path: Path, settings: Settings, *, publish: bool) -> VersionRow:
    """Register one file as a version of the feed, to be published when it may be. A file that was here before is
    published again only when nothing newer of its feed is live."""
    version = intake.receive(
        catalog, wanted.key, _chunks(path), file_name=path.name, media_type=media_type(path),
        max_bytes=settings.max_upload_bytes, caller=LOCAL, now=clock(),
    )  # fmt: skip
    if publish and (
        version.state in ("received", "checking") or (version.state == "ready" and not _is_overtaken(catalog, version))
    ):
        versions.want_publish(catalog, wanted.key, version.number, caller=LOCAL, now=clock())
    return version


def _is_overtaken(catalog: Catalog, version: VersionRow) -> bool:
    """Whether this version of its feed, or a later one, is live."""
    try:
        return live.live_of(catalog, version.feed).version.number >= version.number
    except (NotThere, Gone):
        return False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's way: its version after the check and the report. `again`: it was here, and checked, before."""

    path: Path
    version: VersionRow
    report: Report | None
    again: bool = False


def work_through(
    worker: Worker, plan: Sequence[FeedFiles], told: Callable[[Outcome], None], *, hands: int | None = None
) -> tuple[list[Outcome], Derived | None]:
    """`check_all`, and one release of all that may be live."""
    return check_all(worker, plan, told, hands=hands), worker.publisher.publish_all()


def check_all(
    worker: Worker, plan: Sequence[FeedFiles], told: Callable[[Outcome], None], *, hands: int | None = None
) -> list[Outcome]:
    """Take in every file, check what waits and tell of each in its turn; the last publishable of a feed becomes live.
    `hands`: processes that check, this one among them (None: as many as `hands_for` thinks right)."""
    catalog, settings = worker.workshop.catalog, worker.workshop.settings
    taken: list[tuple[Path, VersionRow]] = []
    for wanted in plan:
        ensure_feed(catalog, wanted)
        taken += [(path, take_in(catalog, wanted, path, settings, publish=True)) for path in wanted.files]
    waiting = sum(version.state in WAITING for _, version in taken)
    outcomes: list[Outcome] = []
    with helpers(settings, (hands_for(waiting) if hands is None else hands) - 1):
        for path, version in taken:
            outcome = _outcome(worker, path, version)
            outcomes.append(outcome)
            told(outcome)
    return outcomes


def _outcome(worker: Worker, path: Path, taken: VersionRow) -> Outcome:
    """Work until this version is checked, by whomever."""
    again = taken.again and taken.state not in WAITING
    version = taken
    while version.state in WAITING:
        if not worker.work_once():
            time.sleep(LOOK_S)  # a helper, or another worker of this home, has it
        version = worker.workshop.version(version.version_id)
    return Outcome(path, version, reports.get_report(worker.workshop.catalog, version.feed, version.number), again)


def hands_for(waiting: int) -> int:
    """How many processes are worth starting for so many files: a helper takes seconds to start."""
    return min(os.cpu_count() or 1, MOST_HANDS) if waiting >= FILES_FOR_HELP else 1


@contextmanager
def helpers(settings: Settings, count: int) -> Iterator[None]:
    """So many helpers (`pipelines.helper`) on the home while the block runs; each ends its version under way."""
    environ = {**os.environ, **to_environ(settings), PARENT: str(os.getpid())}
    command = [sys.executable, "-m", "pipelines.helper"]
    started = [subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield
    finally:
        for one in started:
            one.terminate()  # all at once, so that they end beside each other
        for one in started:
            end_process(one, END_S)


@contextmanager
def local_worker(settings: Settings) -> Iterator[Worker]:
    """A worker in this process, with what a dead one left taken up."""
    with open_worker(settings) as worker:
        worker.recover()
        yield worker
