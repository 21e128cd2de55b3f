"""Lines about the rest: days of service, what the feed says of itself, shapes, translations, and further tables.

What does not live here: stops, routes, trips, fares (their own modules).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from feeds.compare.raw import TableDiff
from feeds.compare.runs import Runs
from feeds.compare.same_service import Same
from feeds.compare.values import Claim, Json, Line, line, some
from feeds.compare.view import FeedView
from feeds.tables import ROW


def span_lines(
    runs: tuple[Runs, Runs], old: FeedView, new: FeedView, same: Same, diffs: Mapping[str, TableDiff]
) -> list[Line]:
    """First and last day with service; the dates on which a service runs or rests otherwise than before."""
    days = [_dates(one) for one in runs]
    facts = {"first_old": days[0][0], "last_old": days[0][1], "first_new": days[1][0], "last_new": days[1][1]}
    says = days[0] != days[1]
    span = Line("service_span", facts={"says": says, **facts}, total=int(says))
    touched = bool(diffs.keys() & {"calendar", "calendar_dates"})
    return some([span, _days_line(old, new, same, touched=touched)])


def _dates(one: Runs) -> tuple[str, str]:
    return one.first_on or "", one.last_on or ""


def _days_line(old: FeedView, new: FeedView, same: Same, *, touched: bool) -> Line:
    """Services whose days differ within the time that both versions cover, and the span of each."""
    moved = old.days.join(same.services.select(service_id="old", now="new"), on="service_id", how="left").select(
        service_id=pl.coalesce("now", "service_id"), day_on="day_on"
    )
    lone = {
        "begun": moved.join(new.days, on="service_id", how="anti"),
        "ended": new.days.join(moved, on="service_id", how="anti"),
    }
    spans = [one.select(first=pl.col("day_on").min(), last=pl.col("day_on").max()) for one in (moved, new.days)]
    first, last = pl.concat(spans).select(pl.col("first").max(), pl.col("last").min()).row(0)
    within = pl.col("day_on").is_between(pl.lit(first, dtype=pl.Date), pl.lit(last, dtype=pl.Date))
    on = ["service_id", "day_on"]
    plus = new.days.join(moved, on="service_id", how="semi").join(moved, on=on, how="anti").filter(within)
    minus = moved.join(new.days, on="service_id", how="semi").join(new.days, on=on, how="anti").filter(within)
    each = [
        frame.group_by("service_id").agg(
            **{word: pl.len(), f"{word}_on": pl.col("day_on").sort().head(10).cast(pl.String).str.join(" ")}
        )
        for frame, word in ((plus, "plus"), (minus, "minus"))
    ]
    told = each[0].join(each[1], on="service_id", how="full", coalesce=True).sort("service_id")
    facts: Json = {
        "begun": lone["ended"]["service_id"].n_unique(), "ended": lone["begun"]["service_id"].n_unique(),
        "plus": plus.height, "minus": minus.height,
    }  # fmt: skip
    items = line("service_days", told)
    apart = first is None or last is None or first > last
    says = bool(touched or told.height or facts["begun"] or facts["ended"])
    facts["variant"] = "apart" if apart else ""
    return Line("service_days", facts={"n": told.height, "says": says, **facts}, items=items.items, total=items.total)


def told_lines(diffs: Mapping[str, TableDiff]) -> list[Line]:
    """What feed_info, agency and agency_jp say otherwise: table, column, old, new."""
    found = []
    for code, stems in (("feed_info", ("feed_info",)), ("agency", ("agency", "agency_jp"))):
        items = [item for stem in stems if stem in diffs for item in _cells(diffs[stem])]
        found.append(Line(code, facts={"n": len(items)}, items=tuple(items[:50]), total=len(items)))
    return some(found)


def _cells(diff: TableDiff) -> list[Json]:
    """Cell by cell; the tables are small, or cut after 50 rows."""
    names = [name for name in diff.columns if name not in diff.key or not diff.before.height]
    sides = [frame.head(50).to_dicts() for frame in (diff.before, diff.after)]
    items: list[Json] = []
    for before, after in zip(*sides, strict=True):
        items += [
            {"table": diff.stem, "column": k, "old": before[k], "new": after[k]} for k in names if before[k] != after[k]
        ]
    for frame, word in ((diff.removed, "old"), (diff.added, "new")):
        rows = frame.head(50).drop(ROW).to_dicts()
        items += [{"table": diff.stem, "column": k, word: v} for row in rows for k, v in row.items() if v]
    return items


def shape_line(new: FeedView, same: Same, diffs: Mapping[str, TableDiff]) -> list[Line]:
    """Shapes that began, ended, were renumbered or redrawn, with the routes that use them."""
    diff = diffs.get("shapes")
    if diff is None or "shape_id" not in diff.columns:
        return []
    old_ids, new_ids = (
        pl.concat([one["shape_id"] for one in frames]).unique()
        for frames in ((diff.removed, diff.before), (diff.added, diff.after))
    )
    other = same.shapes.filter(pl.col("how") != "id")
    kept = same.shapes.filter(pl.col("how") == "id")
    touched = pl.concat([old_ids, new_ids]).unique()
    redrawn = kept.filter(pl.col("old").is_in(touched.implode()))["new"]
    begun = new_ids.filter(~new_ids.is_in(same.shapes["new"].implode()))
    ended = old_ids.filter(~old_ids.is_in(same.shapes["old"].implode()))
    uses = new.trips.filter(pl.col("shape_id").is_in(pl.concat([redrawn, begun]).implode()))
    items = (
        uses.group_by("route_id")
        .agg(trips=pl.len(), shapes=pl.col("shape_id").n_unique())
        .join(new.routes, on="route_id", how="left")
    )
    told = line("shapes_changed", items.sort("trips", "route_id", descending=[True, False]))
    unused = begun.filter(~begun.is_in(new.trips["shape_id"].implode()))
    facts = {
        "begun": len(begun), "ended": len(ended), "redrawn": len(redrawn), "renumbered": other.height,
        "unused": len(unused), "says": True,
    }  # fmt: skip
    return [Line("shapes_changed", facts=facts, items=told.items, total=told.total)]


def translation_line(diffs: Mapping[str, TableDiff]) -> list[Line]:
    """Translations and readings that came, went or were written otherwise."""
    diff = diffs.get("translations")
    if diff is None or "translation" not in diff.columns:
        return []
    source = next((c for c in ("trans_id", "field_value", "record_id") if c in diff.columns), "translation")
    language = "lang" if "lang" in diff.columns else "language" if "language" in diff.columns else "translation"
    pick = {"source": source, "language": language}
    frames = [
        diff.before.select(**pick, old="translation").with_columns(diff.after.select(new="translation")),
        diff.added.select(**pick, old=pl.lit(None, dtype=pl.String), new="translation"),
        diff.removed.select(**pick, old="translation", new=pl.lit(None, dtype=pl.String)),
    ]
    facts = {"begun": diff.added.height, "ended": diff.removed.height, "changed": diff.before.height, "says": True}
    told = line("translations", pl.concat(frames))
    return [Line("translations", facts=facts, items=told.items, total=told.total)]


BY_ROWS = frozenset(
    {"table", "columns", "details", "notation", "sequence", "fare_ids", "boarding", "trips_days", "trips_route"}
)
"""Codes whose sentence needs only how many rows they explain."""


def claimed_lines(claims: Iterable[Claim], lines: Iterable[Line]) -> list[Line]:
    """A line for every claim that has none yet: numbers by table, part and column."""
    there = {(one.code, one.subject) for one in lines}
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for claim in claims:
        if (claim.code, claim.subject) not in there:
            facts = sums.setdefault((claim.code, claim.subject), {"added": 0, "removed": 0, "changed": 0})
            facts[claim.part] += claim.rows
    return [
        Line(
            code,
            subject,
            {"n": sum(facts.values()), **facts, "variant": "" if code in BY_ROWS else "rows"},
            total=sum(facts.values()),
        )
        for (code, subject), facts in sums.items()
    ]
