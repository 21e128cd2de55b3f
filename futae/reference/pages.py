"""All pages of the reference by file name, and whether those in a folder are true.

What does not live here: what a page says (its own module).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import typer

from api.main import build_app, build_state
from api.metrics import Metrics
from catalog.open import open_catalog
from catalog.store import FolderStore
from futae.reference.commands import commands_page
from futae.reference.endpoints import endpoints_page
from futae.reference.layers import layers_page
from futae.reference.notices import notices_page
from futae.reference.settings import settings_page
from terms.settings import read_settings


def openapi_document() -> dict[str, Any]:
    """The service's OpenAPI document, from an application on an empty home."""
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"FUTAE_HOME": folder})
        catalog = open_catalog(settings.database_url, FolderStore(Path(settings.store_url)))
        try:
            return build_app(build_state(settings, catalog, Path(folder)), Metrics()).openapi()
        finally:
            catalog.close()


def all_pages(app: typer.Typer) -> dict[str, str]:
    """File name → text; `app` is the command line."""
    return {
        "notices.md": notices_page(),
        "settings.md": settings_page(),
        "layers.md": layers_page(),
        "endpoints.md": endpoints_page(openapi_document()),
        "commands.md": commands_page(app),
    }


def untrue(app: typer.Typer, folder: Path) -> list[str]:
    """The pages in `folder` that are absent or say something else than the code; empty when all are true."""
    made = all_pages(app)
    return [
        name
        for name, text in made.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def write_pages(app: typer.Typer, folder: Path) -> list[str]:
    """Write all pages; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    made = all_pages(app)
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(made)
