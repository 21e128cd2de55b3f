"""The unified feed of one audience: the live feeds of a release as members of `feeds.merge`, written to a file.

What does not live here: merging (feeds.merge), which licences may enter (feeds.merging.admission), when (afterwork).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from feeds.merge import Member, MergeReport, Publisher, merge, report_json
from pipelines.gate import Gate, GivingWay
from pipelines.products import Source, Wanted, member_facts
from pipelines.workshop import Workshop
from terms.audiences import PUBLIC
from terms.ids import FeedKey
from terms.licences import allows_publishing, attribution

MEDIA_TYPE = "application/zip"
NOT_GTFS = ("GTFS ではありません", "it is no GTFS")


def merge_into(workshop: Workshop, wanted: Wanted, gate: Gate, path: Path) -> dict[str, Any]:
    """Write the unified feed to `path`, giving way at each write; returns the product's facts. The file is empty when
    no feed could enter."""
    settings = workshop.settings
    members = [_member(workshop, one) for one in wanted.sources]
    publisher = Publisher(settings.publisher_name, settings.publisher_url)
    with io.BufferedWriter(GivingWay(path, gate)) as out:
        report = merge(
            members,
            out,
            publisher=publisher,
            made_on=made_on(wanted.sources),
            title=publisher.name,
            admit=_admit(wanted.audience, unknown_is_yes=settings.serve_unstated),
        )
    return _facts(wanted, report)


def made_on(sources: Sequence[Source]) -> date:
    """The day the newest of these versions came to be live: equal feeds, equal bytes, whenever they are merged."""
    return max(date.fromisoformat(one.feed.live_at[:10]) for one in sources)


def _admit(audience: str, *, unknown_is_yes: bool) -> Callable[[Sequence[str]], bool]:
    """The public gets what every licence permits; what an audience of its own is shown, the release has decided."""
    if audience != PUBLIC:
        return lambda _ids: True
    return partial(allows_publishing, unknown_is_yes=unknown_is_yes)


def _member(workshop: Workshop, source: Source) -> Member:
    one, store = source.feed, workshop.catalog.store
    return Member(
        key=FeedKey.parse(one.feed),
        tables={stem: store.local_path(sha) for stem, sha in sorted(source.tables.items())},
        licence_ids=one.licence_ids,
        title=one.title,
        holder=one.holder,
        attribution=attribution(one.licence_ids, one.holder),
        version=str(one.version),
        file_sha256=one.file_sha256,
        timezone=one.timezone,
        first_on=date.fromisoformat(one.first_on) if one.first_on else None,
        last_on=date.fromisoformat(one.last_on) if one.last_on else None,
    )


def _facts(wanted: Wanted, report: MergeReport) -> dict[str, Any]:
    document = report_json(report)
    entered = {one["key"]: one for one in document["members"]}
    reasons = document["reasons"]
    excluded = [
        {"feed": one["key"], "reason": one["reason"], "detail": one["detail"], **reasons[one["reason"]]}
        for one in document["excluded"]
    ]
    ja, en = NOT_GTFS
    excluded += [{"feed": o.feed, "reason": "not_gtfs", "detail": o.format, "ja": ja, "en": en} for o in wanted.others]
    return {
        "feeds": [member_facts(one) for one in wanted.sources if one.feed.feed in entered],
        "excluded": excluded,
        "licence_id": report.licence_id,
        "licence_ids": list(report.licence_ids),
        "timezone": report.timezone,
        "feed_version": report.feed_version,
        "tables": dict(report.tables),
        "report": {name: document[name] for name in ("members", "remarks", "reasons")},
    }
