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
    plan = plan_feeds(files, registry(tmp_path, text), ["CC-BY-4.0"])
    assert str(plan[0].key) == "uno/main"
    assert [f.name for f in plan[0].files] == ["old.zip", "new.zip"]
    assert (plan[0].licence_ids, plan[1].licence_ids) == (("CC0-1.0",), ("CC-BY-4.0",))
    assert plan[1].key.org == "demo"


@pytest.mark.parametrize(
    "text",
    ["[]", "feeds: {}", "feeds: [{feed: uno}]", "feeds: [{feed: uno/x, files: [old.zip], licence: [nope]}]",
     "feeds: [{feed: uno/x, files: [old.zip], audience: everyone}]", "a: b: c", "feeds: [{feed: UNO/x, files: [a]}]"],
)  # fmt: skip
def test_a_registry_that_cannot_be_used_is_refused(files: list[Path], tmp_path: Path, text: str) -> None:
    with pytest.raises(BadRequest):
        plan_feeds(files, registry(tmp_path, text), ["unknown"])
