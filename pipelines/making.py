"""Making one product of a release: statistics in a box, the unified feed as a stream, two generations joined; bytes
first, then the row.

What does not live here: which are missing (`products`), when and under which lease (`afterwork`).
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from catalog import products
from catalog.products import MERGED, STATISTICS, UNIFIED, Fence, ProductRow
from feeds.statistics_tables import TABLES
from pipelines import joining, unified
from pipelines.gate import Gate
from pipelines.products import Wanted, member_facts, received_on
from pipelines.workshop import Workshop
from terms.canonical import canonical_json
from terms.faults import fault

log = logging.getLogger("futae.afterwork")
BOXED = "feeds.statistics:boxed"


def make_product(workshop: Workshop, wanted: Wanted, gate: Gate, fence: Fence) -> ProductRow:
    """Make and keep one product. Raises LeaseLost when the fence is old."""
    gate.begin()
    gate.give_way()
    with workshop.folder() as folder:
        path, media_type, facts = _MAKERS[wanted.product](workshop, wanted, gate, folder)
        fault("afterwork.before_bytes")
        sha256 = workshop.catalog.store.put_file(path)
    fault("afterwork.before_row")
    row = products.put_product(
        workshop.catalog,
        product=wanted.product,
        audience=wanted.audience,
        subject=wanted.subject,
        release=wanted.release,
        memo_key=wanted.recipe.memo_key,
        sha256=sha256,
        media_type=media_type,
        facts=facts,
        now=workshop.now(),
        fence=fence,
    )
    fault("afterwork.after_row")
    return row


Made = tuple[Path, str, Mapping[str, Any]]


def _statistics(workshop: Workshop, wanted: Wanted, _gate: Gate, folder: Path) -> Made:
    """The statistics of one feed as JSON. A box that dies on it leaves statistics that say so: made anew only when
    the recipe changes."""
    (source,) = wanted.sources
    tables = folder / "tables"
    tables.mkdir()
    for stem in TABLES:
        if stem in source.tables:
            _link(workshop.catalog.store.local_path(source.tables[stem]), tables / f"{stem}.parquet")
    on = received_on(source).isoformat()
    result = workshop.box.run(BOXED, tables, {"received_on": on}, folder / "out")
    if result.value is None:
        log.warning("statistics of %s: the box died (%s)\n%s", wanted.subject, result.died, result.log[-2_000:])
    found: dict[str, Any] = result.value or {"status": "failed", "missing": [], "died": result.died}
    path = folder / "statistics.json"
    path.write_bytes(canonical_json({"feed": wanted.subject, "version": source.feed.version, **found}))
    facts = {
        **member_facts(source),
        "status": found["status"],
        "missing": [one["reason"] for one in found["missing"]],
        "seconds": round(result.seconds, 3),
        "peak_bytes": result.peak_bytes,
        "reference_date": found.get("reference_date"),
        "service_days": found.get("service_days", 0),
        "routes": len(found.get("routes", ())),
        "trips": found.get("trips", {}).get("count", 0),
    }
    return path, "application/json", facts


def _link(source: Path, target: Path) -> None:
    """The same bytes under another name, without copying where the disk allows it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _unified(workshop: Workshop, wanted: Wanted, gate: Gate, folder: Path) -> Made:
    """The unified feed of one audience as a zip."""
    path = folder / "unified.zip"
    return path, unified.MEDIA_TYPE, unified.merge_into(workshop, wanted, gate, path)


def _merged(workshop: Workshop, wanted: Wanted, _gate: Gate, folder: Path) -> Made:
    """The current and the next generation of one feed as a zip, empty when they cannot be joined."""
    if wanted.generations is None:
        raise ValueError(f"{wanted.name} names no generations")
    path = folder / "merged.zip"
    facts = joining.join_into(workshop, wanted.sources[0].feed, wanted.generations, path)
    return path, joining.MEDIA_TYPE, facts


_MAKERS: Mapping[str, Callable[[Workshop, Wanted, Gate, Path], Made]] = {
    STATISTICS: _statistics,
    UNIFIED: _unified,
    MERGED: _merged,
}
