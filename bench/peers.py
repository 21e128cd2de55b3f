"""The peers of `futae bench serve --peers`: tileserver-gl-light on our archives, tipg over PostGIS on our items.

All on this machine, over the same data, in turns with ours. Where a peer cannot be installed that is said, and nothing
is claimed. What does not live here: nginx and the figures of our own (bench/serve.py), the peers' ways (tools).
"""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import polars as pl
import pyarrow.parquet as pq

from bench.tools import postgis, tileserver, tipg
from bench.tools.asking import Asked, ask, connect, get
from bench.tools.figures import percentile, table
from bench.tools.homes import settings_of
from bench.tools.peers import NoPeer
from bench.tools.peerservers import cpu_of
from bench.tools.releases import current_manifest
from bench.tools.rounds import Target, in_turns, ratio_line, rounds_table
from bench.tools.service import Service
from bench.tools.tilefiles import Chosen
from bench.tools.wrk import find_wrk
from pipelines.workshop import open_home

AIM_TILESERVER = 10.0
CLIENTS = (1, 8)
OURS = "futae"


@dataclass(frozen=True, slots=True)
class Peer:
    """A server that is asked for items."""

    url: str
    cpu_s: Callable[[], float]


def tiles_beside(running: Service, tiles: Sequence[Chosen], *, connections: int, rounds: int, seconds: int) -> bool:
    """Our tiles beside tileserver-gl-light on the same .pmtiles; False when its tiles are others than ours."""
    program = find_wrk()
    print(f"\ntiles beside {tileserver.NAME} on the same .pmtiles:")
    if program is None:
        print("wrk is not on this machine (apt: wrk): nothing is claimed about speed")
        return True
    addresses = [t.address for t in tiles]
    there = [tileserver.address_there(a) for a in addresses]
    try:
        main = tileserver.install()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            archives = _archives(running.url, addresses, folder)
            with tileserver.tileserver(main, archives, folder) as (url, process):
                wrong = _other_tiles(url, tiles)
                print(f"tiles that differ once unpacked: {wrong} of {len(tiles):,}")
                if wrong:
                    return False
                targets = {
                    OURS: Target(running.url, addresses, running.cpu_s),
                    tileserver.PACKAGE: Target(url, there, lambda: cpu_of(process)),
                }
                found = in_turns(program, targets, folder, connections=connections, rounds=rounds, seconds=seconds)
    except NoPeer as error:
        print(f"nothing is claimed: {error}")
        return True
    print(rounds_table(found))
    print(ratio_line(found, OURS, tileserver.PACKAGE, AIM_TILESERVER))
    return True


def _archives(url: str, addresses: Sequence[str], folder: Path) -> dict[str, Path]:
    """The archives of the tilesets that are asked for, as anyone may load them from us."""
    names = sorted({address.split("/")[3] for address in addresses})
    found = {name: folder / f"{name}.pmtiles" for name in names}
    for name, path in found.items():
        address = f"{url}/v1/tilesets/{name}.pmtiles"
        with httpx.stream("GET", address, timeout=300, follow_redirects=True, trust_env=False) as answer:
            answer.raise_for_status()
            with path.open("wb") as file:
                for piece in answer.iter_bytes():
                    file.write(piece)
    return found


def _other_tiles(url: str, tiles: Sequence[Chosen]) -> int:
    connection = connect(url)
    wrong = 0
    for tile in tiles:
        status, body = get(connection, tileserver.address_there(tile.address))
        wrong += status != 200 or gzip.decompress(body) != gzip.decompress(tile.body)
    connection.close()
    return wrong


def items_beside(running: Service, home: Path, boxes: Mapping[str, Sequence[str]]) -> bool:
    """Our items beside tipg's, by the same bounding boxes; False when they are not as many or one fails. `boxes`:
    collection → our addresses."""
    print(f"\nitems beside {tipg.NAME} over PostGIS, the same rows, boxes and limit, answers not compressed, any time:")
    try:
        python, programs = tipg.install(), postgis.find_programs()
        with postgis.cluster(programs) as made, tempfile.TemporaryDirectory() as name:
            for collection, frame in _frames(home, list(boxes)).items():
                postgis.load(made, collection, frame)
                print(f"{collection}: {len(frame):,} rows")
            with tipg.tipg(python, made.url, Path(name)) as (url, process):
                theirs = Peer(url, lambda: cpu_of(process, made.process))
                return _ask_both({OURS: Peer(running.url, running.cpu_s), tipg.NAME: theirs}, boxes)
    except NoPeer as error:
        print(f"nothing is claimed: {error}")
        return True


def _frames(home: Path, names: Sequence[str]) -> dict[str, pl.DataFrame]:
    """The rows of collections of the current release."""
    catalog = open_home(settings_of(home))
    try:
        manifest = current_manifest(catalog)
        found: dict[str, pl.DataFrame] = {}
        for name in names:
            files = [io.BytesIO(catalog.store.read(f.sha256)) for f in manifest.collections[name].files]
            tables = [pq.read_table(one).drop_columns(["bbox"]).replace_schema_metadata(None) for one in files]
            found[name] = pl.concat([pl.DataFrame(one) for one in tables])
        return found
    finally:
        catalog.close()


def _ask_both(peers: Mapping[str, Peer], boxes: Mapping[str, Sequence[str]]) -> bool:
    rows: list[list[object]] = []
    bad = other = 0
    for collection, ours in boxes.items():
        asked = {OURS: [f"{a}&at=any" for a in ours], tipg.NAME: [tipg.address_there(a) for a in ours]}
        counts = [_counts(peers[name].url, addresses) for name, addresses in asked.items()]
        other += sum(a != b for a, b in zip(*counts, strict=True))
        for clients in CLIENTS:
            for name, addresses in asked.items():
                peer = peers[name]
                ask(peer.url, addresses[:50], clients, peer.cpu_s, encoding="identity")
                one = ask(peer.url, addresses, clients, peer.cpu_s, encoding="identity")
                bad += one.bad
                rows.append(_row(f"{collection} by bbox, limit 10", name, clients, one))
    head = ["items", "server", "clients", "requests", "p50 (ms)", "p95 (ms)", "per s", "CPU ms/request", "kB"]
    print(table(head, rows))
    print(f"answers with another number of items: {other}; answers that were not 200: {bad}")
    return bad == other == 0


def _counts(url: str, addresses: Sequence[str]) -> list[int]:
    """How many items each answer has."""
    connection = connect(url)
    found = [len(json.loads(get(connection, a, encoding="identity")[1])["features"]) for a in addresses]
    connection.close()
    return found


def _row(words: str, name: str, clients: int, one: Asked) -> list[object]:
    return [
        words, name, clients, len(one.seconds), f"{percentile(one.seconds, 50) * 1000:.1f}",
        f"{percentile(one.seconds, 95) * 1000:.1f}", f"{len(one.seconds) / one.wall_s:,.0f}", f"{one.cpu_ms:.1f}",
        f"{one.body_bytes / len(one.seconds) / 1000:.1f}",
    ]  # fmt: skip
