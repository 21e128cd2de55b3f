"""Byte ranges (RFC 9110 §14): one range at a time; several are answered with the whole.

What does not live here: where the bytes come from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(r"^bytes=(\d*)-(\d*)$")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes start..stop (exclusive) of `size`."""

    start: int
    stop: int
    size: int

    @property
    def content_range(self) -> str:
        """The Content-Range header's value."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


class Unsatisfiable(Exception):
    """The range begins behind the end: 416."""


def parse_range(header: str | None, size: int) -> Span | None:
    """The one range asked for; None when the whole is to be sent. Raises Unsatisfiable."""
    found = _ONE.match(header.replace(" ", "")) if header else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        start, stop = max(0, size - int(last)), size
        if int(last) == 0:
            raise Unsatisfiable
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, stop, size)
