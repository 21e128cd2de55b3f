"""Every way to die comes back as a result, is followed by a working box, and has its notice in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from boxes.box import Box, BoxResult
from boxes.limits import GIB, Limits, cpu_budget_s
from boxes.notices import CODES, TEXTS, death_notice
from boxes.process import Died
from boxes.reports import death_report
from terms.notices import Severity
from terms.reports import Report, from_json, to_json, words_of

Run = Callable[..., BoxResult]

DEATHS: list[tuple[str, dict[str, Any], Died]] = [
    ("eat_memory", {}, "memory"),
    ("reserve_at_once", {"size": 100 * GIB}, "memory"),
    ("rust_reserve", {"rows": 10**12}, "memory"),
    ("spin", {}, "cpu"),
    ("write_much", {"size": 64 << 20}, "file_size"),
    ("fail", {}, "crash"),
    ("leave", {}, "crash"),
    ("hard_exit", {}, "crash"),
    ("crash", {}, "crash"),
    ("not_json", {}, "crash"),
    ("not_dict", {}, "crash"),
    ("long_answer", {"size": 8 << 20}, "crash"),
    ("garbage", {"text": "{}\n"}, "crash"),
    ("garbage", {"text": "[1]\n"}, "crash"),
    ("garbage", {"text": "\x00\xff\n"}, "crash"),
    ("garbage", {"text": "[" * 30_000 + "\n"}, "crash"),
    ("no_such_function", {}, "crash"),
]


@pytest.mark.parametrize(("name", "params", "died"), DEATHS, ids=[f"{d[0]}-{i}" for i, d in enumerate(DEATHS)])
def test_a_death_is_a_result(run: Run, tmp_path: Path, name: str, params: dict[str, Any], died: Died) -> None:
    result = run(name, **params)
    assert (result.value, result.died) == (None, died), result.log
    assert not (tmp_path / "made").exists()
    assert run("echo").died is None


@pytest.mark.parametrize("name", ["sleep", "sleep_with_lock"])
def test_time_ends_even_what_holds_the_interpreter(
    functions_on_path: None, input_file: Path, tmp_path: Path, small: Limits, name: str
) -> None:
    with Box(replace(small, wall_s=0.5), preload=("boxed_functions",)) as box:
        result = box.run(f"boxed_functions:{name}", input_file, {"seconds": 60}, tmp_path / "made")
    assert result.died == "time"
    assert 0.5 <= result.seconds < 30
    assert f"in {name}" in result.log, "the operator is told where it stood"
    assert "s of processor" in result.log


def test_memory_is_stopped_near_its_limit(run: Run, small: Limits) -> None:
    result = run("eat_memory", pause_s=0.001)
    assert result.died == "memory"
    assert small.memory_bytes < result.peak_bytes < 2 * small.memory_bytes


def test_peak_is_that_of_the_call(run: Run) -> None:
    high = run("peak", size=150 << 20)
    low = run("peak", size=1)
    assert high.peak_bytes > 150 << 20
    assert low.peak_bytes < 120 << 20


def test_our_own_failure_shows_its_trace_in_the_log_only(run: Run) -> None:
    result = run("fail")
    assert "KeyError: 'our own fault'" in result.log
    _, text = death_notice("crash")
    assert "KeyError" not in text.en.message + text.ja.message


def test_links_do_not_leave(run: Run, tmp_path: Path) -> None:
    assert run("write_link").died == "crash"
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("died", get_args(Died))
def test_every_death_has_a_blocking_notice_with_words(died: Died) -> None:
    notice, text = death_notice(died, Limits())
    assert (notice.severity, notice.blocking) == (Severity.ERROR, True)
    assert TEXTS[notice.code] is text
    report = Report("unknown", "", False, False, "2020-01-15", notices=(notice,), texts={notice.code: text})
    for lang in ("ja", "en"):
        words = words_of(report, notice, lang)
        assert words.message
        assert words.fix
        assert "—" not in words.message
        assert "{" not in words.message


def test_cpu_budget_of_a_call_may_be_lower(box: Box, input_file: Path, tmp_path: Path) -> None:
    result = box.run("boxed_functions:spin", input_file, {}, tmp_path / "made", cpu_s=0)
    assert (result.died, result.limits.cpu_s) == ("cpu", 0)


def test_a_death_as_a_report() -> None:
    report = death_report("cpu", Limits(cpu_s=8), "2020-01-15")
    assert (report.readable, report.publishable, report.reference_date) == (False, False, "2020-01-15")
    assert [(t.code, t.total, t.blocking) for t in report.totals] == [("box_cpu_time_exceeded", 1, True)]
    assert "8 seconds" in words_of(report, report.notices[0], "en").message
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(("size", "seconds"), [(0, 8), (4 << 20, 8), ((4 << 20) + 1, 10), (10 << 20, 20)])
def test_cpu_budget_grows_with_the_file(size: int, seconds: int) -> None:
    assert cpu_budget_s(size) == seconds


def test_codes_and_texts_agree() -> None:
    assert set(CODES) == set(get_args(Died))
    assert set(CODES.values()) == set(TEXTS)
