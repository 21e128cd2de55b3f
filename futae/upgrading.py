"""`futae upgrade`: migrations, and what is to be rebuilt afterwards.

What does not live here: migrating (catalog.open), what is stale (pipelines.stale), rebuilding (`futae build --stale`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from catalog.open import head_revision, present_revision
from catalog.store import FolderStore
from layers.registry import collections
from pipelines.stale import find_stale
from pipelines.workshop import open_home, open_workshop
from terms.errors import NotThere
from terms.settings import Settings


def upgrade(settings: Settings, say: Callable[[str], None], *, check: bool) -> bool:
    """Migrate the home's database (with `check`: only say whether it has to be) and list what is stale. Returns whether
    anything is left to do. Raises NotThere without a home, NewerDatabase for one of a newer Futae."""
    if not settings.home.is_dir():
        raise NotThere(f"there is no home at {settings.home}")
    present, head = present_revision(settings.database_url, FolderStore(Path(settings.store_url))), head_revision()
    if present == head:
        say(f"database: at revision {head}, nothing to migrate")
    elif check:
        say(f"database: at revision {present or 'none'}; futae upgrade brings it to {head}")
        say("what is to be rebuilt can be told afterwards")
        return True
    else:
        open_home(settings).close()
        say(f"database: revision {present or 'none'} → {head}")
    return _tell_stale(settings, say)


def _tell_stale(settings: Settings, say: Callable[[str], None]) -> bool:
    with open_workshop(settings, "upgrade", preload=()) as workshop:
        stale = Counter(one.collection for one in find_stale(workshop))
    if not stale:
        say("nothing is to be rebuilt: every live feed was built by today's layers")
        return False
    for name, count in sorted(stale.items()):
        layer, _ = collections()[name]
        say(f"{layer.floor}/{layer.name} {name}: {count} live feeds were built by another recipe")
    say("rebuild them with: futae build --stale   (what is served stays until then)")
    return True
