"""`futae bench oracle`: our canonical notices beside gtfs-validator (pure Python) on 90 real and 126 broken files, code
by code and count by count; about 15 minutes, most of it gtfs-validator's.

What does not live here: the list of known differences and comparing (tools/corpora), GTFS-JP rules (jprules).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.tools.corpora import KNOWN, Difference, compare_one, corpora, unmet
from bench.tools.data import SOURCES, NoData
from bench.tools.figures import machine, table

DESCRIPTION = "our canonical notices equal gtfs-validator's on all real and broken feeds, but for a short list"


def run(args: Sequence[str]) -> int:
    """Print every difference with its reason; 1 when one is not listed, or a listed one is gone. Raises NoData."""
    parser = argparse.ArgumentParser(prog="futae bench oracle", description=DESCRIPTION)
    parser.add_argument("--data", type=Path, default=SOURCES, help="folder with gtfs-jp and gtfs-broken")
    parser.add_argument("--smaller-than", type=int, default=1 << 30, metavar="BYTES", help="leave larger zips out")
    chosen = parser.parse_args(args)
    files = [path for path in corpora(chosen.data) if path.stat().st_size < chosen.smaller_than]
    if not files:
        raise NoData(f"no feeds in {chosen.data}")
    print(machine())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [one for some in pool.map(compare_one, files) for one in some]
    print(table(("file", "code", "ours", "theirs", "why"), [_row(one) for one in found]))
    new, gone = [one for one in found if one.known() is None], unmet(found, files)
    for known in gone:
        print(f"listed and not found: {known.file} {known.code}")
    print(f"{len(files)} files; {len(found)} differences, {len(new)} not listed; {len(KNOWN)} are listed (at most 15)")
    return 1 if new or gone else 0


def _row(one: Difference) -> list[object]:
    known = one.known()
    return [one.file, one.code, one.ours, one.theirs, known.why if known else "NOT LISTED"]
