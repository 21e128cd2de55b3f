"""Hostile files: made on the spot, always the same, for the tests and for `python -m bench.hostile FOLDER`.

What lives here: one builder per file (archives, tables, geojson) and the list of all (files). What does not: judging
what a check says of them (tests/hostile), real broken feeds (../shared/data/gtfs-broken).
"""
