"""Two generations of one feed as one GTFS zip: the current one until the day before the next begins, then the next.

    with open("merged.zip", "wb") as out:
        joined = join(current, following, starts_on=date(2026, 10, 1), out)

What both generations say in the same rows stands once, under its own ids. Where rows of one id differ, the next one's
id is `id~20261001` everywhere it is named. A service is another one once it is cut, so a service id that both have, and
the trips of it, differ by definition. Agencies keep their ids (in Japan they are corporate numbers): the next one's
row goes before. A fare has no dates: where the price between two zones that both generations have changes, the next
one's zones, and so its stops there, are told apart. A service without a day left stays, with one row that takes a day
away.

Pure; equal input gives equal bytes (with the same polars and zlib). Known limits: Fares v2 tables are put together row
by row; a fare without any rule holds for both generations; flexible zones (locations.geojson) are refused. Sources:
GTFS Schedule reference; ../shared/formats/gtfs_merge_registry.md §7 (cut at the day before the next start).
What does not live here: which versions these are (catalog.generations), feeds of several operators (feeds.merge).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

import polars as pl

from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.joining.cutting import cut
from feeds.joining.names import Renames, mapped, renames
from feeds.joining.pair import Pair
from feeds.joining.papers import feed_info, refusal
from feeds.joining.rows import united
from feeds.merging.tables import header, is_carried, stems
from feeds.merging.values import Member
from feeds.merging.writing import FeedWriter

SCHEMA_VERSION = 1
"""Raised when equal generations would give other bytes."""
_FIRST, _LATER = ("feed_info",), ("translations", "attributions")


@dataclass(frozen=True, slots=True)
class Joined:
    """The account: `refused` says why nothing was written ('' when it was); rows by table; ids told apart by what they
    name; services without a day left; tables left out because nobody knows their ids."""

    starts_on: date
    refused: str
    tables: dict[str, int]
    renamed: dict[str, int]
    idle_services: int
    left_out: tuple[str, ...]


def join(current: Member, following: Member, starts_on: date, out: BinaryIO) -> Joined:
    """Write both generations to `out` (binary, seekable), the current one to the day before `starts_on`."""
    refused = refusal(current, following)
    if refused:
        return Joined(starts_on, refused, {}, {}, 0, ())
    pair, idle = cut(Pair(current, following), starts_on)
    names = renames(pair, starts_on)
    rows: dict[str, int] = {}
    with FeedWriter(out) as writer:
        for stem in _stems(pair):
            columns = header(stem, [pair.current, pair.following])
            frame = _table(pair, stem, names)
            if frame.height or not (_height(current, stem) or _height(following, stem)):
                rows[stem] = writer.table(stem, columns, [frame])
    both = {**pair.current.tables, **pair.following.tables}
    left = sorted(stem for stem in both if stem not in rows and stem != LOCATIONS and not _carried(pair, stem))
    told = {domain: len(ids) for domain, ids in sorted(names.items()) if ids}
    return Joined(starts_on, "", rows, told, idle, tuple(left))


def _height(member: Member, stem: str) -> int:
    found = member.table(stem)
    return 0 if found is None else found.height


def _stems(pair: Pair) -> list[str]:
    members = [pair.current, pair.following]
    made = [stem for stem in (*_FIRST, *_LATER) if any(stem in one.tables for one in members)]
    return [*(s for s in made if s in _FIRST), *stems(members), *(s for s in made if s in _LATER)]


def _carried(pair: Pair, stem: str) -> bool:
    return any(is_carried(stem, one.columns(stem)) for one in (pair.current, pair.following) if stem in one.tables)


def _table(pair: Pair, stem: str, names: Renames) -> pl.DataFrame:
    if stem == "feed_info":
        return feed_info(pair)
    before, after = pair.both(stem)
    return united(stem, before, mapped(after, stem, names))
