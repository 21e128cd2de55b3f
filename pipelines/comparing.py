"""The comparer: a thread of the worker that makes the comparisons that are wished for, off the way of uploads.

The work is done in a box of its own at low priority, which lives only while something is wished for; before each
comparison it gives way while a version or a change waits. A lease keeps two workers from the same work. What does not
live here: wishes (catalog.diffs), comparing (feeds.compare), who may read it (api).
"""

from __future__ import annotations

import json
import logging
import shutil
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from boxes.box import Box
from boxes.notices import death_notice
from catalog import diffs
from catalog.diffs import Pair, Wish
from catalog.feeds import get_feed
from catalog.versions import VersionRow
from feeds.compare.rule import RULES
from pipelines.gate import Gate, anything_waits
from pipelines.leases import held_lease
from pipelines.workshop import Workshop
from terms.errors import BoxError, Conflict, Gone, NotThere

log = logging.getLogger("futae.comparing")
LEASE = "comparing"
BOXED = "feeds.compare.boxed:diff_tables"
PRELOAD = ("feeds.compare.boxed",)
NICENESS = 15
"""Of the box alone: a slow thread of the worker would hold its locks longer."""
LOOK_S = 2.0
"""How long it sleeps at most: a wish made without a wake-up is seen after so long."""
PATIENCE_S = 20.0
"""How long one comparison gives way: somebody may be waiting for it."""


def wish_for(workshop: Workshop, version: VersionRow) -> bool:
    """Wish for the comparison of a version just checked with what is live; whether there is anything to compare."""
    catalog = workshop.catalog
    try:
        diffs.check_comparable(version)
    except (Conflict, Gone, NotThere):
        return False
    base = diffs.base_of(catalog, version)
    if base is None:
        return False
    pair, audience = Pair(base.version, version), get_feed(catalog, version.feed).audience
    if diffs.find_diff(catalog, pair, audience, RULES) is None:
        diffs.want(catalog, pair, audience, now=workshop.now())
    return True


@dataclass(slots=True)
class Comparer:
    """Fulfils wishes; `patience_s` is how long it gives way before each."""

    workshop: Workshop
    patience_s: float = PATIENCE_S
    stop: threading.Event = field(default_factory=threading.Event)
    _box: Box | None = None

    def interrupt(self) -> None:
        """Once `stop` is set: do not wait for the comparison under way; its wish stands. From another thread."""
        box = self._box
        if box is not None:
            box.interrupt()

    def fulfil_all(self) -> int:
        """Make every comparison that is wished for; how many wishes were taken up. 0 when another is at work."""
        workshop = self.workshop
        if not diffs.wishes(workshop.catalog):
            return 0
        with held_lease(workshop, LEASE) as fencing:
            if fencing is None:
                return 0
            gate = Gate(self._waits, patience_s=self.patience_s)
            count = 0
            with Box(replace(workshop.box.limits, niceness=NICENESS), preload=PRELOAD) as box:
                self._box = box
                while (waiting := diffs.wishes(workshop.catalog)) and not self.stop.is_set():
                    gate.begin()
                    gate.give_way()
                    self._fulfil(box, waiting[0])
                    count += 1
        return count

    def _waits(self) -> bool:
        return not self.stop.is_set() and anything_waits(self.workshop.catalog)

    def _fulfil(self, box: Box, wish: Wish) -> None:
        """Make one; a failure of ours is logged and counted, and after some tries the wish tells that it failed."""
        try:
            make_diff(self.workshop, box, wish, self.stop)
        except Exception:  # the thread must outlive any failure: it is logged, and the wish remembers it
            if self.stop.is_set():
                log.info("%s: stopped; the next worker begins it anew", wish.subject)
                return
            log.exception("the comparison %s could not be made", wish.subject)
            diffs.count_try(self.workshop.catalog, wish)

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Fulfil wishes until `stop`."""
        self.stop = stop
        while not stop.is_set():
            wake.clear()
            try:
                self.fulfil_all()
            except Exception:  # no box could be begun, or the database is busy: the wishes stand
                log.exception("what is to be compared could not be; trying again")
            wake.wait(LOOK_S)


def make_diff(workshop: Workshop, box: Box, wish: Wish, stop: threading.Event) -> None:
    """Compare the two versions of a wish and keep what came out, or why nothing did: a box that dies on them would die
    again. Versions that have nothing to compare (any more) only lose their wish. A box that died after
    `stop` says nothing of them: BoxError."""
    catalog = workshop.catalog
    pair = Pair(workshop.version(wish.old_id), workshop.version(wish.new_id))
    try:
        for one in (pair.old, pair.new):
            diffs.check_comparable(one)
    except (Conflict, Gone, NotThere):
        diffs.end_wish(catalog, wish.subject)
        return
    audience = get_feed(catalog, pair.new.feed).audience
    if diffs.find_diff(catalog, pair, audience, RULES):
        diffs.end_wish(catalog, wish.subject)
        return
    with workshop.folder() as folder:
        facts = _compare(workshop, box, pair, folder, stop)
        kept = diffs.put_diff(
            catalog, pair, audience, rules=RULES, document=folder / "out" / "diff.json",
            drawn=folder / "out" / "diff.geojson", facts=facts, now=workshop.now(),
        )  # fmt: skip
    log.info("%s: %s in %.1f s", wish.subject, "compared" if kept else "withdrawn meanwhile", facts["seconds"])


def _compare(workshop: Workshop, box: Box, pair: Pair, folder: Path, stop: threading.Event) -> dict[str, Any]:
    """The product's facts; document and map stand in `folder/out`. Raises BoxError when it took too long: at this
    priority that says more of the machine than of the versions."""
    given, out = folder / "given", folder / "out"
    out.mkdir()
    for side, version in (("old", pair.old), ("new", pair.new)):
        (given / side).mkdir(parents=True)
        for stem, sha in diffs.tables_of(version).items():
            shutil.copyfile(workshop.catalog.store.local_path(sha), given / side / f"{stem}.parquet")
    result = box.run(BOXED, given, {}, out)
    facts: dict[str, Any] = {"seconds": round(result.seconds, 3), "peak_bytes": result.peak_bytes, "refused": None}
    if result.value is not None:
        return {**facts, **result.value}
    if stop.is_set():
        raise BoxError("ended while it compared")
    log.warning("%s: the box died (%s)\n%s", pair.subject, result.died, result.log[-2_000:])
    if result.died == "time":
        raise BoxError(f"comparing took longer than {result.limits.wall_s:g} s")
    notice, text = death_notice(result.died or "crash", result.limits)
    for name in ("diff.json", "diff.geojson"):
        (out / name).write_text(json.dumps({"refused": notice.code}), encoding="utf-8")
    return {**facts, "refused": {"code": notice.code, "ja": text.ja.message, "en": text.en.message}}
