"""`futae diff` as a person meets it: text, JSON, page, exit codes. Not here: what is compared (tests/feeds/compare)."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from feeds.compare.boxed import diff_files as in_process
from feeds.compare.page import content_security_policy, diff_page
from futae.cli import app
from futae.difffile import Diffed, as_text, diff_files, written
from terms.errors import BadRequest

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nA,みなと交通,https://example.com/,Asia/Tokyo\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nS1,港前,34.60,133.90\nS2,役場,34.61,133.91\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\nR1,A,1,3\n",
    "trips.txt": "route_id,service_id,trip_id\nR1,W,T1\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,08:00:00,08:00:00,S1,1\nT1,08:10:00,08:10:00,S2,2\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "W,1,1,1,1,1,0,0,20200101,20201231\n",
}  # fmt: skip
RENAMED = {**FEED, "stops.txt": FEED["stops.txt"].replace("役場", "<b>町役場</b>"), "own.txt": "a,b\n1,2\n"}


def put(path: Path, files: dict[str, str], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def folder_of(root: Path, old: Path, new: Path) -> Path:
    for side, path in (("old", old), ("new", new)):
        (root / side).mkdir(parents=True)
        (root / side / path.name).write_bytes(path.read_bytes())
    return root


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The comparison of the feed with the renamed one, without a box."""
    root = tmp_path_factory.mktemp("pair")
    old, new = put(root / "old.zip", FEED), put(root / "new.zip", RENAMED)
    answer = in_process(folder_of(root / "given", old, new), root, names={"old": "old.zip", "new": "new.zip"})
    assert answer == {"unreadable": {}}
    found: dict[str, Any] = json.loads((root / "diff.json").read_text())
    return found


def test_text_in_japanese(document: dict[str, Any]) -> None:
    assert as_text(document, "ja", "old.zip", "new.zip").splitlines() == [
        "old.zip → new.zip：違いがあります。",
        "説明のつかない違いが1件あります。最後の欄をご覧ください。",
        "",
        "■ 便",
        "  ・1日の便数と、始発・終発の時刻",
        "      平日：1便（変わらず）、始発 8:00（変わらず）、終発 8:00（変わらず）",
        "",
        "■ 停留所",
        "  ・名前が変わる停留所・標柱：1",
        "      役場 → <b>町役場</b>［S2］",
        "",
        "■ 番号（ID）の引き継ぎ",
        "  事業者（agency_id）：同じID 1, 付け直し 0, 新しい 0, なくなった 0",
        "  運行区分（service_id）：同じID 1, 付け直し 0, 新しい 0, なくなった 0",
        "  経路（route_id）：同じID 1, 付け直し 0, 新しい 0, なくなった 0",
        "  停留所・標柱（stop_id）：同じID 2, 付け直し 0, 新しい 0, なくなった 0",
        "  便（trip_id）：同じID 1, 付け直し 0, 新しい 0, なくなった 0",
        "",
        "■ ファイルごとの行数",
        "  own.txt：追加 1, 削除 0, 変更 0",
        "  stops.txt：追加 0, 削除 0, 変更 1",
        "",
        "■ 説明のつかない違い",
        "  own.txt: 追加 1行 (2行目)",
        "      GTFSにもGTFS-JPにもないファイルのため、意味が分かりません",
    ]


def test_page_stands_alone_and_escapes(document: dict[str, Any]) -> None:
    for lang in ("ja", "en"):
        page = diff_page(document, lang, old_name="<i>old", new_name="new.zip")
        assert "<b>" not in page
        assert "&lt;b&gt;町役場" in page
        assert "<i>" not in page
        assert "http" not in page.replace("http-equiv", "")
        assert content_security_policy().partition("; frame")[0] in page.replace("&#39;", "'")


def test_json_and_other_forms(document: dict[str, Any]) -> None:
    told = json.loads(written(Diffed(document), "json", "ja", "a", "b"))
    assert (told["old"], told["new"], told["equal"]) == ("a", "b", False)
    renamed = next(one for one in told["lines"] if one["code"] == "stops_renamed")
    assert (renamed["items"][0]["lon"], renamed["items"][0]["lat"]) == (133.91, 34.61)
    with pytest.raises(BadRequest):
        written(Diffed(document), "pdf", "ja", "a", "b")


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    old, new = put(tmp_path / "old.zip", FEED), tmp_path / "new.zip"
    new.write_bytes(old.read_bytes()[:100])
    answer = in_process(folder_of(tmp_path / "given", old, new), tmp_path, names={"old": "old.zip", "new": "new.zip"})
    assert list(answer["unreadable"]) == ["new"]
    done = Diffed(None, answer["unreadable"])
    assert done.exit_code == 2
    assert written(done, "text", "ja", "old.zip", "new.zip").startswith("new.zip：読めません\n    ")


@pytest.mark.long
def test_the_command_and_its_exit_codes(tmp_path: Path) -> None:
    old, new = put(tmp_path / "old.zip", FEED), put(tmp_path / "new.zip", RENAMED)
    same = put(tmp_path / "same.zip", dict(reversed(FEED.items())), zipfile.ZIP_DEFLATED)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 no zip")
    assert [diff_files(old, one).exit_code for one in (same, new, bad)] == [0, 1, 2]
    page = tmp_path / "page.html"
    result = CliRunner().invoke(
        app, ["diff", str(old), str(new), "--format", "html", "--lang", "en", "--out", str(page)]
    )
    assert result.exit_code == 1
    assert "Stops with another name: 1" in page.read_text()
