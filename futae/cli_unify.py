"""`futae unify`: words and options of the command. What does not live here: what it does (futae.unify)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from futae.options import Lang, Licences, Today, all_present, present


def unify(
    files: Annotated[list[Path], typer.Argument(help="GTFS or GTFS-JP zips", callback=all_present, dir_okay=False)],
    out: Annotated[Path, typer.Option(help="the merged zip")],
    report: Annotated[Path | None, typer.Option(help="write the whole account there, as JSON")] = None,
    registry: Annotated[
        Path | None, typer.Option(help="YAML: files → feeds, licence, audience", callback=present)
    ] = None,
    licence: Licences = None,
    title: Annotated[str, typer.Option(help="name of the merged feed")] = "",
    publisher: Annotated[str, typer.Option(help="who publishes it, for feed_info.txt")] = "",
    publisher_url: Annotated[str, typer.Option(help="the publisher's web address")] = "",
    timezone: Annotated[str | None, typer.Option(help="the one time zone; default: that of most feeds")] = None,
    lang: Lang = "ja",
    today: Today = None,
) -> None:
    """Merge feeds into one: 0 every file is in, 1 some were left out (it says which and why), 2 nothing was written.

    Ids become ORG/FEED:ID. Only files that can be published and whose licence permits passing on and changing go in:
    name it with --licence or a registry."""
    from feeds.merge import Publisher
    from futae.given import settings_for
    from futae.registry_file import check_licences, plan_feeds
    from futae.unify import UNNAMED, as_json
    from futae.unify import unify as run
    from terms.errors import BadRequest

    if bool(publisher) != bool(publisher_url):
        raise BadRequest("--publisher and --publisher-url belong together")
    if not out.parent.is_dir():
        raise BadRequest(f"{out.parent} is not a folder")
    check_licences(licence or [])
    done = run(
        plan_feeds(files, registry, licence or ["unknown"]).feeds, out,
        today=today or settings_for(None).reference_date(datetime.now(UTC)),
        publisher=Publisher(publisher, publisher_url) if publisher else UNNAMED,
        title=title, timezone=timezone, lang="en" if lang == "en" else "ja", say=typer.echo,
    )  # fmt: skip
    if report is not None:
        report.write_text(as_json(done), encoding="utf-8")
    raise typer.Exit(done.exit_code)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: futae unify a.zip b.zip --licence CC-BY-4.0 --out unified.zip")(unify)
