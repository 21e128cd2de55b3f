"""`futae key` and `futae agent`: who holds a key, and who acts for whom, on this machine's home: options and words.

What does not live here: keys and agents (catalog), the same over HTTP (api.routers.keys).
"""

from __future__ import annotations

from typing import Annotated

import typer

from futae.options import DEFAULT_HOME, Home

key_app = typer.Typer(help="Keys of persons and programs.", no_args_is_help=True)
agent_app = typer.Typer(help="Organisations that act for others.", no_args_is_help=True)
Org = Annotated[str, typer.Argument(help="organisation, or * for all")]
KeyId = Annotated[str, typer.Argument(help="the key's id, as `futae key list` shows it: the second part of the key")]
Owner = Annotated[str, typer.Argument(help="the organisation whose feeds they are")]
Agent = Annotated[str, typer.Argument(help="the organisation that acts for it")]
Scopes = Annotated[str, typer.Option(help="of upload,publish,admin")]


@key_app.command("add", epilog="Example: futae key add unobus --person 佐藤 --scopes upload,publish")
def add(
    org: Org,
    person: Annotated[str, typer.Option(help="who will hold it, as colleagues know them")] = "",
    scopes: Scopes = "upload,publish",
    grant: Annotated[list[str] | None, typer.Option(help="read grant; may be repeated")] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Make a key. It is the last line printed, and shown only this once."""
    from catalog.keys import add_key
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    names = _split(scopes)
    secret = add_key(open_home(settings_for(home)), org, names, grant or [], person=person, now=clock())
    whose = f"{person}, {org}," if person else org
    typer.echo(f"key of {whose} for {', '.join(names) or 'reading'}; keep it, it is not shown again:")
    typer.echo(secret)


@key_app.command("list", epilog="Example: futae key list unobus   or   futae key list '*'")
def list_(org: Org, home: Home = DEFAULT_HOME) -> None:
    """List an organisation's keys, oldest first: id, person, scopes, when made, last used (a UTC day) and ended."""
    from catalog.keys import EVERY_ORG, list_keys
    from catalog.orgs import get_org
    from futae.given import settings_for
    from pipelines.workshop import open_home
    from terms.clocks import instant_text

    catalog = open_home(settings_for(home))
    if org != EVERY_ORG:
        get_org(catalog, org)
    for row in list_keys(catalog, org):
        may = ",".join([*sorted(row.scopes), *(f"grant:{one}" for one in row.grants)]) or "reading"
        used = f"last used {row.used_on}" if row.used_on else "never used"
        ended = f", ended {instant_text(row.revoked_at)}" if row.revoked_at else ""
        typer.echo(f"{row.key_id} {row.person or '-'}: {may}; made {instant_text(row.created_at)}, {used}{ended}")


@key_app.command("replace", epilog="Example: futae key replace unobus 0a1b2c3d4e5f --grace-h 24")
def replace(
    org: Org,
    key_id: KeyId,
    grace_h: Annotated[int, typer.Option(help="hours for which the old key goes on, 0 to 168")] = 0,
    home: Home = DEFAULT_HOME,
) -> None:
    """Make a new key for the same person and scopes; the old one ends. The new one is the last line printed."""
    from catalog.keys import get_key, replace_key
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home
    from terms.clocks import instant_text

    catalog = open_home(settings_for(home))
    secret = replace_key(catalog, org, key_id, grace_h=grace_h, now=clock())
    old = get_key(catalog, org, key_id)
    if old.revoked_at is not None:
        typer.echo(f"key {key_id} of {old.person or org} ends at {instant_text(old.revoked_at)}; in its place:")
    typer.echo(secret)


@key_app.command("end", epilog="Example: futae key end unobus 0a1b2c3d4e5f")
def end(org: Org, key_id: KeyId, home: Home = DEFAULT_HOME) -> None:
    """End a key at once, even the last one of an administrator."""
    from catalog.keys import revoke_key
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    revoke_key(open_home(settings_for(home)), org, key_id, now=clock())
    typer.echo(f"key {key_id} of {org} is void")


@agent_app.command("add", epilog="Example: futae agent add unobus consultant --scopes upload,publish")
def add_agent(org: Owner, agent: Agent, scopes: Scopes = "upload,publish", home: Home = DEFAULT_HOME) -> None:
    """Let an organisation act for another, or change with which scopes: its keys may use that one's feeds, within the
    scopes of both key and grant."""
    from catalog.agents import put_agent
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    row = put_agent(open_home(settings_for(home)), org, agent, _split(scopes), now=clock())
    typer.echo(f"{row.agent} may act for {row.org}: {', '.join(sorted(row.scopes))}")


@agent_app.command("list", epilog="Example: futae agent list unobus")
def list_agents_(org: Owner, home: Home = DEFAULT_HOME) -> None:
    """List who may act for an organisation."""
    from catalog.agents import list_agents
    from catalog.orgs import get_org
    from futae.given import settings_for
    from pipelines.workshop import open_home
    from terms.clocks import instant_text

    catalog = open_home(settings_for(home))
    get_org(catalog, org)
    for row in list_agents(catalog, org):
        typer.echo(f"{row.agent}: {', '.join(sorted(row.scopes))} since {instant_text(row.granted_at)}")


@agent_app.command("remove", epilog="Example: futae agent remove unobus consultant")
def remove(org: Owner, agent: Agent, home: Home = DEFAULT_HOME) -> None:
    """Take it back at once; what the agent sent and published stays."""
    from catalog.agents import remove_agent
    from futae.given import settings_for
    from pipelines.workshop import clock, open_home

    remove_agent(open_home(settings_for(home)), org, agent, now=clock())
    typer.echo(f"{agent} may not act for {org} any more")


def _split(scopes: str) -> list[str]:
    return [one.strip() for one in scopes.split(",") if one.strip()]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(key_app, name="key")
    app.add_typer(agent_app, name="agent")
