"""Named fault points: places where a kill test may stop the process.

`fault(name)` does nothing unless a composition root set a hook. Every name must be declared in `FAULT_POINTS`, so that
the kill tests know the whole list. What does not live here: the hooks themselves (tests and `futae.hooks` own them).
"""

from __future__ import annotations

from collections.abc import Callable

FAULT_POINTS: dict[str, str] = {
    "store.put.before_rename": "bytes written and synced under a temporary name",
    "store.put.after_rename": "bytes stand under their final name, no catalog row yet",
    "intake.before_register": "upload stored, version not registered",
    "intake.after_register": "version registered, client not answered",
    "follow.after_claim": "a source is claimed, nobody is asked",
    "follow.after_fetch": "a file was fetched, nothing of it is stored",
    "follow.after_intake": "what came is a version, that it came is not written down",
    "worker.after_claim": "version claimed, nothing read",
    "worker.after_check": "box answered, report not stored",
    "worker.after_report": "report stored, features not built",
    "worker.after_features": "features stored, version not marked ready",
    "worker.after_settle": "version settled (and live when that was asked for), its run not ended",
    "live.before_change": "about to change which version is live",
    "live.after_change": "feed_live changed, publisher not woken",
    "schedule.before_change": "a scheduled publication is due, nothing is changed",
    "schedule.after_change": "it is live and its schedule ended, publisher not woken",
    "publisher.after_lease": "lease held, nothing planned",
    "publisher.after_shards": "shards stored, manifest not written",
    "publisher.after_manifest": "manifest stored, release row not written",
    "publisher.before_swap": "release row written, pointer not moved",
    "publisher.after_swap": "pointer moved, lease still held",
    "afterwork.after_lease": "lease of afterwork held, nothing made",
    "afterwork.before_bytes": "a product is made, its bytes not in the store",
    "afterwork.before_row": "a product's bytes are in the store, its row not written",
    "afterwork.after_row": "a product's row is written, others are missing still",
    "notify.before_event": "a day is due (expiring, expired, silent), its event is not written",
    "notify.after_event": "its event and deliveries are written, nothing is sent",
    "notify.after_lease": "the sender holds its lease, nothing is begun",
    "notify.after_begin": "a try is written down, nothing is sent",
    "notify.after_send": "the receiver has it, that is not written down",
    "notify.after_record": "its success is written down, others wait still",
    "gc.after_gone": "releases beyond what is kept are noted as gone, nothing is swept",
    "gc.after_lease": "nobody publishes, what is unmarked is known, no row is deleted",
    "gc.after_rows": "rows of unmarked artifacts are deleted, their bytes are still there",
    "gc.after_buried": "nothing of what is buried is stored any more, its tombstone does not say so",
    "bury.before_row": "about to set a tombstone",
    "bury.after_row": "tombstone set, no release derived without what it stands over",
    "gc.after_bytes": "one file is deleted, others are still there",
    "backup.after_rows": "a backup holds all rows, none of their new bytes",
    "backup.after_files": "a backup holds rows and bytes, it is no generation yet",
    "restore.after_files": "a restored home holds all bytes, no row",
}

_hook: Callable[[str], None] | None = None


def set_hook(hook: Callable[[str], None] | None) -> None:
    """Install (or remove) the hook called at every fault point; composition roots only."""
    global _hook
    _hook = hook


def fault(name: str) -> None:
    """Mark a fault point; a no-op unless a hook is set. Raises KeyError for an undeclared name."""
    if _hook is not None:
        FAULT_POINTS[name]
        _hook(name)
