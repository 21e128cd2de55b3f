"""Small pieces of Markdown: a table, a cell that cannot break one, the head of a made page.

What does not live here: what the pages say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    """A value as one cell: on one line, bars escaped, braces of templates as code."""
    return " ".join(str(text).split()).replace("|", "\\|") if text not in (None, "") else ""


def code(text: object) -> str:
    """A value as code, empty for nothing."""
    words = cell(text)
    return f"`{words}`" if words else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are given ready."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)


def page(title: str, intro: str, *sections: str) -> str:
    """A whole page with the note that it is made."""
    made = "<!-- made by `futae docs`; edit the declarations in the code, not this page -->"
    return "\n\n".join([f"# {title}", made, intro, *sections]) + "\n"
