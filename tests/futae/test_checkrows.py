"""`futae check --rows` and `--policy`, as a person types them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from futae.cli import app
from terms.errors import BadRequest, NotThere

STOPS = "stop_id,stop_name,stop_lat,stop_lon\nS1,=港前,34.60,133.90\nS2,役場,,\n"


@pytest.fixture
def folder(tmp_path):
    """A folder of GTFS tables with a stop that is nowhere."""
    place = tmp_path / "gtfs"
    place.mkdir()
    (place / "stops.txt").write_text(STOPS, encoding="utf-8")
    return place


def run(*args):
    return CliRunner().invoke(app, ["check", *map(str, args), "--today", "2020-01-15"])


def test_rows_to_a_file(folder, tmp_path):
    out = tmp_path / "rows.csv"
    done = run(folder, "--rows", "stop_without_location", "--out", out, "--lang", "en")
    assert done.exit_code == 1
    lines = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert [line[4] for line in lines] == ["row", "3"]
    there = tmp_path / "rows.geojson"
    run(folder, "--rows", "stop_without_location", "--out", there)
    assert [f["properties"]["row"] for f in json.loads(there.read_text())["features"]] == [3]


def test_rows_that_are_not_there(folder, tmp_path):
    assert isinstance(run(folder, "--rows", "no_such_code").exception, NotThere)
    assert isinstance(run(folder, "--rows", "x", "--out", tmp_path / "a.xlsx").exception, BadRequest)


def test_a_policy_from_a_file(folder, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text("base: lenient\nblock: [missing_feed_info_date]\npermit: [stop_without_location]\n")
    told = json.loads(run(folder, "--policy", policy, "--format", "json").stdout)
    assert told["policy"]["permit"] == ["stop_without_location"]
    assert {c["code"]: c["blocking"] for c in told["summary"]["codes"]}["stop_without_location"] is False
    assert "stop_without_location" in run(folder, "--policy", policy, "--lang", "en").stdout
    policy.write_text("base: [")
    assert isinstance(run(folder, "--policy", policy).exception, BadRequest)
