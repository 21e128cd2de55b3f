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
_JAPANESE_RUN = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]{2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_TRUSTED_SHARE = 0.8


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
    head = raw[:64]
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
    """cp932 or EUC-JP, whichever reads whole and looks the more Japanese; None when neither does."""
    best: tuple[float, str, str] | None = None
    for name in ("cp932", "euc_jp"):
        try:
            text = raw.decode(name)
        except UnicodeDecodeError:
            continue
        share = _japanese_share(text[:_SAMPLE])
        if best is None or share > best[0]:
            best = (share, name, text)
    if best is None or best[0] < _TRUSTED_SHARE:
        return None
    return Decoded(best[2].encode("utf-8"), best[1])


def _japanese_share(text: str) -> float:
    """Share of the characters beyond ASCII that stand in runs of two or more Japanese ones; half-width kana, which any
    bytes give, do not count as Japanese nor, where they are few, against it."""
    foreign = len(_FOREIGN.findall(text))
    half = len(_HALF_KANA.findall(text))
    in_runs = sum(len(run) for run in _JAPANESE_RUN.findall(text))
    if foreign and half / foreign < 0.3:
        foreign -= half
    return in_runs / foreign if foreign else 0.0


def _as_unknown(raw: bytes) -> Decoded:
    body = raw.removeprefix(codecs.BOM_UTF8)
    try:
        body.decode("utf-8")
        bad_at = -1
    except UnicodeDecodeError as error:
        bad_at = error.start
    return Decoded(body.decode("utf-8", "replace").encode("utf-8"), "unknown", bad_at)
