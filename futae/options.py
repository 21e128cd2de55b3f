"""Options that several commands share, and how their text is read.

What does not live here: the commands (`cli`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from terms.clocks import parse_date


def read_date(text: str) -> date:
    """A date option; raises BadRequest."""
    return parse_date(text)


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
Lang = Annotated[str, typer.Option(help="ja or en")]
DEFAULT_HOME = Path(".futae")
