"""KSJ N03 (国土数値情報 行政区域) → text table 'n03' with polygons, and notices; GeoJSON is read here.

Sources: ../shared/formats/base_map.md §6 (attribute codes; N03_005 from the 2024 edition on), files of the 2021
edition simplified by SmartNews (seen); the names of the original zips are unverified. Longitude and latitude of JGD2011
are taken as OGC:CRS84 (DESIGN §3 Ground). What does not live here: the other containers (n03_shapefile, n03_gml),
features of places (layers.base.places).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import polars as pl
import shapely

from feeds.formats.declared import Table, columns
from feeds.formats.document import DocumentRead
from feeds.formats.encodings import to_utf8
from feeds.formats.n03_given import Given
from feeds.formats.n03_shapes import shape_of
from feeds.formats.n03_texts import N03_READING
from feeds.found import Found
from feeds.tables import ROW, TextFile, TextTables
from terms.columns import Mark
from terms.geo import Bounds, Place
from terms.notices import Notice, Scalar

N03 = Table(
    "n03",
    "行政区域",
    "administrative areas",
    (),
    (
        *columns(
            "KSJ N03, base_map.md §6",
            """
            N03_001 text! | 都道府県名 | prefecture
            N03_002 text | 支庁・振興局名 | subprefecture
            N03_003 text | 郡・政令市名 | county or designated city
            N03_004 text | 市区町村名 | city, ward, town or village
            N03_007 text! | 行政区域コード（5桁） | area code (5 digits)
            """,
        ),
        *columns("KSJ N03 2024", "N03_005 text | 政令市の区名 | ward of a designated city", Mark.UNVERIFIED),
    ),
    required=True,
)
SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg")
"""The files of a shapefile that are read; the first three must be there."""

GEOMETRY = "geometry"
"""Column of the table: WKB, polygons and multipolygons, valid, two dimensions, longitude and latitude."""

JAPAN = Bounds(122.0, 20.0, 154.5, 46.0)
HOLDER = "国土交通省（国土数値情報）"

_UNASSIGNED = "所属未定地"
_CODE = re.compile(r"(0[1-9]|[1-3][0-9]|4[0-7]|9[89])[0-9]{3}\Z")  # 98 and 99: invented places, such as our sample town
_FILE_NAME = re.compile(r"N03-(?:(\d{8})|(\d{2})(?:_\d{2})?_(\d{6}))(?!\d)", re.IGNORECASE)
_WHOLE_NAME = re.compile(r"N03-\d+(_\d{2})?(_\d{6})?\Z", re.IGNORECASE)
_CRS_OK = re.compile(r"CRS:?84|CRS84|EPSG:+(6668|4612|4326|6697)\b|JGD[ _]?20(00|11|24)|WGS[ _]?(19)?84", re.IGNORECASE)
_PROJECTED = re.compile(r"zone|CS [IVX]|UTM|Mercator|Japan_Plane|系", re.IGNORECASE)


def is_n03(data: bytes) -> bool:
    """Whether bytes are JSON that names attributes of N03 (a JSON object with the word "N03_0…" as a key)."""
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] == b"{" and b'"N03_0' in data and b'"features"' in data


def is_n03_dbf(head: bytes) -> bool:
    """Whether the beginning of a shapefile's .dbf declares a field of N03."""
    return b"N03_0" in head[:4096]


def pick_n03(names: list[str]) -> list[str]:
    """Of several files those named as the whole edition, without its dissolved companions (…_prefecture.geojson; naming
    unverified); all where none is named so."""
    whole = [name for name in names if _WHOLE_NAME.match(name.rpartition("/")[2].rpartition(".")[0])]
    return whole if len(names) > 1 and whole else names


def edition_of(name: str) -> tuple[str, str]:
    """Year and ISO date of the edition by the file's name ('N03-21_33_210101.json' → '2021', '2021-01-01'), or ''."""
    match = _FILE_NAME.search(name)
    if match is None:
        return "", ""
    digits = match[1] or "20" + match[3]
    return digits[:4], f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def read_n03(data: bytes, name: str, cap: int = 1_000) -> DocumentRead:
    """Read a GeoJSON of N03. `_row` is the ordinal number of the feature, from 1. Never raises for bad data."""
    found = Found(cap)
    decoded = to_utf8(data)
    collection = _collection(decoded.data, found)
    if collection is None:
        return DocumentRead(None, found)
    given = Given(collection["features"], _crs(collection), decoded.encoding)
    return _read(given, TextFile(name, len(data), decoded.encoding, N03.name), found)


def read_given(given: Given | Notice, name: str, size_bytes: int, cap: int = 1_000) -> DocumentRead:
    """Read what the reader of another container found in a file of that name and size. Never raises for bad data."""
    found = Found(cap)
    if isinstance(given, Notice):
        found.add(given)
        return DocumentRead(None, found)
    found.extend(given.notices)
    return _read(given, TextFile(name, size_bytes, given.encoding, N03.name), found)


