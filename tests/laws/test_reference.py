"""The reference is what the code says, and every code, setting, column, endpoint and command has words."""

from pathlib import Path

import gtfs_guru
import pytest

from feeds.rules.registry import canonical_texts
from futae.cli import app
from futae.reference.commands import commands
from futae.reference.notices import codes
from futae.reference.pages import openapi_document, untrue
from layers.registry import collections
from terms.settings import FIELDS, read_settings, to_environ

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = openapi_document()
OPERATIONS = [(p, m, o) for p, many in DOCUMENT["paths"].items() for m, o in many.items()]


def test_the_pages_are_what_the_code_says() -> None:
    assert untrue(app, ROOT / "docs" / "reference") == [], "run: .venv/bin/futae docs"


def test_every_code_of_the_engine_has_words() -> None:
    assert (
        set(gtfs_guru.notice_codes())
        - set(canonical_texts())
        - {
            "i_o_error",
            "runtime_exception_in_loader_error",
            "runtime_exception_in_validator_error",
            "thread_execution_error",
        }
        == set()
    )
    assert len(codes()) > 200


def test_every_setting_is_in_the_table() -> None:
    assert set(to_environ(read_settings({"FUTAE_HOME": "/nowhere"}))) == set(FIELDS)
    assert all(words for _, words in FIELDS.values())


@pytest.mark.parametrize("name", sorted(collections()))
def test_every_column_has_words_in_both_languages_and_a_source(name: str) -> None:
    _, collection = collections()[name]
    assert collection.description_ja
    assert collection.description_en
    assert [c.name for c in collection.columns if not (c.title_ja and c.title_en and c.source)] == []


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=[f"{m} {p}" for p, m, _ in OPERATIONS])
def test_every_endpoint_and_parameter_has_words(path: str, method: str, operation: dict) -> None:
    assert operation.get("description") or operation.get("summary")
    silent = [p["name"] for p in operation.get("parameters", []) if p["in"] == "query" and not p.get("description")]
    assert silent == []


@pytest.mark.parametrize(("words", "command"), sorted(commands(app).items()), ids=sorted(commands(app)))
def test_every_command_has_help_and_an_example(words: str, command) -> None:
    assert command.help
    assert f"Example: futae {words}" in (command.epilog or "")
    assert [p.name for p in command.params if p.name != "help" and not getattr(p, "help", None)] == []
