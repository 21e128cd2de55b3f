"""Figures as tables: percentiles, Markdown tables in plain text, one line about the machine.

What does not live here: what the figures are of (bench/NAME.py).
"""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from pathlib import Path

import psutil


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile: a value that was really measured. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, columns padded so that it is read in a terminal too; numbers stand right."""
    text = [[str(c) for c in row] for row in rows]
    widths = [max(len(c) for c in column) for column in zip(head, *text, strict=True)]
    right = [all(r[i][:1].isdigit() or r[i] in ("", "-") for r in text) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = "|".join("-" * (w + 1) + (":" if r else "-") for w, r in zip(widths, right, strict=True))
    return "\n".join([line(list(head)), f"|{rule}|", *(line(row) for row in text)])


def seconds(value: float) -> str:
    """Seconds for a table."""
    return f"{value:.2f}"


def mebibytes(value: float) -> str:
    """Bytes as MiB for a table."""
    return f"{value / 2**20:.0f}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine() -> str:
    """One line: processor, cores, memory, system, Python, and how busy the machine is at this moment."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load at the start {load}"
    )


def met(value: float, aim: float, *, at_least: bool = False) -> str:
    """'met' or 'NOT met'."""
    return "met" if (value >= aim if at_least else value <= aim) else "NOT met"
