"""Cells and tile numbers, held to the pmtiles package."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import tileid_to_zxy, zxy_to_tileid

from terms.geo import Bounds
from tiles.cells import ROOT, Cell
from tiles.mercator import MAX_LAT, to_degrees, to_unit
from tiles.tileid import cells_of, tile_id, tile_ids, within

addresses = st.integers(0, 20).flatmap(
    lambda z: st.tuples(st.just(z), st.integers(0, 2**z - 1), st.integers(0, 2**z - 1))
)


@given(addresses)
def test_numbers_are_those_of_pmtiles(address):
    z, x, y = address
    number = tile_id(z, x, y)
    assert number == zxy_to_tileid(z, x, y)
    assert tile_ids(z, np.array([x]), np.array([y])).tolist() == [number]
    assert tuple(int(v[0]) for v in cells_of(np.array([number], dtype=np.uint64))) == tileid_to_zxy(number) == address


def test_many_numbers_of_unlike_zooms():
    ids = np.array([0, 1, 4, 5, 84, 85, 341, 19078479], dtype=np.uint64)
    z, x, y = cells_of(ids)
    assert list(zip(z.tolist(), x.tolist(), y.tolist(), strict=True)) == [tileid_to_zxy(int(i)) for i in ids]


@given(addresses, st.integers(0, 6))
def test_within_is_contains(address, up):
    cell = Cell(*address)
    above = cell.ancestors[up - 1] if 0 < up <= cell.z else cell
    assert above.contains(cell)
    assert within(np.array([tile_id(*address)], dtype=np.uint64), above).all()


def test_parse_and_write():
    assert Cell.parse("7/112/50") == Cell(7, 112, 50)
    assert str(Cell(7, 112, 50)) == "7/112/50"


@pytest.mark.parametrize("text", ["", "1/2", "1/2/0/0", "1/2/0", "-1/0/0", "1/+1/0", "1/1/１", "a/b/c", "25/0/0"])
def test_not_a_cell(text):
    with pytest.raises(ValueError, match="cell"):
        Cell.parse(text)


def test_family():
    cell = Cell(3, 7, 3)
    assert all(child.parent == cell for child in cell.children)
    assert cell.ancestors == (Cell(2, 3, 1), Cell(1, 1, 0), ROOT)
    assert not cell.contains(cell.parent)
    with pytest.raises(ValueError, match="no parent"):
        _ = ROOT.parent


def test_bounds_and_growth():
    box = Cell(1, 1, 0).bounds
    assert box.as_list() == pytest.approx([0, 0, 180, MAX_LAT])
    grown = Cell(1, 1, 0).grown
    assert grown == Bounds(-11.25, -box.north / 16, 191.25, box.north + box.north / 16)


def test_what_a_cells_detail_tiles_see():
    cell, margin = Cell(3, 6, 3), 360 / 2**10 / 16
    box, seen = cell.bounds, cell.seen(10)
    assert seen == Bounds(box.west - margin, box.south - margin, box.east + margin, box.north + margin)
    assert cell.seen(0) == cell.seen(3)


@given(st.floats(-180, 180), st.floats(-85.05, 85.05))
def test_mercator_there_and_back(lon, lat):
    x, y = to_unit(np.array([lon]), np.array([lat]))
    assert [float(v[0]) for v in to_degrees(x, y)] == pytest.approx([lon, lat], abs=1e-9)
