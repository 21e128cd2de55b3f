"""`futae docs`: the reference pages. What does not live here: what they say (futae.reference)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command, which describes `app` itself."""

    @app.command(epilog="Example: futae docs --check")
    def docs(
        out: Annotated[Path, typer.Option(help="folder of the pages")] = Path("docs/reference"),
        check: Annotated[bool, typer.Option("--check", help="say which pages are not true; exit 1 if any")] = False,
    ) -> None:
        """Write the reference (notices, settings, layers, endpoints, commands) from the code's declarations."""
        from futae.reference.pages import untrue, write_pages

        if check:
            stale = untrue(app, out)
            for name in stale:
                typer.echo(f"{out / name} is not what the code says; run: futae docs")
            raise typer.Exit(1 if stale else 0)
        for name in write_pages(app, out):
            typer.echo(f"wrote {out / name}")
