"""`futae key` and `futae agent`: words and exit codes. Not here: what keys may do (tests/catalog)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from catalog import orgs
from futae.cli import app
from futae.given import settings_for
from pipelines.workshop import clock, open_home
from terms.errors import Conflict, NotThere


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    catalog = open_home(settings_for(home))
    for org in ("uno", "daiko"):
        orgs.add_org(catalog, org, now=clock())
    catalog.close()
    return home


def call(home: Path, *words: object) -> list[str]:
    done = CliRunner().invoke(app, [*map(str, words), "--home", str(home)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.stdout).splitlines()


def test_a_key_from_its_making_to_its_end(home: Path) -> None:
    told, secret = call(home, "key", "add", "uno", "--person", "佐藤", "--scopes", "upload,admin")
    assert told == "key of 佐藤, uno, for upload, admin; keep it, it is not shown again:"
    key_id = secret.split("_")[1]
    [line] = call(home, "key", "list", "uno")
    assert re.fullmatch(rf"{key_id} 佐藤: admin,upload; made 20\S+Z, never used", line)
    told, new = call(home, "key", "replace", "uno", key_id, "--grace-h", "2")
    assert re.fullmatch(rf"key {key_id} of 佐藤 ends at 20\S+Z; in its place:", told)
    with pytest.raises(Conflict, match="was replaced by"):
        call(home, "key", "replace", "uno", key_id)
    assert call(home, "key", "end", "uno", new.split("_")[1]) == [f"key {new.split('_')[1]} of uno is void"]
    assert [", ended 20" in one for one in call(home, "key", "list", "uno")] == [True, True]
    assert not any(one in "".join(call(home, "key", "list", "uno")) for one in (secret, new))


def test_keys_without_a_person_and_of_all(home: Path) -> None:
    assert call(home, "key", "add", "uno")[0].startswith("key of uno for upload, publish; ")
    call(home, "key", "add", "*", "--scopes", "", "--grant", "gakko")
    assert re.fullmatch(r"\w{12} -: grant:gakko; made \S+, never used", call(home, "key", "list", "*")[0])
    with pytest.raises(NotThere):
        call(home, "key", "list", "nobody")


def test_an_agent_from_its_begin_to_its_end(home: Path) -> None:
    assert call(home, "agent", "add", "uno", "daiko", "--scopes", "upload") == ["daiko may act for uno: upload"]
    assert call(home, "agent", "add", "uno", "daiko") == ["daiko may act for uno: publish, upload"]
    assert re.fullmatch(r"daiko: publish, upload since 20\S+Z", call(home, "agent", "list", "uno")[0])
    assert call(home, "agent", "remove", "uno", "daiko") == ["daiko may not act for uno any more"]
    assert call(home, "agent", "list", "uno") == []
    with pytest.raises(NotThere):
        call(home, "agent", "remove", "uno", "daiko")
