"""All hostile files in one list. What does not live here: making any of them (archives, cells, masses, geojson)."""

from __future__ import annotations

from bench.hostile.archives import ARCHIVES, BOMBS
from bench.hostile.cells import CELLS
from bench.hostile.geojson import GEOJSON
from bench.hostile.kinds import HostileFile
from bench.hostile.masses import MASSES

FILES: tuple[HostileFile, ...] = (*BOMBS, *ARCHIVES, *CELLS, *MASSES, *GEOJSON)
"""In the order of the modules; names are unique."""
