"""Translations that stay with their feed: every one by record, none by value.

A translation by value (`field_value`, and every row of the old layout `trans_id, lang, translation` of GTFS-JP
editions 1 and 2) speaks for that text in the whole feed, and in a merged feed it would speak for the others too: 本町
is ほんまち here and ほんちょう there. So each becomes one row for each record of its own feed that has the text. A row
by record of the same record wins, as GTFS says; of two by the same value the first. What fits no record is left out
and counted.

Source: GTFS Schedule reference, translations.txt (record_id is the first field of the table's key, record_sub_id the
second); GTFS-JP edition 2, translations.txt: every text field that riders see. What does not live here: writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from feeds.merging.report import Remark
from feeds.merging.values import Member

COLUMNS = ("table_name", "field_name", "language", "translation", "record_id", "record_sub_id", "field_value")
_KEYS = {
    **{"agency": ("agency_id",), "stops": ("stop_id",), "routes": ("route_id",), "trips": ("trip_id",)},
    **{"stop_times": ("trip_id", "stop_sequence"), "pathways": ("pathway_id",), "levels": ("level_id",)},
    **{"attributions": ("attribution_id",), "office_jp": ("office_id",), "routes_jp": ("route_id",)},
    **{"pattern_jp": ("jp_pattern_id",), "agency_jp": ("agency_id",), "fare_attributes": ("fare_id",)},
    **{"fare_products": ("fare_product_id",), "fare_media": ("fare_media_id",), "areas": ("area_id",)},
    **{"networks": ("network_id",), "rider_categories": ("rider_category_id",)},
    **{"location_groups": ("location_group_id",), "booking_rules": ("booking_rule_id",)},
}
"""Tables whose records can be named, and the columns that do."""
_SUB_IDS = ("fare_rules", "transfers")
"""Tables whose record_sub_id is an id (a zone, a stop), not a number, date or time."""
_OLD_FIELDS = (
    *(("agency", name) for name in ("agency_name", "agency_url", "agency_fare_url")),
    *(("stops", name) for name in ("stop_name", "stop_desc", "stop_url")),
    *(("routes", name) for name in ("route_short_name", "route_long_name", "route_desc", "route_url")),
    *(("trips", name) for name in ("trip_headsign", "trip_short_name")),
    ("stop_times", "stop_headsign"),
)
"""Fields that a row of the old layout translates: those that translations.txt of GTFS may name."""
_ORDINAL = "_ordinal"

Tables = Callable[[str], pl.DataFrame | None]
"""Stem → the member's table as the merged feed has it (ids renamed), None when there is none."""


def by_record(member: Member, tables: Tables) -> tuple[pl.DataFrame, list[Remark]]:
    """The member's translations, all by record, ids renamed; and what became of each row that was not."""
    raw = member.table("translations")
    if raw is None:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String)), []
    if {"table_name", "field_name"} <= set(raw.columns):
        return _new_layout(member, raw, tables)
    if {"trans_id", "lang", "translation"} <= set(raw.columns):
        values = raw.rename({"trans_id": "field_value", "lang": "language"})
        found, remarks = _expanded(member, values, tables, _old_targets)
        return found.select(COLUMNS), remarks
    empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    return empty, [Remark(member.key, "translations", "translations_layout", minus=raw.height)] if raw.height else []


def _new_layout(member: Member, raw: pl.DataFrame, tables: Tables) -> tuple[pl.DataFrame, list[Remark]]:
    raw = raw.with_columns(pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in raw.columns)
    is_ours = pl.col("table_name").eq_missing("feed_info")
    ours = raw.filter(is_ours).height
    rest = raw.filter(~is_ours)
    named = pl.col("record_id").is_not_null()
    explicit = rest.filter(named).with_columns(
        pl.concat_str(pl.lit(member.prefix), pl.col("record_id")).alias("record_id"),
        pl.when(pl.col("table_name").is_in(_SUB_IDS))
        .then(pl.concat_str(pl.lit(member.prefix), pl.col("record_sub_id")))
        .otherwise(pl.col("record_sub_id"))
        .alias("record_sub_id"),
    )
    found, remarks = _expanded(member, rest.filter(~named).drop("record_id", "record_sub_id"), tables, _new_targets)
    where = ["table_name", "field_name", "language", "record_id", "record_sub_id"]
    beside = found.join(explicit, on=where, how="anti", nulls_equal=True, maintain_order="left")
    remarks = [_fewer(one, found.height - beside.height) for one in remarks]
    if ours:
        remarks.append(Remark(member.key, "translations", "translation_of_feed_info", minus=ours))
    return pl.concat([explicit, beside], how="diagonal"), remarks


def _fewer(remark: Remark, rows: int) -> Remark:
    """The same remark with fewer rows added, for those a row by record went before."""
    if remark.reason != "translations_by_record":
        return remark
    return Remark(remark.key, remark.table, remark.reason, minus=remark.minus, plus=remark.plus - rows)


_Targets = Callable[[pl.DataFrame], Iterator[tuple[str, str, pl.DataFrame]]]


def _old_targets(values: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    for table, field in _OLD_FIELDS:
        yield table, field, values


def _new_targets(values: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    groups = values.partition_by("table_name", "field_name", maintain_order=True, as_dict=True)
    for (table, field), some in groups.items():
        yield str(table), str(field), some.drop("table_name", "field_name")


def _expanded(
    member: Member, values: pl.DataFrame, tables: Tables, targets: _Targets
) -> tuple[pl.DataFrame, list[Remark]]:
    """Rows by value as rows by record, with the account of them."""
    key = [name for name in ("table_name", "field_name", "language", "field_value") if name in values.columns]
    sound = values.filter(pl.col("field_value").is_not_null() & pl.col("language").is_not_null())
    once = sound.unique(key, keep="first", maintain_order=True).with_row_index(_ORDINAL)
    pieces, cache = [pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))], dict[str, pl.DataFrame | None]()
    matched: set[int] = set()
    for table, field, some in targets(once):
        if table not in cache:
            cache = {table: tables(table) if table in _KEYS else None}
        piece = _records(table, field, some, cache[table])
        if piece is not None and piece.height:
            matched.update(piece[_ORDINAL].unique().to_list())
            pieces.append(piece.drop(_ORDINAL))
    found = pl.concat(pieces, how="diagonal")
    counts = {
        "translations_by_record": (len(matched), found.height),
        "translation_matches_nothing": (once.height - len(matched) + values.height - sound.height, 0),
        "translation_repeated": (sound.height - once.height, 0),
    }
    remarks = [
        Remark(member.key, "translations", reason, minus=minus, plus=plus)
        for reason, (minus, plus) in counts.items()
        if minus or plus
    ]
    return found, remarks


def _records(table: str, field: str, values: pl.DataFrame, target: pl.DataFrame | None) -> pl.DataFrame | None:
    """One row for each record of `target` whose `field` has one of the values; None when the table cannot be named."""
    key = _KEYS.get(table, ())
    if target is None or field not in target.columns or not set(key) <= set(target.columns):
        return None
    records = target.select(
        pl.col(key[0]).alias("record_id"),
        (pl.col(key[1]) if len(key) > 1 else pl.lit(None, pl.String)).alias("record_sub_id"),
        pl.col(field).alias("field_value"),
    )
    texts = records.drop_nulls(["record_id", "field_value"]).unique(maintain_order=True)
    joined = texts.join(values, on="field_value", how="inner", maintain_order="left_right")
    return joined.with_columns(table_name=pl.lit(table), field_name=pl.lit(field), field_value=pl.lit(None, pl.String))
