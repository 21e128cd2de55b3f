"""`futae bench unify`: many real feeds into one, split by step, beside gtfs_kit.combine_feeds on the most it can do.

What came out is proved in the same run: trips, references, departures, bytes, our engine, and with `--oracle` the
validator in pure Python. The bench fails where a proof does. What does not live here: one merge (tools/unifying), what
is proved (tools/mergeproof), the validators (tools/validating).
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.tools.data import DATA
from bench.tools.figures import machine, mebibytes, table
from bench.tools.mergeproof import compare_departures, dangling, days_of, departures, merged_tables
from bench.tools.unifying import MEMBERS, OUT, Figures
from bench.tools.validating import MADE_BY_MERGING, new_codes, oracle_codes, our_codes
from bench.tools.watching import Memory, watched
from feeds.merge import Member, Publisher, merge
from feeds.tables import read_tables

DESCRIPTION = "many real feeds into one: time, memory and proof, beside gtfs_kit.combine_feeds"
DAY = "2019-06-03"
NO_DATA = 3
LOOK_S = 0.2
_LEFT_OUT_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Run:
    """One merge: figures, memory, and why it did not end well ('' when it did)."""

    way: str
    given: int
    figures: Figures
    memory: Memory
    load: float
    ended: str = ""


def _options(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="futae bench unify", description=DESCRIPTION)
    parser.add_argument("--files", type=int, default=0, help="only so many files, the smallest (all)")
    parser.add_argument("--home", type=Path, default=Path("build/bench"), help="where files are made (build/bench)")
    parser.add_argument("--data", type=Path, default=DATA, help=f"folder of real feeds ({DATA})")
    parser.add_argument("--peer-seconds", type=float, default=120, help="what gtfs-kit may take for one set (120)")
    parser.add_argument("--peer-mib", type=int, default=6144, help="memory it may hold (6144)")
    parser.add_argument("--no-peer", action="store_true", help="ours alone")
    parser.add_argument("--oracle", action="store_true", help="the pure-Python validator too, on everything (minutes)")
    return parser.parse_args(args)


def _why(code: int, answer: dict[str, Any]) -> str:
    return str(answer.get("error", "")) or (f"ended with {code}" if code else "")


def _run(way: str, files: Sequence[Path], home: Path, most_s: float = 0, most_bytes: int = 0) -> Run:
    """One merge in a process of its own, ended when it takes more than it may (0: as much as it likes)."""
    folder, order, answer = home / f"run-unify-{way}", home / "order.json", home / "answer.json"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    answer.unlink(missing_ok=True)
    given = {"way": way, "folder": str(folder), "files": [str(f) for f in files], "on": DAY, "answer": str(answer)}
    order.write_text(json.dumps(given))
    load, begun, ended = os.getloadavg()[0], time.monotonic(), ""
    command = [sys.executable, "-m", "bench.tools.unifying", str(order)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as child, watched(child.pid) as memory:
        while child.poll() is None and not ended:
            time.sleep(LOOK_S)
            if most_s and time.monotonic() - begun > most_s:
                ended = f"stopped after {most_s:.0f} s"
            elif most_bytes and memory.together > most_bytes:
                ended = f"stopped above {mebibytes(most_bytes)} MiB"
        if ended:
            child.kill()
        code = child.wait()
    said = json.loads(answer.read_text()) if answer.is_file() else {}
    figures = Figures(files=len(files)) if "error" in said or not said else Figures(**said)
    return Run(way, len(files), figures, memory, load, ended or _why(code, said))


def doublings(count: int) -> Iterator[int]:
    """2, 4, 8 … below `count`, then `count`."""
    size = 2
    while size < count:
        yield size
        size *= 2
    yield count


def _peer(files: Sequence[Path], options: argparse.Namespace) -> tuple[Run | None, Run | None]:
    """The largest set gtfs-kit could do, by doubling, and the run that ended the search (None: it did all)."""
    best = None
    for size in doublings(len(files)):
        one = _run("gtfs_kit", files[:size], options.home, options.peer_seconds, options.peer_mib * 2**20)
        print(f"  gtfs-kit, {size} files: {one.ended or f'{one.figures.total_s:.1f} s'}")
        if one.ended:
            return best, one
        best = one
    return best, None


def runs_table(runs: Sequence[Run]) -> str:
    """What each merge took and made."""
    words = {"futae": "futae unify", "gtfs_kit": "gtfs_kit.combine_feeds"}
    names = list(dict.fromkeys(step for run in runs for step in run.figures.steps))
    steps: list[list[object]] = [[f"{name} (s)", *(_took(r, name) for r in runs)] for name in names]
    rows: list[list[object]] = [
        ["members", *(r.figures.members for r in runs)],
        ["trips", *(f"{r.figures.trips:,}" for r in runs)],
        ["stop times", *(f"{r.figures.stop_times:,}" for r in runs)],
        *steps,
        ["files → zip (s)", *(f"{r.figures.total_s:.1f}" for r in runs)],
        ["memory, resident (MiB)", *(mebibytes(r.memory.together) for r in runs)],
        ["memory, shared pages once (MiB)", *(mebibytes(r.memory.shared_once) for r in runs)],
        ["zip (MB)", *(f"{r.figures.size / 1e6:.1f}" for r in runs)],
        ["load before", *(f"{r.load:.1f}" for r in runs)],
    ]
    return table(["merge", *(f"{words[r.way]}, {r.given} files" for r in runs)], rows)


def _took(run: Run, step: str) -> str:
    return f"{run.figures.steps[step]:.1f}" if step in run.figures.steps else "-"


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that must hold: in words, what was seen, and whether it holds."""

    words: str
    seen: str
    holds: bool


