"""`futae town`: words and options of the command. What does not live here: the town itself (futae.town)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from futae.options import Today


def town(
    out: Annotated[Path, typer.Option(help="the folder to write into; made if absent", file_okay=False)],
    today: Today = None,
) -> None:
    """Write the sample town's files, one small faulty feed for each family of mistakes, and a README about them."""
    from futae.given import settings_for
    from futae.town.gallery_page import FAULTY, write_all

    day = today or settings_for(None).reference_date(datetime.now(UTC))
    files, examples = write_all(out, today=day)
    typer.echo(f"{len(files)} files of the town → {out}")
    typer.echo(f"{len(examples)} faulty examples → {out / FAULTY}")
    typer.echo(f"what they are: {out / 'README.md'}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: futae town --out town && futae check town/faulty/time-backwards.zip")(town)
