"""Every hostile file through feeds.inspect in a box: a report within ten seconds, bombs refused within one.

The box holds the ten seconds, counted in CPU seconds (the same on a busy machine). None of these files may bring the
box to its end: each has a report on its content.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bench.hostile.files import FILES
from bench.hostile.kinds import HostileFile
from boxes.box import Box, BoxResult
from boxes.limits import MIB, cpu_budget_s
from terms.reports import from_json, report_json

Make = Callable[[HostileFile], Path]


def _marks(one: HostileFile) -> list[pytest.MarkDecorator]:
    return [pytest.mark.long] if one.is_heavy else []


CASES = [pytest.param(one, id=one.name, marks=_marks(one)) for one in FILES]
CPU_S = 9
REPORT_BYTES = 8 * MIB
NOTICES_OF_ONE_CODE = 1_000


def _inspect(box: Box, one: HostileFile, path: Path, out: Path) -> BoxResult:
    params = {"file_name": one.name, "reference_date": "2026-06-01"}
    return box.run("feeds.inspect:inspect", path, params, out, cpu_s=min(CPU_S, cpu_budget_s(path.stat().st_size)))


def _judge_report(one: HostileFile, raw: dict[str, Any]) -> None:
    assert len(json.dumps(raw).encode()) < REPORT_BYTES
    report = from_json(raw)
    codes = {total.code for total in report.totals}
    assert report.readable or not report.publishable
    assert report.publishable != any(total.blocking for total in report.totals)
    assert all(total.shown <= min(total.total, NOTICES_OF_ONE_CODE) for total in report.totals)
    if one.expect != "any":
        assert report.readable == (one.expect == "read"), codes
    if one.codes:
        assert codes & set(one.codes), codes
    for lang in ("ja", "en"):
        shown = json.dumps(report_json(report, lang), ensure_ascii=False)
        shown.encode()
        assert "futae-box-" not in shown
        assert "Traceback" not in shown


@pytest.mark.parametrize("one", CASES)
def test_a_report_comes_in_time(one: HostileFile, make: Make, inspecting_box: Box, tmp_path: Path) -> None:
    path = make(one)
    result = _inspect(inspecting_box, one, path, tmp_path / "out")
    assert result.value is not None, f"{result.died}: {result.log}"
    _judge_report(one, result.value["report"])
    for table in (tmp_path / "out").rglob("*.parquet"):
        pl.scan_parquet(table).select(pl.len()).collect()


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in FILES if one.is_bomb])
def test_bombs_are_refused_within_a_second(one: HostileFile, make: Make, inspecting_box: Box, tmp_path: Path) -> None:
    path = make(one)
    result = _inspect(inspecting_box, one, path, tmp_path / "out")
    assert result.value is not None, result.log
    assert result.value["report"]["summary"]["readable"] is False
    assert result.seconds <= 1
    assert list((tmp_path / "out").rglob("*.parquet")) == []


def test_files_are_many_and_named_once() -> None:
    names = [one.name for one in FILES]
    assert len(names) >= 40
    assert len(set(names)) == len(names)
    assert sum(one.is_bomb for one in FILES) >= 10


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in FILES[:30]])
def test_equal_bytes_at_every_run(one: HostileFile, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    one.make(first)
    one.make(second)
    assert first.read_bytes() == second.read_bytes()
