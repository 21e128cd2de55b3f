"""The written files: equal bytes, what each is for, what an engine says of them, what must not leak."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import gtfs_guru
import pytest

from feeds.inspect import inspect
from futae.town import SECRET_WORD, TownFile, write_town
from futae.town.faults import FAULTS, FAULTY_VERSIONS, Fault, faulty
from futae.town.frame import feed_tables
from futae.town.plans import BUS
from futae.town.tables import zip_bytes

Table = Callable[[str, str], list[dict[str, str]]]

# What stays on a clean feed and why: GTFS-JP's own tables and columns are unknown to the canonical rules; service ids
# are those GTFS-JP recommends (平日（月～金）); mixed_case takes Japanese text with brackets for lower case.
# feeds.rules softens all.
HARMLESS = {
    "unknown_file": "INFO",
    "unknown_column": "INFO",
    "non_ascii_or_non_printable_char": "WARNING",
    "mixed_case_recommended_field": "WARNING",
}


GOOD = ["shiomi-bus.zip", "shiokaze.zip", "shiomi-ferry.zip", "shioji-railway.zip", "shiomi-school-bus.zip"]
# Beyond that: edition 2 writes translations in the old layout, which the canonical rules do not know.
OLD_LAYOUT = {"missing_required_column": "ERROR"}
ALSO = {
    "shiomi-bus.zip": {"big_gap_in_service": "INFO"},  # school holidays
    "shiomi-school-bus.zip": {"big_gap_in_service": "INFO"},
    "shiokaze.zip": OLD_LAYOUT,
}
CLEAN = {
    "shiomi-ferry.zip": {"unknown_file", "unknown_column", "non_ascii_or_non_printable_char"},
    "shioji-railway.zip": {"unknown_file"},
}


def found(path: Path, today: str = "2026-11-23") -> dict[str, str]:
    """Codes and severities that gtfs-guru finds."""
    return {n.code: n.severity for n in gtfs_guru.validate(str(path), country_code="JP", date=today).notices}


def errors(path: Path) -> dict[str, int]:
    counted: dict[str, int] = {}
    for notice in gtfs_guru.validate(str(path), country_code="JP", date="2026-11-23").notices:
        if notice.severity == "ERROR":
            counted[notice.code] = counted.get(notice.code, 0) + 1
    return counted


def canonical(faults: tuple[Fault, ...]) -> dict[str, int]:
    return {fault.code: 1 for fault in faults if fault.is_canonical}


def test_files_are_these(town: dict[str, TownFile]) -> None:
    open_licence = ("CC-BY-4.0",)
    assert [(n, f.feed, f.audience, f.licence_ids, f.edition, f.expect) for n, f in town.items()] == [
        ("shiomi-bus.zip", "shiomi/bus", "public", open_licence, "auto", "publishable"),
        ("shiokaze.zip", "shiomi/community", "public", open_licence, "auto", "publishable"),
        ("shiomi-ferry.zip", "shiomi/ferry", "public", open_licence, "v4", "publishable"),
        ("shioji-railway.zip", "shiomi/rail", "public", open_licence, "v4", "publishable"),
        ("N03-21_98_210101.geojson", "shiomi/places", "public", ("PDL-1.0",), "auto", "publishable"),
        ("shiomi-school-bus.zip", "shiomi/school-bus", "org:shiomi", ("restricted",), "auto", "publishable"),
        ("shiomi-bus-faulty.zip", "shiomi/bus", "public", open_licence, "auto", "blocked"),
        ("shiomi-bus-swapped.zip", "shiomi/bus", "public", open_licence, "auto", "blocked"),
    ]


def test_bytes_are_equal_through_a_fiscal_year_even_in_another_process(
    town: dict[str, TownFile], tmp_path: Path
) -> None:
    for today in (date(2026, 4, 1), date(2027, 3, 31)):
        for file in write_town(tmp_path, today=today):
            assert file.path.read_bytes() == town[file.path.name].path.read_bytes()
    code = "import sys; from datetime import date; from pathlib import Path; from futae.town import write_town; "
    code += "write_town(Path(sys.argv[1]), today=date(2026, 8, 1))"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "other")], check=True, env={"PYTHONHASHSEED": "7"}, cwd=Path.cwd()
    )
    for name, file in town.items():
        assert (tmp_path / "other" / name).read_bytes() == file.path.read_bytes()


def test_another_fiscal_year_gives_another_feed_but_the_same_ground(town: dict[str, TownFile], tmp_path: Path) -> None:
    later = {f.path.name: f.path.read_bytes() for f in write_town(tmp_path, today=date(2027, 4, 1))}
    changed = {name for name, data in later.items() if data != town[name].path.read_bytes()}
    assert changed == set(town) - {"N03-21_98_210101.geojson"}


@pytest.mark.parametrize("name", GOOD)
def test_clean_feeds_have_only_harmless_notices(town: dict[str, TownFile], name: str) -> None:
    wanted = {code: severity for code, severity in HARMLESS.items() if code not in CLEAN.get(name, ())}
    assert found(town[name].path) == wanted | ALSO.get(name, {})


@pytest.mark.parametrize("today", ["2020-01-15", "2024-04-01", "2027-03-31"])
def test_in_force_whenever_it_is_written(tmp_path: Path, today: str) -> None:
    for file in write_town(tmp_path, today=date.fromisoformat(today)):
        if file.expect == "publishable" and file.path.suffix == ".zip":
            also = {*OLD_LAYOUT} if file.feed == "shiomi/community" else set()
            assert set(found(file.path, today)) <= {*HARMLESS, "big_gap_in_service"} | also


@pytest.mark.parametrize("name", [*(n.removesuffix(".zip") for n in GOOD), *FAULTY_VERSIONS])
def test_oracle_agrees(town: dict[str, TownFile], tmp_path: Path, name: str) -> None:
    path = town[f"{name}.zip"].path
    args = ["-i", str(path), "-o", str(tmp_path), "-c", "JP", "-d", "2026-11-23"]
    subprocess.run([str(Path(sys.executable).with_name("gtfs-validator")), *args], check=True, capture_output=True)
    notices = json.loads((tmp_path / "report.json").read_text())["notices"]
    assert {n["code"]: n["severity"] for n in notices} == found(path)


def test_faulty_versions_have_exactly_the_intended_errors(town: dict[str, TownFile]) -> None:
    for name, (_, faults) in FAULTY_VERSIONS.items():
        assert errors(town[f"{name}.zip"].path) == canonical(faults)


@pytest.mark.parametrize("fault", [f for _, many in FAULTY_VERSIONS.values() for f in many], ids=lambda f: f.code)
def test_each_fault_alone(fault: Fault, tmp_path: Path) -> None:
    path = tmp_path / "one.zip"
    path.write_bytes(zip_bytes(faulty(feed_tables(BUS, date(2026, 11, 23)), (fault,))))
    assert errors(path) == canonical((fault,))


def judged(file: TownFile, out: Path) -> tuple[bool, dict[str, int]]:
    """What Futae's own inspection says: publishable, and the totals of all that is worse than INFO."""
    given = {"file_name": file.path.name, "reference_date": "2026-11-23", "edition": file.edition}
    report = inspect(file.path, out, **given)["report"]
    codes = {c["code"]: c["total"] for c in report["summary"]["codes"] if c["severity"] != "INFO"}
    return report["publishable"], codes


