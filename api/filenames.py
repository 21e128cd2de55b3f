"""File names as senders write them: RFC 6266 and 8187, raw UTF-8, Shift_JIS, and names mangled on the way.

A name only helps people to know their file again, so nothing here is an error. What does not live here: what a name may
hold once it is kept (catalog.intake).
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_EXTENDED = re.compile(rb";\s*filename\*\s*=\s*([\w.-]*)'[^']*'([^;\s]*)", re.IGNORECASE | re.ASCII)
_PLAIN = re.compile(rb";\s*filename\s*=\s*", re.IGNORECASE)
_NEXT = re.compile(rb"\"\s*(?:;\s*[\w*-]+\s*=.*)?$", re.DOTALL | re.ASCII)
_JAPANESE = re.compile("[\u3005-\u30ff\u3400-\u9fff\uff01-\uff9f]")


def file_name_of(disposition: bytes) -> str | None:
    """The file's name in a Content-Disposition header as it came (bytes); None when it names none.

    `filename*` (RFC 8187) goes before `filename`. In a plain name the bytes are UTF-8, else Shift_JIS (cp932), else
    Latin-1; UTF-8 of what was Japanese read as Latin-1 is taken back to Japanese."""
    disposition = b";" + disposition
    extended = _EXTENDED.search(disposition)
    if extended:
        return _extended(extended[1].decode("ascii"), unquote_to_bytes(extended[2]))
    plain = _PLAIN.search(disposition)
    if not plain:
        return None
    rest = disposition[plain.end() :]
    if not rest.startswith(b'"'):
        return readable(rest.partition(b";")[0].strip()) or None
    end = _NEXT.search(rest, 1)  # the last quote: in Shift_JIS a backslash is half of some characters (表)
    return _unescaped(readable(rest[1 : end.start() if end else len(rest)])) or None


def _extended(charset: str, raw: bytes) -> str:
    try:
        return raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return readable(raw)


def readable(raw: bytes) -> str:
    """Bytes of unknown encoding as the text they most likely are."""
    for encoding in ("utf-8", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _taken_back(text) if encoding == "utf-8" else text
    return raw.decode("latin-1")


def _taken_back(text: str) -> str:
    """The Japanese that somebody read as Latin-1 and wrote as UTF-8; any other text as it is."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return text
    if raw.isascii():
        return text
    for encoding in ("utf-8", "cp932"):
        try:
            found = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _JAPANESE.search(found):
            return found
    return text


def _unescaped(text: str) -> str:
    """Without what forms write for quotes and line ends (WHATWG: %22 %0D %0A; RFC 7578: a backslash)."""
    for written, meant in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n"), ('\\"', '"')):
        text = text.replace(written, meant)
    return text
