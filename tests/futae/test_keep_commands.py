"""`futae gc`, `futae pin`, `futae unpin`: words and exit codes. Not here: what is swept (pipelines/test_sweep.py)."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog import keeping, releases
from catalog.db import Catalog
from futae.cli import app
from futae.given import settings_for
from futae.sweeping import ranges
from pipelines.workshop import clock, open_home
from terms.canonical import canonical_json
from terms.errors import BadRequest, NotThere
from terms.releases import Manifest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with three empty releases, the second of which is current no more."""
    home = tmp_path / "home"
    catalog = open_home(settings_for(home))
    fencing = releases.take_lease(catalog, releases.PUBLISHER, "test", now=clock(), ttl_s=60)
    assert fencing == 1
    for number in (1, 2, 3):
        _release(catalog, number, fencing)
    releases.give_lease(catalog, releases.PUBLISHER, "test", fencing=fencing, now=clock())
    catalog.close()
    return home


def _release(catalog: Catalog, number: int, fencing: int) -> None:
    made = Manifest(release=number, audience="public", made_at="2020-01-15T03:00:00Z", reference_date=None)
    given = {"public": catalog.store.put(canonical_json(made.to_json()))}
    base = number - 1 or None
    releases.add_release(catalog, manifests=given, change=number, base=base, fencing=fencing, now=clock())
    releases.swap_current(catalog, expected=base, new=number, fencing=fencing, now=clock())


def call(*words: object, **environ: str) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words], env=environ, catch_exceptions=False)
    assert done.exit_code == 0
    return str(done.stdout)


def test_gc_says_what_went_what_waits_and_what_stays(home: Path) -> None:
    keep = {"FUTAE_KEEP_RELEASES_DAYS": "0", "FUTAE_KEEP_RELEASES_MONTHS": "0"}
    assert call("gc", "--home", home, "--lang", "en").splitlines()[0] == "no release is beyond what is kept"
    told = call("gc", "--home", home, "--lang", "en", "--dry-run", **keep)
    assert told.startswith("releases 1–2: beyond what is kept (they would answer 410)\nwould be deleted: 0 files")
    done = call("gc", "--home", home, **keep)
    assert done.splitlines() == [
        "公開版 1–2：保存期間を過ぎたため、今後は 410 と答えます",
        "削除：0 個、0 バイト",
        "どこからも使われていないが、まだ 24h たっていないもの：2 個、304 バイト",
        "残すもの：1 個、152 バイト",
    ]


def test_gc_refuses_what_is_no_time(home: Path) -> None:
    with pytest.raises(BadRequest, match="24h"):
        call("gc", "--home", home, "--unmarked-for", "a day")


def test_pins_are_made_listed_and_taken_away(home: Path) -> None:
    assert "release 3 is kept as today" in call("pin", "today", "--home", home)
    assert "release 1 is kept as first: /v1/releases/1, ?release=1" in call(
        "pin", "first", "--release", 1, "--home", home
    )
    listed = call("pin", "--home", home).splitlines()
    assert [line.partition(",")[0] for line in listed] == ["first: release 1", "today: release 3"]
    assert call("unpin", "today", "--home", home) == "release 3 is not pinned as today any more\n"
    catalog = open_home(settings_for(home))
    assert [pin.number for pin in keeping.list_pins(catalog)] == [1]
    catalog.close()
    for words in (("unpin", "today"), ("pin", "next", "--release", 9)):
        with pytest.raises(NotThere):
            call(*words, "--home", home)
    with pytest.raises(BadRequest):
        call("pin", "Not A Name", "--home", home)


def test_runs_of_numbers_are_drawn_together() -> None:
    assert ranges([1, 2, 3, 5, 7, 8]) == "1–3, 5, 7–8"
    assert ranges([4]) == "4"
