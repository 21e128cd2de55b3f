"""Servers loaded in turns, again and again, so that a machine that grows busy slows them all; the table of it.

What does not live here: one round (wrk), which servers and which aims (bench/serve.py, bench/peers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.tools.figures import met, table
from bench.tools.wrk import Load, wrk

HEAD = (
    "server", "requests/s (median)", "least", "most", "p50 (ms)", "p99 (ms)", "MB/s", "CPU µs/request", "errors",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One server: its address, what is asked of it, and, where it is known, its processor seconds so far."""

    url: str
    addresses: Sequence[str]
    cpu_s: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one server, and the processor microseconds it took for a request."""

    load: Load
    cpu_us: float | None


def in_turns(
    program: str, targets: Mapping[str, Target], folder: Path, *, connections: int, rounds: int, seconds: int
) -> dict[str, list[Round]]:
    """`rounds` rounds of every server by wrk, after two seconds each that do not count."""

    def one(target: Target, span: int) -> Round:
        used = target.cpu_s() if target.cpu_s else 0.0
        load = wrk(program, target.url, target.addresses, folder, connections=connections, seconds=span)
        cost = (target.cpu_s() - used) / (load.per_s * span) * 1e6 if target.cpu_s and load.per_s else None
        return Round(load, cost)

    for target in targets.values():
        one(target, 2)
    found: dict[str, list[Round]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, target in targets.items():
            found[name].append(one(target, seconds))
    return found


def _row(name: str, rounds: Sequence[Round]) -> list[object]:
    loads = [one.load for one in rounds]
    rates = [one.per_s for one in loads]
    cpu = [one.cpu_us for one in rounds if one.cpu_us is not None]
    return [
        name, f"{median(rates):,.0f}", f"{min(rates):,.0f}", f"{max(rates):,.0f}",
        f"{median(one.p50_ms for one in loads):.2f}", f"{median(one.p99_ms for one in loads):.2f}",
        f"{median(one.bytes_s for one in loads) / 1e6:.1f}", f"{median(cpu):.0f}" if cpu else "-",
        sum(one.errors for one in loads),
    ]  # fmt: skip


def rounds_table(found: Mapping[str, Sequence[Round]]) -> str:
    """One line a server."""
    return table(HEAD, [_row(name, rounds) for name, rounds in found.items()])


def ratio_line(found: Mapping[str, Sequence[Round]], ours: str, other: str, aim: float | None) -> str:
    """Our rate as a multiple of another server's, round by round; with an aim, whether the median meets it."""
    pairs = zip(found[ours], found[other], strict=True)
    ratios = [a.load.per_s / b.load.per_s for a, b in pairs]
    judged = f" (aim ≥ {aim:g}: {met(median(ratios), aim, at_least=True)})" if aim is not None else ""
    return f"{ours} / {other}: {', '.join(f'{r:.2f}' for r in ratios)}; median {median(ratios):.2f}{judged}"
