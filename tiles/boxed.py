"""Cutting in a process of its own: what a cut needs as one file, what it gave as two.

The engine holds Python's lock from its first feature to its last tile: whoever cuts a dense cell in a thread stops all
other threads for seconds. What does not live here: the process (pipelines.cutting), cutting itself (tiles.cut).
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from tiles.cells import Cell
from tiles.cut import CutCell, cut_cells
from tiles.spec import TileSpec

CUT = "tiles.boxed:cut"
"""The function, as a box is asked for it."""
_ARCHIVE, _SUMMARY = "{}.pmtiles", "{}.summary"


def write_request(path: Path, frames: Mapping[str, pl.DataFrame], cells: Sequence[Cell], spec: TileSpec) -> None:
    """What `cut` reads; the file never leaves this machine, nor this Python."""
    with path.open("wb") as file:
        pickle.dump((dict(frames), list(cells), spec), file, protocol=pickle.HIGHEST_PROTOCOL)


def cut(input_path: Path, out_dir: Path) -> dict[str, Any]:
    """`cut_cells` of a written request; the bytes go to `out_dir`, in the order of the cells, the numbers are the
    answer."""
    with input_path.open("rb") as file:
        frames, cells, spec = pickle.load(file)  # noqa: S301 - written by write_request of the process that asks
    made = cut_cells(frames, cells, spec)
    for number, cell in enumerate(cells):
        (out_dir / _ARCHIVE.format(number)).write_bytes(made[cell].archive)
        (out_dir / _SUMMARY.format(number)).write_bytes(made[cell].summary)
    return {"cells": [[made[cell].largest_tile, made[cell].tiles] for cell in cells]}


def read_answer(value: Mapping[str, Any], out_dir: Path, cells: Sequence[Cell]) -> dict[Cell, CutCell]:
    """What `cut` gave for the cells it was asked for, from its answer and the files it wrote."""
    out = {}
    for number, (cell, (largest, tiles)) in enumerate(zip(cells, value["cells"], strict=True)):
        archive = (out_dir / _ARCHIVE.format(number)).read_bytes()
        summary = (out_dir / _SUMMARY.format(number)).read_bytes()
        out[cell] = CutCell(archive, summary, int(largest), int(tiles))
    return out
