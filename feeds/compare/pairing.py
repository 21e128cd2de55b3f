"""Pairs of rows that are the same thing in both versions: by best mutual choice, or the first with the first.

All pair frames have old, new (the ids or numbers of the caller), confidence (0 … 1) and how. What does not live here:
which candidates there are (`same_stops`, `same_service`).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

ROUNDS = 100
MOST_ALIKE = 30
"""Of things that share one mark (a name, a square of ground, a leg), so many are compared with each other at most."""


def empty_pairs() -> pl.DataFrame:
    """No pairs, ids as text."""
    return pl.DataFrame(schema={"old": pl.String, "new": pl.String, "confidence": pl.Float64, "how": pl.String})


def best_of(candidates: pl.DataFrame) -> pl.DataFrame:
    """One to one: again and again the candidates that are the best choice of both their sides, by confidence, then by
    the smaller `apart`, then by the order given. Candidates have old, new, confidence, how, apart."""
    left = candidates.sort("confidence", "apart", descending=[True, False], maintain_order=True).with_row_index("_rank")
    taken = []
    for _ in range(ROUNDS):
        first = [pl.col("_rank") == pl.col("_rank").min().over(side) for side in ("old", "new")]
        chosen = left.filter(*first)
        if not chosen.height:
            break
        taken.append(chosen)
        left = left.join(chosen, on="old", how="anti", maintain_order="left")
        left = left.join(chosen, on="new", how="anti", maintain_order="left")
    found = pl.concat(taken) if taken else left.clear()
    return found.select("old", "new", "confidence", "how")


def few(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """At most MOST_ALIKE rows of each mark."""
    return frame.filter(pl.int_range(pl.len()).over(*by) < MOST_ALIKE)


def in_turn(old: pl.DataFrame, new: pl.DataFrame, by: Sequence[str], confidence: float, how: str) -> pl.DataFrame:
    """Rows that are equal in `by`, the first with the first; both frames have `id` and those columns. Null is equal to
    nothing."""
    nth = pl.int_range(pl.len()).over(*by).alias("_nth")
    left, right = (one.drop_nulls(list(by)).with_columns(nth) for one in (old, new))
    pairs = left.join(right, on=[*by, "_nth"], how="inner", maintain_order="left")
    return pairs.select(old="id", new="id_right", confidence=pl.lit(confidence), how=pl.lit(how))


def without(frame: pl.DataFrame, pairs: pl.DataFrame, side: str) -> pl.DataFrame:
    """The rows of a frame with `id` that no pair has yet on that side ('old' or 'new')."""
    return frame.join(pairs, left_on="id", right_on=side, how="anti", maintain_order="left")
