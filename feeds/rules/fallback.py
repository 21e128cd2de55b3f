"""Words for a code that has none of its own (a rule newer than our texts): made from where it was found.

What does not live here: real sentences (`canonical_texts/`, `jp/`).
"""

from __future__ import annotations

from collections.abc import Sequence

from feeds.rules.rule import words
from terms.notices import Notice, RuleText


def fallback_text(code: str, notices: Sequence[Notice]) -> RuleText:
    """A sentence that names table, row, column and value as far as every notice has them."""
    has = {
        name: bool(notices) and all(getattr(n, name) is not None for n in notices)
        for name in ("table", "row", "column", "value")
    }
    name = code.replace("_", " ")
    ja_place = "".join(
        part
        for part, there in (
            ("{table} ", has["table"]),
            ("{row}行目", has["row"]),
            ("の列 {column}", has["column"]),
        )
        if there
    ).strip()
    en_place = ", ".join(
        part
        for part, there in (("{table}", has["table"]), ("row {row}", has["row"]), ("column {column}", has["column"]))
        if there
    )
    ja_value = "（値「{value}」）" if has["value"] else ""
    en_value = " (value “{value}”)" if has["value"] else ""
    return words(
        ja=(
            f"{ja_place or 'このデータ'}{ja_value}は、GTFSの規則「{code}」に合っていません。",
            "GTFSの仕様書でこの項目の決まりを確かめ、値を直してください。",
        ),
        en=(
            f"{en_place or 'This feed'}{en_value} does not follow the GTFS rule “{name}”.",
            "Check the rule for this item in the GTFS reference and correct the value.",
        ),
    )