def prove(folder: Path, *, oracle: bool) -> list[Proof]:
    """Everything that must hold of the merge kept in `folder`."""
    with (folder / MEMBERS).open("rb") as kept:
        known = pickle.load(kept)
    members, path = known["members"], folder / OUT
    tables = {str(one.key): read_tables(next(iter(one.tables.values())).parent) for one in members}
    found = [*_rows_proved(members, tables, path), _bytes_proved(members, path)]
    found.append(_codes_proved("our engine", our_codes(path, DAY), known["codes"].values()))
    if oracle:
        files = sorted((Path(p) for p in known["paths"].values()), key=lambda p: p.stat().st_size, reverse=True)
        found.append(_codes_proved("gtfs-validator", oracle_codes(path, DAY), (oracle_codes(p, DAY) for p in files)))
    return found


def _rows_proved(members: Sequence[Member], tables: dict[str, Any], path: Path) -> list[Proof]:
    merged = merged_tables(path)
    trips = sum(one["trips"].height for one in tables.values())
    was = set().union(*(dangling(tables[str(one.key)], one.prefix) for one in members))
    now, after, days = dangling(merged), departures(merged), days_of(merged)
    compared = [compare_departures(tables[str(one.key)], one.prefix, after, days) for one in members]
    checked, unlike = sum(c.checked for c in compared), sum(c.unlike for c in compared)
    return [
        Proof("trips in = trips out", f"{trips:,} = {merged['trips'].height:,}", trips == merged["trips"].height),
        Proof("references open as in the members", f"{len(was):,} before, {len(now):,} after", was == now),
        Proof("random departures as before", f"{checked:,} compared, {unlike:,} unlike", unlike == 0),
    ]


def _bytes_proved(members: Sequence[Member], path: Path) -> Proof:
    again = path.with_name("again.zip")
    with again.open("wb") as out:
        merge([*reversed(members)], out, publisher=Publisher("Futae", "https://example.org/"),
              made_on=date.fromisoformat(DAY))  # fmt: skip
    same = again.read_bytes() == path.read_bytes()
    return Proof("equal bytes twice, members in another order", "equal" if same else "unlike", same)


def _codes_proved(who: str, merged: Counter[str], members: Any) -> Proof:
    new = new_codes(merged, members)
    words = f"new: {', '.join(sorted(new))}" if new else "none is new"
    holds = new <= MADE_BY_MERGING.keys()
    return Proof(f"{who}: no code that no member has", f"{len(merged)} codes, {words}", holds)


def _print_peer(files: Sequence[Path], options: argparse.Namespace) -> None:
    """Both on the largest set gtfs-kit could do."""
    print("\ngtfs_kit.combine_feeds by doubling, the smallest files first:")
    best, stopped = _peer(files, options)
    print(f"why it stopped: {stopped.ended} at {stopped.given} files" if stopped else "it did all files")
    if best is None:
        return
    ours = _run("futae", files[: best.given], options.home)
    print(runs_table([ours, best]))
    for line in best.figures.left_out[:_LEFT_OUT_SHOWN]:
        print(f"  gtfs-kit cannot read {line}")
    if ours.ended or not ours.figures.total_s:
        print(f"futae: {ours.ended}")
        return
    print(f"gtfs-kit / futae on {best.given} files: time {best.figures.total_s / ours.figures.total_s:.1f}, "
          f"memory {best.memory.shared_once / max(ours.memory.shared_once, 1):.1f}")  # fmt: skip


def run(args: Sequence[str]) -> int:
    """Run the bench; 0 done and proved, 1 a merge failed or a proof does not hold, 3 no real feeds."""
    options = _options(args)
    files = sorted(options.data.glob("*.zip"), key=lambda path: (path.stat().st_size, path.name))
    files = files[: options.files or len(files)]
    if not files:
        print(f"no figures: no zips in {options.data} (--data DIR)", file=sys.stderr)
        return NO_DATA
    print(machine())
    whole = _run("futae", files, options.home)
    if whole.ended:
        print(f"FAILED: {whole.ended}", file=sys.stderr)
        return 1
    print(f"\n{len(files)} files, each a feed of its own; {whole.figures.members} may enter; at {DAY}")
    print(runs_table([whole]))
    for line in whole.figures.left_out[:_LEFT_OUT_SHOWN]:
        print(f"  left out: {line}")
    proofs = prove(options.home / "run-unify-futae", oracle=options.oracle)
    print(table(["proof", "seen", "holds"], [[p.words, p.seen, "yes" if p.holds else "NO"] for p in proofs]))
    for code, why in MADE_BY_MERGING.items():
        if any(code in p.seen for p in proofs):
            print(f"  {code} is made by merging: {why}")
    if not options.no_peer:
        _print_peer(files, options)
    return 0 if all(p.holds for p in proofs) else 1
