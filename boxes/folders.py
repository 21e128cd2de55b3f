"""Work folders: an empty one per call, the input's own copy in it, and what the child wrote moved out of it.

What lives here: copying, moving and removing files of a box, and folders that dead processes left. What does not:
processes (boxes.process). What a child wrote is a stranger's too: nothing but plain files and folders leaves a box.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from terms.errors import BoxError

PREFIX, OWNER = "futae-box-", "owner"
"""Names of a box's folder and of the file in it that its process keeps locked."""
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class CallFolder:
    """The folder of one call: working folder `path`, the copy of the input, where the function writes."""

    path: Path
    input_path: Path
    out: Path


def hold(home: Path) -> int:
    """Mark a box's folder as in use while the returned handle is open: till this process ends at the latest."""
    fresh = home / f"{OWNER}.new"
    handle = os.open(fresh, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    fresh.rename(home / OWNER)  # it has its name only once it is locked
    return handle


def remove_left(root: Path) -> int:
    """Remove the folders of boxes whose process is dead (killed, so that it could not do it itself); returns how many.
    Only folders of this user, and none that says nothing of its owner."""
    count = 0
    for owner in sorted(root.glob(f"{PREFIX}*/{OWNER}")):
        with suppress(OSError, BoxError):
            found = owner.parent.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                continue
            handle = os.open(owner, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(owner.parent)
                count += 1
            finally:
                os.close(handle)
    return count


def _ignore_links(folder: str, names: list[str]) -> set[str]:
    """Names in a stranger's folder that are neither plain file nor folder."""
    return {name for name in names if not _is_plain(Path(folder) / name)}


def _is_plain(path: Path) -> bool:
    mode = path.lstat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_ignore_links, copy_function=shutil.copyfile)
    else:
        shutil.copyfile(source, target)


def make_call_folder(home: Path, input_path: Path) -> CallFolder:
    """An empty folder `home/call` with the input copied in (named `input` + its suffix), `tmp` and `out`.

    Raises BoxError when the disk does not allow it (or the input is not there).
    """
    path = home / "call"
    remove(path)
    suffix = input_path.suffix if _SUFFIX.fullmatch(input_path.suffix) else ""
    folder = CallFolder(path, path / f"input{suffix}", path / "out")
    try:
        path.mkdir(mode=0o700)
        (path / "tmp").mkdir()
        folder.out.mkdir()
        _copy(input_path, folder.input_path)
    except (OSError, shutil.Error) as error:
        raise BoxError(f"the input could not be copied into the box: {error}") from error
    return folder


def _plain_files(folder: Path) -> Iterator[Path]:
    """Every file below, folders first looked at; raises BoxError for anything but plain files and folders."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from _plain_files(path)
            elif entry.is_file(follow_symlinks=False):
                yield path
            else:
                raise BoxError(f"the box wrote {entry.name!r}, which is neither file nor folder")


def move_out(made: Path, target: Path) -> None:
    """Move all plain files below `made` to the same places below `target` (made if need be, files replaced).

    Raises BoxError, before anything is moved, when the box wrote something that is not a plain file.
    """
    files = list(_plain_files(made))
    target.mkdir(parents=True, exist_ok=True)
    for path in files:
        place = target / path.relative_to(made)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)


def _open_and_retry(function: Callable[[str], object], path: str, _: object) -> None:
    """A folder without write permission hides what is in it: permit, then try again."""
    os.chmod(os.path.dirname(path), 0o700)  # noqa: PTH101, PTH120 - given as text by shutil
    if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
        os.chmod(path, 0o700)  # noqa: PTH101
        shutil.rmtree(path, ignore_errors=True)
    else:
        function(path)


def remove(path: Path) -> None:
    """Remove a folder with all that is in it; raises BoxError when something stays."""
    if not path.exists() and not path.is_symlink():
        return
    try:
        shutil.rmtree(path, onerror=_open_and_retry)
    except OSError as error:
        raise BoxError(f"the box's work folder could not be emptied: {error}") from error
