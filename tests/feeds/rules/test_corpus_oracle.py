"""Our canonical notices equal those of gtfs-validator on the broken feeds and the smaller real ones, but for a list.

What does not live here: all real feeds (`futae bench oracle`: gtfs-validator takes a quarter of an hour for them).
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest

from bench.tools.corpora import KNOWN, Difference, compare_one, corpora, unmet
from bench.tools.validating import oracle_told, oracle_words

SMALL = 60_000
"""Bytes of a real zip that is asked about here."""


def oracle_here(path: Path, on: str) -> Counter[str]:
    """gtfs-validator in this process: to start it takes longer than to ask it about a small file."""
    cli = pytest.importorskip("gtfs_validator.cli")
    with tempfile.TemporaryDirectory() as folder:
        cli.main(oracle_words(path, on, folder))
        return oracle_told(folder)


def test_the_list_is_short_and_says_why() -> None:
    assert len(KNOWN) <= 15
    assert len({(one.file, one.code) for one in KNOWN}) == len(KNOWN)
    assert all(one.why and one.ours != one.theirs for one in KNOWN)


@pytest.mark.long
def test_canonical_notices_equal_gtfs_validators(shared_data: Path) -> None:
    files = [path for path in corpora(shared_data) if "gtfs-broken" in path.parts or path.stat().st_size < SMALL]
    assert len(files) > 140
    found: list[Difference] = [one for path in files for one in compare_one(path, oracle_here)]
    assert [one for one in found if one.known() is None] == []
    assert unmet(found, files) == []
