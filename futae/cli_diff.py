"""`futae diff`: words and options of the command. What does not live here: what it does (futae.difffile)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from futae.options import Lang, present


def diff(
    old: Annotated[
        Path, typer.Argument(help="the version until now: a GTFS or GTFS-JP zip (or folder)", callback=present)
    ],
    new: Annotated[Path, typer.Argument(help="the version from now on", callback=present)],
    format: Annotated[str, typer.Option(help="text, json or html")] = "text",
    lang: Lang = "ja",
    out: Annotated[Path | None, typer.Option(help="write the comparison there instead of printing it")] = None,
) -> None:
    """Compare two versions of a feed by content: 0 equal, 1 different, 2 one of them cannot be read.

    Says what changes for riders (trips per day, first and last bus, routes, stops, fares), which ids persist, and which
    changes of the files it cannot explain."""
    from futae.difffile import diff_files, written
    from terms.errors import BadRequest

    if format not in ("text", "json", "html"):
        raise BadRequest(f"format must be text, json or html, not {format!r}")
    done = diff_files(old, new)
    text = written(done, format, "en" if lang == "en" else "ja", old.name, new.name)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
    raise typer.Exit(done.exit_code)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog="Example: futae diff gtfs-2024.zip gtfs-2025.zip   or   futae diff old.zip new.zip --format html --out "
        "diff.html"
    )(diff)
