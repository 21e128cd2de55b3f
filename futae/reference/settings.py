"""docs/reference/settings.md: every environment variable, its default and what it means.

What does not live here: reading them (terms.settings).
"""

from __future__ import annotations

from futae.reference.markdown import cell, code, page, table
from terms.settings import FIELDS

INTRO = """Futae is set by environment variables, read once when a command or service starts; `futae serve` hands them
on to its worker. `DAGSTER_HOME` is set by Futae to `$FUTAE_HOME/dagster`."""


def settings_page() -> str:
    """The page."""
    rows = [(code(name), code(default), cell(words)) for name, (default, words) in FIELDS.items()]
    return page("Settings", INTRO, table(("variable", "default", "meaning"), rows))
