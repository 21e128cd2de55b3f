"""`futae bench serve`: tiles beside nginx over the same bytes, and items by id, by bounding box and by the thousand.

One API worker on a home with many feeds; wrk and nginx run on the same cores, in turns: ours, nginx, ours, nginx…
`--peers` adds tileserver-gl-light and tipg over PostGIS (bench/peers.py).
What does not live here: making homes (tools), publishing (bench/publish.py).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench.peers import items_beside, tiles_beside
from bench.tools.asking import Asked, ask, connect, get
from bench.tools.figures import machine, met, percentile, table
from bench.tools.homes import DATA, Base, NoData, busiest_day, real_base, sample_base, settings_of
from bench.tools.nginx import find_nginx, nginx
from bench.tools.places import ItemAddresses, item_addresses, pages
from bench.tools.releases import current_manifest
from bench.tools.rounds import Target, in_turns, ratio_line, rounds_table
from bench.tools.service import Service, ServiceFailed, service
from bench.tools.tilefiles import Chosen, choose_tiles, write_files
from bench.tools.wrk import find_wrk
from pipelines.workshop import open_home

DESCRIPTION = "tiles per second beside nginx over the same bytes; items by id, by bbox and 1,000 rows"
AIM_RATIO, AIM_P95_MS = 0.6, 30.0
CONNECTIONS = 16
NGINX, NGINX_HELD = "nginx", "nginx, open_file_cache"
NO_DATA = 3


@dataclass(frozen=True, slots=True)
class Served:
    """What is asked for: tiles with their bytes, addresses of items, and the date asked at."""

    home: Path
    tiles: list[Chosen]
    items: dict[str, ItemAddresses]
    today: str | None
    release: int
    feeds: int


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench serve", description=DESCRIPTION)
    parser.add_argument("--tiles", type=int, default=1000, help="tiles, by size quantiles (1000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each server (5)")
    parser.add_argument("--seconds", type=int, default=8, help="seconds of one round (8)")
    parser.add_argument("--requests", type=int, default=1000, help="item requests of each kind (1000)")
    parser.add_argument("--feeds", type=int, default=90, help="feeds in the home (90)")
    parser.add_argument("--home", type=Path, default=Path("build/bench"), help="where homes are kept (build/bench)")
    parser.add_argument("--data", type=Path, default=DATA, help=f"folder of real feeds ({DATA})")
    parser.add_argument("--peers", action="store_true", help="also beside tileserver-gl-light and tipg, installed")
    parser.add_argument("--sample", action="store_true", help="the sample town instead of real feeds")
    parser.add_argument("--fresh", action="store_true", help="build the home again")
    return parser.parse_args(args)


def _base(options: argparse.Namespace) -> Base:
    if options.sample:
        return sample_base(options.home, fresh=options.fresh, say=print)
    wanted = ("unobus_2020", "okaden")
    return real_base(options.home, options.data, options.feeds, wanted, fresh=options.fresh, say=print)


def _served(home: Path, options: argparse.Namespace) -> Served:
    catalog = open_home(settings_of(home))
    try:
        manifest = current_manifest(catalog)
        chance = random.Random(20_200_115)
        items = {
            name: item_addresses(catalog, manifest, name, options.requests, chance)
            for name in ("stops", "routes")
            if name in manifest.collections
        }
        tiles = choose_tiles(catalog, manifest, options.tiles)
        return Served(home, tiles, items, busiest_day(manifest), manifest.release, len(manifest.feeds))
    finally:
        catalog.close()


def _differing(url: str, tiles: Sequence[Chosen]) -> int:
    """How many tiles are not answered by exactly their stored bytes."""
    connection = connect(url)
    wrong = sum(get(connection, t.address) != (200, t.body) for t in tiles)
    connection.close()
    return wrong


def _rounds(
    running: Service, others: dict[str, str], served: Served, folder: Path, options: argparse.Namespace
) -> None:
    """All servers in turns, again and again; prints the table and our ratio to each other one."""
    addresses = [t.address for t in served.tiles]
    targets = {"futae": Target(running.url, addresses, running.cpu_s)}
    targets |= {name: Target(url, addresses) for name, url in others.items()}
    found = in_turns(
        find_wrk() or "wrk", targets, folder, connections=CONNECTIONS, rounds=options.rounds, seconds=options.seconds
    )
    print(rounds_table(found))
    for name in others:
        print(ratio_line(found, "futae", name, AIM_RATIO if name == NGINX else None))


def _tiles(running: Service, served: Served, options: argparse.Namespace) -> bool:
    """The part about tiles; False when an answer is not the stored bytes."""
    sizes = sorted(len(t.body) for t in served.tiles)
    quantiles = ", ".join(f"{percentile(sizes, p):,.0f}" for p in (0, 25, 50, 75, 95, 100))
    print(f"\n{len(served.tiles):,} tiles of release {served.release} ({served.feeds} feeds), by size: "
          f"{quantiles} bytes gzip (least, 25, 50, 75, 95 %, most)")  # fmt: skip
    wrong = _differing(running.url, served.tiles)
    program = find_nginx()
    missing = [name for name, there in (("wrk", find_wrk()), ("nginx", program)) if there is None]
    if missing or program is None:
        print(f"{' and '.join(missing)} not on this machine (apt: wrk, nginx-light): nothing is claimed about speed")
        return wrong == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker may run as another user
        files = folder / "files"
        write_files(served.tiles, files)
        with (
            nginx(program, folder / "plain", files, held_open=False) as plain,
            nginx(program, folder / "held", files, held_open=True) as held,
        ):
            wrong_there = _differing(plain, served.tiles) + _differing(held, served.tiles)
            print(f"answers that differ from the stored bytes: futae {wrong}, nginx {wrong_there}; "
                  f"{CONNECTIONS} connections, one worker each, wrk on the same cores, {options.rounds} rounds of "
                  f"{options.seconds} s in turns")  # fmt: skip
            if wrong or wrong_there:
                return False
            _rounds(running, {NGINX: plain, NGINX_HELD: held}, served, folder, options)
    return True


def _item_row(words: str, clients: int, asked: Asked, aim: float | None) -> list[object]:
    p95 = percentile(asked.seconds, 95) * 1000
    return [
        words, clients, len(asked.seconds), f"{percentile(asked.seconds, 50) * 1000:.1f}", f"{p95:.1f}",
        f"{percentile(asked.seconds, 99) * 1000:.1f}", f"{len(asked.seconds) / asked.wall_s:,.0f}",
        f"{asked.cpu_ms:.1f}", f"{asked.body_bytes / len(asked.seconds) / 1000:.1f}",
        f"≤ {aim:.0f} ms: {met(p95, aim)}" if aim else "",
    ]  # fmt: skip


def _items(running: Service, served: Served, options: argparse.Namespace) -> bool:
    """The part about items; False when an answer was not 200."""
    rows: list[list[object]] = []
    bad = 0

    def measure(words: str, addresses: Sequence[str], clients: int, aim: float | None = None) -> None:
        nonlocal bad
        ask(running.url, addresses[:50], clients, running.cpu_s)
        asked = ask(running.url, addresses, clients, running.cpu_s)
        bad += asked.bad
        rows.append(_item_row(words, clients, asked, aim))

    for name, addresses in served.items.items():
        for clients, aim in ((1, AIM_P95_MS), (8, None)):
            measure(f"{name} by id", addresses.by_id, clients, aim)
            measure(f"{name} by bbox, limit 10", addresses.by_bbox, clients, aim)
        many = pages(running.url, name, 50)
        if many:
            measure(f"{name}, 1,000 rows", list(islice(cycle(many), max(20, options.requests // 10))), 1)
    head = [
        "items",
        "clients",
        "requests",
        "p50 (ms)",
        "p95 (ms)",
        "p99 (ms)",
        "per s",
        "CPU ms/request",
        "kB",
        "aim p95",
    ]
    print(f"\nitems at {served.today or 'the clock'}:")
    print(table(head, rows))
    if bad:
        print(f"FAILED: {bad} answers were not 200", file=sys.stderr)
    return bad == 0


def _peers(running: Service, served: Served, options: argparse.Namespace) -> bool:
    """The part about peers; False when they do not answer alike."""
    rounds = {"connections": CONNECTIONS, "rounds": options.rounds, "seconds": options.seconds}
    boxes = {name: addresses.by_bbox for name, addresses in served.items.items()}
    alike = (tiles_beside(running, served.tiles, **rounds), items_beside(running, served.home, boxes))
    return all(alike)


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done (whether the aims are met is printed), 1 wrong answers, 3 no real feeds."""
    options = _options(args)
    print(machine())
    try:
        base = _base(options)
    except NoData as error:
        print(f"no figures: {error}", file=sys.stderr)
        return NO_DATA
    served = _served(base.home, options)
    parts: list[Callable[[Service, Served, argparse.Namespace], bool]] = [
        _tiles,
        _items,
        *([_peers] if options.peers else []),
    ]
    try:
        with service(base.home, today=served.today, with_worker=False) as running:
            good = [part(running, served, options) for part in parts]
    except ServiceFailed as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    return 0 if all(good) else 1
