"""The order of rows of coded tables: a number for each row, equal where rows are equal, smaller where they come first.

Rows are compared cell by cell, columns by name, words by their bytes; exact, no hashing. What does not live here: what
is done with it (`raw`, `fingerprint`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from feeds.compare.coded import Coded, Places

Numbers = NDArray[np.uint64]
_MOST = 1 << 64


@dataclass(frozen=True, slots=True)
class Order:
    """`numbers` of the rows, ascending, and `places`: which row each is of; equal rows stand as in the table."""

    numbers: Numbers
    places: Places


def in_order(*tables: Coded) -> tuple[Order, ...]:
    """The order of each table in normal form (words sorted); numbers of all of them can be compared. A column that a
    table lacks is blank."""
    numbers = [np.zeros(one.height, np.uint64) for one in tables]
    span, last = 1, ""
    for name in sorted({name for one in tables for name in one.columns}):
        if last and all(_is_same(one, last, name) for one in tables):
            continue  # departures are most often equal to arrivals
        words = pl.concat([one.words[name] if name in one.words else pl.Series([""]) for one in tables]).unique().sort()
        if span * len(words) > _MOST:
            numbers, span = _dense(numbers)
        for one, known in zip(tables, numbers, strict=True):
            known *= np.uint64(max(1, len(words)))
            known += _numbers_of(one, name, words)
        span *= max(1, len(words))
        last = name
    places = [np.argsort(known, kind="stable") for known in numbers]
    return tuple(Order(n[at], at.astype(np.uint32)) for n, at in zip(numbers, places, strict=True))


def _is_same(one: Coded, first: str, second: str) -> bool:
    """Whether two columns of a table say the same in every row."""
    if first not in one.words or second not in one.words:
        return False
    return one.words[first].equals(one.words[second]) and one.codes[first].equals(one.codes[second])


def _numbers_of(one: Coded, name: str, words: pl.Series) -> Numbers | np.uint64:
    """For each row the index of its word among those of all tables."""
    if name not in one.words:
        return np.uint64(0)  # a blank comes first
    own = one.words[name].alias("word").to_frame()
    found = own.join(words.alias("word").to_frame().with_row_index("at"), on="word", how="left", maintain_order="left")
    numbers: Numbers = found["at"].cast(pl.UInt64).to_numpy()[one.codes[name].to_numpy()]
    return numbers


def _dense(numbers: Sequence[Numbers]) -> tuple[list[Numbers], int]:
    """The same order in the smallest numbers, and how many there are."""
    different, dense = np.unique(np.concatenate(numbers), return_inverse=True)
    ends = np.cumsum([len(one) for one in numbers])[:-1]
    return [one.astype(np.uint64) for one in np.split(dense, ends)], len(different)


def unequal(old: Order, new: Order) -> tuple[Places, Places]:
    """Rows of both that are left when equal ones are taken away in pairs, the first with the first; in the order of
    their tables. Both orders are of one call of `in_order`."""
    pair = np.searchsorted(new.numbers, old.numbers) + nth(old.numbers)
    has_pair = pair < len(new.numbers)
    has_pair[has_pair] = new.numbers[pair[has_pair]] == old.numbers[has_pair]
    taken = np.zeros(len(new.numbers), np.bool_)
    taken[pair[has_pair]] = True
    return np.sort(old.places[~has_pair]), np.sort(new.places[~taken])


def nth(numbers: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.int64]:
    """Which one of its equals each is, from 0; equal numbers stand together."""
    at = np.arange(len(numbers))
    is_first = np.ones(len(numbers), np.bool_)
    is_first[1:] = numbers[1:] != numbers[:-1]
    return at - np.maximum.accumulate(np.where(is_first, at, 0))
