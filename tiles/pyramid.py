"""The overview pyramid: generalised rows, level by level upward, and their tiles.

A level holds the rows of all layers at one zoom inside one cell. The rows of a tile are a function of the rows of its
four children, and those at the detail zoom of whole features alone: so a publish rewrites one path to the root, and
tiles are equal wherever the quadtree was split. What does not live here: how points and shapes are generalised
(tiles.overview_points, tiles.overview_shapes), whole features (tiles.cut), nodes (tiles.overview).
"""

from __future__ import annotations

import gzip
import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from terms.errors import StoreError
from tiles.cells import Cell
from tiles.engine import EngineLayer, EngineTiles, encode
from tiles.overview_points import PointLevel
from tiles.overview_shapes import ShapeLevel
from tiles.spec import TileLayer, TileSpec
from tiles.tileid import cells_of

LayerLevel = PointLevel | ShapeLevel

_MAGIC = b"FUTAESUM"
_LENGTHS = struct.Struct("<HQ")


@dataclass(frozen=True, slots=True)
class Level:
    """The generalised rows of one zoom inside one cell, layer by layer (layers without rows are absent)."""

    spec: TileSpec
    zoom: int
    layers: Mapping[str, LayerLevel]

    @classmethod
    def of_features(cls, frames: Mapping[str, pl.DataFrame], cell: Cell, spec: TileSpec) -> Level:
        """The lowest level, at the detail zoom, from whole drawable features."""
        zoom = spec.detail_zoom
        layers = {n: _kind(spec.layer(n)).of_features(f, spec.layer(n), cell, zoom) for n, f in frames.items()}
        return cls(spec, zoom, layers)

    @classmethod
    def of_summaries(cls, summaries: Sequence[bytes], zoom: int, spec: TileSpec) -> Level:
        """From the summaries of cells of that zoom; raises StoreError for bytes that are none."""
        many = [unpack_summary(s) for s in summaries if s]
        names = [x.name for x in spec.layers if any(x.name in one for one in many)]
        return cls(
            spec,
            zoom,
            {
                n: _kind(spec.layer(n)).of_summaries([one[n] for one in many if n in one], spec.layer(n), zoom)
                for n in names
            },
        )

    def up(self) -> Level:
        """One zoom above."""
        return Level(self.spec, self.zoom - 1, {name: layer.up() for name, layer in self.layers.items()})

    def summary(self, cell: Cell) -> bytes:
        """The rows of one cell of this zoom, lossless; b'' when it has none."""
        frames = {name: layer.at(cell) for name, layer in self.layers.items()}
        return pack_summary({name: frame for name, frame in frames.items() if frame.height})

    def tiles(self) -> dict[tuple[int, int], bytes]:
        """The encoded tiles of this zoom (gzip), by column and row; nothing below the spec's min_zoom."""
        if self.zoom < self.spec.min_zoom:
            return {}
        points = {name: layer for name, layer in self.layers.items() if isinstance(layer, PointLevel)}
        if len(points) == len(self.layers):
            return self._point_tiles(points)
        by_layer = {name: layer.tiles() for name, layer in self.layers.items()}
        places = sorted({at for tiles in by_layer.values() for at in tiles})
        out = {}
        for at in places:
            rows = {name: tiles[at] for name, tiles in by_layer.items() if at in tiles}
            tile = self._encoded(rows, at)
            if tile:
                out[at] = tile
        return out

    def _point_tiles(self, points: Mapping[str, PointLevel]) -> dict[tuple[int, int], bytes]:
        """The same where all layers are points: four calls of the engine, each for tiles which are no neighbours. The
        engine gives a tile what lies within a twentieth of its width beside it, so it sees its own rows alone."""
        out: dict[tuple[int, int], bytes] = {}
        for right, low in ((0, 0), (1, 0), (0, 1), (1, 1)):
            made = self._engine({name: layer.apart(right, low) for name, layer in points.items()})
            if made is None:
                continue
            ids, offsets, lengths = made.directory.tiles()
            _, columns, rows = cells_of(ids)
            own = (columns % 2 == right) & (rows % 2 == low)
            for x, y, at, length in zip(*(v[own].tolist() for v in (columns, rows, offsets, lengths)), strict=True):
                out[x, y] = made.archive[at : at + length]
        large = [at for at, tile in out.items() if raw_size(tile) > self.spec.max_tile_bytes]
        return out | {at: self._encoded({n: p.of_tile(*at) for n, p in points.items()}, at) for at in large}

    def _encoded(self, rows: Mapping[str, pl.DataFrame], at: tuple[int, int]) -> bytes:
        """One tile; where it is too large the least rows of each layer go until it fits."""
        while True:
            tile = self._encode(rows, at)
            size = raw_size(tile)
            if size <= self.spec.max_tile_bytes:
                return tile
            share = 0.9 * self.spec.max_tile_bytes / size
            rows = {n: self.layers[n].ranked(r).head(int(r.height * share)) for n, r in rows.items()}

    def _encode(self, rows: Mapping[str, pl.DataFrame], at: tuple[int, int]) -> bytes:
        made = self._engine(rows)
        place = made.directory.find(self.zoom, *at) if made else None
        return made.archive[place[0] : place[0] + place[1]] if made and place else b""

    def _engine(self, rows: Mapping[str, pl.DataFrame]) -> EngineTiles | None:
        drawn: dict[str, EngineLayer] = {}
        for layer in self.spec.layers:
            if layer.name in rows and rows[layer.name].height:
                drawn[layer.name] = self.layers[layer.name].drawn(rows[layer.name])
        return encode(drawn, self.zoom, self.zoom)


def _kind(layer: TileLayer) -> type[PointLevel] | type[ShapeLevel]:
    return PointLevel if layer.geometry == "point" else ShapeLevel


def raw_size(tile: bytes) -> int:
    """Uncompressed size in bytes of a gzip member (RFC 1952, ISIZE: its last four bytes)."""
    return int.from_bytes(tile[-4:], "little") if tile else 0


def pack_summary(frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Frames by layer name as one value (Arrow streams, gzip); b'' without frames. Same frames, same bytes."""
    if not frames:
        return b""
    out = [_MAGIC]
    for name, frame in sorted(frames.items()):
        stream = io.BytesIO()
        # plain strings and binaries: views keep what was filtered away, and equal frames would differ in bytes
        frame.rechunk().write_ipc_stream(stream, compression="uncompressed", compat_level=pl.CompatLevel.oldest())
        data = gzip.compress(stream.getvalue(), 1, mtime=0)
        word = name.encode()
        out += [_LENGTHS.pack(len(word), len(data)), word, data]
    return b"".join(out)


def unpack_summary(data: bytes) -> dict[str, pl.DataFrame]:
    """Read back `pack_summary`; raises StoreError for other bytes."""
    if not data:
        return {}
    if not data.startswith(_MAGIC):
        raise StoreError("not an overview summary")
    out, at = {}, len(_MAGIC)
    while at < len(data):
        name_length, length = _LENGTHS.unpack_from(data, at)
        at += _LENGTHS.size
        name = data[at : at + name_length].decode()
        at += name_length
        out[name] = pl.read_ipc_stream(io.BytesIO(gzip.decompress(data[at : at + length])))
        at += length
    return out
