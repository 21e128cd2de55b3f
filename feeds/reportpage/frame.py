"""What the pages of this room and of comparing share: their templates' settings, and the policy that permits a page its
own style and nothing else. What does not live here: what a page says (page, feeds.compare.page).
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup

from feeds.reportpage.visible import visible


def style_policy(css: str) -> str:
    """The Content-Security-Policy of a page with that one inline style."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def template(folder: Path, name: str) -> jinja2.Template:
    """A template of that folder; all text is escaped and what is invisible in it is shown."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, finalize=_shown, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(name)


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
