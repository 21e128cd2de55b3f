"""The two national point layers of `futae bench tiles`: traffic accidents and shelters, read once and kept.

Each is kept twice below the bench's folder: as GeoParquet, a feature frame as the tiles room takes it, and as GeoJSON,
one feature a line. What does not live here: cutting them (cutting), the other cutters (peers).
"""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import polars as pl
import shapely

from bench.tools.data import NoData, Say
from terms.columns import Kind
from tiles.spec import Attribute, TileLayer, TileSpec

ACCIDENTS = Path("accidents/npa_2019-2022_japan_slim.geojsonl.gz")
SHELTERS = {
    kind: Path(f"shelters/gsi_shelters_{kind}_all_japan_1917files.tar.gz") for kind in ("emergency", "evacuation")
}
DETAIL_ZOOM = 14
"""At zoom 13 one tile holds 7,225 accidents, 0.9 MB as features; at zoom 14 the fullest holds 2,226."""


def _layer(name: str, texts: str, integers: str = "") -> TileLayer:
    """A plain point layer: feature ids, in overview tiles too, and attributes that only whole features have."""
    own = [Attribute(word, Kind.TEXT) for word in texts.split()]
    own += [Attribute(word, Kind.INTEGER) for word in integers.split()]
    return TileLayer(name, "point", (Attribute("feature_id", Kind.TEXT, overview=True), *own))


SPEC = TileSpec(
    tileset="nation",
    layers=(
        _layer("accidents", "kind city_code day_night weather accident_type", "dead injured epoch_ms"),
        _layer("shelters", "kind name address municipality_name"),
    ),
    detail_zoom=DETAIL_ZOOM,
)
"""No folder of layers: what a plain layer would say. The words of the sources' codes are not looked up."""


@dataclass(frozen=True, slots=True)
class Points:
    """One layer on disk: GeoParquet, GeoJSON lines, number of features."""

    name: str
    parquet: Path
    lines: Path
    count: int


Row = dict[str, Any]


def _accidents(folder: Path) -> Iterator[Row]:
    with gzip.open(folder / ACCIDENTS, "rb") as lines:
        for line in lines:
            one = json.loads(line)
            has, (lon, lat) = one["properties"], one["geometry"]["coordinates"]
            yield {
                "feature_id": f"npa/accidents:accidents:{one['id']}", "kind": has["kind"], "dead": has["dead"],
                "injured": has["injured"], "city_code": has["city"], "day_night": has["day"], "weather": has["wx"],
                "accident_type": has["type"], "epoch_ms": has["t"], "lon": lon, "lat": lat,
            }  # fmt: skip


def shelter_rows(kind: str, document: dict[str, Any]) -> Iterator[Row]:
    """The rows of one municipality's file; one that says it is not available has none."""
    for at, one in enumerate(document.get("features", ())):
        has, (lon, lat) = one["properties"], one["geometry"]["coordinates"][:2]
        key = has.get("共通ID") or f"{document.get('name', '')}-{at}"
        yield {
            "feature_id": f"gsi/shelters:{kind}:{key}", "kind": kind, "name": has.get("施設・場所名"),
            "address": has.get("住所"), "municipality_name": has.get("都道府県名及び市町村名"), "lon": lon, "lat": lat,
        }  # fmt: skip


def _shelters(folder: Path) -> Iterator[Row]:
    for kind, path in SHELTERS.items():
        with tarfile.open(folder / path, "r|gz") as archive:
            for entry in archive:
                opened = archive.extractfile(entry)
                if opened is not None:
                    yield from shelter_rows(kind, json.loads(opened.read()))


def feature_frame(rows: Iterable[Row], layer: TileLayer) -> pl.DataFrame:
    """A feature frame of the rows: ids made unique (a second feature of one id gets `#2`), sorted by id, without
    validity, geometry as WKB."""
    kinds = {Kind.INTEGER: pl.Int64}
    schema = {a.name: kinds.get(a.kind, pl.String) for a in layer.attributes}
    table = pl.DataFrame(list(rows), schema={**schema, "lon": pl.Float64, "lat": pl.Float64}, strict=True)
    number = pl.int_range(1, pl.len() + 1).over("feature_id")
    again = pl.format("{}#{}", "feature_id", number)
    frame = table.with_columns(pl.when(number == 1).then("feature_id").otherwise(again).alias("feature_id"))
    frame = frame.sort("feature_id")
    shapes = shapely.points(frame.select("lon", "lat").to_numpy())
    return frame.drop("lon", "lat").with_columns(
        pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias("valid_from_at"),
        pl.Series("geometry", shapely.to_wkb(np.asarray(shapes, dtype=object)).tolist(), dtype=pl.Binary),
    )


def write_lines(frame: pl.DataFrame, path: Path) -> None:
    """The frame as GeoJSON, one feature a line (RFC 8142 without the separators), empty attributes left out."""
    shapes = shapely.from_wkb(frame["geometry"].to_numpy())
    places = zip(shapely.get_x(shapes).tolist(), shapely.get_y(shapes).tolist(), strict=True)
    with path.open("w", encoding="utf-8") as out:
        rows = frame.drop("geometry", "valid_from_at").iter_rows(named=True)
        for row, place in zip(rows, places, strict=True):
            feature = {
                "type": "Feature",
                "properties": {name: value for name, value in row.items() if value is not None},
                "geometry": {"type": "Point", "coordinates": place},
            }
            out.write(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) + "\n")


def _write(frame: pl.DataFrame, name: str, folder: Path) -> Points:
    found = Points(name, folder / f"{name}.parquet", folder / f"{name}.geojsonl", frame.height)
    write_lines(frame, found.lines)
    columns = frame.drop("geometry").to_pandas()
    geometry = shapely.from_wkb(frame["geometry"].to_numpy())
    geopandas.GeoDataFrame(columns, geometry=geometry, crs="OGC:CRS84").to_parquet(found.parquet, compression="zstd")
    return found


def read_frame(path: Path) -> pl.DataFrame:
    """A kept layer as feature frame."""
    return pl.read_parquet(path).with_columns(pl.col("valid_from_at").cast(pl.Datetime("us", "UTC")))


def nation_points(home: Path, folder: Path, *, fresh: bool, say: Say) -> tuple[Points, ...]:
    """Both layers, read anew where they are not kept below `home`. Raises NoData."""
    missing = [str(path) for path in (ACCIDENTS, *SHELTERS.values()) if not (folder / path).is_file()]
    if missing:
        raise NoData(f"{', '.join(missing)} must be in {folder} (--data DIR)")
    kept = home / "points"
    path = kept / "stamp"
    stamp = {"spec": SPEC.digest(), "sizes": [(folder / p).stat().st_size for p in _all_sources()]}
    if not fresh and path.is_file() and json.loads(path.read_text())["stamp"] == stamp:
        counts = json.loads(path.read_text())["counts"]
        return tuple(Points(n, kept / f"{n}.parquet", kept / f"{n}.geojsonl", c) for n, c in counts.items())
    kept.mkdir(parents=True, exist_ok=True)
    say(f"reading the two layers into {kept}")
    readers = {"accidents": _accidents, "shelters": _shelters}
    made = tuple(_write(feature_frame(read(folder), SPEC.layer(name)), name, kept) for name, read in readers.items())
    path.write_text(json.dumps({"stamp": stamp, "counts": {one.name: one.count for one in made}}))
    return made


def _all_sources() -> tuple[Path, ...]:
    return (ACCIDENTS, *SHELTERS.values())
