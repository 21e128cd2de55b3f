"""`futae webhook` and `futae mail`: words and exit codes. Not here: sending (tests/pipelines)."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog import feeds, intake, orgs, versions
from catalog.keys import LOCAL
from futae.cli import app
from futae.given import settings_for
from pipelines.workshop import clock, open_home
from terms.errors import BadRequest, Conflict, NotThere
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    catalog = open_home(settings_for(home))
    orgs.add_org(catalog, "uno", now=clock())
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], now=clock())
    catalog.close()
    return home


def call(home: Path, *words: object) -> list[str]:
    done = CliRunner().invoke(app, [*map(str, words), "--home", str(home)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.stdout).splitlines()


def check(home: Path) -> None:
    """An event: a version was checked."""
    catalog = open_home(settings_for(home))
    row = intake.receive(catalog, KEY, [b"1"], file_name="f.zip", media_type="application/zip", max_bytes=9,
                         caller=LOCAL, now=clock())  # fmt: skip
    versions.claim(catalog, "t", now=clock(), lease_s=60)
    versions.finish(catalog, row.version_id, "t", state="blocked", facts={}, report_sha=None, now=clock())
    catalog.close()


def test_a_webhook_from_its_begin_to_its_end(home: Path) -> None:
    told, secret = call(home, "webhook", "add", "uno", "app", "https://example.jp/x", "--kind", "checked")
    assert (told, secret[:6]) == ("app: https://example.jp/x (checked)", "whsec_")
    assert call(home, "webhook", "add", "uno", "app", "https://example.jp/y", "--kind", "checked") == [
        "app: https://example.jp/y (checked)"
    ]
    assert call(home, "webhook", "list", "uno") == ["app: https://example.jp/y (checked)"]
    check(home)
    assert call(home, "webhook", "deliveries", "uno")[0].startswith(
        "1: checked uno/bus@1 to webhook app: waiting, 0 tries, next try 20"
    )
    with pytest.raises(Conflict, match="waits"):
        call(home, "webhook", "replay", "uno", 1)
    assert call(home, "webhook", "remove", "uno", "app") == ["webhook app of uno is removed"]
    assert call(home, "webhook", "list", "uno") == []
    assert call(home, "webhook", "deliveries", "uno") == ["1: checked uno/bus@1 to webhook app: cancelled, 0 tries"]
    with pytest.raises(NotThere):
        call(home, "webhook", "remove", "uno", "app")


def test_an_address_inside_is_refused(home: Path) -> None:
    with pytest.raises(BadRequest, match=r"169\.254\.169\.254"):
        call(home, "webhook", "add", "uno", "app", "https://169.254.169.254/")


def test_a_mail_address(home: Path) -> None:
    added = call(home, "mail", "add", "uno", "office", "dia@example.jp", "--lang", "en", "--kind", "expiring")
    assert added[0] == "office: dia@example.jp (expiring)"
    assert call(home, "mail", "list", "uno") == ["office: dia@example.jp (expiring)"]
    assert call(home, "mail", "remove", "uno", "office") == ["mail office of uno is removed"]
    with pytest.raises(BadRequest):
        call(home, "mail", "add", "uno", "office", "dia")
