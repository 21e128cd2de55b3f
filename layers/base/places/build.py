"""N03 rows → administrative areas, one feature per code. Vectorised.

An edition says what was so on one day (基準日, `as_of_on`); it does not say since when, so valid time stays unbounded.
Source: 国土数値情報 N03. What does not live here: reading GeoJSON (feeds.formats.ksj_n03).
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

import numpy as np
import polars as pl
import shapely

from layers.base.places.columns import PLACES
from layers.context import Built, FeedContext, TextTables
from layers.frames import GEOMETRY, conform, text_or_null, wkb_series
from terms.ids import feature_id_prefix

_SOURCE = {
    "prefecture_name": "N03_001",
    "subprefecture_name": "N03_002",
    "county_name": "N03_003",
    "municipality_name": "N03_004",
    "ward_name": "N03_005",
    "place_code": "N03_007",
}


def edition_date(file_name: str) -> date | None:
    """The day an edition describes, from its file name (N03-21_33_210101 or N03-20240101_33); None where unreadable."""
    short = re.search(r"N03-\d{2}_\d{2}_(\d{2})(\d{2})(\d{2})", file_name)
    long = re.search(r"N03-(\d{4})(\d{2})(\d{2})", file_name)
    try:
        if short:
            year, month, day = (int(g) for g in short.groups())
            return date(2000 + year if year < 70 else 1900 + year, month, day)
        if long:
            return date(*(int(g) for g in long.groups()))
    except ValueError:
        return None
    return None


def _named(table: pl.DataFrame) -> pl.DataFrame:
    texts = table.select(*text_or_null(table, list(_SOURCE.values())), pl.col(GEOMETRY))
    rows = texts.rename({source: name for name, source in _SOURCE.items()})
    in_county = pl.col("county_name").str.ends_with("郡").fill_null(False)
    of_city = pl.concat_str(
        pl.when(in_county).then(pl.lit("")).otherwise(pl.col("county_name").fill_null("")),
        pl.col("municipality_name").fill_null(""),
        pl.col("ward_name").fill_null(""),
    )
    return rows.with_columns(place_name=pl.when(of_city == "").then("prefecture_name").otherwise(of_city))


def _keys(rows: pl.DataFrame) -> pl.Series:
    """The source key: the code; for areas without one (所属未定地) a hash of names and the rounded place."""
    shapes = shapely.from_wkb(rows[GEOMETRY].to_numpy())
    centres = np.round(
        np.column_stack([shapely.get_x(shapely.centroid(shapes)), shapely.get_y(shapely.centroid(shapes))]), 3
    )
    names = rows.select(pl.concat_str("prefecture_name", "place_name", ignore_nulls=True)).to_series()
    hashed = [
        "h-" + hashlib.sha256(f"{n}|{x:.3f}|{y:.3f}".encode()).hexdigest()[:16]
        for n, (x, y) in zip(names, centres, strict=True)
    ]
    return rows.select(pl.coalesce("place_code", pl.Series("key", hashed))).to_series().alias("key")


def _gather(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per key, its polygons gathered into one (multi)polygon; attributes from the first row."""
    ordered = rows.sort("key", maintain_order=True)
    shapes = shapely.from_wkb(ordered[GEOMETRY].to_numpy())
    parts, owner = shapely.get_parts(shapes, return_index=True)
    group = ordered["key"].rle_id().to_numpy().astype(np.intp)[owner]
    gathered = shapely.multipolygons(parts, indices=group)
    single = shapely.get_num_geometries(gathered) == 1
    gathered[single] = shapely.get_geometry(gathered[single], 0)
    first = ordered.drop(GEOMETRY).group_by("key", maintain_order=True).agg(pl.all().first(), part_count=pl.len())
    return first.with_columns(wkb_series(gathered), pl.col("part_count").cast(pl.Int64))


def build(tables: TextTables, context: FeedContext) -> Built:
    """`places`, satisfying its declaration; rows without a polygon are skipped and counted."""
    table = tables.get("n03")
    if table is None or not len(table):
        return Built({"places": conform(pl.DataFrame(), PLACES)}, {})
    shapes = shapely.from_wkb(table[GEOMETRY].to_numpy())
    areal = pl.Series(np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes))
    rows = _named(table.filter(areal))
    skipped = {"place_without_polygon": len(table) - len(rows)} if len(rows) < len(table) else {}
    if not len(rows):
        return Built({"places": conform(pl.DataFrame(), PLACES)}, skipped)
    gathered = _gather(rows.with_columns(_keys(rows)))
    frame = gathered.with_columns(
        pl.format("{}{}", pl.lit(feature_id_prefix(context.feed, "places")), "key").alias("feature_id"),
        pl.lit(str(context.feed)).alias("feed"),
        pl.lit(edition_date(context.file_name), dtype=pl.Date).alias("as_of_on"),
    )
    return Built({"places": conform(frame, PLACES)}, skipped)
