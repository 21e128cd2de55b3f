"""The two generations side by side, and their tables with the same columns. What does not live here: changing them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from feeds.merging.values import Member


@dataclass(frozen=True, slots=True)
class Pair:
    """`current` is in force until the day before the start, `following` from then on."""

    current: Member
    following: Member

    def both(self, stem: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        """One table of each with the columns of both, empty cells as null; without rows where a feed lacks it."""
        before, after = self.current.table(stem), self.following.table(stem)
        known = dict.fromkeys(
            [*(before.columns if before is not None else ()), *(after.columns if after is not None else ())]
        )
        return _with(before, list(known)), _with(after, list(known))


def _with(frame: pl.DataFrame | None, columns: list[str]) -> pl.DataFrame:
    if frame is None:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    missing = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    return frame.with_columns(missing).select(columns)


def differing(before: pl.DataFrame, after: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of each that the other has not; empty cells are equal to each other."""
    columns = before.columns
    if not columns:
        return before, after
    only_before = before.join(after, on=columns, how="anti", nulls_equal=True, maintain_order="left")
    return only_before, after.join(before, on=columns, how="anti", nulls_equal=True, maintain_order="left")
