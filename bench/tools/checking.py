"""`python -m bench.tools.checking WAY DAY FILE…`: files checked one after the other in this process, by one checker.

Ways: `engine` (bare gtfs-guru: notices made, counted, dropped), `ours` (feeds.inspect.inspect with tables, rows and
the report as JSON, as a box does it). Prints one line of JSON for each file: name and notices. What does not live here:
watching it (bench/checkspeed), gtfs-analyzer, which has an environment of its own (analyzer).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path


def _engine(path: Path, day: str) -> int:
    import gtfs_guru

    return len(gtfs_guru.validate(str(path), country_code="JP", date=day).notices)


def _ours(path: Path, day: str) -> int:
    from feeds.inspect import inspect
    from terms.reports import from_json

    with tempfile.TemporaryDirectory() as folder:
        answer = inspect(path, Path(folder), file_name=path.name, reference_date=day)
        (Path(folder) / "report.json").write_text(json.dumps(answer["report"], ensure_ascii=False), encoding="utf-8")
    return sum(one.total for one in from_json(answer["report"]).totals)


WAYS: dict[str, Callable[[Path, str], int]] = {"engine": _engine, "ours": _ours}


def main(args: Sequence[str]) -> int:
    """Check the files; 0."""
    way, day, *names = args
    for name in names:
        print(json.dumps([Path(name).name, WAYS[way](Path(name), day)], ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
