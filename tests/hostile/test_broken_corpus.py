"""All 126 zips of ../shared/data/gtfs-broken through `futae check` (issue 2, number 9): exit 0, 1 or 2, ten seconds.

What does not live here: generated hostile files (test_check, test_inspect); all of both as a table (bench.check).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.hostile.asking import ask

LIMIT_S = 10.0


@pytest.mark.real
@pytest.mark.long
def test_every_broken_zip_has_an_answer(shared_data: Path) -> None:
    paths = sorted((shared_data / "gtfs-broken").rglob("*.zip"))
    assert len(paths) == 126
    asked = [ask(path, format_name="text", today="2020-01-15") for path in paths]
    assert [(one.name, one.code, one.said[-2_000:]) for one in asked if not one.is_answer] == []
    assert [(one.name, one.cpu_s) for one in asked if one.cpu_s > LIMIT_S] == []
    assert {one.code for one in asked} == {0, 1, 2}
    assert all("：".encode() in one.said.splitlines()[0] for one in asked)
