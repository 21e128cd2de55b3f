"""Catalog and manifest values as response models, with their links.

What does not live here: deciding who may see them (auth), asking (routers).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from api.addresses import suffix
from api.models import (
    CollectionModel,
    ColumnModel,
    FeedModel,
    LiveModel,
    OverrideModel,
    PolicyModel,
    ReleaseModel,
    ScheduleModel,
    SenderModel,
    VersionModel,
)
from api.models_sources import SourceModel
from api.readmodel import OpenRelease
from catalog.audit import Holder
from catalog.feeds import FeedRow
from catalog.keys import Caller
from catalog.schedules import ScheduleRow
from catalog.sources import SourceRow
from catalog.stages import Stage, actions_of
from catalog.versions import VersionRow
from terms.clocks import instant_text, zone
from terms.columns import Collection
from terms.licences import attribution
from terms.moments import local_text
from terms.releases import LiveFeed


def live_model(feed: LiveFeed, audience: str) -> LiveModel:
    """A live feed with its attribution and links."""
    end = suffix(audience)
    links = {
        "self": f"/v1/feeds/{feed.feed}{end}",
        "current": f"/v1/feeds/{feed.feed}/current.zip{end}",
        "next": f"/v1/feeds/{feed.feed}/next.zip{end}",
        "merged": f"/v1/feeds/{feed.feed}/merged.zip{end}",
        "report": f"/v1/feeds/{feed.feed}/versions/{feed.version}/report{end}",
    }
    return LiveModel(
        feed=feed.feed, version=feed.version, title=feed.title, holder=feed.holder, format=feed.format,
        edition=feed.edition, licence_ids=list(feed.licence_ids),
        attribution=attribution(feed.licence_ids, feed.holder),
        received_at=feed.received_at, live_at=feed.live_at, timezone=feed.timezone, first_on=feed.first_on,
        last_on=feed.last_on, valid_from_at=feed.valid_from_at, valid_to_at=feed.valid_to_at,
        bounds=list(feed.bounds) if feed.bounds else None, counts=dict(feed.counts), skipped=dict(feed.skipped),
        file_sha256=feed.file_sha256, links=links,
    )  # fmt: skip


def release_model(release: OpenRelease, audience: str, today: date) -> ReleaseModel:
    """A release as one audience sees it, judged at `today` (for a release by number: at the day it was made)."""
    feeds = release.manifest.feeds
    dated = [f for f in feeds if f.first_on and f.last_on]
    text, end = today.isoformat(), suffix(audience)
    return ReleaseModel(
        release=release.number,
        change=release.row.change,
        audience=audience,
        made_at=instant_text(release.row.made_at),
        reference_date=text,
        in_force=not dated or any(str(f.first_on) <= text <= str(f.last_on) for f in dated),
        last_service_on=max((str(f.last_on) for f in dated), default=None),
        feeds=[live_model(f, audience) for f in feeds],
        tilesets=sorted(release.manifest.tilesets),
        collections={name: c.count for name, c in sorted(release.manifest.collections.items())},
        links={"self": f"/v1/releases/{release.number}{end}", "tilesets": f"/v1/tilesets{end}"},
    )


def feed_model(feed: FeedRow, live: LiveFeed | None) -> FeedModel:
    """A feed with what is live of it."""
    end = suffix(feed.audience)
    return FeedModel(
        feed=str(feed.key), title=feed.title or (live.title if live else ""),
        holder=feed.holder or (live.holder if live else ""), licence_ids=list(feed.licence_ids), audience=feed.audience,
        edition=feed.edition, timezone=feed.timezone or (live.timezone if live else None),
        publish_when_clean=feed.publish_when_clean, policy=PolicyModel(**feed.policy.to_json()),
        silent_after_days=feed.silent_after_days,
        live=live_model(live, feed.audience) if live else None,
        links={"self": f"/v1/feeds/{feed.key}{end}", "versions": f"/v1/feeds/{feed.key}/versions{end}"},
    )  # fmt: skip


def sender_model(actor: str, holders: Mapping[str, Holder]) -> SenderModel:
    """Who sent a version: a person's key, or a service."""
    holder = holders.get(actor)
    return SenderModel(actor=actor, person=holder.person if holder else "", org=holder.org if holder else "")


