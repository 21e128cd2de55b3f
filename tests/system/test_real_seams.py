"""Sharded tiles of real feeds equal one cut of the world byte for byte: long highway lines, dense towns, many variants.

Generated lines (tests/tiles/test_seams.py) did not show what trimming long lines changed; these do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from feeds.inspect import inspect
from feeds.tables import TextTables, read_tables
from layers.context import FeedContext
from layers.registry import layers
from terms.ids import FeedKey
from tiles.archive import of_memory, read_directory
from tiles.cells import ROOT
from tiles.cut import cut_cell
from tiles.index import index_rows, members, pick
from tiles.overview import cut_node
from tiles.quadtree import nodes, plan

pytestmark = [pytest.mark.long, pytest.mark.real]
FILES = 40
LEAF_WEIGHT = 1_500


def frames_of(path: Path, folder: Path) -> dict[str, pl.DataFrame]:
    """The transit frames of one real file; none when it cannot be read."""
    inspect(path, folder, file_name=path.name, reference_date="2019-06-03")
    tables = read_tables(folder / "tables")
    key = FeedKey("real", f"f{folder.name}")
    transit = next(layer for layer in layers() if layer.name == "transit")
    built = transit.build(TextTables(tables), FeedContext(key, ZoneInfo("Asia/Tokyo"), date(2019, 4, 1)))
    return dict(built.frames)


@pytest.fixture(scope="module")
def frames(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    files = sorted((shared_data / "gtfs-jp").glob("*.zip"), key=lambda p: (-p.stat().st_size, p.name))[:FILES]
    files.append(shared_data / "gtfs-jp" / "gtfs.0003.lim.GMA.zip")
    many = []
    for number, path in enumerate(files):
        folder = tmp_path_factory.mktemp("feeds") / str(number)
        folder.mkdir()
        many.append(frames_of(path, folder))
    return {name: pl.concat([m[name] for m in many]) for name in ("stops", "routes")}


def tiles_of(archive: bytes) -> dict[int, bytes]:
    if not archive:
        return {}
    ids, offsets, lengths = read_directory(of_memory(archive)).tiles()
    return {int(i): archive[int(o) : int(o) + int(n)] for i, o, n in zip(ids, offsets, lengths, strict=True)}


def test_sharded_is_whole_on_real_feeds(frames: dict[str, pl.DataFrame]) -> None:
    spec = replace(next(x for x in layers() if x.name == "transit").spec, leaf_weight=LEAF_WEIGHT)
    whole = tiles_of(cut_cell(frames, ROOT, spec).archive)
    index = pl.concat([index_rows(frame, spec.layer(name)) for name, frame in frames.items()])
    leaves = plan(index, spec)
    assert len(leaves) > 20
    sharded: dict[int, bytes] = {}
    summaries = {}
    for cell in leaves:
        rows = members(index, cell, spec)
        cut = cut_cell({name: pick(frame, rows, name) for name, frame in frames.items()}, cell, spec)
        sharded |= tiles_of(cut.archive)
        summaries[cell] = cut.summary
    for cell in nodes(leaves):
        cut = cut_node([summaries[c] for c in cell.children if summaries.get(c)], cell, spec)
        sharded |= tiles_of(cut.archive)
        summaries[cell] = cut.summary
    print(f"{len(leaves)} leaves, {len(whole)} tiles")
    assert sharded.keys() == whole.keys()
    assert [i for i in whole if whole[i] != sharded[i]] == []
