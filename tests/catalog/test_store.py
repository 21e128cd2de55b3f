"""FolderStore: names are hashes, what exists is whole, what was killed leaves no name."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from catalog.store import FolderStore
from terms import faults
from terms.errors import StoreError, TooLarge

ABSENT = "0" * 64


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_put_and_read(store: FolderStore, home: Path) -> None:
    name = store.put(b"abc")
    assert name == sha(b"abc")
    assert store.read(name) == b"abc"
    assert store.size(name) == 3
    assert store.local_path(name) == home / "store" / name[:2] / name[2:4] / name
    assert list((home / "store/tmp").iterdir()) == []


def test_put_file_equals_put(store: FolderStore, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"x" * 3_000_000)
    assert store.put_file(path) == store.put(path.read_bytes())


def test_only_what_is_old_is_deleted(store: FolderStore) -> None:
    name, now = store.put(b"abc"), datetime.now(UTC)
    assert store.delete_older(name, now - timedelta(minutes=1)) is None
    assert store.exists(name)
    assert store.delete_older(name, now + timedelta(minutes=1)) == 3
    assert store.delete_older(name, now + timedelta(minutes=1)) is None
    assert not store.exists(name)


def test_a_put_and_a_sweep_of_the_same_bytes_never_lose_what_was_put(store: FolderStore) -> None:
    """Bytes a day old are put again while another thread sweeps whatever is older than an hour."""
    data, stop = b"again", threading.Event()
    name, hour_ago = store.put(data), datetime.now(UTC) - timedelta(hours=1)
    swept: list[int] = []

    def sweep() -> None:
        while not stop.is_set():
            swept.extend(size for size in [store.delete_older(name, hour_ago)] if size)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        for _ in range(300):
            store.put(data)
            assert store.read(name) == data
            os.utime(store.local_path(name), (0, 0))
    finally:
        stop.set()
        sweeper.join()
    assert swept


def test_too_large_keeps_nothing(store: FolderStore, home: Path) -> None:
    with pytest.raises(TooLarge, match="larger than 3 bytes"):
        store.put_stream([b"ab", b"cd"], 3)
    assert list(store.list()) == []
    assert list((home / "store/tmp").iterdir()) == []
    assert store.put_stream([b"ab", b"c"], 3) == (sha(b"abc"), 3)


def test_broken_stream_keeps_nothing(store: FolderStore, home: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"begin"
        raise ConnectionError("client went away")

    with pytest.raises(ConnectionError):
        store.put_stream(chunks(), 100)
    assert list(store.list()) == []
    assert list((home / "store/tmp").iterdir()) == []


def test_absent_damaged_and_odd_names(store: FolderStore) -> None:
    for ask in (store.read, store.size, store.local_path, store.stored_at):
        with pytest.raises(StoreError, match="not in the store"):
            ask(ABSENT)
    assert not store.exists(ABSENT)
    assert not store.delete(ABSENT)
    with pytest.raises(StoreError, match="not a SHA-256"):
        store.exists("../../etc/passwd")
    name = store.put(b"abc")
    store.local_path(name).write_bytes(b"abd")
    with pytest.raises(StoreError, match="damaged"):
        store.read(name)
    assert store.put(b"abc") == name  # putting again mends
    assert store.read(name) == b"abc"


def test_fault_points_stand_around_the_rename(store: FolderStore) -> None:
    seen: list[tuple[str, int]] = []
    faults.set_hook(lambda name: seen.append((name, len(list(store.list())))))
    store.put(b"abc")
    assert seen == [("store.put.before_rename", 0), ("store.put.after_rename", 1)]


def test_clean_temporary_leaves_the_young(store: FolderStore, home: Path) -> None:
    old, young = home / "store/tmp/1-a", home / "store/tmp/1-b"
    old.write_bytes(b"")
    young.write_bytes(b"")
    day_ago = datetime.now(UTC) - timedelta(days=1)
    os.utime(old, (day_ago.timestamp() - 1,) * 2)
    assert store.clean_temporary(day_ago) == 1
    assert list((home / "store/tmp").iterdir()) == [young]


def test_put_again_renews_the_time(store: FolderStore) -> None:
    name = store.put(b"abc")
    os.utime(store.local_path(name), (0, 0))
    store.put(b"abc")
    assert store.stored_at(name) > datetime.now(UTC) - timedelta(minutes=1)


@settings(max_examples=50, deadline=None)
@given(chunks=st.lists(st.binary(max_size=50), max_size=6), offset=st.integers(0, 300), length=st.integers(0, 300))
def test_range_is_a_slice(chunks: list[bytes], offset: int, length: int) -> None:
    with TemporaryDirectory() as folder:
        store = FolderStore(Path(folder))
        name, size = store.put_stream(chunks, 10_000)
        data = b"".join(chunks)
        assert (name, size) == (sha(data), len(data))
        assert store.read_range(name, offset, length) == data[offset : offset + length]


def test_negative_range_is_refused(store: FolderStore) -> None:
    name = store.put(b"abc")
    with pytest.raises(ValueError, match="negative"):
        store.read_range(name, -1, 2)


class StoreMachine(RuleBasedStateMachine):
    """Whatever is put, deleted and put again, the store equals a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = FolderStore(Path(self.folder.name))
        self.model: dict[str, bytes] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(data=st.binary(max_size=40))
    def put(self, data: bytes) -> None:
        self.model[self.store.put(data)] = data

    @rule(chunks=st.lists(st.binary(max_size=10), max_size=4), limit=st.integers(0, 30))
    def put_stream(self, chunks: list[bytes], limit: int) -> None:
        data = b"".join(chunks)
        try:
            name, size = self.store.put_stream(chunks, limit)
        except TooLarge:
            assert len(data) > limit
        else:
            assert size == len(data) <= limit
            self.model[name] = data

    @rule(data=st.data())
    @precondition(lambda self: self.model)
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.model)))
        assert self.store.delete(name)
        del self.model[name]

    @rule()
    def reopen(self) -> None:
        self.store = FolderStore(Path(self.folder.name))

    @invariant()
    def equals_the_model(self) -> None:
        assert list(self.store.list()) == sorted(self.model)
        for name, data in self.model.items():
            assert name == sha(data)
            assert self.store.read(name) == data


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
