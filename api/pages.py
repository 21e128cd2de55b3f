"""The pages: files built into web/dist, at /, /send, /console and beside them. Without them, a page that says how.

What does not live here: the page's sources (web), the API.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, HTMLResponse

from api.auth import StateDep
from api.headers import SECURITY
from api.state import State
from terms.errors import NotThere

router = APIRouter(include_in_schema=False)
HASHED = "public, max-age=31536000, immutable"
PLAIN = "public, max-age=3600"
ASK_AGAIN = "no-cache"
FOLDERS = {"assets": HASHED, "lib": PLAIN, "fonts": PLAIN}
"""Folder → Cache-Control; names in assets carry a hash of their content."""

MISSING = """<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>二重 Futae</title>
<h1>二重 Futae</h1>
<p lang="ja">サービスは動いていますが、ページはまだ作られていません。<code>make web</code> で作れます。</p>
<p lang="en">The service works, but its pages have not been built; <code>make web</code> builds them.</p>
<p><a href="/v1">/v1</a> · <a href="/openapi.json">/openapi.json</a> · <a href="/health/ready">/health/ready</a></p>
</html>
"""


def _media_type(path: Path) -> str:
    if path.suffix in (".js", ".mjs"):
        return "text/javascript"
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _page(state: State, name: str) -> Response:
    path, headers = state.web / name, {**SECURITY, "Cache-Control": ASK_AGAIN}
    if not path.is_file():
        return HTMLResponse(MISSING, headers=headers)
    return FileResponse(path, media_type="text/html", headers=headers)


@router.get("/")
async def index(state: StateDep) -> Response:
    """The map page."""
    return _page(state, "index.html")


@router.get("/send")
async def send(state: StateDep) -> Response:
    """The page for sending a file, looking at it and publishing it."""
    return _page(state, "send.html")


@router.get("/console")
async def console(state: StateDep) -> Response:
    """The page where an organisation sees how its feeds, keys and deliveries stand."""
    return _page(state, "console.html")


async def _file(state: StateDep, folder: str, name: str) -> Response:
    root = (state.web / folder).resolve()
    path = (root / name).resolve() if "\0" not in name else root
    if not path.is_relative_to(root) or not path.is_file():
        raise NotThere("there is nothing at this address")
    headers = {**SECURITY, "Cache-Control": FOLDERS[folder], "Cross-Origin-Resource-Policy": "cross-origin"}
    return FileResponse(path, media_type=_media_type(path), headers=headers)


@router.get("/assets/{name:path}")
async def asset(state: StateDep, name: str) -> Response:
    """Scripts and styles of the page."""
    return await _file(state, "assets", name)


@router.get("/lib/{name:path}")
async def library(state: StateDep, name: str) -> Response:
    """The map library as a module, for pages of any origin."""
    return await _file(state, "lib", name)


@router.get("/fonts/{name:path}")
async def font(state: StateDep, name: str) -> Response:
    """The fonts of labels, with their licence."""
    return await _file(state, "fonts", name)
