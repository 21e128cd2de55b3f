"""Tiles: from feature frames and a spec to shards, archives, TileJSON, style and glyphs. Pure: values in, values out.

What lives here: the spec of a tileset, the index of rows, the quadtree, cutting and generalising, PMTiles archives
and the virtual download, TileJSON, the MapLibre style, glyphs. What does not: any knowledge of transport or places
(layers), the store and the database (catalog), settings, network, clock. Temporary files only in tiles.engine.
"""
