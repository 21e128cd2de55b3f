"""docs/reference/commands.md: every command of `futae`, its options and an example, from the command line itself.

What does not live here: the commands (futae.cli).
"""

from __future__ import annotations

from typing import Any

import typer

from futae.reference.markdown import cell, code, page, table

INTRO = """`futae COMMAND --help` prints the same. Exit codes: 0 done or publishable, 1 refused or blocked, 2 unreadable
or misused, 3 this machine could not read any file (busy?)."""

Command = Any
"""A click command; typer carries its own copy of click whose types have no public name."""


def _option(parameter: Any) -> tuple[str, str, str]:
    is_argument = parameter.param_type_name == "argument"
    names = [parameter.metavar or parameter.name.upper()] if is_argument else parameter.opts + parameter.secondary_opts
    default = parameter.default
    plain = default if isinstance(default, str | int | float) and not isinstance(default, bool) else ""
    return ", ".join(map(code, names)), cell(parameter.help or ""), code(plain)


def _command(name: str, command: Command) -> str:
    rows = [_option(p) for p in command.params if p.name != "help"]
    pieces = [
        f"## `futae {name}`",
        cell(command.help or ""),
        table(("argument or option", "meaning", "default"), rows) if rows else "",
        cell(command.epilog or ""),
    ]
    return "\n\n".join(piece for piece in pieces if piece)


def commands(app: typer.Typer) -> dict[str, Command]:
    """Every command by its words, those of groups too."""
    found: dict[str, Command] = {}

    def walk(prefix: str, group: Command) -> None:
        for name, one in sorted(getattr(group, "commands", {}).items()):
            words = f"{prefix} {name}".strip()
            if getattr(one, "commands", None) is not None:
                walk(words, one)
            else:
                found[words] = one

    walk("", typer.main.get_command(app))
    return found


def commands_page(app: typer.Typer) -> str:
    """The page."""
    return page("Commands", INTRO, *(_command(name, one) for name, one in commands(app).items()))
