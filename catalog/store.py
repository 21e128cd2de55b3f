"""The store: bytes named by their SHA-256, and its form as a folder.

A put is temporary name → fsync → rename → fsync of the folder, so a name that exists is whole, always; only after that
may a catalog row speak of it. What does not live here: what the bytes mean, who may see them (catalog.artifacts).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from terms.errors import StoreError, TooLarge
from terms.faults import fault

_SHA = re.compile(r"^[0-9a-f]{64}$")
_CHUNK = 1 << 20
LOCK = ".lock"


class Store(Protocol):
    """Content-addressed bytes. Names are 64 hexadecimal digits; absent or damaged bytes raise StoreError."""

    def put(self, data: bytes) -> str:
        """Keep `data`; returns its SHA-256. Keeping what is already there is no error."""

    def put_stream(self, chunks: Iterable[bytes], max_bytes: int) -> tuple[str, int]:
        """Keep a stream; returns (SHA-256, size in bytes). Raises TooLarge above `max_bytes`, keeping nothing."""

    def put_file(self, path: Path) -> str:
        """Keep a copy of a file; returns its SHA-256."""

    def read(self, sha256: str) -> bytes:
        """All bytes, checked against their name."""

    def read_range(self, sha256: str, offset: int, length: int) -> bytes:
        """Bytes offset … offset+length, fewer at the end. Not checked against the name."""

    def size(self, sha256: str) -> int:
        """Size in bytes."""

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are here."""

    def list(self) -> Iterator[str]:
        """All names, in order."""

    def delete(self, sha256: str) -> bool:
        """Forget the bytes; False when they were not here."""

    def delete_older(self, sha256: str, before: datetime) -> int | None:
        """Forget the bytes if they were last put before that instant; their size, None when they stay or are not here.
        A put that happens at the same moment wins: its bytes are here afterwards."""

    def stored_at(self, sha256: str) -> datetime:
        """When the bytes were last put (UTC): what was put lately may be about to get its row."""

    def local_path(self, sha256: str) -> Path:
        """A file of this machine with exactly these bytes; never write to it."""


class FolderStore:
    """A store in one folder: `aa/bb/<sha256>`, temporary files in `tmp/` of the same file system. `.lock` keeps a
    put and the sweeping of the same bytes apart, between processes too; it ends with whoever holds it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._temporary = root / "tmp"
        self._temporary.mkdir(parents=True, exist_ok=True)
        self._known_folders: set[Path] = set()

    def put(self, data: bytes) -> str:
        """Keep `data`; returns its SHA-256."""
        return self.put_stream((data,), len(data))[0]

    def put_file(self, path: Path) -> str:
        """Keep a copy of a file; returns its SHA-256."""
        with path.open("rb") as file:
            return self.put_stream(iter(lambda: file.read(_CHUNK), b""), 1 << 62)[0]

    def put_stream(self, chunks: Iterable[bytes], max_bytes: int) -> tuple[str, int]:
        """Keep a stream; returns (SHA-256, size in bytes). Raises TooLarge above `max_bytes`, keeping nothing."""
        temporary = self._temporary / f"{os.getpid()}-{uuid.uuid4().hex}"
        try:
            with temporary.open("xb") as file:
                sha256, size = _write_all(file, chunks, max_bytes)
                file.flush()
                os.fsync(file.fileno())
            self._settle(temporary, sha256)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
        return sha256, size

    def _settle(self, temporary: Path, sha256: str) -> None:
        """Move a synced temporary file under its final name. Replacing equal bytes renews their time stamp."""
        final = self._path(sha256)
        self._make_folder(final.parent)
        fault("store.put.before_rename")
        with self._locked(fcntl.LOCK_SH):
            temporary.replace(final)
        sync_folder(final.parent)
        fault("store.put.after_rename")

    def _make_folder(self, folder: Path) -> None:
        if folder in self._known_folders:
            return
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
        sync_folder(self.root)
        self._known_folders.add(folder)

    def read(self, sha256: str) -> bytes:
        """All bytes, checked against their name."""
        data = self._existing(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"the bytes of {sha256} are damaged")
        return data

    def read_range(self, sha256: str, offset: int, length: int) -> bytes:
        """Bytes offset … offset+length, fewer at the end. Not checked against the name."""
        if offset < 0 or length < 0:
            raise ValueError("offset and length must not be negative")
        with self._existing(sha256).open("rb", buffering=0) as file:
            out = bytearray()
            while len(out) < length:
                piece = os.pread(file.fileno(), length - len(out), offset + len(out))
                if not piece:
                    break
                out += piece
        return bytes(out)

    def size(self, sha256: str) -> int:
        """Size in bytes."""
        return self._existing(sha256).stat().st_size

    def exists(self, sha256: str) -> bool:
        """Whether the bytes are here."""
        return self._path(sha256).is_file()

    def list(self) -> Iterator[str]:
        """All names, in order."""
        for outer in sorted(p for p in self.root.iterdir() if len(p.name) == 2 and p.is_dir()):
            for inner in sorted(outer.iterdir()):
                yield from sorted(p.name for p in inner.iterdir() if _SHA.match(p.name))

    def delete(self, sha256: str) -> bool:
        """Forget the bytes; False when they were not here."""
        try:
            self._path(sha256).unlink()
        except FileNotFoundError:
            return False
        sync_folder(self._path(sha256).parent)
        return True

    def delete_older(self, sha256: str, before: datetime) -> int | None:
        """Forget the bytes if they were last put before that instant; their size, None when they stay or are not here.
        A put that happens at the same moment wins: its bytes are here afterwards."""
        path = self._path(sha256)
        with self._locked(fcntl.LOCK_EX), suppress(FileNotFoundError):
            found = path.stat()
            if found.st_mtime < before.timestamp():
                path.unlink()
                return found.st_size
        return None

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        handle = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def stored_at(self, sha256: str) -> datetime:
        """When the bytes were last put (UTC, the file's time stamp)."""
        return datetime.fromtimestamp(self._existing(sha256).stat().st_mtime, UTC)

    def local_path(self, sha256: str) -> Path:
        """The file itself; never write to it."""
        return self._existing(sha256)

    def clean_temporary(self, before: datetime) -> int:
        """Remove temporary files last written before that instant (left by killed processes); returns how many."""
        count = 0
        for path in self._temporary.iterdir():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    count += 1
        return count

    def _path(self, sha256: str) -> Path:
        if not _SHA.match(sha256):
            raise StoreError(f"{sha256!r} is not a SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def _existing(self, sha256: str) -> Path:
        path = self._path(sha256)
        if not path.is_file():
            raise StoreError(f"the bytes of {sha256} are not in the store")
        return path


def _write_all(file: BinaryIO, chunks: Iterable[bytes], max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(f"the body is larger than {max_bytes} bytes")
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
