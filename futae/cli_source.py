"""`futae source`, `futae follow` and `futae import`: the addresses at which feeds are followed, on this machine's home.

What does not live here: asking (pipelines.asking), sources and their rows (catalog.sources), the same over HTTP
(api.routers.sources), registry files (registry_file).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from futae.options import DEFAULT_HOME, Home, present

source_app = typer.Typer(help="Sources: the addresses at which feeds are followed.", no_args_is_help=True)
Feed = Annotated[str, typer.Argument(metavar="ORG/FEED", help="organisation and feed, such as unobus/main")]
LOCAL = "local"


@source_app.command("add", epilog="Example: futae source add unobus/main https://example.jp/gtfs.zip --every 24")
def add(
    feed: Feed,
    url: Annotated[str, typer.Argument(help="https address on a public host")],
    every: Annotated[int, typer.Option(help="hours between two askings", min=1)] = 24,
    home: Home = DEFAULT_HOME,
) -> None:
    """Follow a feed at an address, or change how. A running worker asks within seconds; `futae source ask` asks now."""
    from catalog.sources import put_source
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home
    from terms.ids import FeedKey
    from terms.outside import parse_outside

    settings = settings_for(home)
    address = parse_outside(url, loopback=settings.outside_loopback).url
    row = put_source(open_home(settings), FeedKey.parse(feed), address, every_hours=every, actor=LOCAL, now=clock())
    typer.echo(f"{row.feed} is followed, every {row.every_hours} h")


@source_app.command("list", epilog="Example: futae source list   or, with keys that may stand in them: … --urls")
def list_them(
    urls: Annotated[bool, typer.Option("--urls", help="whole addresses, with any key in them")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """List all sources: host, when it was asked, how that ended, when it is asked next."""
    from catalog.sources import list_sources, shown_url
    from futae.given import settings_for
    from pipelines.workshop import open_home
    from terms.clocks import instant_text

    for one in list_sources(open_home(settings_for(home))):
        asked = f"{instant_text(one.asked_at)} {one.outcome}" if one.asked_at else "not asked yet"
        again = f", {one.failures} failures in a row" if one.failures else ""
        where = one.url if urls else shown_url(one.url)
        typer.echo(f"{one.feed} {where}: {asked}{again}; next {instant_text(one.next_at)}")


@source_app.command("ask", epilog="Example: futae source ask unobus/main")
def ask(feed: Feed, home: Home = DEFAULT_HOME) -> None:
    """Ask a source now, due or not; what is new waits for the worker (or `futae build`). 1: asking failed."""
    from catalog.sources import get_source
    from futae.given import settings_for
    from pipelines.asking import follower_of
    from pipelines.workshop import holder_name, open_home
    from terms.errors import Conflict
    from terms.ids import FeedKey

    settings, key = settings_for(home), FeedKey.parse(feed)
    catalog = open_home(settings)
    get_source(catalog, key)
    found = follower_of(settings, catalog, holder_name("ask")).ask_one(key)
    if found is None:
        raise Conflict(f"{key} is being asked by another")
    typer.echo(f"{key}: {found[1].words}")
    raise typer.Exit(0 if found[1].ok else 1)


@source_app.command("remove", epilog="Example: futae source remove unobus/main")
def remove(feed: Feed, home: Home = DEFAULT_HOME) -> None:
    """Follow a feed no more; its versions stay."""
    from catalog.sources import remove_source
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home
    from terms.ids import FeedKey

    key = FeedKey.parse(feed)
    remove_source(open_home(settings_for(home)), key, actor=LOCAL, now=clock())
    typer.echo(f"{key} is not followed any more")


def follow(
    registry: Annotated[Path, typer.Argument(metavar="FILE", help="YAML: feeds with `url`", callback=present)],
    auto_publish: Annotated[bool, typer.Option(help="publish every version that has no error")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Follow all feeds of a registry file that have a `url`: makes organisations and feeds, brings licences and
    audiences up to the file. Run again, it changes only what the file changed."""
    from futae.following import follow_registry
    from futae.given import settings_for

    follow_registry(registry, settings_for(home), typer.echo, auto_publish=auto_publish)


def import_(
    name: Annotated[str, typer.Argument(metavar="LIST", help="gtfs-data-repository or odpt")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="the registry file to write; it must not be there yet")],
    url: Annotated[str | None, typer.Option(help="another address of the list")] = None,
) -> None:
    """Write a registry file from the list of a catalogue: feeds, addresses, licences, whom to credit, and what was left
    out and why. Nothing is followed yet: read the file, then `futae follow FILE`."""
    from futae.given import settings_for
    from futae.lists.importing import import_list

    import_list(name, url, out, settings_for(None), typer.echo)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(source_app, name="source")
    app.command("follow", epilog="Example: futae follow registry.yaml --auto-publish")(follow)
    app.command("import", epilog="Example: futae import gtfs-data-repository --out registry.yaml")(import_)
