"""Fingerprint of a feed's content: SHA-256 over its tables in normal form, the same wherever it is made.

Zips of equal tables have equal fingerprints, whatever their bytes. What does not live here: the normal form (`normal`).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from feeds.compare.coded import PIECE, Coded, Table
from feeds.compare.normal import lean_tables, names_filled
from feeds.compare.ordering import Order, in_order

VERSION = "1"
"""Raised when equal tables would get another fingerprint."""
_CELL, _LINE = "\x1f", "\x1e"
_MARKS = [("\\", "\\\\"), (_CELL, "\\c"), (_LINE, "\\l")]


def fingerprint(tables: Mapping[str, pl.DataFrame]) -> str:
    """64 hex digits for text tables by stem; tables without a row do not count."""
    return fingerprint_of_lean(lean_tables(tables), {})


def fingerprint_of_lean(tables: Mapping[str, Table], orders: Mapping[str, Order]) -> str:
    """The same for tables in normal form; `orders` of coded tables as far as they are known."""
    digest = hashlib.sha256(f"futae feed {VERSION}{_LINE}".encode())
    for stem in sorted(tables):
        names = names_filled(tables[stem])
        if names:
            rows = table_digest(tables[stem], names, orders.get(stem))
            digest.update(f"{stem}{_CELL}{_CELL.join(names)}{_LINE}{rows}{_LINE}".encode())
    return digest.hexdigest()


def table_digest(table: Table, names: Sequence[str], order: Order | None = None) -> str:
    """SHA-256 of the rows of one table in normal form, as a multiset: sorted by their texts."""
    digest = hashlib.sha256()
    for piece in _sorted_texts(table, names) if isinstance(table, pl.DataFrame) else _ordered(table, names, order):
        digest.update(piece)
    return digest.hexdigest()


def _sorted_texts(frame: pl.DataFrame, names: Sequence[str]) -> Iterator[bytes]:
    cells = [_plain(frame, name) for name in names]
    rows = frame.select(row=pl.concat_str(cells, separator=_CELL) + _LINE)["row"].sort()
    for at in range(0, len(rows), PIECE):
        yield rows.slice(at, PIECE).str.join("").item().encode()


def _ordered(table: Coded, names: Sequence[str], order: Order | None) -> Iterator[bytes]:
    """The same of a coded table. Where no word has a control character, rows are in order when their cells are."""
    if any(table.words[name].str.contains("[\\\\\x00-\x1f]").any() for name in names):
        yield from _sorted_texts(table.texts(names, slice(None)), names)
        return
    places = (in_order(table)[0] if order is None else order).places
    for at in range(0, table.height, PIECE):
        piece = io.BytesIO()
        rows = table.texts(names, places[at : at + PIECE]).select(names)
        rows.write_csv(piece, include_header=False, separator=_CELL, line_terminator=_LINE, quote_style="never")
        yield piece.getvalue()


def _plain(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The cells, with our own marks escaped where a stranger wrote them."""
    cell = pl.col(name)
    if not frame[name].str.contains("[\\\\\x1e\x1f]").any():
        return cell
    for mark, written in _MARKS:
        cell = cell.str.replace_all(mark, written, literal=True)
    return cell
