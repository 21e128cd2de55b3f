"""The gallery of mistakes: each example is found out by exactly its codes; the files and the page about them."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from feeds.inspect import inspect
from futae.town.gallery import EXAMPLES, Example, gallery, hill_line
from futae.town.gallery_page import write_all
from futae.town.tables import zip_bytes
from terms.reports import from_json, outcome

TODAY = date(2026, 11, 23)
FAMILIES = {
    *("archive", "encoding", "file", "column", "value", "reference", "time", "place", "duplicate", "calendar"),
    *("reading", "translations", "agency", "fare", "fares"),
}


@pytest.fixture(scope="module")
def made() -> dict[str, tuple[Example, bytes]]:
    return {example.name: (example, data) for example, data in gallery(TODAY)}


def judged(data: bytes, folder: Path) -> tuple[str, dict[str, int]]:
    """The outcome, and the totals of all that is worse than a note."""
    path = folder / "one.zip"
    path.write_bytes(data)
    found = inspect(path, folder / "out", file_name="one.zip", reference_date=TODAY.isoformat(), edition="auto")
    report = from_json(found["report"])
    return outcome(report), {t.code: t.total for t in report.totals if t.severity.name != "INFO"}


def test_the_clean_line_has_no_findings(tmp_path: Path) -> None:
    assert judged(zip_bytes(hill_line(TODAY)), tmp_path) == ("publishable", {})


@pytest.mark.parametrize("name", [example.name for example in EXAMPLES])
def test_each_example_is_found_out(made: dict[str, tuple[Example, bytes]], name: str, tmp_path: Path) -> None:
    example, data = made[name]
    assert judged(data, tmp_path) == (example.outcome, dict(example.codes))


def test_every_family_has_an_example_and_all_are_small(made: dict[str, tuple[Example, bytes]]) -> None:
    assert {name.partition("-")[0] for name in made} == FAMILIES
    assert len(made) == len(EXAMPLES) == 22
    assert all(len(data) < 20_000 for _, data in made.values())
    assert all(example.codes for example, _ in made.values())


def test_all_is_written_with_a_page_about_it(made: dict[str, tuple[Example, bytes]], tmp_path: Path) -> None:
    files, examples = write_all(tmp_path, today=date(2026, 4, 1))  # another day of that fiscal year
    page = (tmp_path / "README.md").read_text()
    for file in files:
        assert file.path.is_file()
        assert file.path.name in page
    assert {p.stem: p.read_bytes() for p in (tmp_path / "faulty").iterdir()} == {n: d for n, (_, d) in made.items()}
    for example in examples:
        assert f"| {example.name}.zip | {example.ja}<br>{example.en} |" in page
        assert all(f"`{code}`" in page for code in example.codes)
    write_all(tmp_path, today=TODAY)
    assert (tmp_path / "README.md").read_text() == page


def test_bad_names_stay_in_the_zip(made: dict[str, tuple[Example, bytes]], tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(made["archive-outside"][1])
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert all(name.startswith("../") for name in archive.namelist())
