"""Work folders: only plain files leave, names are tame."""

from __future__ import annotations

from pathlib import Path

import pytest

from boxes.folders import make_call_folder, move_out, remove
from terms.errors import BoxError


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("a.zip", "input.zip"),
        ("n03.geojson", "input.geojson"),
        ("stops", "input"),
        ("a.z i p", "input"),
        ("..zip", "input.zip"),
    ],
)
def test_the_copy_has_a_tame_name(tmp_path: Path, name: str, copy: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    (tmp_path / "home").mkdir()
    folder = make_call_folder(tmp_path / "home", tmp_path / name)
    assert folder.input_path.name == copy
    assert folder.input_path.read_bytes() == b"x"


def test_a_link_in_what_was_made_moves_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    (made / "tables").mkdir(parents=True)
    (made / "a.parquet").write_bytes(b"a")
    (made / "tables" / "stops.parquet").symlink_to("/etc/passwd")
    with pytest.raises(BoxError, match="neither file nor folder"):
        move_out(made, tmp_path / "target")
    assert not (tmp_path / "target").exists()


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    (made / "tables").symlink_to(tmp_path)
    with pytest.raises(BoxError, match="neither file nor folder"):
        move_out(made, tmp_path / "target")


def test_remove_nothing_is_fine(tmp_path: Path) -> None:
    remove(tmp_path / "nothing")
