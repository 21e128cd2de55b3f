"""Previews: the tiles of one version alone, cut when somebody wished for them, off the publish path.

One archive per layer, of the version's own parts as they stand in the catalog. What does not live here: wishes
(catalog.previews), cutting (tiles.cut), who may see them (api).
"""

from __future__ import annotations

import logging
from datetime import timedelta

from catalog import previews
from catalog.feeds import get_feed
from catalog.parts import Part, parts_of
from catalog.previews import Preview, Wish
from layers.items import from_geoparquet
from layers.registry import Layer, layers
from pipelines.workshop import Workshop
from tiles.cells import Cell

log = logging.getLogger("futae.previews")
WHOLE_WORLD = Cell(0, 0, 0)
KEPT = timedelta(days=8)
"""Longer than a signed link holds; whoever asks later has it made anew."""


def fulfil_one(workshop: Workshop) -> bool:
    """Make the preview that was wished for first; False when none is. A failure of ours is logged and counted: the
    worker goes on, and after some tries the wish tells that it failed."""
    waiting = previews.wishes(workshop.catalog)
    if not waiting:
        return False
    wish = waiting[0]
    try:
        make_preview(workshop, wish)
    except Exception:  # the worker must outlive any failure: it is logged, and the wish remembers it
        log.exception("the preview of %s could not be made", wish.subject)
        previews.count_try(workshop.catalog, wish)
    return True


def make_preview(workshop: Workshop, wish: Wish) -> None:
    """Cut every tileset the version has parts of, register them and end the wish. A version that is not ready (any
    more) has nothing to show: only its wish ends."""
    catalog, version = workshop.catalog, workshop.version(wish.version_id)
    if version.state == "ready":
        audience = get_feed(catalog, version.feed).audience
        parts = parts_of(catalog, version.version_id)
        for layer in layers():
            mine = {c.name: parts[c.name] for c in layer.collections if c.name in parts and parts[c.name].count}
            if mine:
                made = _cut(workshop, layer, mine)
                previews.put_preview(catalog, version, audience, layer.name, made, now=workshop.now())
    previews.end_wish(catalog, wish.subject)
    previews.drop_previews(catalog, before=workshop.now() - KEPT)


def _cut(workshop: Workshop, layer: Layer, parts: dict[str, Part]) -> Preview:
    store = workshop.catalog.store
    frames = {name: from_geoparquet(store.read(part.sha256)) for name, part in parts.items()}
    archive = workshop.cutter.cut(frames, (WHOLE_WORLD,), layer.spec)[WHOLE_WORLD].archive
    memo = previews.memo_key(layer.spec.digest(), (part.sha256 for part in parts.values()))
    return Preview(store.put(archive), memo, len(archive))
