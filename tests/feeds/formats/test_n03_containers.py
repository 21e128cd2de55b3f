"""N03 as shapefile and as GML gives what its GeoJSON gives. Not here: attributes and shapes (test_ksj_n03)."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pyogrio.raw
import pytest
import shapely

from feeds.formats.ksj_n03 import read_given, read_n03
from feeds.formats.look import N03, look
from feeds.formats.n03_gml import is_n03_gml, read_gml
from feeds.formats.n03_shapefile import read_shapefile
from feeds.inspect import inspect
from terms.reports import from_json

NAME = "N03-21_33_210101"
NAKA = {"N03_001": "岡山県", "N03_002": None, "N03_003": "岡山市", "N03_004": "中区", "N03_007": "33102"}
KITA = {**NAKA, "N03_004": "北区", "N03_007": "33101"}
HOLE = [[(133.9, 34.0), (134.0, 34.0), (134.0, 34.1), (133.9, 34.1), (133.9, 34.0)],
        [(133.92, 34.02), (133.92, 34.05), (133.95, 34.05), (133.92, 34.02)]]  # fmt: skip
SQUARE = [[(134.0, 34.0), (134.1, 34.0), (134.1, 34.1), (134.0, 34.1), (134.0, 34.0)]]
AREAS = [(NAKA, HOLE), (KITA, SQUARE)]
JGD2011 = "EPSG:6668"


@pytest.fixture
def geojson() -> bytes:
    features = [
        {"type": "Feature", "properties": p, "geometry": {"type": "Polygon", "coordinates": rings}}
        for p, rings in AREAS
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


@pytest.fixture
def make_shapefile(tmp_path):
    """The two areas as a shapefile → its files by extension."""

    def _make(encoding: str, crs: str | None = JGD2011, *, cpg: str | None = None) -> dict[str, bytes]:
        path = tmp_path / "made.shp"
        names = list(NAKA)
        pyogrio.raw.write(
            path, geometry=shapely.to_wkb([shapely.Polygon(r[0], r[1:]) for _, r in AREAS]), geometry_type="Polygon",
            field_data=[np.array([p[name] for p, _ in AREAS], dtype=object) for name in names], fields=names,
            crs=crs, driver="ESRI Shapefile", encoding=encoding,
        )  # fmt: skip
        parts = {end: path.with_suffix(end).read_bytes() for end in (".shp", ".dbf", ".shx", ".prj")
                 if path.with_suffix(end).exists()}  # fmt: skip
        return parts if cpg is None else {**parts, ".cpg": cpg.encode()}

    return _make


def gml() -> bytes:
    def posts(ring):
        return "\n".join(f"{lat} {lon}" for lon, lat in ring)

    curves, surfaces, areas = [], [], []
    for number, (p, rings) in enumerate(AREAS):
        for one, ring in enumerate(rings):
            segment = f"<gml:LineStringSegment><gml:posList>\n{posts(ring)}\n</gml:posList></gml:LineStringSegment>"
            curves.append(f'<gml:Curve gml:id="cv{number}_{one}"><gml:segments>{segment}</gml:segments></gml:Curve>')
        ring_of = [
            f'<gml:Ring><gml:curveMember xlink:href="#cv{number}_{one}"/></gml:Ring>' for one in range(len(rings))
        ]
        inner = "".join(f"<gml:interior>{r}</gml:interior>" for r in ring_of[1:])
        surfaces.append(f'<gml:Surface gml:id="sf{number}"><gml:patches><gml:PolygonPatch><gml:exterior>{ring_of[0]}'
                        f"</gml:exterior>{inner}</gml:PolygonPatch></gml:patches></gml:Surface>")  # fmt: skip
        areas.append(f'<ksj:AdministrativeBoundary gml:id="gy{number}"><ksj:bounds xlink:href="#sf{number}"/>'
                     f"<ksj:prefectureName>{p['N03_001']}</ksj:prefectureName><ksj:subPrefectureName/>"
                     f"<ksj:countyName>{p['N03_003']}</ksj:countyName><ksj:cityName>{p['N03_004']}</ksj:cityName>"
                     '<ksj:administrativeAreaCode codeSpace="AdministrativeAreaCode.xml">'
                     f"{p['N03_007']}</ksj:administrativeAreaCode></ksj:AdministrativeBoundary>")  # fmt: skip
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ksj:Dataset gml:id="d" xmlns:ksj="http://nlftp.mlit.go.jp/ksj/schemas/ksj-app"'
        ' xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"><gml:boundedBy>'
        '<gml:EnvelopeWithTimePeriod srsName="JGD2011 / (B, L)" frame="GC / JST"/></gml:boundedBy>'
        + "".join(curves + surfaces + areas)
        + "</ksj:Dataset>"
    ).encode()


def same(read, geojson: bytes) -> None:
    expected = read_n03(geojson, f"{NAME}.geojson")
    assert read.found.notices() == ()
    left, right = read.tables.tables["n03"], expected.tables.tables["n03"]
    assert left.drop("geometry").equals(right.drop("geometry"))
    shapes = [shapely.from_wkb(one["geometry"].to_numpy()) for one in (left, right)]
    assert shapely.equals(*shapes).all()
    assert read.edition == "2021"


@pytest.mark.parametrize(("encoding", "cpg"), [("cp932", None), ("utf-8", None), ("utf-8", "UTF-8"),
                                               ("cp932", "Shift_JIS"), ("cp932", "932"), ("utf-8", "x")])  # fmt: skip
def test_a_shapefile_with_and_without_cpg(make_shapefile, geojson, tmp_path, encoding, cpg):
    parts = make_shapefile(encoding, cpg=cpg)
    folder = tmp_path / "read"
    folder.mkdir()
    given = read_shapefile(parts, folder)
    assert (given.encoding, given.crs) == (encoding, "GCS_JGD_2011")
    same(read_given(given, f"{NAME}.shp", 1), geojson)


def test_a_cpg_that_is_not_true_is_told_and_not_believed(make_shapefile, tmp_path):
    folder = tmp_path / "read"
    folder.mkdir()
    read = read_given(read_shapefile(make_shapefile("cp932", cpg="UTF-8"), folder), f"{NAME}.shp", 1)
    assert [(n.code, n.value, n.expected) for n in read.found.notices()] == [("n03_cpg_untrue", "utf-8", "cp932")]
    assert read.tables.tables["n03"]["N03_004"].to_list() == ["中区", "北区"]


@pytest.mark.parametrize(("change", "code"), [
    ({".shx": None}, "n03_shapefile_incomplete"), ({".shp": b""}, "n03_shapefile_broken"),
    ({".shp": b"\0" * 500}, "n03_shapefile_broken"), ({".dbf": b"N03_0"}, "n03_shapefile_broken"),
])  # fmt: skip
def test_a_broken_shapefile_is_a_notice(make_shapefile, tmp_path, change, code):
    parts = {end: data for end, data in {**make_shapefile("cp932"), **change}.items() if data is not None}
    folder = tmp_path / "read"
    folder.mkdir()
    read = read_given(read_shapefile(parts, folder), "n03.shp", 1)
    assert [n.code for n in read.found.notices()] == [code]
    assert read.tables is None


@pytest.mark.parametrize(("crs", "codes"), [
    ("EPSG:6668", []), ("EPSG:4612", []), ("EPSG:4326", []), (None, []),
    ("EPSG:4301", ["n03_datum_unsupported"]), ("EPSG:6673", ["n03_datum_unsupported"]),
    ("EPSG:3857", ["n03_datum_unsupported"]), ("EPSG:32653", ["n03_datum_unsupported"]),
])  # fmt: skip
def test_the_reference_system_of_the_prj(make_shapefile, tmp_path, crs, codes):
    folder = tmp_path / "read"
    folder.mkdir()
    if crs is None:
        with pytest.warns(UserWarning, match="crs"):
            parts = make_shapefile("cp932", None)
    else:
        parts = make_shapefile("cp932", crs)
    assert [n.code for n in read_given(read_shapefile(parts, folder), "n03.shp", 1).found.notices()] == codes


def test_gml_gives_what_geojson_gives(geojson):
    assert is_n03_gml(gml())
    assert not is_n03_gml(geojson)
    given = read_gml(gml())
    assert given.crs == "JGD2011 / (B, L)"
    same(read_given(given, f"{NAME}.xml", 1), geojson)


@pytest.mark.parametrize(("old", "new", "codes"), [
    ("</ksj:Dataset>", "", ["n03_gml_broken"]),
    ("#cv1_0", "#nothing", ["n03_geometry_broken"]),
    ("#sf1", "#nothing", ["n03_geometry_missing"]),
    ("34.1 134.1", "34.1 x", ["n03_geometry_broken"]),
    ("34.1 134.1", "34.1 134.1 1", ["n03_geometry_broken"]),
    ("JGD2011", "TD", ["n03_datum_unsupported"]),
])  # fmt: skip
def test_broken_gml(old, new, codes):
    data = gml().decode().replace(old, new)
    found = read_given(read_gml(data.encode()), "n03.xml", 1).found
    assert sorted({n.code for n in found.notices()}) == codes


def test_entities_of_gml_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    data = gml().decode().replace("?>", "?>" + bomb, 1).replace("北区", "&f;")
    table = read_given(read_gml(data.encode()), "n03.xml", 1).tables.tables["n03"]
    assert table["N03_004"].to_list() == ["中区", None]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return out.getvalue()


def ksj_zip(make_shapefile, geojson) -> dict[str, bytes]:
    """A zip as KSJ gives it: the areas three times, metadata beside them."""
    shapefile = {f"{NAME}{end}": data for end, data in make_shapefile("cp932").items()}
    return {**shapefile, f"{NAME}.xml": gml(), f"KS-META-{NAME}.xml": b"<MD_Metadata/>", f"{NAME}.geojson": geojson}


@pytest.mark.parametrize(("leave_out", "kind"), [((), "geojson"), ((".geojson",), "shapefile"),
                                                 ((".geojson", ".shp", ".dbf", ".shx", ".prj"), "gml")])  # fmt: skip
def test_a_ksj_zip_through_the_box_entry(make_shapefile, geojson, tmp_path, leave_out, kind):
    files = {n: d for n, d in ksj_zip(make_shapefile, geojson).items() if not n.endswith(leave_out or ("/",))}
    path = tmp_path / f"{NAME}_GML.zip"
    path.write_bytes(zipped(files))
    seen = look(path, path.name, tmp_path)
    assert (seen.format, bool(seen.parts)) == (N03, kind == "shapefile")
    assert seen.document is None or seen.document.is_last == (kind == "gml")
    made = inspect(path, tmp_path / "out", file_name=path.name, reference_date="2026-01-01")
    report = from_json(made["report"])
    assert (report.format, report.edition, report.publishable, report.notices) == ("ksj-n03", "2021", True, ())
    table = pl.read_parquet(tmp_path / "out" / "tables" / "n03.parquet")
    assert table["N03_007"].to_list() == ["33102", "33101"]


def test_a_lone_gml_file(tmp_path):
    path = Path(tmp_path / f"{NAME}.xml")
    path.write_bytes(gml())
    made = inspect(path, tmp_path / "out", file_name=path.name, reference_date="2026-01-01")
    assert made["report"]["publishable"]


def mutated(data: bytes, seed: int) -> bytes:
    """Some bytes of it overwritten, cut or doubled."""
    rng = np.random.default_rng(seed)
    out = bytearray(data)
    for at in rng.integers(0, len(out), rng.integers(1, 8)):
        out[at] = rng.integers(0, 256)
    if rng.random() < 0.3:
        out = out[: rng.integers(0, len(out))]
    return bytes(out)


@pytest.mark.parametrize("seed", range(80))
def test_mutated_containers_are_notices_and_never_raise(make_shapefile, tmp_path, seed):
    parts = {end: mutated(data, seed) for end, data in make_shapefile("cp932").items()}
    folder = tmp_path / "read"
    folder.mkdir()
    read_given(read_shapefile(parts, folder), "n03.shp", 1)
    read_given(read_gml(mutated(gml(), seed)), "n03.xml", 1)
