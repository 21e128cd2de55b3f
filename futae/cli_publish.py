"""`futae publish`, `rollback`, `schedule`, `unschedule`: over HTTP, as `futae push` does: options and words.

What does not live here: the calls themselves (push.Service), the words (push_words), the server's side (api).
"""

from __future__ import annotations

from typing import Annotated

import typer

from futae.options import Lang
from futae.push_words import say_in

Url = Annotated[str, typer.Option(envvar="FUTAE_URL", help="address of the service")]
Key = Annotated[str, typer.Option(envvar="FUTAE_KEY", help="a key that may publish")]
Target = Annotated[str, typer.Argument(metavar="ORG/FEED@VERSION", help="the version, such as shiomi/bus@3")]


def publish(
    target: Target,
    url: Url,
    key: Key,
    at: Annotated[
        str | None,
        typer.Option(help="when: 2026-10-01T05:00 in the feed's own zone, or with an offset; default now"),
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="with --at: not given out as next.zip before its time")
    ] = False,
    override: Annotated[
        str | None, typer.Option(help="why a blocked version is published all the same (an admin's key)")
    ] = None,
    lang: Lang = "ja",
) -> None:
    """Make a version that was sent live: now, or at a date and time (again, it moves to the new time)."""
    from futae.push import Caller, PublishAsked, publish_version

    asked = PublishAsked(at=at, announced=not hidden, override=override)
    done = publish_version(target, asked, Caller(url, key, lang))
    word = "due" if done["schedule"] else "forced" if done["change"] is None else "published"
    typer.echo(say_in(lang, word, target=target, change=done["change"], **(done["schedule"] or {})))


def rollback(
    target: Annotated[
        str, typer.Argument(metavar="ORG/FEED@VERSION", help="the version that is live and is to be gone back from")
    ],
    url: Url,
    key: Key,
    reason: Annotated[str, typer.Option(help="why; kept in the audit log")] = "",
    lang: Lang = "ja",
) -> None:
    """Make the version live that was live before. Run again, it does not go back further. `@0`: nothing is live."""
    from futae.push import Caller, roll_back

    done = roll_back(target, reason, Caller(url, key, lang))
    word = "back_before" if done["again"] else "back"
    typer.echo(say_in(lang, word, version=done["version"], change=done["change"]))


def schedule(
    feed: Annotated[str, typer.Argument(metavar="ORG/FEED", help="the feed")], url: Url, key: Key, lang: Lang = "ja"
) -> None:
    """List the publications of a feed that wait for their time, then those that ended and how."""
    from futae.push import Caller, list_schedules

    found = list_schedules(feed, Caller(url, key, lang))
    for one in found:
        state = say_in(lang, one["state"])
        shown = {name: one[name] for name in ("number", "due_local", "timezone")}
        ended = f" ({one['outcome']})" if one["outcome"] else ""
        typer.echo(say_in(lang, "schedule", state=state, **shown) + ended)
    if not found:
        typer.echo(say_in(lang, "no_schedule"))


def unschedule(target: Target, url: Url, key: Key, lang: Lang = "ja") -> None:
    """Let a publication that waits for its time not happen."""
    from futae.push import Caller, cancel_schedule

    done = cancel_schedule(target, Caller(url, key, lang))
    typer.echo(say_in(lang, "unscheduled", target=target, due_local=done["due_local"]))


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: futae publish shiomi/bus@3 --at 2026-10-01T05:00 --url http://127.0.0.1:8000")(publish)
    app.command(epilog='Example: futae rollback shiomi/bus@3 --reason "wrong fares" --url http://127.0.0.1:8000')(
        rollback
    )
    app.command(epilog="Example: futae schedule shiomi/bus --url http://127.0.0.1:8000")(schedule)
    app.command(epilog="Example: futae unschedule shiomi/bus@3 --url http://127.0.0.1:8000")(unschedule)
