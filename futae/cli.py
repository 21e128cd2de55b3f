"""The command line `futae`: words, options and exit codes. Exit 0 done, 1 refused or blocked, 2 unreadable or misused,
3 when this machine could not read any file.

What does not live here: what a command does (its own module).
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from futae import (
    cli_backup,
    cli_diff,
    cli_docs,
    cli_keep,
    cli_keys,
    cli_notify,
    cli_publish,
    cli_source,
    cli_town,
    cli_unify,
)
from futae.options import DEFAULT_HOME, Home, Lang, Licences, Today, all_present, present
from terms.errors import BoxError, Conflict, FutaeError

app = typer.Typer(
    help="Futae (二重): the open two-layer map of mobility.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip
org_app = typer.Typer(help="Organisations.", no_args_is_help=True)
feed_app = typer.Typer(help="Feeds.", no_args_is_help=True)
app.add_typer(org_app, name="org")
app.add_typer(feed_app, name="feed")

File = Annotated[
    Path,
    typer.Argument(
        help="a GTFS or GTFS-JP zip (or folder), or an N03 file (GeoJSON, shapefile or GML in a zip)", callback=present
    ),
]


def say(words: str) -> None:
    """One line for the person at the terminal."""
    typer.echo(words)


@app.command(
    epilog="Example: futae check gtfs.zip   or   futae check gtfs.zip --format html --out report.html   or "
    "every row of one code: futae check gtfs.zip --rows stop_without_location --out rows.csv"
)
def check(
    file: File,
    format: Annotated[str, typer.Option(help="text, json or html")] = "text",
    lang: Lang = "ja",
    today: Today = None,
    edition: Annotated[str, typer.Option(help="auto, v2, v3 or v4")] = "auto",
    out: Annotated[Path | None, typer.Option(help="write the report there instead of printing it")] = None,
    policy: Annotated[
        Path | None, typer.Option(help="YAML: base, block, permit; what blocks", callback=present)
    ] = None,
    licence: Licences = None,
    rows: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="instead of the report every row of that code; --out x.csv or x.geojson"),
    ] = None,
) -> None:
    """Check one file: 0 it can be published, 1 it is blocked, 2 it cannot be read, 3 it could not be checked here."""
    from futae.checkfile import EXIT, check_file, written
    from futae.given import settings_for
    from futae.policy_file import read_policy_file
    from terms.reports import outcome

    if licence:
        from futae.registry_file import check_licences  # loads the catalog, which a check without it does not need

        check_licences(licence)
    settings, chosen = settings_for(None), read_policy_file(policy)
    now = datetime.now(UTC)
    judged_at, at = today or settings.reference_date(now), None if today or settings.today else now
    with tempfile.TemporaryDirectory() as folder:
        if rows is not None:
            _require_form(out)
        kept = Path(folder) / "rows.parquet"
        report = check_file(
            file,
            today=judged_at,
            at=at,
            edition=edition,
            rows=None if rows is None else kept,
            policy=chosen,
            licence_ids=licence or None,
        )
        if rows is not None:
            from futae.checkrows import write_rows  # loads Arrow

            write_rows(report, kept, rows, lang, out)
    if rows is None:
        text = written(report, format, lang, file.name)
        if out is None:
            typer.echo(text, nl=False)
        else:
            out.write_text(text, encoding="utf-8")
    raise typer.Exit(EXIT[outcome(report)])


def _require_form(out: Path | None) -> None:
    from futae.checkrows import form_of

    form_of(out)


@app.command(
    epilog="Example: futae demo   (the sample town)   or   futae demo ~/feeds/*.zip --licence CC-BY-4.0   or, many "
    "feeds with generations: futae demo --no-serve --home build/real ../shared/data/gtfs-jp/*.zip --registry "
    "registry/gtfs-jp.yaml"
)
def demo(
    files: Annotated[
        list[Path] | None, typer.Argument(help="files; none: the sample town", callback=all_present)
    ] = None,
    home: Home = DEFAULT_HOME,
    port: Annotated[int, typer.Option(help="port on 127.0.0.1")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="serve afterwards")] = True,
    registry: Annotated[
        Path | None, typer.Option(help="YAML: files → feeds, licence, audience; see registry/", callback=present)
    ] = None,
    licence: Licences = None,
    today: Today = None,
) -> None:
    """Check, publish and show files (or the sample town) on this machine. Without a registry each file is a feed. Run
    again on the same home, it takes in what is new and leaves the rest."""
    from futae.demo import build_demo
    from futae.given import settings_for
    from futae.serving import require_free, serve_anew

    settings = settings_for(home, today=today, serve_unstated=True)
    if serve:
        require_free("127.0.0.1", port)
    build_demo(files or [], registry, licence or ["unknown"], settings, say)
    if serve:
        at = f"http://127.0.0.1:{port}"
        say(f"地図 map: {at}/   送る send: {at}/send   API: {at}/v1   (Ctrl-C: 終了 end)")
        serve_anew(settings, port)


@org_app.command("add", epilog="Example: futae org add unobus")
def org_add(
    org: Annotated[str, typer.Argument(help="a-z 0-9 . _ -")],
    name: Annotated[str, typer.Option(help="what people call it")] = "",
    home: Home = DEFAULT_HOME,
) -> None:
    """Add an organisation."""
    from catalog.orgs import add_org
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    row = add_org(open_home(settings_for(home)), org, name, now=clock())
    say(f"organisation {row.org} is there")


@feed_app.command("add", epilog="Example: futae feed add unobus/main --licence CC0-1.0")
def feed_add(
    feed: Annotated[str, typer.Argument(metavar="ORG/FEED", help="organisation and feed, such as unobus/main")],
    licence: Licences = None,
    audience: Annotated[str, typer.Option(help="public, org:ORG or grant:NAME")] = "public",
    edition: Annotated[str, typer.Option(help="auto, v2, v3 or v4")] = "auto",
    timezone: Annotated[str | None, typer.Option(help="IANA name; default: the feed's own")] = None,
    title: Annotated[str, typer.Option(help="what people call it; default: the file's own words")] = "",
    auto_publish: Annotated[bool, typer.Option(help="publish every version that has no error")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Add a feed, or change its licence, audience or edition."""
    from catalog.feeds import put_feed
    from futae.given import settings_for
    from futae.registry_file import check_licences
    from pipelines.workshop import clock, open_home
    from terms.audiences import parse_audience
    from terms.ids import FeedKey

    row = put_feed(
        open_home(settings_for(home)), FeedKey.parse(feed), licence_ids=check_licences(licence or ["unknown"]),
        audience=parse_audience(audience), edition=edition, timezone=timezone, publish_when_clean=auto_publish,
        title=title, now=clock(),
    )  # fmt: skip
    say(f"feed {row.key}: {', '.join(row.licence_ids)}, for {row.audience}, edition {row.edition}")


