"""Names in three writings, and the book that gathers them for translations.txt.

What lives here: `Name` and `WordBook`. What does not: the names themselves (stops, lines, gtfs_bus, school).
"""

from __future__ import annotations

from dataclasses import dataclass, field

LANGUAGES = ("ja", "ja-Hrkt", "en")


@dataclass(frozen=True, slots=True)
class Name:
    """One invented name as written (`ja`), as read (`kana`, hiragana) and in English (`en`)."""

    ja: str
    kana: str
    en: str

    def via(self, place: Name) -> Name:
        """This destination by way of `place`, as a bus shows it on its front."""
        return Name(f"{self.ja}（{place.ja}経由）", f"{self.kana}（{place.kana}けいゆ）", f"{self.en} via {place.en}")


@dataclass(slots=True)
class WordBook:
    """Gathers every Japanese text of a feed while its rows are written, keyed by (table, field, text)."""

    entries: dict[tuple[str, str, str], Name] = field(default_factory=dict)

    def put(self, table: str, column: str, name: Name) -> str:
        """Note the name for (table, column) and return the text to write; one text has one reading, else ValueError."""
        known = self.entries.setdefault((table, column, name.ja), name)
        if known != name:
            raise ValueError(f"{name.ja!r} has two readings: {known} and {name}")
        return name.ja

    def rows(self) -> list[dict[str, str]]:
        """Rows of translations.txt (GTFS layout, by field_value): ja, ja-Hrkt and en for every text."""
        out: list[dict[str, str]] = []
        for (table, column, text), name in self.entries.items():
            for language, translation in zip(LANGUAGES, (name.ja, name.kana, name.en), strict=True):
                out.append(
                    {
                        "table_name": table,
                        "field_name": column,
                        "language": language,
                        "translation": translation,
                        "field_value": text,
                    }
                )
        return out

    def rows_by_text(self) -> list[dict[str, str]]:
        """Rows of translations.txt in the layout of edition 2, by the text alone; one text has one reading everywhere,
        else ValueError."""
        names: dict[str, Name] = {}
        for (_, _, text), name in self.entries.items():
            if names.setdefault(text, name) != name:
                raise ValueError(f"{text!r} has two readings: {names[text]} and {name}")
        return [
            {"trans_id": text, "lang": language, "translation": translation}
            for text, name in names.items()
            for language, translation in zip(LANGUAGES, (name.ja, name.kana, name.en), strict=True)
        ]
