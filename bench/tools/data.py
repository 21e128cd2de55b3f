"""Where the real files are expected, and what is raised where they are not. What does not live here: reading them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "data"
"""The folder of all real files, beside the repository."""
DATA = SOURCES / "gtfs-jp"
"""Where the real feeds are expected when `--data` names no other folder."""
Say = Callable[[str], None]


class NoData(Exception):
    """The real files are not on this machine; the message says where they were looked for."""
