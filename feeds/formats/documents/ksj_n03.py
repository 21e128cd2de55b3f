"""KSJ N03 (国土数値情報 行政区域) as a document: GeoJSON, else GML. A shapefile is several files: see look.

What does not live here: reading them (feeds.formats.ksj_n03, n03_gml).
"""

from __future__ import annotations

from feeds.formats.document import Document, DocumentRead
from feeds.formats.ksj_n03 import is_n03, pick_n03, read_given, read_n03
from feeds.formats.n03_gml import is_n03_gml, read_gml
from feeds.formats.n03_texts import FORMAT, N03_READING


def _read_gml(data: bytes, name: str, cap: int) -> DocumentRead:
    return read_given(read_gml(data), name, len(data), cap)


def _pick_gml(names: list[str]) -> list[str]:
    return pick_n03([name for name in names if not name.rpartition("/")[2].upper().startswith("KS-META")])


DOCUMENTS = (
    Document(FORMAT, (".geojson", ".json"), is_n03, read_n03, N03_READING, pick_n03),
    Document(FORMAT, (".xml", ".gml"), is_n03_gml, _read_gml, N03_READING, _pick_gml, is_last=True),
)
