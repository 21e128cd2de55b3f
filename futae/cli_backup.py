"""`futae backup`, `futae restore`: options and help texts. What does not live here: what they do (backing_up)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from futae.options import DEFAULT_HOME, Home, Lang

Folder = Annotated[Path, typer.Argument(help="folder of the backups; on another disk than the home")]


def backup(
    folder: Folder,
    keep: Annotated[int | None, typer.Option(help="afterwards keep only so many of the newest", min=1)] = None,
    home: Home = DEFAULT_HOME,
    lang: Lang = "ja",
) -> None:
    """Back up a home while its service runs: organisations, keys, versions, releases, audit, and every file they need.

    The folder holds many backups and each file once, so that a second one copies only what is new. It is readable by
    its owner only, since it holds the home's secrets. Exit 1 when the home itself lacks files."""
    from futae.backing_up import backup as run
    from futae.given import settings_for

    raise typer.Exit(0 if run(settings_for(home), folder, keep, typer.echo, lang=lang) else 1)


def restore(
    folder: Folder,
    backup: Annotated[str | None, typer.Option(help="which, e.g. 20261126T040000Z; default: the newest")] = None,
    home: Home = DEFAULT_HOME,
    lang: Lang = "ja",
) -> None:
    """Fill an empty home from a backup. The home may be on another kind of database (FUTAE_DATABASE_URL)."""
    from futae.backing_up import restore as run
    from futae.given import settings_for

    run(settings_for(home), folder, backup, typer.echo, lang=lang)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: futae backup /mnt/backup/futae --keep 14   (daily, from cron)")(backup)
    app.command(epilog="Example: futae restore /mnt/backup/futae --home /srv/futae-new")(restore)
