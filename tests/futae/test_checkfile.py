"""What `futae check` prints for a person, and the CPU seconds it gives. Not here: the command itself (test_cli)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from boxes.box import Box, BoxResult
from boxes.limits import MIB, Limits
from feeds.reportpage.text import as_text
from futae.checkfile import check_file, written
from terms.errors import BadRequest
from terms.notices import Notice, RuleText, Severity, Words
from terms.reports import CodeTotal, Report

TEXTS = {
    "bad": RuleText(
        Words("{table} {row}行目の{value}。", "直す。"), Words("Row {row} of {table}: {value}.", "Mend it.")
    ),
    "note": RuleText(Words("{row}行目。", ""), Words("In row {row}.", "")),
}


def bad(row: int, table: str = "stops.txt", column: str = "a") -> Notice:
    return Notice("bad", Severity.ERROR, True, table, row, column, f"v{row}")


def report(*notices: Notice, totals: tuple[CodeTotal, ...]) -> Report:
    publishable = not any(total.blocking for total in totals)
    return Report("gtfs-jp", "v2", True, publishable, "2020-01-15", totals, notices, TEXTS)


BLOCKED = report(
    *(bad(row) for row in range(2, 9)),
    bad(5, "trips.txt"),
    *(Notice("note", Severity.INFO, table="routes.txt", row=row) for row in (2, 3)),
    totals=(CodeTotal("bad", Severity.ERROR, True, 2_345, 8), CodeTotal("note", Severity.INFO, False, 2, 2)),
)


def test_in_japanese() -> None:
    assert as_text(BLOCKED, "ja", "a.zip").splitlines() == [
        "a.zip：このままでは公開できません（GTFS-JP 第2版、基準日 2020-01-15）",
        "エラー2,345件（1種類）、情報2件（1種類）",
        "✗ の付いたものをすべて直すと、公開できるようになります。",
        "",
        "✗ エラー2,345件 [bad]",
        "    stops.txt 2行目のv2。",
        "    trips.txt 5行目のv5。",
        "    stops.txt 3行目のv3。",
        "    ほか2,342件",
        "    → 直し方：直す。",
        "",
        "- 情報2件 [note]",
        "    routes.txt：2行目。",
        "    ほか1件",
    ]


def test_in_english() -> None:
    assert as_text(BLOCKED, "en", "a.zip").splitlines()[:5] == [
        "a.zip: cannot be published as it is (GTFS-JP edition 2; judged as of 2020-01-15)",
        "2,345 errors (kinds: 1); 2 notes (kinds: 1)",
        "Fix everything marked ✗ and the file can be published.",
        "",
        "✗ 2,345 errors [bad]",
    ]
    one = report(bad(2), totals=(CodeTotal("bad", Severity.ERROR, False, 1, 1),))
    assert as_text(one, "en", "a.zip").splitlines()[1] == "1 error (kinds: 1)"


def test_a_terminal_gets_no_orders_from_a_file() -> None:
    notice = Notice("bad", Severity.ERROR, True, "stops.txt", 2, "a", "\x1b]0;owned\x07\u202e路\r\n線")
    text = as_text(report(notice, totals=(CodeTotal("bad", Severity.ERROR, True, 1, 1),)), "en", "a\x1b[2J.zip")
    assert text.startswith("a‹U+001B›[2J.zip: ")
    assert "    Row 2 of stops.txt: ‹U+001B›]0;owned‹U+0007›‹U+202E›路‹U+000D›‹U+000A›線.\n" in text
    assert not set(text) & set("\x1b\x07\r\u202e")


def test_nothing_found() -> None:
    assert as_text(report(totals=()), "en", "a.zip").splitlines()[1:] == ["Nothing was found."]
    assert as_text(report(totals=()), "ja", "a.zip").splitlines()[1:] == ["指摘はありません。"]


def test_cpu_seconds_by_the_size_of_file_or_folder_and_a_death_tells_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int | None] = []

    def run(self: Box, *_: Any, cpu_s: int | None = None) -> BoxResult:
        given.append(cpu_s)
        return BoxResult(None, "cpu", "refused", 1.0, 1, limits=Limits(cpu_s=cpu_s or 0))

    monkeypatch.setattr(Box, "run", run)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "stops.txt").write_bytes(bytes(6 * MIB))
    found = [check_file(path, today=date(2020, 1, 15)) for path in (tmp_path / "a" / "stops.txt", tmp_path)]
    assert given == [12, 12]
    assert [one.notices[0].details["limit"] for one in found] == [12, 12]


def test_the_report_is_written_in_three_forms() -> None:
    assert written(BLOCKED, "text", "ja", "a.zip") == as_text(BLOCKED, "ja", "a.zip")
    assert json.loads(written(BLOCKED, "json", "en", "a.zip"))["summary"]["errors"] == 2_345
    page = written(BLOCKED, "html", "en", "a.zip")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<strong>2,345</strong>" in page
    with pytest.raises(BadRequest, match="text, json or html"):
        written(BLOCKED, "pdf", "en", "a.zip")
