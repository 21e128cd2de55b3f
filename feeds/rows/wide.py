"""Wide frames: many findings of one code as columns, the shape in which findings travel until they are written.

A wide frame has the columns of `FINDING`, one column `@name` for each detail, and `_lon`, `_lat` where a finding has
its own place. What does not live here: the file (`file`), making findings better before they are kept (`finish`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from feeds.formats.reading import LONGEST_VALUE
from feeds.rules.rule import FINDING
from terms.notices import Notice

DETAIL = "@"
"""Names of details begin with this, so that none is taken for a column of `FINDING`."""
LON, LAT = "_lon", "_lat"


def detail(name: str) -> str:
    """The column of a detail."""
    return DETAIL + name


def details_of(frame: pl.DataFrame) -> list[str]:
    """The columns of details that a wide frame has."""
    return [name for name in frame.columns if name.startswith(DETAIL)]


def series(name: str, values: Sequence[Any]) -> pl.Series:
    """Scalars as a column of their own type; of several types (or whole numbers that 64 bits do not hold) as text."""
    kinds = {type(value) for value in values if value is not None}
    dtypes: dict[type, Any] = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean}
    if len(kinds) == 1 and (dtype := dtypes.get(next(iter(kinds)))) is not None:
        try:
            return pl.Series(name, values, dtype=dtype)
        except OverflowError:
            pass
    return pl.Series(name, [None if value is None else str(value) for value in values], dtype=pl.String)


def wide_of_notices(notices: Sequence[Notice]) -> pl.DataFrame:
    """Notices of one code as a wide frame, in their order."""
    own = {name: pl.Series(name, [getattr(n, name) for n in notices], dtype=kind) for name, kind in FINDING.items()}
    names = dict.fromkeys(key for notice in notices for key in notice.details)
    more = {detail(key): series(key, [n.details.get(key) for n in notices]) for key in names}
    if any(n.place is not None for n in notices):
        more[LON] = pl.Series([n.place.lon if n.place else None for n in notices], dtype=pl.Float64)
        more[LAT] = pl.Series([n.place.lat if n.place else None for n in notices], dtype=pl.Float64)
    return pl.DataFrame({**own, **more})


def wide_of_findings(frame: pl.DataFrame) -> pl.DataFrame:
    """What a rule of ours gives (`FINDING` and details under their own names) as a wide frame."""
    return frame.rename({name: detail(name) for name in frame.columns if name not in FINDING})


def shortened(frame: pl.DataFrame) -> pl.DataFrame:
    """Every text cut to LONGEST_VALUE characters, as in the report's samples."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    cut = [
        pl.when(pl.col(name).str.len_chars() > LONGEST_VALUE)
        .then(pl.col(name).str.slice(0, LONGEST_VALUE - 1) + "…")
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    return frame.with_columns(cut) if cut else frame