@pytest.mark.parametrize("name", GOOD)
def test_own_rules_find_nothing_on_clean_feeds(town: dict[str, TownFile], tmp_path: Path, name: str) -> None:
    """But for the old layout of translations, which is what edition 2 asks for."""
    assert judged(town[name], tmp_path) == (True, {"jp_translations_old_layout": 1} if "shiokaze" in name else {})


@pytest.mark.parametrize("name", FAULTY_VERSIONS)
def test_own_rules_find_every_fault_once(town: dict[str, TownFile], tmp_path: Path, name: str) -> None:
    assert judged(town[f"{name}.zip"], tmp_path) == (False, {f.code: 1 for f in FAULTY_VERSIONS[name][1]})


def test_areas_are_publishable(town: dict[str, TownFile], tmp_path: Path) -> None:
    assert judged(town["N03-21_98_210101.geojson"], tmp_path) == (True, {})


def test_faults_change_only_what_they_say() -> None:
    clean = feed_tables(BUS, date(2026, 11, 23))
    again = feed_tables(BUS, date(2026, 11, 23))
    spoilt = faulty(clean, FAULTS)
    assert clean == again
    assert {stem for stem in clean if clean[stem] != spoilt[stem]} == {
        *("stop_times", "translations", "routes", "agency", "agency_jp", "fare_attributes")
    }
    gone = [r for r in clean["translations"].rows if r not in spoilt["translations"].rows]
    assert [(r["field_value"], r["language"]) for r in gone] == [("貝の浜", "ja-Hrkt")]


def test_nothing_of_the_restricted_feed_is_in_the_others(
    raw: Callable[[str], bytes], table: Table, town: dict[str, TownFile]
) -> None:
    words = {SECRET_WORD} | {r["stop_name"] for r in table("shiomi-school-bus.zip", "stops")}
    words |= {r["translation"] for r in table("shiomi-school-bus.zip", "translations") if r["table_name"] == "stops"}
    assert SECRET_WORD.encode() in raw("shiomi-school-bus.zip")
    for name in set(town) - {"shiomi-school-bus.zip"}:
        assert [w for w in sorted(words) if w.encode() in raw(name)] == []


def test_it_says_that_it_is_invented(raw: Callable[[str], bytes], town: dict[str, TownFile]) -> None:
    for name, file in town.items():
        assert "架空" in raw(name).decode()
        assert "架空" in file.title
