"""`futae webhook` and `futae mail`: whom an organisation has told, on this machine's home: options and words.

What does not live here: targets and their log (catalog), the same over HTTP (api.routers.notify).
"""

from __future__ import annotations

from typing import Annotated

import typer

from futae.options import DEFAULT_HOME, Home

webhook_app = typer.Typer(help="Webhooks: where an organisation's own programs are told.", no_args_is_help=True)
mail_app = typer.Typer(help="Mail addresses: where an organisation's people are told.", no_args_is_help=True)
Org = Annotated[str, typer.Argument(help="the organisation")]
Name = Annotated[str, typer.Argument(help="the name it goes by: a-z 0-9 . _ -")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="checked, published, withdrawn, expiring, expired, silent; may be repeated; all"),
]
LOCAL = "local"


@webhook_app.command("add", epilog="Example: futae webhook add shiomi app https://example.jp/futae --kind published")
def add_webhook(
    org: Org,
    name: Name,
    url: Annotated[str, typer.Argument(help="https address on a public host")],
    kind: Kinds = None,
    new_secret: Annotated[bool, typer.Option("--new-secret", help="give it another secret")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Make a webhook or change it. The last line is its secret, when it is new, shown only this once."""
    from catalog.targets import WEBHOOK, Wanted, put_target
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home
    from terms.outside import parse_outside

    settings = settings_for(home)
    wanted = Wanted(parse_outside(url, loopback=settings.outside_loopback).url, kind or (), new_secret=new_secret)
    row, secret = put_target(open_home(settings), org, WEBHOOK, name, wanted, actor=LOCAL, now=clock())
    typer.echo(f"{row.name}: {row.address} ({', '.join(row.kinds)})")
    if secret:
        typer.echo(secret)


@webhook_app.command("list", epilog="Example: futae webhook list shiomi")
def list_webhooks(org: Org, home: Home = DEFAULT_HOME) -> None:
    """List an organisation's webhooks."""
    _list(org, "webhook", home)


@webhook_app.command("remove", epilog="Example: futae webhook remove shiomi app")
def remove_webhook(org: Org, name: Name, home: Home = DEFAULT_HOME) -> None:
    """Send a webhook nothing more."""
    _remove(org, "webhook", name, home)


@webhook_app.command("deliveries", epilog="Example: futae webhook deliveries shiomi")
def list_deliveries(
    org: Org,
    limit: Annotated[int, typer.Option(help="how many", min=1)] = 20,
    home: Home = DEFAULT_HOME,
) -> None:
    """What was sent to an organisation's webhooks and mail addresses, newest first, with how it ended."""
    from catalog import deliveries
    from futae.given import settings_for
    from pipelines.workshop import open_home
    from terms.clocks import instant_text

    for one in deliveries.list_deliveries(open_home(settings_for(home)), org, limit=limit):
        what = f"{one.kind} {one.feed}" + (f"@{one.number}" if one.number else "")
        when = f", next try {instant_text(one.next_at)}" if one.state == "waiting" else ""
        typer.echo(f"{one.delivery_id}: {what} to {one.channel} {one.target}: {one.state}, {one.attempts} tries{when}")
        for tried in one.tries:
            typer.echo(f"    {instant_text(tried.begun_at)} {tried.outcome or 'under way'}")


@webhook_app.command("replay", epilog="Example: futae webhook replay shiomi 17")
def replay(
    org: Org,
    delivery: Annotated[int, typer.Argument(help="its number, as `futae webhook deliveries` lists it")],
    home: Home = DEFAULT_HOME,
) -> None:
    """Send an event once more to the same webhook or mail address, under the same id."""
    from catalog import deliveries
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    made = deliveries.replay(open_home(settings_for(home)), org, delivery, actor=LOCAL, now=clock())
    typer.echo(f"delivery {made} waits to be sent")


@mail_app.command("add", epilog="Example: futae mail add shiomi office dia@example.jp --kind checked --kind expiring")
def add_mail(
    org: Org,
    name: Name,
    address: Annotated[str, typer.Argument(help="one mail address")],
    kind: Kinds = None,
    lang: Annotated[str, typer.Option(help="ja or en: the language of the mails")] = "ja",
    home: Home = DEFAULT_HOME,
) -> None:
    """Have mails sent to an address, or change how."""
    from catalog.targets import MAIL, Wanted, put_target
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    settings = settings_for(home)
    wanted = Wanted(address, kind or (), lang)
    row, _ = put_target(open_home(settings), org, MAIL, name, wanted, actor=LOCAL, now=clock())
    typer.echo(f"{row.name}: {row.address} ({', '.join(row.kinds)})")
    if not settings.mail.is_set:
        typer.echo("nothing is sent until FUTAE_SMTP_HOST names a mail server", err=True)


@mail_app.command("list", epilog="Example: futae mail list shiomi")
def list_mails(org: Org, home: Home = DEFAULT_HOME) -> None:
    """List an organisation's mail addresses."""
    _list(org, "mail", home)


@mail_app.command("remove", epilog="Example: futae mail remove shiomi office")
def remove_mail(org: Org, name: Name, home: Home = DEFAULT_HOME) -> None:
    """Send no more mails to an address, and forget it."""
    _remove(org, "mail", name, home)


def _list(org: str, channel: str, home: Home) -> None:
    from catalog.targets import list_targets
    from futae.given import settings_for
    from pipelines.workshop import open_home

    for one in list_targets(open_home(settings_for(home)), org, channel):
        ended = f"; disabled: {one.disabled_reason}" if one.disabled_at else ""
        typer.echo(f"{one.name}: {one.address} ({', '.join(one.kinds)}){ended}")


def _remove(org: str, channel: str, name: str, home: Home) -> None:
    from catalog.targets import remove_target
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    remove_target(open_home(settings_for(home)), org, channel, name, actor=LOCAL, now=clock())
    typer.echo(f"{channel} {name} of {org} is removed")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(webhook_app, name="webhook")
    app.add_typer(mail_app, name="mail")
