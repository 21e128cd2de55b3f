"""Workshop: what every step of the pipeline is given: catalog, box, settings, clock. Built in composition roots only.

What does not live here: the steps themselves.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from boxes.box import Box
from boxes.limits import Limits
from catalog.db import Catalog, read
from catalog.open import open_catalog
from catalog.store import FolderStore
from catalog.versions import VersionRow, version_by_id
from pipelines.cutting import Cutter
from terms.settings import Settings

CLOCKS_DIFFER_S = 5.0
"""How far two looks at the begin of one process may lie apart (it is reckoned from the clock and the boot time)."""
LEFT_BEHIND = timedelta(days=1)


def clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def holder_name(what: str) -> str:
    """A name for whoever holds a claim or lease: host, process with the second it began in, and purpose. A process
    number alone is given out again, in a container at every start."""
    return f"{socket.gethostname()}:{os.getpid()}@{int(psutil.Process().create_time())}:{what}"


def holder_alive(holder: str) -> bool:
    """Whether the process that a holder's name tells of may still live; another host's always may."""
    host, _, rest = holder.partition(":")
    pid, _, began = rest.partition(":")[0].partition("@")
    if host != socket.gethostname() or not (pid.isdecimal() and began.isdecimal()):
        return True
    try:
        found = psutil.Process(int(pid))
        same = abs(float(found.create_time()) - int(began)) < CLOCKS_DIFFER_S
        return same and bool(found.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


@dataclass(slots=True)
class Workshop:
    """The catalog, a warm box, who cuts shards, the settings, the clock, and the name under which work is claimed."""

    catalog: Catalog
    settings: Settings
    box: Box
    cutter: Cutter
    holder: str
    now: Callable[[], datetime] = field(default=clock)

    def version(self, version_id: int) -> VersionRow:
        """The version as the catalog has it now."""
        with read(self.catalog) as conn:
            return version_by_id(conn, version_id)

    def sweep(self) -> int:
        """Remove what killed processes left half written a day ago or longer; returns how many files and folders."""
        before = self.now() - LEFT_BEHIND
        store, base, count = self.catalog.store, work_root(self.settings), 0
        if isinstance(store, FolderStore):
            count = store.clean_temporary(before)
        for left in base.iterdir() if base.is_dir() else ():
            if left.stat().st_mtime < before.timestamp():
                shutil.rmtree(left, ignore_errors=True)
                count += 1
        return count

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A working folder inside the home, removed afterwards."""
        base = work_root(self.settings)
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=base) as name:
            yield Path(name)


def work_root(settings: Settings) -> Path:
    """Where working folders are made."""
    return settings.home / "work"


def open_home(settings: Settings) -> Catalog:
    """The catalog that the settings name; creates and migrates it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return open_catalog(settings.database_url, FolderStore(Path(settings.store_url)))


@contextmanager
def open_workshop(
    settings: Settings, what: str = "worker", *, preload: Sequence[str] = ("feeds.inspect",)
) -> Iterator[Workshop]:
    """Open the catalog and start a box warmed with the modules `preload`; both end with the context."""
    catalog = open_home(settings)
    seconds = settings.box_seconds
    limits = Limits(memory_bytes=settings.box_memory_bytes, wall_s=seconds, cpu_s=int(2 * seconds))
    cutter = Cutter(settings.box_memory_bytes, work_root(settings))
    try:
        with Box(limits, preload=preload) as box:
            yield Workshop(catalog, settings, box, cutter, holder_name(what))
    finally:
        cutter.close()
        catalog.close()
