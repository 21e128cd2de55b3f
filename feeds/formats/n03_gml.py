"""N03 as KSJ application GML (JPGIS) → features for the N03 reader.

Structure: `ksj:AdministrativeBoundary` with attributes as elements and `ksj:bounds` pointing at a `gml:Surface`, whose
rings point at `gml:Curve`s of `gml:posList` (latitude, longitude). Seen in another KSJ file of the same schema (A30a5);
the element names of N03 are those other readers use (inferred); no N03 file of this kind was at hand (unverified).
What does not live here: meaning and notices of attributes (ksj_n03), zips (look).
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from feeds.formats.n03_given import Given
from feeds.formats.n03_shapes import Rings
from feeds.formats.n03_texts import N03_READING
from terms.notices import Notice

_GML = "{http://www.opengis.net/gml/3.2}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FEATURE = "AdministrativeBoundary"
ATTRIBUTES = {
    "prefectureName": "N03_001",
    "subPrefectureName": "N03_002",
    "countyName": "N03_003",
    "cityName": "N03_004",
    "wardName": "N03_005",
    "administrativeAreaCode": "N03_007",
}
"""Elements of `ksj:AdministrativeBoundary` (their case varies between editions) → attributes of N03."""
_BY_NAME = {name.lower(): attribute for name, attribute in ATTRIBUTES.items()}


def is_n03_gml(data: bytes) -> bool:
    """Whether bytes are XML that names administrative boundaries of KSJ."""
    head = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] == b"<" and b"ksj-app" in data[:4096] and b"AdministrativeBoundary" in data


def read_gml(data: bytes) -> Given | Notice:
    """Read one KSJ GML document. Never raises for bad data: what is not XML is a notice; entities are not expanded."""
    curves: dict[str, NDArray[np.float64] | None] = {}
    surfaces: dict[str, tuple[str, ...]] = {}
    found: list[tuple[str, dict[str, Any]]] = []
    crs = ""
    try:
        reading = etree.iterparse(io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True,
                                  huge_tree=False, remove_comments=True, remove_pis=True)  # fmt: skip
        for _, element in reading:
            kind = etree.QName(element).localname
            if kind in ("Envelope", "EnvelopeWithTimePeriod"):
                crs = element.get("srsName", "")
            elif kind == "Curve":
                curves[element.get(_GML + "id", "")] = _positions(element)
            elif kind == "Surface":
                surfaces[element.get(_GML + "id", "")] = _members(element)
            elif kind == _FEATURE:
                found.append(_feature(element))
            if kind in ("Curve", "Surface", _FEATURE):
                _forget(element)
    except etree.XMLSyntaxError as error:
        return N03_READING["n03_gml_broken"].at(row=error.lineno, what=str(error.msg))
    features = [
        {"properties": properties, "geometry": _rings(surfaces.get(surface, ()), curves)}
        for surface, properties in found
    ]
    return Given(features, crs)


def _forget(element: etree._Element) -> None:
    """Free what was read, and its elder siblings, so that a large document is never whole in memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _positions(curve: etree._Element) -> NDArray[np.float64] | None:
    """n × 2 as longitude and latitude; None when a list holds anything but pairs of numbers."""
    texts = [one.text or "" for one in curve.iter(_GML + "posList")]
    try:
        flat = np.array(" ".join(texts).split(), dtype=np.float64)
        return np.ascontiguousarray(flat.reshape(-1, 2)[:, ::-1])
    except ValueError:
        return None


def _members(surface: etree._Element) -> tuple[str, ...]:
    """The curves of a surface's rings, the outer one first; a ring of several curves gives them joined by a blank."""
    rings = []
    for ring in surface.iter(_GML + "Ring"):
        names = [one.get(_HREF, "").lstrip("#") for one in ring.iter(_GML + "curveMember")]
        rings.append(" ".join(names))
    return tuple(rings)


def _feature(element: etree._Element) -> tuple[str, dict[str, Any]]:
    """The id of its surface, and its attributes."""
    surface, properties = "", {}
    for child in element:
        name = etree.QName(child).localname.lower()
        if name == "bounds":
            surface = child.get(_HREF, "").lstrip("#")
        elif name in _BY_NAME:
            properties[_BY_NAME[name]] = (child.text or "").strip() or None
    return surface, properties


def _rings(names: tuple[str, ...], curves: dict[str, NDArray[np.float64] | None]) -> Rings | dict[str, Any] | None:
    """The rings of one surface; None without one; a broken geometry when a curve is missing or unreadable."""
    rings = []
    for name in names:
        parts = [curves.get(one) for one in name.split()]
        if not parts or any(part is None for part in parts):
            return {"type": "Polygon", "coordinates": None}
        rings.append(np.concatenate([part for part in parts if part is not None]))
    return Rings(tuple(rings)) if rings else None