def _read(given: Given, file: TextFile, found: Found) -> DocumentRead:
    if given.crs and (not _CRS_OK.search(given.crs) or _PROJECTED.search(given.crs)):
        expected = "JGD2011, JGD2000, WGS 84"
        found.add(N03_READING["n03_datum_unsupported"].at(value=given.crs, expected=expected))
        return DocumentRead(None, found)
    rows, shapes = _features(given.features, found)
    attributes = sorted({key for row in rows for key in row if key.startswith("N03_")} | set(N03.names))
    _check_attributes(rows, found)
    frame = pl.DataFrame(
        {
            ROW: pl.Series([row[ROW] for row in rows], dtype=pl.Int64),
            **{key: pl.Series([row.get(key) for row in rows], dtype=pl.String) for key in attributes},
            GEOMETRY: pl.Series(shapely.to_wkb(shapes, output_dimension=2).tolist() if shapes else [], dtype=pl.Binary),
        }
    )
    if not rows:
        found.add(N03_READING["n03_no_features"].at())
    edition, edition_on = edition_of(file.name)
    facts = _facts(frame, edition_on, given)
    bounds = Bounds.of(shapely.total_bounds(shapes)) if shapes else None
    return DocumentRead(TextTables({N03.name: frame}, (file,)), found, edition, facts, bounds)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _collection(data: bytes, found: Found) -> dict[str, Any] | None:
    """The FeatureCollection, or None with the notice that says why not."""
    try:
        value = json.loads(data, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        found.add(N03_READING["n03_not_json"].at(row=error.lineno, what=f"{error.msg}, {error.lineno}:{error.colno}"))
        return None
    except (ValueError, RecursionError) as error:
        found.add(N03_READING["n03_not_json"].at(what=type(error).__name__))
        return None
    kind = value.get("type") if isinstance(value, dict) else type(value).__name__
    if kind != "FeatureCollection" or not isinstance(value.get("features"), list):
        found.add(N03_READING["n03_not_feature_collection"].at(value=kind, expected="FeatureCollection"))
        return None
    return dict(value)


def _crs(collection: Mapping[str, Any]) -> str:
    """The name of the reference system as GeoJSON of 2008 writes it, '' when there is none."""
    crs = collection.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _features(features: list[Any], found: Found) -> tuple[list[dict[str, Any]], list[shapely.Geometry]]:
    """Usable features: their attributes as text with `_row`, and their polygons."""
    rows, shapes = [], []
    for number, feature in enumerate(features, start=1):
        feature = feature if isinstance(feature, dict) else {}
        given = feature.get("properties")
        properties = given if isinstance(given, dict) else {}
        texts = {str(key): _text(value) for key, value in properties.items() if str(key).startswith("N03_")}
        name = _name(texts)
        shaped = shape_of(feature.get("geometry"))
        if shaped.shape is None:
            expected = "Polygon, MultiPolygon"
            found.add(N03_READING[shaped.code].at(row=number, value=shaped.seen, expected=expected, name=name))
            continue
        _check_shape(number, name, shaped.shape, shaped.seen, found)
        _check_code(number, name, texts.get("N03_007"), texts, found)
        rows.append({ROW: number, **texts})
        shapes.append(shaped.shape)
    return rows, shapes


def _text(value: Any) -> str | None:
    """A property as text: null stays null, whole numbers lose their '.0'."""
    if value is None or isinstance(value, str):
        return value.strip().encode("utf-8", "replace").decode() if value else None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=True)


def _name(texts: Mapping[str, str | None]) -> str:
    parts = (texts.get(key) for key in ("N03_001", "N03_003", "N03_004", "N03_005"))
    return "".join(part for part in parts if part) or "—"


def _check_shape(number: int, name: str, shape: shapely.Geometry, mended: str, found: Found) -> None:
    west, south, east, north = shape.bounds
    place = Place((west + east) / 2, (south + north) / 2)
    if mended:
        found.add(N03_READING["n03_geometry_invalid"].at(row=number, value=mended, name=name, place=place))
    if west < JAPAN.west or south < JAPAN.south or east > JAPAN.east or north > JAPAN.north:
        expected = "122–154.5, 20–46"
        found.add(N03_READING["n03_outside_japan"].at(row=number, expected=expected, name=name, place=place))


def _check_code(number: int, name: str, code: str | None, texts: Mapping[str, str | None], found: Found) -> None:
    if not code and "N03_007" in texts:
        kind = "n03_area_unassigned" if texts.get("N03_004") == _UNASSIGNED else "n03_code_missing"
        found.add(N03_READING[kind].at(row=number, column="N03_007", name=name))
    elif code and not _CODE.match(code):
        expected = "5桁/5 digits (01…47 + 3)"
        found.add(
            N03_READING["n03_code_malformed"].at(row=number, column="N03_007", value=code, expected=expected, name=name)
        )


def _check_attributes(rows: list[dict[str, Any]], found: Found) -> None:
    """The attributes without which an area has no name or no code at all."""
    for column in ("N03_001", "N03_007"):
        if rows and not any(column in row for row in rows):
            found.add(N03_READING["n03_attribute_missing"].at(column=column))


def _facts(frame: pl.DataFrame, edition_on: str, given: Given) -> dict[str, Scalar]:
    prefectures = frame["N03_001"].drop_nulls().unique(maintain_order=True).to_list()
    where = "・".join(prefectures[:3]) + (f" ほか{len(prefectures) - 3}" if len(prefectures) > 3 else "")
    title = " ".join(part for part in ("行政区域", where, f"({edition_on[:4]})" if edition_on else "") if part)
    return {
        "title": title,
        "holder": HOLDER,
        "timezone": "Asia/Tokyo",
        "edition_on": edition_on or None,
        "edition_from": "file name (unverified)" if edition_on else None,
        "source_crs": given.crs or "JGD2011 (assumed)",
        "rows_n03": frame.height,
        "features_skipped": len(given.features) - frame.height,
        "prefectures": len(prefectures),
        "municipalities": frame["N03_007"].drop_nulls().n_unique(),
    }
