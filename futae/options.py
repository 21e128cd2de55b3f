"""Options that several commands share, and how their text is read.

What does not live here: the commands (`cli`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from terms.clocks import parse_date
from terms.reports import LANGUAGES


def read_date(text: str) -> date:
    """A date option; raises BadRequest."""
    return parse_date(text)


def read_lang(text: str) -> str:
    """A language option; raises typer.BadParameter."""
    if text not in LANGUAGES:
        raise typer.BadParameter(f"{text!r}: {' / '.join(LANGUAGES)}")
    return text


def present(path: Path | None) -> Path | None:
    """A file or folder that is there, or none named. Said in both languages, for it comes before any language is known;
    raises typer.BadParameter."""
    if path is not None and not path.exists():
        raise typer.BadParameter(f"ファイルがありません / there is no such file: {path}")
    return path


def all_present(paths: list[Path] | None) -> list[Path] | None:
    """`present` of each."""
    for path in paths or ():
        present(path)
    return paths


Home = Annotated[Path, typer.Option(help="folder of database, store and Dagster's instance", envvar="FUTAE_HOME")]
Today = Annotated[
    date | None,
    typer.Option(
        parser=read_date,
        metavar="DATE",
        envvar="FUTAE_TODAY",
        help="reference date, e.g. 2020-01-15 (default: the clock)",
    ),
]
Licences = Annotated[list[str] | None, typer.Option("--licence", help="licence id, e.g. CC-BY-4.0; may be repeated")]
Lang = Annotated[str, typer.Option(callback=read_lang, envvar="FUTAE_LANG", help="ja or en")]
DEFAULT_HOME = Path(".futae")
