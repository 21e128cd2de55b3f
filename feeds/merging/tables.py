"""Which tables and columns the merged feed has: the union over its members, in an order that depends on names only.

Tables that GTFS or GTFS-JP names are always carried. Any other is carried when all its id columns are ones GTFS names
(then they are renamed like everywhere) and it has at least one (else its rows could not be told apart by feed);
otherwise it is left out and counted. Unknown columns are kept. What does not live here: rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.formats.gtfs_schema import KNOWN, TABLES
from feeds.merging.ids import id_columns, unknown_id_columns
from feeds.merging.values import Member

MADE = frozenset({"feed_info", "attributions", "translations", LOCATIONS})
"""Tables that are not simply the rows of the members one after the other."""

_ORDER = (
    *("feed_info", "agency", "agency_jp", "stops", "levels", "pathways", "routes", "routes_jp", "trips", "office_jp"),
    *("pattern_jp", "stop_times", "calendar", "calendar_dates", "frequencies", "transfers", "shapes"),
    *("fare_attributes", "fare_rules", "translations", "attributions"),
)


def is_carried(stem: str, columns: Sequence[str]) -> bool:
    """Whether a table with these columns goes into the merged feed."""
    if stem in KNOWN or stem == LOCATIONS:
        return True
    return bool(id_columns(list(columns))) and not unknown_id_columns(list(columns))


def stems(members: Sequence[Member]) -> list[str]:
    """The plain tables of the merged feed in the order of writing: the known ones as the reference lists them, then
    others by name. Those of MADE are not among them."""
    found = {stem for one in members for stem in one.tables if is_carried(stem, one.columns(stem))} - MADE
    return [*(stem for stem in _ORDER if stem in found), *sorted(found.difference(_ORDER))]


def header(stem: str, members: Sequence[Member], needed: Sequence[str] = ()) -> list[str]:
    """The columns of one merged table: declared ones in their order, then others as the members bring them.
    Those `needed` are there even when no member has them."""
    found = dict.fromkeys([*(name for one in members for name in one.columns(stem)), *needed])
    declared = [column.name for column in TABLES[stem].columns] if stem in TABLES else []
    return [*(name for name in declared if name in found), *(name for name in found if name not in declared)]
