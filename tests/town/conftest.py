"""Builders for the sample town's tests: the written files and the zip read back as rows."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from futae.town import TownFile, write_town

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TownFile]:
    """The town's files by name, written for 2026-11-23."""
    files = write_town(tmp_path_factory.mktemp("town"), today=date(2026, 11, 23))
    return {file.path.name: file for file in files}


@pytest.fixture(scope="session")
def table(town: dict[str, TownFile]) -> Callable[[str, str], Rows]:
    """`table('shiomi-bus.zip', 'stops')`: rows of one file of one feed."""

    def read(name: str, stem: str) -> Rows:
        with zipfile.ZipFile(town[name].path) as archive:
            text = archive.read(f"{stem}.txt").decode()
        return list(csv.DictReader(io.StringIO(text)))

    return read


@pytest.fixture(scope="session")
def raw(town: dict[str, TownFile]) -> Callable[[str], bytes]:
    """All bytes of one file, unpacked when it is a zip."""

    def read(name: str) -> bytes:
        path: Path = town[name].path
        if path.suffix != ".zip":
            return path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            return b"".join(archive.read(entry) for entry in archive.namelist())

    return read
