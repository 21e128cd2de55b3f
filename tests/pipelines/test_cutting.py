"""Cutting in a child: the same bytes as here; a child that dies or cannot start keeps no release waiting.

What does not live here: how long others wait for a release (tests/system/test_many_at_once prints it)."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely

from layers.registry import layers
from pipelines import cutting
from pipelines.cutting import Cutter
from terms.errors import BoxError
from tiles.cells import ROOT
from tiles.cut import cut_cells

SPEC = next(one for one in layers() if one.name == "transit").spec


@pytest.fixture
def cutter(tmp_path: Path) -> Iterator[Cutter]:
    opened = Cutter(4 << 30, tmp_path / "work")
    yield opened
    opened.close()


@pytest.fixture
def frames(workshop) -> dict[str, pl.DataFrame]:
    """The town's stops, many times over, each time a little further east."""
    from catalog.parts import parts_of
    from catalog.versions import get_version
    from layers.items import from_geoparquet
    from terms.ids import FeedKey

    version = get_version(workshop.catalog, FeedKey("shiomi", "bus"), 1)
    part = parts_of(workshop.catalog, version.version_id)["stops"]
    stops = from_geoparquet(workshop.catalog.store.read(part.sha256))
    many = []
    for n in range(40):
        moved = shapely.transform(
            shapely.from_wkb(stops["geometry"].to_numpy()), lambda xy, n=n: xy + np.array([n * 0.02, 0])
        )
        many.append(
            stops.with_columns(
                geometry=pl.Series(shapely.to_wkb(moved).tolist(), dtype=pl.Binary),
                feature_id=pl.col("feature_id") + f"-{n}",
            )
        )
    return {"stops": pl.concat(many)}


def test_the_child_cuts_the_same_bytes(cutter, frames, tmp_path):
    assert sum(one.estimated_size() for one in frames.values()) > cutting.SMALL_BYTES
    cells = [*ROOT.children, ROOT]
    made = cutter.cut(frames, cells, SPEC)
    assert made == cut_cells(frames, cells, SPEC)
    assert list(made) == cells
    assert sum(1 for one in made.values() if one.archive) == 2
    assert cutter._box is not None
    assert list((tmp_path / "work").iterdir()) == []


def test_small_cells_start_no_child(cutter, frames):
    few = {name: frame.head(3) for name, frame in frames.items()}
    assert cutter.cut(few, [ROOT], SPEC) == cut_cells(few, [ROOT], SPEC)
    assert cutter._box is None


def test_a_child_that_is_killed_while_it_cuts_is_done_without(cutter, frames, caplog, monkeypatch):
    whole = cutter.cut(frames, [ROOT], SPEC)
    child = cutter._box._child
    monkeypatch.setattr(cutting, "write_request", lambda path, *_: path.write_bytes(SLOW))
    killing = threading.Thread(target=_kill_once_busy, args=(child.pid,))
    killing.start()
    assert cutter.cut(frames, [ROOT], SPEC) == whole
    killing.join()
    assert "cell 0/0/0: cut here: the child ended" in caplog.text
    monkeypatch.undo()
    assert cutter.cut(frames, [ROOT], SPEC) == whole


SLOW = b"ctime\nsleep\n(I60\ntR."
"""A request that keeps the child busy for a minute: what pickle makes of `time.sleep(60)`."""


def _kill_once_busy(pid: int) -> None:
    time.sleep(1)
    os.kill(pid, signal.SIGKILL)


def test_a_child_that_cannot_start_is_done_without(cutter, frames, caplog, monkeypatch):
    def refuse(_self) -> None:
        raise BoxError("no process to be had")

    monkeypatch.setattr("boxes.box.Box.__enter__", refuse)
    assert cutter.cut(frames, [ROOT], SPEC) == cut_cells(frames, [ROOT], SPEC)
    assert "cell 0/0/0: cut here: no process to be had" in caplog.text
