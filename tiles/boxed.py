"""Cutting in a process of its own: what a cut needs as one file, what it gave as two.

The engine holds Python's lock from its first feature to its last tile: whoever cuts a dense cell in a thread stops all
other threads for seconds. What does not live here: the process (pipelines.cutting), cutting itself (tiles.cut).
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tiles.cells import Cell
from tiles.cut import CutCell, cut_cell
from tiles.spec import TileSpec

CUT = "tiles.boxed:cut"
"""The function, as a box is asked for it."""
_ARCHIVE, _SUMMARY = "shard.pmtiles", "summary"


def write_request(path: Path, frames: Mapping[str, pl.DataFrame], cell: Cell, spec: TileSpec) -> None:
    """What `cut` reads; the file never leaves this machine, nor this Python."""
    with path.open("wb") as file:
        pickle.dump((dict(frames), cell, spec), file, protocol=pickle.HIGHEST_PROTOCOL)


def cut(input_path: Path, out_dir: Path) -> dict[str, Any]:
    """`cut_cell` of a written request; its bytes go to `out_dir`, its numbers are the answer."""
    with input_path.open("rb") as file:
        frames, cell, spec = pickle.load(file)  # noqa: S301 - written by write_request of the process that asks
    made = cut_cell(frames, cell, spec)
    (out_dir / _ARCHIVE).write_bytes(made.archive)
    (out_dir / _SUMMARY).write_bytes(made.summary)
    return {"largest_tile": made.largest_tile, "tiles": made.tiles}


def read_answer(value: Mapping[str, Any], out_dir: Path) -> CutCell:
    """What `cut` gave, from its answer and the files it wrote."""
    archive, summary = (out_dir / _ARCHIVE).read_bytes(), (out_dir / _SUMMARY).read_bytes()
    return CutCell(archive, summary, int(value["largest_tile"]), int(value["tiles"]))
