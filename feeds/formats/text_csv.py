"""Comma separated text → a text table, fast where the file is regular, exact where it is not.

One numpy pass over the bytes finds the records, their number of cells and whether every quote is where RFC 4180 wants
it; then polars splits all cells at once. Only a file with stray quotes is read line by line. What does not live here:
encodings (feeds.formats.encodings), which files there are and what is said about them (feeds.formats.gtfs).
"""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from feeds.tables import ROW, empty_table

MAX_COLUMNS = 1_000
_BLANKS = " \t\r\n"
_SPACED = (b" ,", b", ", b" \n", b" \r", b"\n ", b"\t")
_FREE_CELLS = 1_000_000
_LONGEST_CELL = 1 << 30
_COMMA, _LINE, _QUOTE = 0x2C, 0x0A, 0x22

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something irregular in one file: `kind` is 'nul', 'cr', 'quotes', 'extra', or 'columns' and 'sparse' (then there
    is no table), `count` how often, `row` the first line of the spreadsheet where it is (None: no meaning)."""

    kind: str
    count: int
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text table (None when there is no header) with its flaws. `data` is the text as it was finally read, without
    NUL and with LF or CRLF line ends."""

    frame: pl.DataFrame | None
    flaws: tuple[Flaw, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """The rows below a header that came with them, numbered as if they were the whole file; `records`: how many there
    are with the header and blank lines, `width`: cells of the header."""

    frame: pl.DataFrame
    records: int
    width: int


@dataclass(frozen=True, slots=True)
class _Scan:
    """`ends`: offsets of the line feeds that end records; `cells`: cells per record; `is_regular`: quotes are fine."""

    ends: Positions
    cells: Positions
    is_regular: bool
    first_bad: int = 0


@dataclass(frozen=True, slots=True)
class _Cut:
    """The header's names as written, the cells of all other records, how many each had, and the line of the first."""

    header: list[str]
    frame: pl.DataFrame
    cells: Positions
    first_row: int


def parse(data: bytes, max_columns: int = MAX_COLUMNS) -> Parsed:
    """Read UTF-8 CSV whose first line that is not blank is the header. Cells and names lose spaces and tabs around
    them; of equal names the first counts, nameless columns are left out; a cell that a short row lacks is null; blank
    lines are left out but counted in `_row`; surplus cells are dropped and counted. Never raises for bad content."""
    data, flaws = _plain(data)
    if not data.strip():
        return Parsed(None, tuple(flaws), data)
    body = data if data.endswith(b"\n") else data + b"\n"
    scan = _scan(body)
    if not scan.is_regular:
        flaws.append(Flaw("quotes", 1, scan.first_bad))
        body = _quoted_anew(body)
        scan = _scan(body)
    cut = _at_once(body, scan, max_columns)
    if isinstance(cut, Flaw):
        return Parsed(None, (*flaws, cut), data)
    return _finish(cut, data, flaws)


def parse_piece(body: bytes) -> Piece | None:
    """A header and some of the records below it, read as `parse` reads the whole file; `body` ends with a line feed.
    None when something in it is so irregular that only the whole file can be read."""
    _, flaws = _plain(body)
    if flaws or not body.strip():
        return None
    scan = _scan(body)
    cut = _at_once(body, scan, MAX_COLUMNS) if scan.is_regular else None
    if cut is None or isinstance(cut, Flaw):
        return None
    frame = _finish(cut, body, []).frame
    return None if frame is None else Piece(frame, len(scan.ends), len(cut.header))


def header_of(body: bytes) -> bytes | None:
    """The record of the header with its line end, without blank lines before it; None without regular text."""
    scan = _scan(body)
    if not scan.is_regular or not (scan.cells > 0).any():
        return None
    index, _, end = _header(body, scan)
    return body[int(scan.ends[index - 1]) + 1 if index else 0 : end]


def is_sparse(width: int, records: int, size: int) -> bool:
    """Whether nearly all cells of a table are missing, so that it would be far larger than its file of `size` bytes."""
    return width * records > 4 * size + _FREE_CELLS


def outer_spaces(data: bytes) -> int:
    """About how many values have spaces around them; 0 for text with quotes, where spaces may be meant."""
    return 0 if b'"' in data else sum(data.count(mark) for mark in _SPACED[:-1])


def _at_once(body: bytes, scan: _Scan, max_columns: int) -> _Cut | Flaw:
    """Let polars split all cells."""
    unfit = _unfit(int(scan.cells[np.argmax(scan.cells > 0)]), len(scan.cells), len(body), max_columns)
    if unfit is not None:
        return unfit
    index, header, body_at = _header(body, scan)
    cells = scan.cells[index + 1 :]
    frame = _split(body[body_at:], len(header), b'"' in body)
    if frame.height != len(cells):  # polars and the scan disagree: believe neither
        return _exactly(body)
    return _Cut(header, frame, cells, index + 2)


def _unfit(width: int, records: int, size: int, max_columns: int) -> Flaw | None:
    """Why a table must not be made: too wide, or nearly all its cells missing, so that it would be far larger than its
    file of `size` bytes."""
    if width > max_columns:
        return Flaw("columns", width)
    return Flaw("sparse", width) if is_sparse(width, records, size) else None


def _plain(data: bytes) -> tuple[bytes, list[Flaw]]:
    """Without NUL and lone CR, and what was changed."""
    flaws = []
    nuls = data.count(b"\0")
    if nuls:
        flaws.append(Flaw("nul", nuls, data.count(b"\n", 0, data.index(b"\0")) + 1))
        data = data.replace(b"\0", b"")
    lone = data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else 0
    if lone:
        flaws.append(Flaw("cr", lone))
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data, flaws


def _scan(body: bytes) -> _Scan:
    """Find records and count cells; `body` ends with a line feed."""
    octets = np.frombuffer(body, np.uint8)
    lines = np.flatnonzero(octets == _LINE)
    commas = np.flatnonzero(octets == _COMMA)
    if b'"' in body:
        quotes = np.flatnonzero(octets == _QUOTE)
        bad_at = _first_stray_quote(octets, quotes)
        if bad_at is not None:
            return _Scan(lines, commas, False, int(np.searchsorted(lines, bad_at)) + 1)
        lines = lines[np.searchsorted(quotes, lines) % 2 == 0]
        commas = commas[np.searchsorted(quotes, commas) % 2 == 0]
    starts = np.concatenate(([0], lines[:-1] + 1))
    each, rest = divmod(len(commas), len(lines))
    if rest == 0 and each > 0:
        grid = commas.reshape(len(lines), each)
        if bool((grid[:, 0] >= starts).all()) and bool((grid[:, -1] < lines).all()):
            return _Scan(lines, np.full(len(lines), each + 1), True)
    cells = np.diff(np.searchsorted(commas, lines), prepend=0) + 1
    lengths = lines - starts
    blank = (lengths == 0) | ((lengths == 1) & (octets[starts] == 0x0D))
    cells[blank] = 0
    return _Scan(lines, cells, True)


def _first_stray_quote(octets: NDArray[np.uint8], quotes: Positions) -> int | None:
    """Offset of the first quote that neither opens a cell, nor closes one, nor is one of a doubled pair; None when all
    are in place. `octets` ends with a line feed, so a closing quote always has a byte behind it."""
    opens, closes = quotes[0::2], quotes[1::2]
    before = octets[np.maximum(opens - 1, 0)]
    fine_open = (opens == 0) | (before == _COMMA) | (before == _LINE)
    fine_open[1:] |= opens[1:] == closes[: len(opens) - 1] + 1
    behind = octets[closes + 1]
    fine_close = (behind == _COMMA) | (behind == _LINE) | (behind == _QUOTE)
    fine_close |= (behind == 0x0D) & (octets[np.minimum(closes + 2, len(octets) - 1)] == _LINE)
    stray = [*opens[~fine_open][:1], *closes[~fine_close][:1]]
    if len(opens) > len(closes):
        stray.append(opens[-1])
    return int(min(stray)) if stray else None


def _header(body: bytes, scan: _Scan) -> tuple[int, list[str], int]:
    """Index of the header's record, its names, and the offset behind it."""
    index = int(np.argmax(scan.cells > 0))
    start = int(scan.ends[index - 1]) + 1 if index else 0
    end = int(scan.ends[index])
    names = next(_rows(body[start:end].decode("utf-8", "replace")), [])
    return index, names, end + 1


def _rows(text: str) -> itertools.chain[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    return itertools.chain(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))


def _split(body: bytes, width: int, is_quoted: bool) -> pl.DataFrame:
    """All cells as text, columns '0', '1', …; missing cells are '' here, surplus ones are dropped."""
    schema = {str(index): pl.String for index in range(width)}
    if not body:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(
        io.BytesIO(body),
        has_header=False,
        schema=schema,
        quote_char='"' if is_quoted else None,
        empty_string_is_null=False,
        extra_columns="ignore",
        missing_columns="insert",
    )


def _quoted_anew(body: bytes) -> bytes:
    """The same lines with regular quotes: each line is read for itself, so that a quote that never closes harms one
    line only."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    for line in body.decode("utf-8", "replace").split("\n")[:-1]:
        if '"' in line:
            writer.writerow(next(_rows(line.rstrip("\r")), []))
        else:
            buffer.write(line + "\n")
    return buffer.getvalue().encode("utf-8")


def _exactly(body: bytes) -> _Cut:
    """Read regular CSV with the standard library: slow, and what the fast way must agree with."""
    records = list(_rows(body.decode("utf-8", "replace")))
    at = next((index for index, record in enumerate(records) if record), 0)
    header, rest = records[at], records[at + 1 :]
    columns = {str(i): [record[i] if i < len(record) else "" for record in rest] for i in range(len(header))}
    cells = np.array([len(record) for record in rest], dtype=np.int64)
    return _Cut(header, pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), cells, at + 2)


def _finish(cut: _Cut, data: bytes, flaws: list[Flaw]) -> Parsed:
    """Name the columns, trim, number the rows, make missing cells null, leave out blank lines."""
    frame, cells, first_row = cut.frame, cut.cells, cut.first_row
    names = [name.strip(_BLANKS) for name in cut.header]
    kept = {name: str(index) for index, name in reversed(list(enumerate(names))) if name and name != ROW}
    kept = {name: kept[name] for name in dict.fromkeys(names) if name in kept}
    if not kept:
        return Parsed(None, tuple(flaws), data)
    extra = np.flatnonzero(cells > len(names))
    if len(extra):
        flaws.append(Flaw("extra", len(extra), int(extra[0]) + first_row))
    counts = pl.Series("cells", cells, dtype=pl.Int64)
    is_short = bool((cells < len(names)).any())
    is_blank = b" " in data or b"\t" in data  # one byte is sought ten times faster than two
    is_spaced = b'"' in data or (is_blank and (data.endswith(b" ") or any(mark in data for mark in _SPACED)))
    columns = []
    for name, index in kept.items():
        column = pl.col(index).str.strip_chars(_BLANKS) if is_spaced else pl.col(index)
        columns.append((pl.when(counts > int(index)).then(column) if is_short else column).alias(name))
    rows = pl.int_range(first_row, first_row + len(cells), dtype=pl.Int64).alias(ROW)
    table = frame.select(rows, *columns) if len(cells) else empty_table(*kept)
    return Parsed(table.filter(counts > 0) if is_short and len(cells) else table, tuple(flaws), data)
