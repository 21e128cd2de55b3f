"""Colours of the light theme: paper and land stay quiet, so that what moves is seen.

What does not live here: where they are used (tiles.style).
"""

from __future__ import annotations

PAPER = "#e8eef1"
"""Where no base is drawn: sea, and the world beyond the data."""
LAND = "#faf8f3"
BORDER = "#cfc8ba"
AREA = "#8fb3a6"
"""Polygons of the application layer."""
LINE = "#4f7ea8"
"""Lines without a colour of their own."""
CASING = "#5d6a75"
"""Rim of lines, so that pale route colours stay visible."""
POINT = "#2b6a99"
COUNT_FILL = "#e3edf4"
"""Discs with a number."""
HALO = "#ffffff"
INK = "#22313d"
POINT_INK = "#174a70"
LINE_INK = "#3d5468"
QUIET_INK = "#8b8271"
"""Labels of the base."""
