"""Local commands on a home: a worker in this process, feeds and files.

What does not live here: settings (`given`), the command line's words (`cli`), the service (`serving`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog import feeds, intake, orgs, reports, versions
from catalog.db import Catalog
from catalog.keys import LOCAL
from catalog.versions import VersionRow
from futae.registry_file import FeedFiles
from pipelines.release import Derived
from pipelines.worker import Worker, open_worker
from pipelines.workshop import clock
from terms.reports import Report
from terms.settings import Settings

_MEDIA = {".zip": "application/zip", ".json": "application/geo+json", ".geojson": "application/geo+json"}
_CHUNK = 1 << 20


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while block := opened.read(_CHUNK):
            yield block


def media_type(path: Path) -> str:
    """The media type a file is registered with; the format is found by looking, never by this."""
    return _MEDIA.get(path.suffix.lower(), "application/octet-stream")


def ensure_feed(catalog: Catalog, wanted: FeedFiles) -> None:
    """Make the organisation and the feed, or bring the feed's licence and audience up to the entry."""
    known = {o.org for o in orgs.list_orgs(catalog)}
    if wanted.key.org not in known:
        orgs.add_org(catalog, wanted.key.org, now=clock())
    feeds.put_feed(
        catalog, wanted.key, licence_ids=wanted.licence_ids, audience=wanted.audience, edition=wanted.edition,
        title=wanted.title, holder=wanted.holder, now=clock(),
    )  # fmt: skip


def take_in(catalog: Catalog, wanted: FeedFiles, path: Path, settings: Settings, *, publish: bool) -> VersionRow:
    """Register one file as a version of the feed, to be published when it may be."""
    version = intake.receive(
        catalog, wanted.key, _chunks(path), file_name=path.name, media_type=media_type(path),
        max_bytes=settings.max_upload_bytes, caller=LOCAL, now=clock(),
    )  # fmt: skip
    if publish and version.state in ("received", "checking", "ready"):
        versions.want_publish(catalog, wanted.key, version.number, caller=LOCAL, now=clock())
    return version


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file's way: its version after the check and the report."""

    path: Path
    version: VersionRow
    report: Report | None


def work_through(
    worker: Worker, plan: Sequence[FeedFiles], told: Callable[[Outcome], None]
) -> tuple[list[Outcome], Derived | None]:
    """Take in every file, check what waits, tell of each, and make one release of all that may be live."""
    catalog, settings = worker.workshop.catalog, worker.workshop.settings
    outcomes: list[Outcome] = []
    for wanted in plan:
        ensure_feed(catalog, wanted)
        for path in wanted.files:
            number = take_in(catalog, wanted, path, settings, publish=True).number
            while worker.work_once():
                pass
            version = versions.get_version(catalog, wanted.key, number)
            outcome = Outcome(path, version, reports.get_report(catalog, wanted.key, number))
            outcomes.append(outcome)
            told(outcome)
    return outcomes, worker.publisher.publish_once()


@contextmanager
def local_worker(settings: Settings) -> Iterator[Worker]:
    """A worker in this process, with what a dead one left taken up."""
    with open_worker(settings) as worker:
        worker.recover()
        yield worker
