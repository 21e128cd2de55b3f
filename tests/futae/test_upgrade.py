"""`futae upgrade` on a home that an older Futae wrote, and what refuses one that a newer Futae wrote."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from catalog.db import engine_for
from catalog.open import head_revision, present_revision
from catalog.store import FolderStore
from futae.cli import app
from futae.given import settings_for
from futae.upgrading import upgrade
from pipelines.workshop import open_home
from terms.errors import NewerDatabase, NotThere


@pytest.fixture
def old(tmp_path: Path, repository: Path) -> Path:
    """A home at revision 0001."""
    home = tmp_path / "old"
    with tarfile.open(repository / "tests" / "homes" / "seams-0.tar.gz") as archive:
        archive.extractall(home, filter="data")
    return home


def revision(home: Path) -> str | None:
    return present_revision(settings_for(home).database_url, FolderStore(home / "store"))


def call(*words: object) -> tuple[int, list[str]]:
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    return done.exit_code, done.stdout.splitlines()


def test_an_older_home_is_told_of_then_migrated(old: Path) -> None:
    assert revision(old) == "0001"
    code, lines = call("upgrade", "--home", old, "--check")
    assert (code, lines[0]) == (1, f"database: at revision 0001; futae upgrade brings it to {head_revision()}")
    assert revision(old) == "0001"
    code, lines = call("upgrade", "--home", old)
    assert (code, lines[0]) == (0, f"database: revision 0001 → {head_revision()}")
    assert revision(old) == head_revision()


def test_what_is_to_be_rebuilt_is_listed_by_layer(old: Path) -> None:
    settings = settings_for(old)
    catalog = open_home(settings)
    with catalog.engine.begin() as conn:
        conn.execute(sa.text("UPDATE parts SET memo_key = 'older' WHERE collection IN ('stops', 'places')"))
        conn.execute(sa.text("UPDATE parts SET memo_key = memo_key"))
    catalog.close()
    lines: list[str] = []
    assert upgrade(settings, lines.append, check=True)
    assert lines[0] == f"database: at revision {head_revision()}, nothing to migrate"
    told = {line.partition(":")[0] for line in lines[1:-1]}
    assert {"application/transit stops", "base/places places"} <= told
    assert "futae build --stale" in lines[-1]


def test_there_must_be_a_home(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="no home"):
        upgrade(settings_for(tmp_path / "none"), lambda _line: None, check=True)
    assert not (tmp_path / "none").exists()


@pytest.mark.long
def test_a_newer_home_is_refused_by_everything_that_opens_it(tmp_path: Path, repository: Path) -> None:
    home = tmp_path / "home"
    settings = settings_for(home)
    open_home(settings).close()
    engine = engine_for(settings.database_url)
    with engine.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(settings, lambda _line: None, check=True)
    environ = {**os.environ, "FUTAE_HOME": str(home)}
    commands = (["-m", "futae.cli", "serve", "--home", str(home)], ["-m", "pipelines.worker"])
    for command in commands:
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, cwd=repository, env=environ,
                              timeout=600, check=False)  # fmt: skip
        assert done.returncode == 1, command
        assert "revision 9999" in done.stderr
        assert "newer Futae" in done.stderr
        assert "Traceback" not in done.stderr
