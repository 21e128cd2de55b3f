"""Which parts enter the release of which audience: the live feeds as the catalog has them now.

One function decides (`may_serve`): a public feed is served only when all its licences permit giving the data and its
derivatives to anyone. What does not live here: cutting tiles (`tilesets`), the manifest (`release`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog import live, parts
from catalog.live import LiveRow
from catalog.parts import Part
from pipelines.workshop import Workshop
from terms import licences
from terms.audiences import PUBLIC, assert_one_audience
from terms.clocks import instant_text, service_span_texts, zone
from terms.releases import LiveFeed


@dataclass(frozen=True, slots=True)
class LivePart:
    """One live feed of one audience with its parts by collection."""

    row: LiveRow
    parts: Mapping[str, Part]

    @property
    def feed(self) -> str:
        """`org/feed`."""
        return str(self.row.feed.key)


def may_serve(row: LiveRow, *, serve_unstated: bool) -> bool:
    """Whether anything of this feed may be given to its audience."""
    return licences.may_serve(row.feed.audience, row.feed.licence_ids, unknown_is_yes=serve_unstated)


def live_by_audience(workshop: Workshop) -> tuple[int, dict[str, list[LivePart]]]:
    """The change number read, and the live feeds of each audience in the order of their names."""
    catalog = workshop.catalog
    change, rows = live.live_state(catalog)
    known = parts.parts_of_many(catalog, [row.version.version_id for row in rows])
    found: dict[str, list[LivePart]] = {PUBLIC: []}
    for row in rows:
        if may_serve(row, serve_unstated=workshop.settings.serve_unstated):
            one = LivePart(row, known.get(row.version.version_id, {}))
            found.setdefault(row.feed.audience, []).append(one)
    for audience, many in found.items():
        assert_one_audience(audience, (p.row.feed.audience for p in many))
    return change, found


def _text(value: object) -> str | None:
    return str(value) if value else None


def live_feed(part: LivePart, default_zone: str) -> LiveFeed:
    """The feed as the manifest tells it."""
    feed, version = part.row.feed, part.row.version
    facts = version.facts
    zone_name = feed.timezone or _text(facts.get("timezone")) or default_zone
    valid_from, valid_to = service_span_texts(facts.get("first_on"), facts.get("last_on"), zone(zone_name))
    bounds = facts.get("bounds")
    counts: Mapping[str, int] = facts.get("counts") or {}
    skipped: Mapping[str, int] = facts.get("skipped") or {}
    return LiveFeed(
        feed=part.feed,
        version=version.number,
        file_sha256=version.sha256,
        file_name=version.file_name,
        media_type=version.media_type,
        format=version.format,
        edition=version.edition,
        title=feed.title or _text(facts.get("title")) or part.feed,
        holder=feed.holder or _text(facts.get("holder")) or part.feed,
        licence_ids=feed.licence_ids,
        received_at=instant_text(version.received_at),
        live_at=instant_text(part.row.live_at),
        timezone=zone_name,
        first_on=_text(facts.get("first_on")),
        last_on=_text(facts.get("last_on")),
        valid_from_at=valid_from,
        valid_to_at=valid_to,
        bounds=tuple(bounds) if bounds else None,
        parts={name: p.sha256 for name, p in sorted(part.parts.items())},
        counts=dict(counts),
        skipped=dict(skipped),
    )


def licences_of(many: Sequence[LivePart]) -> tuple[str, ...]:
    """All licences of these feeds, sorted."""
    return tuple(sorted({i for p in many for i in p.row.feed.licence_ids}))
