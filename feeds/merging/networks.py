"""Networks said in one way: GTFS forbids routes.network_id beside networks.txt or route_networks.txt, so as soon as one
member has such a file the column of all others becomes rows of the two files.

What does not live here: renaming ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from feeds.merging.report import Remark
from feeds.merging.values import Member

_FILES = ("networks", "route_networks")


def networks_in_files(members: Sequence[Member]) -> tuple[list[Member], list[Remark]]:
    """The members with their networks said in one way, and what was moved."""
    if not any(stem in one.tables for one in members for stem in _FILES):
        return list(members), []
    moved, remarks = [], []
    for one in members:
        has_column = "network_id" in one.columns("routes") and "route_id" in one.columns("routes")
        changed, some = _moved(one) if has_column else (one, [])
        moved.append(changed)
        remarks += some
    return moved, remarks


def _moved(member: Member) -> tuple[Member, list[Remark]]:
    routes = member.table("routes")
    if routes is None:
        return member, []
    pairs = routes.select("route_id", "network_id").drop_nulls().unique(maintain_order=True)
    tables = {**member.tables, "routes": routes.drop("network_id")}
    remarks = [Remark(member.key, "routes", "network_moved", "network_id", cells=pairs.height)]
    named = pairs.select("network_id").unique(maintain_order=True)
    for stem, rows, key in (("networks", named, "network_id"), ("route_networks", pairs, "route_id")):
        before = member.table(stem)
        if before is not None and key in before.columns:
            rows = pl.concat([before, rows.join(before, on=key, how="anti", maintain_order="left")], how="diagonal")
        tables[stem] = rows
        added = rows.height - (0 if before is None else before.height)
        remarks.append(Remark(member.key, stem, "network_moved", plus=added))
    return replace(member, tables=tables), remarks
