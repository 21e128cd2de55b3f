"""Which encoding a stranger's text is in, and the same text as UTF-8.

UTF-8 wins where it is valid; UTF-16 is told by its mark or by its NUL pattern; Japanese legacy encodings (cp932, the
Shift_JIS of Windows, and EUC-JP) are named only when decoding gives runs of Japanese, so that Latin-1 text is not taken
for them. What does not live here: notices about it (feeds.formats.gtfs), parsing.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_SAMPLE = 1 << 20
_JAPANESE_RUN = re.compile(r"[\u2460-\u24ff\u3000-\u9fff\uf900-\ufaff\uff01-\uff9f]{2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_TRUSTED_SHARE, _MOST_HALF_KANA = 0.8, 0.75


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text as UTF-8 without byte order mark. `encoding` as found: 'utf-8', 'utf-8-sig', 'utf-16', 'cp932', 'euc_jp'
    or 'unknown'; `bad_at` is the offset in `data` of the first byte that could not be read, or -1."""

    data: bytes
    encoding: str
    bad_at: int = -1

    @property
    def was_changed(self) -> bool:
        """Whether `data` says something else than the bytes that came (a byte order mark does not count)."""
        return self.encoding not in ("utf-8", "utf-8-sig", "unknown")


def to_utf8(raw: bytes) -> Decoded:
    """Decode to UTF-8. Never raises: what cannot be read becomes U+FFFD and `encoding` is 'unknown'."""
    if raw.startswith(codecs.BOM_UTF8):
        decoded = _as_utf8(raw[len(codecs.BOM_UTF8) :], "utf-8-sig")
    else:
        decoded = _as_utf16(raw) or _as_utf8(raw, "utf-8")
    return decoded or _as_japanese(raw) or _as_unknown(raw)


def _as_utf8(raw: bytes, name: str) -> Decoded | None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Decoded(raw, name)


def _as_utf16(raw: bytes) -> Decoded | None:
    """UTF-16 by its mark, or without one where every other byte of the beginning is NUL (ASCII headers)."""
    head = raw[:16]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif len(head) >= 8 and not any(head[1::2]) and all(head[0::2]):
        name = "utf-16-le"
    elif len(head) >= 8 and not any(head[0::2]) and all(head[1::2]):
        name = "utf-16-be"
    else:
        return None
    text = raw.decode(name, "replace")
    return Decoded(text.encode("utf-8", "replace"), "utf-16")


def _as_japanese(raw: bytes) -> Decoded | None:
    """cp932 or EUC-JP: of those that read whole, the one with less half-width kana (which almost any bytes give in
    cp932); None unless its characters beyond ASCII stand in runs of Japanese, as those of Latin-1 never do."""
    best: tuple[float, str, str] | None = None
    for name in ("cp932", "euc_jp"):
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        foreign = max(1, len(_FOREIGN.findall(sample)))
        half = len(_HALF_KANA.findall(sample)) / foreign
        in_runs = sum(map(len, _JAPANESE_RUN.findall(sample))) / foreign
        if in_runs >= _TRUSTED_SHARE and half <= _MOST_HALF_KANA and (best is None or half < best[0]):
            best = (half, name, text)
    return None if best is None else Decoded(best[2].encode("utf-8"), best[1])


def _as_unknown(raw: bytes) -> Decoded:
    body = raw.removeprefix(codecs.BOM_UTF8)
    try:
        body.decode("utf-8")
        bad_at = -1
    except UnicodeDecodeError as error:
        bad_at = error.start
    return Decoded(body.decode("utf-8", "replace").encode("utf-8"), "unknown", bad_at)
