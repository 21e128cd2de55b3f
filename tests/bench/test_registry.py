"""Benches by file: listed without being imported, refused by name. Not here: running them."""

from __future__ import annotations

import pytest

from bench import registry
from terms.errors import NotThere


def test_the_benches_of_the_house():
    assert {"publish", "serve"} <= set(registry.benches())
    assert "registry" not in registry.benches()


def test_a_file_with_a_description_is_a_bench(tmp_path):
    (tmp_path / "quick.py").write_text('DESCRIPTION = "how quick"\nraise RuntimeError\n')
    (tmp_path / "helper.py").write_text("DESCRIPTION = 3\n")
    (tmp_path / "other.py").write_text("x = 1\n")
    assert registry.benches(tmp_path) == {"quick": "how quick"}


def test_list_names_them_all(capsys):
    assert registry.run_bench("list", []) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(registry.benches())


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(NotThere, match=r"no bench 'qucik'; there are .*publish, scores, serve"):
        registry.run_bench("qucik", [])


@pytest.mark.parametrize("name", ["publish", "serve"])
def test_without_the_real_feeds_nothing_is_claimed(name, tmp_path, capsys):
    status = registry.run_bench(name, ["--data", str(tmp_path), "--home", str(tmp_path / "home")])
    said = capsys.readouterr()
    assert status == 3
    assert "unobus_2020.zip, okaden.zip must be in" in said.err
    assert "aim" not in said.out
