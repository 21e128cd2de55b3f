"""A large CSV file read piece by piece, so that its text never stands in memory as a whole.

Only regular UTF-8 is read so, and the rows are those of `text_csv.parse`; for anything else the answer is None, and the
file is to be read at once. What does not live here: parsing (text_csv), other encodings (encodings).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from feeds.formats.text_csv import header_of, is_sparse, parse_piece
from feeds.tables import ROW
from terms.notices import Notice

_LONGEST = 64 << 20
"""Bytes within which a record must end."""


def frames(data: Iterable[bytes | Notice]) -> Iterator[pl.DataFrame | None]:
    """The rows of a file that comes in pieces of bytes (a notice: it is damaged), in order, each piece with all columns
    and with `_row` as in the whole file. None as the last item when it must be read at once: what came is void then."""
    header, records, size, width = b"", 0, 0, 0
    for body in _whole_records(data):
        if body is None or not _is_utf8(body):
            yield None
            return
        found = parse_piece(header + body)
        if found is None:
            yield None
            return
        yield found.frame if not header else found.frame.with_columns(pl.col(ROW) + (records - 1))
        records += found.records - bool(header)
        size += len(body)
        width = found.width
        header = header or header_of(body) or b""
    if not records or is_sparse(width, records, size):
        yield None


def _whole_records(data: Iterable[bytes | Notice]) -> Iterator[bytes | None]:
    """The same bytes without byte order mark, cut where records end; None when that cannot be seen."""
    rest, is_first = b"", True
    for piece in data:
        if isinstance(piece, Notice) or len(rest) > _LONGEST:
            yield None
            return
        whole = rest + (piece.removeprefix(codecs.BOM_UTF8) if is_first else piece)
        is_first = False
        end = _last_end(whole)
        rest = whole[end:]
        if end:
            yield whole[:end]
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _last_end(data: bytes) -> int:
    """Offset behind the last line feed that stands outside of quotes; `data` begins with a record."""
    if b'"' not in data:
        return data.rfind(b"\n") + 1
    octets = np.frombuffer(data, np.uint8)
    lines, quotes = (np.flatnonzero(octets == ord(mark)) for mark in ("\n", '"'))
    outside = np.flatnonzero(np.searchsorted(quotes, lines) % 2 == 0)
    return int(lines[outside[-1]]) + 1 if len(outside) else 0


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
