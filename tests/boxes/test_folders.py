"""Work folders: only plain files leave, names are tame, those of dead processes go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from boxes.folders import OWNER, PREFIX, make_call_folder, move_out, remove, remove_left
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


HOLDING = """
import sys, tempfile
from pathlib import Path
from boxes.folders import PREFIX, hold
home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=sys.argv[1]))
(home / "call").mkdir()
handle = hold(home)
print(home, flush=True)
sys.stdin.read()
"""


def test_only_the_folders_of_dead_processes_are_removed(tmp_path: Path, repository: Path) -> None:
    silent = tmp_path / f"{PREFIX}silent"
    silent.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / OWNER).write_text("")
    (tmp_path / f"{PREFIX}link").symlink_to(elsewhere)
    both = [
        subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], cwd=repository, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]  # fmt: skip
    try:
        dies, lives = (Path(str(one.stdout and one.stdout.readline()).strip()) for one in both)
        assert remove_left(tmp_path) == 0
        both[0].kill()
        both[0].wait()
        assert remove_left(tmp_path) == 1
        assert (dies.exists(), lives.exists(), silent.exists(), (elsewhere / OWNER).exists()) == (
            False,
            True,
            True,
            True,
        )
    finally:
        for one in both:
            one.kill()
            one.communicate()
