"""The tile engine behind one adapter: columns in, a PMTiles archive out. The only module that knows freestiler.

freestiler's public function takes GeoDataFrames and walks every cell of them in Python (5 ms before the first
feature, 60 % of the time for 20k points), so its compiled function is called with columns directly;
tests/tiles/test_engine.py holds both to equal bytes. What does not live here: what goes into a tile (tiles.cut).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import shapely

from tiles.archive import Directory, of_memory, read_directory
from tiles.rows import Geometries

_GEOMETRY_NAMES = {
    0: "POINT",
    1: "LINESTRING",
    3: "POLYGON",
    4: "MULTIPOINT",
    5: "MULTILINESTRING",
    6: "MULTIPOLYGON",
}
_NO_TILES = "No tiles generated"


@dataclass(frozen=True, slots=True)
class EngineLayer:
    """Rows in their final order: geometries in degrees and attributes (String, Int64, Float64, Boolean; null is
    absent in tiles)."""

    shapes: Geometries
    attributes: pl.DataFrame


@dataclass(frozen=True, slots=True)
class EngineTiles:
    """What the engine made: the archive's bytes and its parsed directory."""

    archive: bytes
    directory: Directory


def encode(layers: Mapping[str, EngineLayer], min_zoom: int, max_zoom: int) -> EngineTiles | None:
    """All tiles of the layers at these zooms; whole features go in, nothing is dropped or numbered. Layers without
    rows are left out (the engine refuses them). None when no tile has anything to show."""
    prepared = [_columns(name, layer, min_zoom, max_zoom) for name, layer in layers.items() if len(layer.shapes)]
    if not prepared:
        return None
    data = _run(prepared, min_zoom, max_zoom)
    return EngineTiles(data, read_directory(of_memory(data))) if data else None


def _run(prepared: list[dict[str, Any]], min_zoom: int, max_zoom: int) -> bytes:
    from freestiler._freestiler import _freestile  # 0.7 s: only where tiles are cut

    with _temporary_file() as path:
        try:
            _freestile(
                layers=prepared,
                output_path=str(path),
                tile_format="mvt",
                min_zoom=min_zoom,
                max_zoom=max_zoom,
                base_zoom=-1,
                do_simplify=True,
                generate_ids=False,
                quiet=True,
                drop_rate=-1.0,
                cluster_distance=-1.0,
                cluster_maxzoom=-1,
                do_coalesce=False,
            )
        except RuntimeError as error:
            if _NO_TILES in str(error):
                return b""
            raise
        return path.read_bytes()


@contextmanager
def _temporary_file() -> Iterator[Path]:
    """The name of an empty file, gone afterwards; a folder of its own would cost as much as a small tile."""
    handle, name = tempfile.mkstemp(prefix="futae-tiles-", suffix=".pmtiles")
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _columns(name: str, layer: EngineLayer, min_zoom: int, max_zoom: int) -> dict[str, Any]:
    by_type: dict[str, list[list[Any]]] = {"string": [], "integer": [], "double": [], "boolean": []}
    kinds = [_kind(dtype) for dtype in layer.attributes.dtypes]
    for kind, series in zip(kinds, layer.attributes.iter_columns(), strict=True):
        by_type[kind].append(series.to_list())
    return {
        "name": name,
        "wkb": shapely.to_wkb(layer.shapes).tolist(),
        "geom_types": [_GEOMETRY_NAMES[t] for t in shapely.get_type_id(layer.shapes).tolist()],
        "prop_names": layer.attributes.columns,
        "prop_types": kinds,
        "string_columns": by_type["string"],
        "int_columns": by_type["integer"],
        "float_columns": by_type["double"],
        "bool_columns": by_type["boolean"],
        "min_zoom": min_zoom,
        "max_zoom": max_zoom,
    }


def _kind(dtype: pl.DataType) -> str:
    if dtype == pl.String:
        return "string"
    if dtype == pl.Boolean:
        return "boolean"
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "double"
    raise TypeError(f"tiles carry no {dtype}")
