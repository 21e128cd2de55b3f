"""A version held while a Dagster run works on it: what the worker holds already, or what the run claims itself.

Runs of the worker come with its claim; runs of the daemon (sensor, backfill, a press on the page) claim their version
first, so that each is checked once, whoever comes first. What does not live here: claims themselves (catalog.versions).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from catalog import versions
from catalog.versions import VersionRow
from pipelines.workshop import Workshop

CLAIM_S = 60.0
WAITING = ("received", "checking")
VERSION_TAG = "futae/version_id"
HOLDER_TAG = "futae/holder"
WAITING_TAG = "futae/only_waiting"
"""On runs that are asked for because a version waited: when somebody else checked it meanwhile, nothing is done."""


def take_version(workshop: Workshop, version: VersionRow, tags: Mapping[str, str]) -> bool:
    """Whether this run may check the version now: it is ours already, or free and claimed with this, or settled and to
    be checked anew because somebody asked for just that."""
    if tags.get(HOLDER_TAG) == workshop.holder:
        return True
    if version.state in WAITING:
        claimed = versions.claim(
            workshop.catalog, workshop.holder, now=workshop.now(), lease_s=CLAIM_S, version_id=version.version_id
        )
        return bool(claimed)
    return WAITING_TAG not in tags


@contextmanager
def kept_claims(workshop: Workshop) -> Iterator[None]:
    """Renew the claims of this process while the block runs; what it does not hold is not touched."""
    stop = threading.Event()
    keeper = threading.Thread(target=_renew, args=(workshop, stop), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _renew(workshop: Workshop, stop: threading.Event) -> None:
    while not stop.wait(CLAIM_S / 4):
        versions.renew_claims(workshop.catalog, workshop.holder, now=workshop.now(), lease_s=CLAIM_S)
