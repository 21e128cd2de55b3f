"""Agencies in company: an id for each, references that name them, one time zone, attributions by agency.

With one agency GTFS lets agency_id be empty everywhere; in a merged feed there are many, so empty cells are filled:
the agency without id gets the feed's key as its id, and empty references mean the feed's one agency (or the one without
id). Where a feed has several agencies and none without id, an empty reference says nothing and stays empty. What does
not live here: which time zone is chosen (admission).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from feeds.merging.ids import namespaced
from feeds.merging.report import Remark
from feeds.merging.values import Member, Publisher
from terms.licences import LICENCES

_REFERRING = frozenset({"routes", "fare_attributes", "agency_jp"})
"""Tables whose agency_id must say which agency is meant once there are several."""
NEEDS_AGENCY = _REFERRING | {"agency"}
ATTRIBUTIONS = (
    *("attribution_id", "agency_id", "route_id", "trip_id", "organization_name", "is_producer", "is_operator"),
    *("is_authority", "attribution_url", "attribution_email", "attribution_phone"),
)
_OURS = "futae"
"""Ids of our own rows begin so: no feed key has no `/`."""


def agency_ids(member: Member) -> list[str]:
    """The ids of a member's agencies as the merged feed has them, each once, in the order of agency.txt."""
    agencies = member.table("agency")
    if agencies is None or agencies.is_empty():
        return []
    if "agency_id" not in agencies.columns:
        return [str(member.key)]
    ids = namespaced(agencies.select("agency_id"), member.prefix)["agency_id"].fill_null(str(member.key))
    return ids.unique(maintain_order=True).to_list()


def meant_when_empty(member: Member) -> str | None:
    """The agency an empty agency_id stands for; None when that cannot be said."""
    ids = agency_ids(member)
    if str(member.key) in ids:
        return str(member.key)
    return ids[0] if len(ids) == 1 else None


def with_agency(frame: pl.DataFrame, stem: str, member: Member) -> tuple[pl.DataFrame, list[Remark]]:
    """A namespaced table with its empty agency_id cells filled, where the table is one that needs it."""
    if stem == "agency":
        return _agency(frame, member)
    meant = meant_when_empty(member) if stem in _REFERRING else None
    return (frame, []) if meant is None else _filled(frame, stem, member, meant)


def _agency(frame: pl.DataFrame, member: Member) -> tuple[pl.DataFrame, list[Remark]]:
    frame, remarks = _filled(frame, "agency", member, str(member.key))
    if member.timezone is None:
        return frame, remarks
    before = frame["agency_timezone"] if "agency_timezone" in frame.columns else pl.Series([None] * frame.height)
    changed = int(before.ne_missing(pl.Series([member.timezone])).sum())
    if changed:
        remarks.append(Remark(member.key, "agency", "timezone_set", "agency_timezone", cells=changed))
    return frame.with_columns(agency_timezone=pl.lit(member.timezone)), remarks


def _filled(frame: pl.DataFrame, stem: str, member: Member, value: str) -> tuple[pl.DataFrame, list[Remark]]:
    if "agency_id" not in frame.columns:
        frame = frame.with_columns(agency_id=pl.lit(None, dtype=pl.String))
    cells = frame["agency_id"].null_count()
    if not cells:
        return frame, []
    remark = Remark(member.key, stem, "agency_id_filled", "agency_id", cells=cells)
    return frame.with_columns(pl.col("agency_id").fill_null(value)), [remark]


def attributions(member: Member) -> tuple[pl.DataFrame, list[Remark]]:
    """The member's own attributions, those of its whole feed once for each of its agencies (else they would speak for
    every feed), and one row that names the source for each agency."""
    ids, remarks = agency_ids(member), []
    own = member.table("attributions")
    frames = []
    if own is not None:
        own = own.with_columns(pl.lit(None, pl.String).alias(name) for name in ATTRIBUTIONS if name not in own.columns)
        own = namespaced(own, member.prefix)
        is_whole = pl.all_horizontal(pl.col("agency_id", "route_id", "trip_id").is_null())
        whole = own.filter(is_whole)
        frames = [own.filter(~is_whole), _for_each(whole, ids)]
        if whole.height:
            more = frames[1].height
            remarks.append(Remark(member.key, "attributions", "attribution_of_feed", minus=whole.height, plus=more))
    frames.append(_of_source(member, ids))
    remarks.append(Remark(member.key, "attributions", "attribution_of_source", plus=len(ids)))
    return pl.concat(frames, how="diagonal"), remarks


def _for_each(whole: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Each row once for each agency; only the first keeps the attribution's id, which must be unique."""
    copies = [whole.with_columns(agency_id=pl.lit(one)) for one in ids]
    later = [one.with_columns(attribution_id=pl.lit(None, pl.String)) for one in copies[1:]]
    return pl.concat([*copies[:1], *later]) if copies else whole


def _of_source(member: Member, ids: Sequence[str]) -> pl.DataFrame:
    url = member.url or next((LICENCES[one].url for one in member.licence_ids if LICENCES[one].url), None)
    return pl.DataFrame(
        {
            "attribution_id": [f"{_OURS}:source:{member.key}:{number}" for number in range(1, len(ids) + 1)],
            "agency_id": list(ids),
            "organization_name": member.credited,
            "is_producer": "1",
            "attribution_url": url,
        },
        schema_overrides={"attribution_id": pl.String, "agency_id": pl.String, "attribution_url": pl.String},
    )


def publisher_attribution(publisher: Publisher) -> pl.DataFrame:
    """Our own row: who made the merged data set."""
    row = {
        "attribution_id": f"{_OURS}:publisher",
        "organization_name": publisher.name,
        "is_producer": "1",
        "attribution_url": publisher.url,
        "attribution_email": publisher.email or None,
    }
    return pl.DataFrame([row], schema=dict.fromkeys(row, pl.String))
