"""One cut of the two national layers in a process of its own: `python -m bench.tools.cutting ORDER.json`.

`shards` goes the way of a release (pipelines.tilesets) without catalog and store: index, quadtree, one archive for each
leaf, the overview above, the directory of the virtual download. `freestiler` is one call of the engine's own function.
What does not live here: the layers (nationpoints), tippecanoe (peers), judging archives (judged), the bench.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

from bench.tools.nationpoints import SPEC, read_frame
from terms.canonical import sha256_hex
from tiles.archive import GetBytes
from tiles.cells import Cell
from tiles.cut import CutCell, cut_cells
from tiles.index import index_rows, pick
from tiles.overview import cut_node
from tiles.quadtree import Rows, divide, groups, nodes
from tiles.virtual import merge

DIRECTORY = "directory"
"""Name of the directory artifact beside the shards."""


@dataclass(slots=True)
class Figures:
    """Seconds by step, numbers of leaves and nodes, and the seconds that one changed leaf costs."""

    steps: dict[str, float] = field(default_factory=dict)
    leaves: int = 0
    nodes: int = 0
    again_s: float = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the block's seconds under the name."""
        begun = time.perf_counter()
        yield
        self.steps[name] = self.steps.get(name, 0.0) + time.perf_counter() - begun


def _cut(
    frames: Mapping[str, pl.DataFrame], index: pl.DataFrame, rows: Rows, cells: Sequence[Cell]
) -> dict[Cell, CutCell]:
    members = index[rows]
    return cut_cells({name: pick(frame, members, name) for name, frame in frames.items()}, cells, SPEC)


def _above(cell: Cell, cut: Mapping[Cell, CutCell]) -> CutCell:
    return cut_node([cut[child].summary for child in cell.children if child in cut], cell, SPEC)


def _directory(folder: Path, cut: Mapping[Cell, CutCell]) -> bytes:
    """The merged directory of the archives as they stand on disk."""

    def reader(path: Path) -> GetBytes:
        def get_bytes(offset: int, length: int) -> bytes:
            with path.open("rb") as opened:
                opened.seek(offset)
                return opened.read(length)

        return get_bytes

    names = sorted({sha256_hex(one.archive) for one in cut.values() if one.archive})
    return merge([(name, reader(folder / name)) for name in names], metadata=SPEC.metadata())


def _write(folder: Path, one: CutCell) -> None:
    if one.archive:
        (folder / sha256_hex(one.archive)).write_bytes(one.archive)


def cut_shards(layers: Mapping[str, Path], folder: Path) -> Figures:
    """Cut the layers (name → GeoParquet) into one archive for each cell below `folder`."""
    figures = Figures()
    with figures.step("read"):
        frames = {name: read_frame(path) for name, path in layers.items()}
    with figures.step("index"):
        index = pl.concat([index_rows(frame, SPEC.layer(name)) for name, frame in frames.items()])
    with figures.step("quadtree"):
        leaves = divide(index, SPEC)
    cut: dict[Cell, CutCell] = {}
    with figures.step("cut leaves"):
        for cells, rows in groups(leaves, index["weight"].to_numpy()):
            cut |= _cut(frames, index, rows, cells)
            for cell in cells:
                _write(folder, cut[cell])
    with figures.step("cut nodes"):
        for cell in nodes(leaves):
            cut[cell] = _above(cell, cut)
            _write(folder, cut[cell])
    with figures.step("directory"):
        (folder / DIRECTORY).write_bytes(_directory(folder, cut))
    figures.leaves, figures.nodes = len(leaves), len(cut) - len(leaves)
    figures.again_s = _again(frames, index, leaves, cut, folder)
    return figures


def _again(
    frames: Mapping[str, pl.DataFrame],
    index: pl.DataFrame,
    leaves: Mapping[Cell, Rows],
    cut: dict[Cell, CutCell],
    folder: Path,
) -> float:
    """Seconds to cut the heaviest leaf again, the path above it and the directory: what one changed feature costs."""
    heaviest = max(leaves, key=lambda cell: len(leaves[cell]))
    begun = time.perf_counter()
    cut |= _cut(frames, index, leaves[heaviest], (heaviest,))
    for cell in heaviest.ancestors:
        cut[cell] = _above(cell, cut)
    _directory(folder, cut)
    return time.perf_counter() - begun


def cut_freestiler(layers: Mapping[str, Path], folder: Path) -> Figures:
    """One call of freestiler's public function; every feature at the highest zoom, thinned above it by a rate of 2.5
    (tippecanoe's own) for each zoom: whole features at every zoom would put all of them into tile 0/0/0."""
    import freestiler
    import geopandas

    figures = Figures()
    with figures.step("read"):
        frames = {name: geopandas.read_parquet(path).drop(columns="valid_from_at") for name, path in layers.items()}
    with figures.step("one call"):
        freestiler.freestile(
            frames, folder / "all.pmtiles", min_zoom=SPEC.min_zoom, max_zoom=SPEC.max_zoom, base_zoom=SPEC.max_zoom,
            drop_rate=2.5, generate_ids=False, quiet=True,
        )  # fmt: skip
    return figures


WAYS: Mapping[str, Callable[[Mapping[str, Path], Path], Figures]] = {
    "shards": cut_shards,
    "freestiler": cut_freestiler,
}


def main(args: Sequence[str]) -> int:
    """Do what the order says and write the figures where it says."""
    order = json.loads(Path(args[0]).read_text())
    layers = {name: Path(path) for name, path in order["layers"].items()}
    figures = WAYS[order["way"]](layers, Path(order["folder"]))
    Path(order["answer"]).write_text(json.dumps(asdict(figures)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
