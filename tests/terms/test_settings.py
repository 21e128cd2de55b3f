"""Settings: every variable has a meaning, a default, and a way back into an environment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from terms.errors import SettingsError
from terms.settings import FIELDS, read_settings, to_environ


def test_nothing_set_gives_the_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.home == tmp_path / ".futae"
    assert settings.database_url == f"sqlite:///{tmp_path}/.futae/futae.db"
    assert settings.store_url == f"{tmp_path}/.futae/store"
    assert settings.today is None


@pytest.mark.parametrize("today", ["", "2020-01-15"])
def test_a_child_reads_the_same_settings(tmp_path, today):
    given = {"FUTAE_HOME": str(tmp_path), "FUTAE_TODAY": today, "FUTAE_SERVE_UNSTATED": "1", "FUTAE_BOX_SECONDS": "7.5",
             "FUTAE_KEEP_RELEASES_MONTHS": today[:1]}  # fmt: skip
    settings = read_settings(given)
    assert read_settings(to_environ(settings)) == settings
    assert set(to_environ(settings)) == set(FIELDS)


@pytest.mark.parametrize(
    "name",
    [
        "FUTAE_TODAY",
        "FUTAE_MAX_UPLOAD_BYTES",
        "FUTAE_RELEASE_EVERY_S",
        "FUTAE_BOX_SECONDS",
        "FUTAE_KEEP_RELEASES_DAYS",
        "FUTAE_KEEP_RELEASES_MONTHS",
        "FUTAE_OUTSIDE_SECONDS",
    ],
)
def test_a_value_that_cannot_be_used_is_named(name):
    with pytest.raises(SettingsError, match=name):
        read_settings({name: "soon"})


def test_the_reference_date_is_today_or_the_clock_in_the_feeds_zone():
    late = datetime(2020, 1, 15, 20, tzinfo=UTC)
    settings = read_settings({"FUTAE_HOME": str(Path.home())})
    assert settings.reference_date(late) == date(2020, 1, 16)
    assert settings.reference_date(late, "UTC") == date(2020, 1, 15)
    assert read_settings({"FUTAE_TODAY": "2019-05-01"}).reference_date(late) == date(2019, 5, 1)
