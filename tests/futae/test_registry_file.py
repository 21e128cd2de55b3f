"""Registry files and names of files without one. Not here: demo itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from futae.names import feed_slug
from futae.registry_file import plan_feeds
from terms.errors import BadRequest


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    out = []
    for name in ("old.zip", "new.zip", "宇野バス.zip"):
        path = tmp_path / name
        path.write_text(name)
        out.append(path)
    return out


def registry(folder: Path, text: str) -> Path:
    path = folder / "registry.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_slug_is_ascii_and_told_apart_by_bytes(files: list[Path], tmp_path: Path) -> None:
    assert feed_slug(files[0]).startswith("old-")
    assert len(feed_slug(files[2])) == 8
    other = tmp_path / "deep"
    other.mkdir()
    (other / "old.zip").write_text("other bytes")
    assert feed_slug(other / "old.zip") != feed_slug(files[0])


def test_generations_of_one_feed(files: list[Path], tmp_path: Path) -> None:
    text = "feeds: [{feed: uno/main, licence: [CC0-1.0], files: [old.zip, new.zip, absent.zip]}]"
    plan = plan_feeds(files, registry(tmp_path, text), ["CC-BY-4.0"]).feeds
    assert str(plan[0].key) == "uno/main"
    assert [f.name for f in plan[0].files] == ["old.zip", "new.zip"]
    assert (plan[0].licence_ids, plan[1].licence_ids) == (("CC0-1.0",), ("CC-BY-4.0",))
    assert plan[1].key.org == "demo"


def test_when_a_feed_is_silent(files: list[Path], tmp_path: Path) -> None:
    text = "feeds: [{feed: uno/main, silent_after_days: 90, files: [old.zip]}, {feed: uno/x, files: [new.zip]}]"
    plan = plan_feeds(files, registry(tmp_path, text), ["unknown"]).feeds
    assert [one.silent_after_days for one in plan[:2]] == [90, None]
    for wrong in ("-1", "soon", "9999", "1.5"):
        text = f"feeds: [{{feed: uno/main, silent_after_days: {wrong}, files: [old.zip]}}]"
        with pytest.raises(BadRequest, match="silent_after_days"):
            plan_feeds(files, registry(tmp_path, text), ["unknown"])


def test_files_nobody_gave_are_told(files: list[Path], tmp_path: Path) -> None:
    text = "feeds: [{feed: uno/main, files: [old.zip, absent.zip]}, {feed: uno/x, files: [far.zip]}]"
    plan = plan_feeds(files[:1], registry(tmp_path, text), ["unknown"])
    assert [(str(key), name) for key, name in plan.absent] == [("uno/main", "absent.zip"), ("uno/x", "far.zip")]
    assert (len(plan.feeds), plan.files) == (1, 1)


def test_names_that_look_like_numbers_and_names_with_spaces_are_names(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("133", "2019-04-01", "GTFS (2).zip")]
    for path in paths:
        path.write_text(path.name)
    text = "feeds: [{feed: sano/bus, title: 2019, files: [133, 2019-04-01, GTFS (2).zip]}]"
    plan = plan_feeds(paths, registry(tmp_path, text), ["unknown"])
    assert plan.feeds[0].files == tuple(paths)
    assert (plan.feeds[0].title, plan.feeds[0].licence_ids, plan.absent) == ("2019", ("unknown",), ())


MISTAKES = """\
feeds:
  - feed: uno/main
    tittle: 宇野バス
    files: [old.zip, old.zip]
  - feed: uno/main
    files: [new.zip]
    timezone: Tokyo/Asia
  - title: nameless
    files: []
  - feed: uno/other
    licence: CC0-1.0
    edition: v9
    edition: v2
    files: [old.zip, folder/deep.zip]
"""


def test_every_mistake_is_told_with_its_line(files: list[Path], tmp_path: Path) -> None:
    path = registry(tmp_path, MISTAKES)
    with pytest.raises(BadRequest) as told:
        plan_feeds(files, path, ["unknown"])
    lines = [line.removeprefix(f"{path}:") for line in str(told.value).splitlines()]
    assert [line.partition(":")[0] for line in lines] == ["3", "4", "5", "7", "8", "9", "11", "12", "13", "14", "14"]
    assert "unknown key `tittle`; known: feed, title" in lines[0]
    assert "'old.zip' is named twice (first in line 4)" in lines[1]
    assert "uno/main stands twice (first in line 2)" in lines[2]
    assert "time zone 'Tokyo/Asia'" in lines[3]
    assert "has no `feed`" in lines[4]
    assert "edition 'v9'" in lines[7]
    assert "`edition` stands twice" in lines[8]


def test_two_files_of_one_name_are_refused_and_one_given_twice_is_one(files: list[Path], tmp_path: Path) -> None:
    path = registry(tmp_path, "feeds: [{feed: uno/main, files: [old.zip]}]")
    (tmp_path / "deep").mkdir()
    other = tmp_path / "deep" / "old.zip"
    other.write_text("other")
    with pytest.raises(BadRequest, match=r"two files are named old\.zip"):
        plan_feeds([files[0], other], path, ["unknown"])
    assert plan_feeds([files[0], files[0]], path, ["unknown"]).files == 1


@pytest.mark.real
@pytest.mark.parametrize(("name", "feeds", "count"), [("gtfs-jp", 87, 90), ("gtfs-world", 12, 12)])
def test_the_registries_name_every_real_file_once(
    repository: Path, shared_data: Path, name: str, feeds: int, count: int
) -> None:
    given = sorted((shared_data / name).glob("*.zip"))
    plan = plan_feeds(given, repository / "registry" / f"{name}.yaml", ["unknown"])
    assert (len(plan.feeds), plan.files, plan.absent) == (feeds, count, ())
    assert not any(one.key.org == "demo" for one in plan.feeds)
    assert all(one.title and one.holder for one in plan.feeds)
    generations = {str(one.key): [f.name for f in one.files] for one in plan.feeds if len(one.files) > 1}
    assert generations == (
        {
            "donanbus/muroran": ["donanbus_hokkaido_2017.zip", "donanbus_hokkaido_2020.zip"],
            "unobus/main": ["GTFS-JP.zip", "unobus_2020.zip"],
            "wakayamabus/main": ["wakayama.zip", "wakayama_2021_taisukef.zip"],
        }
        if name == "gtfs-jp"
        else {}
    )


@pytest.mark.parametrize(
    "text",
    ["[]", "feeds: {}", "feeds: [{feed: uno}]", "feeds: [{feed: uno/x, files: [old.zip], licence: [nope]}]",
     "feeds: [{feed: uno/x, files: [old.zip], audience: everyone}]", "a: b: c", "feeds: [{feed: UNO/x, files: [a]}]",
     "", "feeds: [&a [*a]]", "feeds: [{feed: uno/x, files: &f [*f]}]", "[" * 3000],
)  # fmt: skip
def test_a_registry_that_cannot_be_used_is_refused(files: list[Path], tmp_path: Path, text: str) -> None:
    with pytest.raises(BadRequest):
        plan_feeds(files, registry(tmp_path, text), ["unknown"])
