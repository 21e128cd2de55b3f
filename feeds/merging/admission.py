"""Who may enter: licences, share-alike, one time zone; and the licence of the result.

Order: licence, agency and time zone of each feed alone, then the two choices between feeds. GTFS allows one time zone
in a feed (agency.agency_timezone), so the zone of most members wins (then the name); of licences that bind what is
made of them (share-alike or not commercial) only one can be kept, that of most members (then the id). What does not
live here: what each licence permits (terms.licences).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from feeds.merging.report import Excluded
from feeds.merging.values import Member
from terms.licences import LICENCES, Licence, Permission

Admit = Callable[[Sequence[str]], bool]
"""Licence ids of one feed → whether it may enter; terms.licences.allows_publishing for what the public gets."""

_WHOLLY_FREE = "CC0-1.0"
_CREDIT_ONLY = "CC-BY-4.0"
_NOT_STATED, _CLOSED = "unknown", "restricted"


@dataclass(frozen=True, slots=True)
class Admitted:
    """The members that enter, by key, their common time zone ('' when there is none), and who stays out."""

    members: tuple[Member, ...]
    timezone: str
    excluded: tuple[Excluded, ...]


def admitted(members: Sequence[Member], admit: Admit, timezone: str | None = None) -> Admitted:
    """Choose among `members`; `timezone` fixes the zone. Raises ValueError when two have one key (two generations of
    a feed cannot both be in: their ids are the same)."""
    ordered = sorted(members, key=lambda one: one.key)
    for one, following in pairwise(ordered):
        if one.key == following.key:
            raise ValueError(f"{one.key} is given twice; a merged feed holds one generation of each feed")
    excluded: list[Excluded] = []
    zones: dict[str, str] = {}
    for one in ordered:
        refusal = _refusal(one, admit)
        if isinstance(refusal, Excluded):
            excluded.append(refusal)
        else:
            zones[str(one.key)] = refusal
    chosen = timezone or most_common(zones.values())
    others = {key: zone for key, zone in zones.items() if zone != chosen}
    kept = [one for one in ordered if str(one.key) in zones and str(one.key) not in others]
    excluded += [Excluded(one.key, "other_timezone", others[str(one.key)]) for one in ordered if str(one.key) in others]
    kept, conflicting = _one_binding_licence(kept)
    found = sorted([*excluded, *conflicting], key=lambda one: one.key)
    return Admitted(tuple(kept), chosen if kept else "", tuple(found))


def most_common(values: Iterable[str]) -> str:
    """The value that is there most often, of equally many the first by name; '' for none."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _refusal(one: Member, admit: Admit) -> Excluded | str:
    """Why a feed cannot enter whatever the others are, or its time zone."""
    if not admit(one.licence_ids):
        return Excluded(one.key, "licence", ", ".join(one.licence_ids))
    agencies = one.table("agency")
    if agencies is None or agencies.is_empty():
        return Excluded(one.key, "no_agency")
    if one.timezone:
        return one.timezone
    zones = _zones(agencies)
    if len(zones) > 1:
        return Excluded(one.key, "several_timezones", ", ".join(zones))
    return zones[0] if zones else Excluded(one.key, "no_timezone")


def _zones(agencies: pl.DataFrame) -> list[str]:
    if "agency_timezone" not in agencies.columns:
        return []
    return agencies["agency_timezone"].drop_nulls().unique().sort().to_list()


def _binding(ids: Iterable[str]) -> tuple[str, ...]:
    """The licences among `ids` that what is made of the data must carry on."""
    known = (LICENCES[one] for one in ids)
    return tuple(sorted({one.licence_id for one in known if _binds(one)}))


def _binds(one: Licence) -> bool:
    return one.share_alike is Permission.YES or one.commercial is Permission.NO


def _one_binding_licence(members: list[Member]) -> tuple[list[Member], list[Excluded]]:
    bound = {str(one.key): _binding(one.licence_ids) for one in members}
    several = {key for key, ids in bound.items() if len(ids) > 1}
    single = [ids[0] for ids in bound.values() if len(ids) == 1]
    chosen = most_common(single)
    out = {key for key, ids in bound.items() if key in several or (ids and ids[0] != chosen)}
    kept = [one for one in members if str(one.key) not in out]
    excluded = [
        Excluded(one.key, "share_alike", ", ".join(bound[str(one.key)])) for one in members if str(one.key) in out
    ]
    return kept, excluded


def resulting_licence(ids: Iterable[str]) -> str:
    """The licence of data made of sources under `ids` together: not for the public > not stated > the one that binds >
    the only one that asks for credit > CC BY 4.0 (several that ask for credit, each listed) > CC0."""
    every = set(ids)
    for strongest in (_CLOSED, _NOT_STATED):
        if strongest in every:
            return strongest
    refused = sorted(one for one in every if not _permits(LICENCES[one]))
    if refused:
        return refused[0]
    binding = _binding(every)
    if binding:
        return binding[0]
    asking = sorted(every - {_WHOLLY_FREE})
    if len(asking) == 1:
        return asking[0]
    return _CREDIT_ONLY if asking else _WHOLLY_FREE


def _permits(one: Licence) -> bool:
    return one.redistribute is Permission.YES and one.derive is Permission.YES