def schedule_model(one: ScheduleRow) -> ScheduleModel:
    """A publication at a time, in UTC and in the feed's zone."""
    return ScheduleModel(
        number=one.number, due_at=instant_text(one.due_at), due_local=local_text(one.due_at, zone(one.timezone)),
        timezone=one.timezone, announced=one.announced, state=one.state, outcome=one.outcome,
        set_at=instant_text(one.set_at), ended_at=instant_text(one.ended_at) if one.ended_at else None,
    )  # fmt: skip


def source_model(row: SourceRow) -> SourceModel:
    """A feed's source, for who administers the feed."""
    moments = {"asked_at": row.asked_at, "changed_at": row.changed_at, "failed_at": row.failed_at}
    links = {"self": f"/v1/feeds/{row.feed}/source", "feed": f"/v1/feeds/{row.feed}"}
    if row.number is not None:
        links["version"] = f"/v1/feeds/{row.feed}/versions/{row.number}"
    return SourceModel(
        feed=str(row.feed), url=row.url, every_hours=row.every_hours, set_at=instant_text(row.set_at),
        next_at=instant_text(row.next_at), failures=row.failures, status=row.status, outcome=row.outcome,
        version=row.number, links=links, **{k: instant_text(v) if v else None for k, v in moments.items()},
    )  # fmt: skip


def version_model(
    version: VersionRow, audience: str, stage: Stage, caller: Caller, holders: Mapping[str, Holder]
) -> VersionModel:
    """A version of a feed of that audience, with what this caller may do next. A time that is not announced, and who
    sent it, are shown to its organisation only."""
    planned, answered = stage.schedule, stage.override
    if planned is not None and not (planned.announced or caller.acts_for(version.feed.org)):
        planned = None
    sender = sender_model(version.received_by, holders) if caller.acts_for(version.feed.org) else None
    base, end = f"/v1/feeds/{version.feed}/versions/{version.number}", suffix(audience)
    return VersionModel(
        feed=str(version.feed), number=version.number, state=version.state, stage=stage.stage,
        actions=list(actions_of(version, stage, caller)), schedule=schedule_model(planned) if planned else None,
        override=OverrideModel(reason=answered.reason, set_at=instant_text(answered.set_at)) if answered else None,
        sender=sender, sha256=version.sha256,
        size_bytes=version.size_bytes, file_name=version.file_name, media_type=version.media_type,
        received_at=instant_text(version.received_at), format=version.format, edition=version.edition,
        reason=version.reason, again=version.again, live_change=version.live_change,
        counts=version.facts.get("counts") or {}, skipped=version.facts.get("skipped") or {},
        links={"self": f"{base}{end}", "report": f"{base}/report{end}", "file": f"{base}/file{end}",
               "publish": f"{base}/publish"},
    )  # fmt: skip


def collection_model(declared: Collection, release: OpenRelease | None, audience: str) -> CollectionModel:
    """A collection with its declaration and what the release has of it."""
    part = release.manifest.collections.get(declared.name) if release else None
    end = suffix(audience)
    return CollectionModel(
        id=declared.name, layer=declared.layer, floor=declared.floor, geometry=declared.geometry,
        title_ja=declared.title_ja, title_en=declared.title_en, description_ja=declared.description_ja,
        description_en=declared.description_en, count=part.count if part else 0,
        bounds=list(part.bounds) if part and part.bounds else None,
        columns=[
            ColumnModel(name=c.name, kind=c.kind.value, title_ja=c.title_ja, title_en=c.title_en, unit=c.unit,
                        source=c.source, mark=c.mark.value, required=c.required)
            for c in declared.columns
        ],
        links={"self": f"/v1/collections/{declared.name}{end}", "items": f"/v1/collections/{declared.name}/items{end}",
               "tileset": f"/v1/tilesets/{declared.layer}{end}"},
    )  # fmt: skip
