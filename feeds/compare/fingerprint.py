"""Fingerprint of a feed's content: SHA-256 over its tables in normal form, the same wherever it is made.

Zips of equal tables have equal fingerprints, whatever their bytes. What does not live here: the normal form (`normal`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import polars as pl

from feeds.compare.normal import filled, normal_tables
from feeds.tables import ROW

VERSION = "1"
"""Raised when equal tables would get another fingerprint."""
_CELL, _LINE = "\x1f", "\x1e"
_MARKS = [("\\", "\\\\"), (_CELL, "\\c"), (_LINE, "\\l")]


def fingerprint(tables: Mapping[str, pl.DataFrame]) -> str:
    """64 hex digits for text tables by stem; tables without a row do not count."""
    return fingerprint_of_normal(normal_tables(tables))


def fingerprint_of_normal(tables: Mapping[str, pl.DataFrame]) -> str:
    """The same for tables in normal form."""
    digest = hashlib.sha256(f"futae feed {VERSION}{_LINE}".encode())
    for stem, frame in filled(tables).items():
        names = [name for name in frame.columns if name != ROW]
        digest.update(f"{stem}{_CELL}{_CELL.join(names)}{_LINE}{table_digest(frame)}{_LINE}".encode())
    return digest.hexdigest()


def table_digest(frame: pl.DataFrame) -> str:
    """SHA-256 of the rows of one table in normal form, as a multiset."""
    names = [name for name in frame.columns if name != ROW]
    rows = frame.select(row=pl.concat_str([_plain(frame, name) for name in names], separator=_CELL) + _LINE)["row"]
    digest = hashlib.sha256()
    digest.update(memoryview(rows.sort().str.join("").to_arrow().buffers()[2]))
    return digest.hexdigest()


def _plain(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The cells, with our own marks escaped where a stranger wrote them."""
    cell = pl.col(name)
    if not frame[name].str.contains("[\\\\\x1e\x1f]").any():
        return cell
    for mark, written in _MARKS:
        cell = cell.str.replace_all(mark, written, literal=True)
    return cell