@app.command(epilog="Example: futae push gtfs.zip --feed unobus/main --url http://127.0.0.1:8000 --key KEY --publish")
def push(
    file: File,
    feed: Annotated[str, typer.Option(metavar="ORG/FEED", help="the feed it is a version of")],
    url: Annotated[str, typer.Option(envvar="FUTAE_URL", help="address of the service")],
    key: Annotated[str, typer.Option(envvar="FUTAE_KEY", help="a key that may upload (and publish)")],
    publish: Annotated[bool, typer.Option(help="make it live when nothing blocks")] = False,
    wait_live: Annotated[bool, typer.Option(help="wait for the release that holds it")] = False,
    audience: Annotated[str, typer.Option(help="the feed's audience, for --wait-live")] = "public",
    lang: Lang = "ja",
) -> None:
    """Send a file to a running service and tell what was found (0 publishable, 1 blocked, 2 unreadable)."""
    from futae.push import EXIT, Caller
    from futae.push import push as send
    from terms.ids import FeedKey

    caller = Caller(url, key, lang)
    done = send(file, FeedKey.parse(feed), caller, publish=publish, wait_live=wait_live, audience=audience, told=say)
    raise typer.Exit(EXIT.get(done.version["state"], 1))


@app.command(epilog="Example: futae build --stale")
def build(
    stale: Annotated[bool, typer.Option(help="rebuild what another Futae, layer or engine made")] = False,
    products: Annotated[bool, typer.Option(help="then make statistics and the unified feed")] = False,
    home: Home = DEFAULT_HOME,
    today: Today = None,
) -> None:
    """Work on everything that waits and publish it, without a running service."""
    from futae.given import settings_for
    from futae.home import local_worker
    from pipelines.stale import rebuild_stale

    with local_worker(settings_for(home, today=today)) as worker:
        while worker.work_once():
            pass
        if stale:
            for one in rebuild_stale(worker.workshop):
                say(f"rebuilt {one.feed} version {one.number}: {one.collection}")
        worker.timekeeper.keep()
        derived, left = worker.publisher.publish_all(), worker.publisher.waits()
    if left:
        raise Conflict("another publisher of this home holds the lease and has made no release yet: run this again")
    say(f"release {derived.number}: cut {derived.work.cut}" if derived else "nothing waits")
    if products:
        from futae.products import make_products

        raise typer.Exit(make_products(settings_for(home, today=today), say))


@app.command(epilog="Example: futae serve --port 8000")
def serve(
    home: Home = DEFAULT_HOME,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    worker: Annotated[bool, typer.Option("--worker/--no-worker", help="start a worker beside the API")] = True,
    today: Today = None,
) -> None:
    """Serve the API and the map, with a worker beside it."""
    from futae.given import settings_for
    from futae.serving import require_free
    from futae.serving import serve as run_service
    from pipelines.workshop import open_home

    settings = settings_for(home, today=today)
    require_free(host, port)
    open_home(settings).close()
    run_service(settings, host=host, port=port, with_worker=worker)


@app.command(epilog="Example: futae trace unobus.zip 12/3571/1630 --today 2020-01-15")
def trace(
    file: File, tile: Annotated[str, typer.Argument(metavar="Z/X/Y", help="the tile to walk to")], today: Today = None
) -> None:
    """Walk one file to one tile in one process; print each hop with its size and time."""
    from futae.given import settings_for
    from futae.trace import trace as walk

    walk(file, tile, settings_for(None, today=today), say)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    epilog="Example: futae bench publish   (futae bench list names them all)",
)
def bench(context: typer.Context, name: Annotated[str, typer.Argument(help="which one")]) -> None:
    """Run one benchmark and print its table; further options go to the benchmark."""
    from bench.registry import run_bench

    raise typer.Exit(run_bench(name, list(context.args)))


cli_backup.register(app)
cli_diff.register(app)
cli_docs.register(app)
cli_keep.register(app)
cli_keys.register(app)
cli_notify.register(app)
cli_publish.register(app)
cli_source.register(app)
cli_town.register(app)
cli_unify.register(app)


def main() -> None:
    """Entry point: our own errors are one line on standard error, exit 1 (2 for misuse, 3 where no box starts: a
    machine too busy to check a file must not say that the file is blocked)."""
    from futae.hooks import install

    try:
        install(os.environ)
        app()
    except FutaeError as error:
        from feeds.reportpage.visible import for_terminal  # it may repeat what a file says

        typer.echo(for_terminal(f"futae: {error}".split("\n")), err=True, nl=False)
        sys.exit(3 if isinstance(error, BoxError) else 1)


if __name__ == "__main__":
    main()
