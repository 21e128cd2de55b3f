"""`futae check --rows CODE`: every row that one code was found in, as CSV or GeoJSON; the same as the service gives.

What does not live here: checking (`checkfile`), the forms (feeds.rows.forms).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from feeds.rows.forms import FORMS
from feeds.rows.reading import has_code
from terms.errors import BadRequest, NotThere
from terms.reports import Report

_NONE = {
    "ja": "コード {code} の指摘はありません。あるもの：{found}",
    "en": "nothing of the code {code} was found; found: {found}",
}


def form_of(out: Path | None) -> str:
    """'csv' or 'geojson' by the ending of the file's name; without a file CSV. Raises BadRequest for another ending."""
    if out is None:
        return "csv"
    form = out.suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise BadRequest(f"rows are written as {' or '.join(FORMS)}: {out.name} ends otherwise")
    return form


def write_rows(report: Report, rows: Path, code: str, lang: str, out: Path | None) -> None:
    """Write all findings of one code to `out` or to standard output. `rows` is the file of all findings, which is
    absent when there are none. Raises NotThere when the report has no such code, BadRequest for a bad ending."""
    form = form_of(out)
    if not has_code(report, code):
        found = ", ".join(sorted({total.code for total in report.totals})) or "-"
        raise NotThere(_NONE[lang].format(code=code, found=found))
    pieces = FORMS[form](report, rows if rows.exists() else None, code, lang)
    if out is None:
        _print(pieces)
    else:
        with out.open("wb") as sink:
            sink.writelines(pieces)


def _print(pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
