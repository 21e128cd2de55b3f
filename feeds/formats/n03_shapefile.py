"""N03 as a shapefile → features for the N03 reader: attributes as text, geometries as shapely.

fiona looks (fields, reference system), pyogrio reads in bulk; the one driver is allowed. A .dbf has no word for its
encoding except a .cpg beside it, which KSJ files mostly lack: then, and where the .cpg is not true, the bytes decide.
Source: ESRI Shapefile Technical Description (1998); cp932 without .cpg: seen in a KSJ file, ../shared/data/ksj.
GDAL is loaded with this module: import it when a shapefile has come. What does not live here: meaning and notices of
attributes (ksj_n03), zips (look).
"""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import fiona
import numpy as np
import shapely
from fiona.errors import FionaError
from numpy.typing import NDArray
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from feeds.formats.encodings import to_utf8
from feeds.formats.ksj_n03 import SHAPEFILE
from feeds.formats.n03_given import Given
from feeds.formats.n03_texts import N03_READING
from terms.notices import Notice

DRIVER = "ESRI Shapefile"
_BYTES = "ISO-8859-1"
"""Read so, every byte of a text stays what it was, and `to_utf8` can look at all of them together."""

_GDAL = (
    FionaError,
    DataSourceError,
    DataLayerError,
    FeatureError,
    FieldError,
    GeometryError,
    CRSError,
    ValueError,
    RuntimeError,
)
"""What the two say about a file that they cannot read."""
_CPG = {"932": "cp932", "SJIS": "cp932", "SHIFT_JIS": "cp932", "65001": "utf-8"}


def read_shapefile(parts: Mapping[str, bytes], folder: Path) -> Given | Notice:
    """Read the files of one shapefile (by extension with its dot, SHAPEFILE) by way of an empty `folder`.

    Never raises for bad data: what GDAL refuses is a notice."""
    missing = [end for end in SHAPEFILE[:3] if end not in parts]
    if missing:
        return N03_READING["n03_shapefile_incomplete"].at(value=", ".join(missing))
    path = folder / "n03.shp"
    for end in SHAPEFILE[:3]:  # not the .prj: a broken one makes both readers fail
        path.with_suffix(end).write_bytes(parts[end])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # open rings and the like: every shape is looked at afterwards
            with fiona.open(path, driver=DRIVER, allow_unsupported_drivers=False, encoding=_BYTES) as opened:
                names = [name for name in opened.schema["properties"] if name.startswith("N03_")]
            meta, _, shapes, fields = raw.read(path, columns=names, encoding=_BYTES, force_2d=True)
    except _GDAL as error:
        return N03_READING["n03_shapefile_broken"].at(what=f"{type(error).__name__}: {error}")
    if not names or any(len(column) != len(shapes) for column in fields):
        return N03_READING["n03_shapefile_broken"].at(
            what=f".dbf: {len(names)} N03 columns, .shp: {len(shapes)} shapes"
        )
    texts, encoding, notices = _texts(fields, parts.get(".cpg", b""))
    geometries = shapely.from_wkb(shapes, on_invalid="ignore")
    features = [
        {"properties": dict(zip(meta["fields"], row, strict=True)), "geometry": shape}
        for row, shape in zip(zip(*texts, strict=True), geometries, strict=True)
    ]
    return Given(features, _crs_name(parts.get(".prj", b"")), encoding, tuple(notices))


def _crs_name(prj: bytes) -> str:
    """The name in the WKT of a .prj; '' without one; what stands there when it is no WKT."""
    wkt = prj[:4096].decode("utf-8", "replace").strip("\ufeff\0 \r\n\t")
    found = re.match(r'\w+\s*\[\s*"([^"]*)"', wkt)
    return found[1] if found else wkt[:60]


def _texts(fields: list[NDArray[np.object_]], cpg: bytes) -> tuple[list[list[Any]], str, list[Notice]]:
    """The columns decoded; the encoding that was used; notices where the .cpg says another."""
    joined = "\n".join(str(value) for column in fields for value in column if isinstance(value, str)).encode(_BYTES)
    said, seen = _codec(cpg), to_utf8(joined).encoding
    used = said if said and _reads(joined, said) else {"unknown": "cp932", "utf-8-sig": "utf-8"}.get(seen, seen)
    notices = []
    if said and said != used:
        notices.append(N03_READING["n03_cpg_untrue"].at(value=said, expected=used))
    if not _reads(joined, used):
        notices.append(N03_READING["n03_text_unreadable"].at(value=used))
    return [[_decoded(value, used) for value in column] for column in fields], used, notices


def _codec(cpg: bytes) -> str:
    """The codec a .cpg names, '' when it names none that Python knows."""
    name = cpg[:40].decode("ascii", "replace").strip().strip("\0").upper()
    try:
        return codecs.lookup(_CPG.get(name, name)).name if name else ""
    except LookupError:
        return ""


def _reads(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _decoded(value: Any, codec: str) -> Any:
    if not isinstance(value, str):
        return None if value is None or value != value else value.item() if isinstance(value, np.generic) else value
    return value.encode(_BYTES).decode(codec, "replace")
