"""Writings folded together, so that what a person types finds a name however it is written.

Two keys are made of every text. `plain`: NFKC, small letters, katakana as hiragana, without spaces and signs. `spoken`:
that with kana in Latin letters and the spellings of one sound made one (Hepburn and Kunrei: shi = si, chi = ti, fu =
hu, ja = zya; long vowels, double consonants and the long mark once; n before b, m, p). Kanji stay as they are. Begins
of texts have begins of keys, so half a word finds too.
The kana in Latin letters are jaconv's; applying them to columns is polars'. What does not live here: what is searched.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import jaconv
import polars as pl

_KANA = [chr(c) for c in range(0x3041, 0x3097)]
_SMALL = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}
_SMALL_Y = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo"}
_SILENT = ("っ", "ー", "゛", "゜")
_SOUNDS: tuple[tuple[str, str], ...] = (
    *((f"{a}{v}", f"{b}y{v}") for (a, b), v in product(
        (("sh", "s"), ("tch", "t"), ("cch", "t"), ("ch", "t"), ("jy", "z")), "aueo")),
    ("tchi", "ti"), ("cchi", "ti"), ("shi", "si"), ("chi", "ti"), ("sh", "s"), ("ch", "t"), ("tsu", "tu"),
    ("ts", "t"), ("ji", "zi"),
    *((f"j{v}", f"zy{v}") for v in "aueo"), ("j", "z"), ("di", "zi"), ("du", "zu"), ("dzu", "zu"), ("wo", "o"),
    ("mb", "nb"), ("mp", "np"), ("mm", "nm"), ("f", "h"), ("l", "r"), ("v", "b"), ("c", "k"), ("q", "k"),
)  # fmt: skip
"""Spellings of one sound → one of them, the first that fits wins. Sounds apart in other languages fall together too:
a key is for finding, never for showing."""
_DOUBLED = tuple(letter * n for letter in "bcdfghjklmnpqrstvwxyz" for n in (3, 2))
_LONG = (("a+", "a"), ("i+", "i"), ("u+", "u"), ("e[ei]+", "e"), ("o[ou]+", "o"))
_SIGNS = r"[\s\p{P}\p{S}\p{C}\p{Z}]+"


@cache
def _hiragana() -> dict[str, str]:
    """Katakana → hiragana, character by character."""
    katakana = [chr(c) for c in range(0x30A1, 0x30FB)]
    folded = {k: jaconv.kata2hira(k) for k in katakana}
    return {k: h for k, h in folded.items() if k != h} | {"ヶ": "け", "ヵ": "か"}  # 霞ヶ関 is 霞ケ関


@cache
def _latin() -> dict[str, str]:
    """Kana → Latin letters, pairs first; silent signs → nothing."""
    single = {k: jaconv.kana2alphabet(k).lstrip("xl") for k in _KANA}
    single = {k: v for k, v in single.items() if v.isascii()} | _SMALL | _SMALL_Y | dict.fromkeys(_SILENT, "")
    pairs = {a + y: jaconv.kana2alphabet(a + y) for a in single for y in _SMALL_Y if single[a][-1:] == "i"}
    pairs |= {a + s: single[a][:-1] + v for a in single for s, v in _SMALL.items() if len(single[a]) > 1}
    return {**{k: v for k, v in pairs.items() if v.isascii()}, **single}


def _replaced(texts: pl.Series, table: dict[str, str]) -> pl.Series:
    # by position: the first of the table's patterns that fits there
    return texts.str.replace_many(list(table), list(table.values()), leftmost=True)


def plain_keys(texts: pl.Series) -> pl.Series:
    """The `plain` key of each text ('' for a text of signs alone, null for null)."""
    wide = texts.str.normalize("NFKC").str.to_lowercase()
    return _replaced(wide, _hiragana()).str.replace_all(_SIGNS, "")


def spoken_keys(plain: pl.Series) -> pl.Series:
    """The `spoken` key of each `plain` key."""
    latin = _replaced(plain, _latin()).str.normalize("NFD").str.replace_all(r"\p{M}+", "")
    one = _replaced(latin, dict(_SOUNDS))
    out = _replaced(one, {d: d[0] for d in _DOUBLED})
    for pattern, vowel in _LONG:
        out = out.str.replace_all(pattern, vowel)
    return out


def keys_of_text(text: str) -> tuple[str, str]:
    """(`plain`, `spoken`) of one text."""
    plain = plain_keys(pl.Series([text], dtype=pl.String))
    return str(plain[0]), str(spoken_keys(plain)[0])
