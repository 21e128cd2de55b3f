"""Which of the forms of one thing a request wants: by name, else by Accept.

What does not live here: languages (routers.versions), encodings (files).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from terms.errors import BadRequest

_QUALITY = re.compile(r"q\s*=\s*(\d(?:\.\d*)?)")


def form_of(named: str | None, accept: str | None, types: Mapping[str, str]) -> str:
    """The form named, else the one whose media type Accept prefers (RFC 9110, 12.5.1); of equals, and of none that
    Accept names, the first. `types`: form → media type. Raises BadRequest for another name."""
    if named is not None:
        if named not in types:
            *first, last = types
            raise BadRequest(f"format must be {', '.join(first)} or {last}")
        return named
    wanted = dict.fromkeys(types.values(), 0.0)
    for one in (accept or "").lower().split(","):
        kind, _, rest = one.partition(";")
        if kind.strip() in wanted:
            quality = _QUALITY.search(rest)
            wanted[kind.strip()] = float(quality[1]) if quality else 1.0
    return max(types, key=lambda form: wanted[types[form]])
