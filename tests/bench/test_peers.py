"""The peers of bench serve: addresses, settings, tables, what is said when one is not there. Not here: the peers."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

import polars as pl
import pytest

from bench import peers
from bench.tools import postgis, tileserver, tipg
from bench.tools.peers import NoPeer
from bench.tools.peerservers import STAMP, installed
from bench.tools.rounds import Round, ratio_line, rounds_table
from bench.tools.wrk import Load


def test_addresses_there():
    assert tileserver.address_there("/v1/tilesets/transit/14/14468/6525.mvt") == "/data/transit/14/14468/6525.pbf"
    ours = "/v1/collections/stops/items?bbox=133.9,34.6,134.0,34.7&limit=10&at=any"
    assert tipg.address_there(ours) == "/collections/public.stops/items?bbox=133.9,34.6,134.0,34.7&limit=10"
    for wrong, there in (("/v1/tilesets/transit", tileserver), ("/v1/collections/stops/items/a%2Fb:stops:1", tipg)):
        with pytest.raises(ValueError, match=r"^not "):
            there.address_there(wrong)


def test_settings_of_the_tile_server(tmp_path):
    found = tileserver.config({"transit": tmp_path / "transit.pmtiles"}, tmp_path)
    assert found["data"] == {"transit": {"pmtiles": "transit.pmtiles"}}
    assert set(found["options"]["paths"].values()) == {str(tmp_path)}


def test_a_table_for_features():
    frame = pl.DataFrame(
        {
            "feature_id": ["a"], "n": [1], "x": [1.5], "is": [True], "on": [date(2020, 1, 1)],
            "at": [datetime(2020, 1, 1, tzinfo=UTC)], "geometry": [b"\x01"],
        },
    )  # fmt: skip
    assert postgis.table_sql("stops", frame) == (
        'CREATE TABLE stops ("feature_id" text, "n" bigint, "x" double precision, "is" boolean, "on" date, '
        '"at" timestamptz, "geometry" geometry(Geometry, 4326), '
        '"row_number" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)'
    )


def test_a_peer_is_installed_once(tmp_path, capsys):
    folder = tmp_path / "peer"
    count = [sys.executable, "-c", "open('made', 'a').write('x')"]
    for _ in range(2):
        assert installed("peer 1", [count], {}, folder) == folder
        assert (folder / "made").read_text() == "x"
    installed("peer 2", [count, count], {}, folder)
    assert ((folder / "made").read_text(), (folder / STAMP).read_text()) == ("xx", "peer 2")
    assert capsys.readouterr().out.count("installing") == 2


def test_a_peer_that_cannot_be_installed_is_told_and_tried_again(tmp_path):
    folder = tmp_path / "peer"
    for command in ([sys.executable, "-c", "raise SystemExit('no network')"], ["/no/such/program"]):
        with pytest.raises(NoPeer, match=r"peer 1 could not be installed: .*[Nn]o "):
            installed("peer 1", [command], {}, folder)
        assert not (folder / STAMP).exists()


def test_without_a_peer_nothing_is_claimed(monkeypatch, capsys, tmp_path):
    def missing():
        raise NoPeer("it is not there")

    monkeypatch.setattr(peers.tipg, "install", missing)
    monkeypatch.setattr(peers.tileserver, "install", missing)
    monkeypatch.setattr(peers, "find_wrk", lambda: "wrk")
    assert peers.items_beside(None, tmp_path, {"stops": ["/v1/collections/stops/items?bbox=1,2,3,4&limit=10"]})
    assert peers.tiles_beside(None, [], connections=16, rounds=1, seconds=1)
    said = capsys.readouterr().out
    assert said.count("nothing is claimed: it is not there") == 2
    assert "(aim" not in said


def test_ratios_are_taken_round_by_round():
    def rounds(*rates):
        return [Round(Load(rate, rate * 1000, 0.5, 2.0, 0), cost) for rate, cost in zip(rates, (20, None), strict=True)]

    found = {"futae": rounds(900.0, 600.0), "other": rounds(300.0, 100.0)}
    assert ratio_line(found, "futae", "other", 10.0) == "futae / other: 3.00, 6.00; median 4.50 (aim ≥ 10: NOT met)"
    assert ratio_line(found, "futae", "other", None) == "futae / other: 3.00, 6.00; median 4.50"
    assert [c.strip() for c in rounds_table(found).splitlines()[2].split("|")[1:-1]] == [
        "futae", "750", "600", "900", "0.50", "2.00", "0.8", "20", "0",
    ]  # fmt: skip
