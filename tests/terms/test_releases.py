"""A manifest is the same after its way through the store."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terms.canonical import canonical_json
from terms.releases import (
    MANIFEST_SCHEMA,
    CollectionPart,
    ItemFile,
    LinkPart,
    LiveFeed,
    Manifest,
    TilesetPart,
    manifest_from_json,
)

_TEXT = st.text("abc/駅0", max_size=6)
_NAMES = st.lists(_TEXT, max_size=2).map(tuple)
_SHAS = st.dictionaries(_TEXT, _TEXT, max_size=2)
_COUNTS = st.dictionaries(_TEXT, st.integers(0, 10**6), max_size=2)
_BOX = st.tuples(*[st.floats(-90, 90, allow_nan=False)] * 4)

# hypothesis fills the other fields from the classes' annotations; mappings and optional boxes are told here
_FEEDS = st.builds(LiveFeed, licence_ids=_NAMES, bounds=st.none() | _BOX, parts=_SHAS, counts=_COUNTS, skipped=_COUNTS)
_TILESETS = st.builds(TilesetPart, bounds=st.none() | _BOX, cells=_SHAS, nodes=_SHAS, collections=_NAMES, feeds=_NAMES)
_FILES = st.lists(st.builds(ItemFile, bounds=_BOX), max_size=2).map(tuple)
_COLLECTIONS = st.builds(CollectionPart, bounds=st.none() | _BOX, files=_FILES, feeds=_NAMES)
_LINKS = st.builds(LinkPart, files=_SHAS, licence_ids=_NAMES)
MANIFESTS = st.builds(
    Manifest,
    feeds=st.lists(_FEEDS, max_size=2).map(tuple),
    tilesets=st.dictionaries(_TEXT, _TILESETS, max_size=2),
    collections=st.dictionaries(_TEXT, _COLLECTIONS, max_size=2),
    links=st.dictionaries(_TEXT, _LINKS, max_size=2),
    schema=st.just(MANIFEST_SCHEMA),
)


@given(MANIFESTS)
def test_a_manifest_reads_back_equal(manifest):
    assert manifest_from_json(json.loads(canonical_json(manifest.to_json()))) == manifest


@given(MANIFESTS)
def test_equal_manifests_have_equal_bytes(manifest):
    stored = canonical_json(manifest.to_json())
    assert canonical_json(manifest_from_json(json.loads(stored)).to_json()) == stored


def test_a_newer_schema_is_refused():
    raw = Manifest(1, "public", "2020-01-15T00:00:00Z", None).to_json() | {"schema": MANIFEST_SCHEMA + 1}
    with pytest.raises(ValueError, match="newer"):
        manifest_from_json(raw)
