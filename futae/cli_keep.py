"""`futae gc`, `pin`, `unpin`, `bury`, `upgrade`: what is kept, what goes, what is brought up to date: options, words.

What does not live here: sweeping (pipelines.sweep), pins (catalog.keeping), what `burying` and `upgrading` do.
"""

from __future__ import annotations

from typing import Annotated

import typer

from futae.options import DEFAULT_HOME, Home, Lang

LOCAL = "local"


def gc(
    home: Home = DEFAULT_HOME,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be done")] = False,
    unmarked_for: Annotated[
        str, typer.Option(help="delete what nothing has asked for during this time: 24h, 7d, 30m, 0")
    ] = "24h",
    lang: Lang = "ja",
) -> None:
    """Let go of releases that are not kept any more and delete bytes that nothing asks for. Safe beside a service.

    Kept: every release of the last 30 days, then the last of each month (FUTAE_KEEP_RELEASES_DAYS,
    FUTAE_KEEP_RELEASES_MONTHS), pinned ones; all uploads with their reports, tables and features. What is unmarked
    is noted first and deleted by a run a day later."""
    from futae.given import settings_for
    from futae.sweeping import lines_of
    from pipelines.sweep import open_keeper, sweep
    from terms.keeping import parse_span

    with open_keeper(settings_for(home)) as keeper:
        swept = sweep(keeper, unmarked_for=parse_span(unmarked_for), dry_run=dry_run)
    for line in lines_of(swept, "en" if lang == "en" else "ja", span=unmarked_for, dry_run=dry_run):
        typer.echo(line)


def pin(
    name: Annotated[str | None, typer.Argument(help="a-z 0-9 . _ -; none: list the pins")] = None,
    release: Annotated[int | None, typer.Option(help="the release's number; default: the current one")] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Keep a release for as long as it is pinned, whatever its age; without a name, list what is pinned."""
    from catalog.keeping import list_pins
    from catalog.keeping import pin as keep
    from catalog.releases import current
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home
    from terms.clocks import instant_text
    from terms.errors import BadRequest, NotThere

    catalog = open_home(settings_for(home))
    if name is None:
        if release is not None:
            raise BadRequest("name the pin: futae pin NAME --release N")
        for row in list_pins(catalog):
            typer.echo(f"{row.name}: release {row.number}, pinned {instant_text(row.pinned_at)} by {row.actor}")
        return
    if release is None:
        newest = current(catalog)
        if newest is None:
            raise NotThere("nothing has been released yet")
        release = newest.number
    row = keep(catalog, name, release, actor=LOCAL, now=clock())
    typer.echo(f"release {row.number} is kept as {row.name}: /v1/releases/{row.number}, ?release={row.number}")


def unpin(
    name: Annotated[str, typer.Argument(help="the pin's name; `futae pin` lists them")], home: Home = DEFAULT_HOME
) -> None:
    """Take a pin away; the release is then kept as long as any other."""
    from catalog.keeping import unpin as let_go
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    row = let_go(open_home(settings_for(home)), name, actor=LOCAL, now=clock())
    typer.echo(f"release {row.number} is not pinned as {row.name} any more")


def bury(
    target: Annotated[
        str, typer.Argument(metavar="ORG/FEED[@VERSION]", help="a feed with all it ever was, or a version")
    ],
    reason: Annotated[str, typer.Option(help="why; shown with 410 at every address it had")],
    home: Home = DEFAULT_HOME,
) -> None:
    """Withdraw a feed, or one version of it, for legal reasons and for good. There is no way back.

    It leaves the map with a new release; older releases that hold it, its file, report and statistics answer 410 with
    the reason; it cannot be sent or published again. `futae gc` then deletes all that is stored of it."""
    from futae.burying import bury as run
    from futae.given import settings_for

    run(settings_for(home), target, reason, typer.echo)


def upgrade(
    home: Home = DEFAULT_HOME,
    check: Annotated[bool, typer.Option("--check", help="change nothing; exit 1 when something is to be done")] = False,
) -> None:
    """Bring the database of a home to this Futae and list what `futae build --stale` will rebuild. Makes no backup.

    `futae serve` migrates by itself when it starts; a database that a newer Futae wrote is refused."""
    from futae.given import settings_for
    from futae.upgrading import upgrade as run

    left = run(settings_for(home), typer.echo, check=check)
    raise typer.Exit(1 if check and left else 0)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: futae gc --dry-run   (what would go)   or   futae gc   (daily, from cron)")(gc)
    app.command(epilog="Example: futae pin before-renumbering --release 41   or   futae pin   (the list)")(pin)
    app.command(epilog="Example: futae unpin before-renumbering")(unpin)
    app.command(epilog='Example: futae bury shiomi/bus@3 --reason "court order of 2026-11-20"')(bury)
    app.command(epilog="Example: futae upgrade --check   and then   futae upgrade")(upgrade)
