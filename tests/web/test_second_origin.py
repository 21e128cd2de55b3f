"""Ten lines on a page of another origin show the map with Japanese labels: the example, and README's own.

What does not live here: our own page (test_page).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]

EXAMPLE = "http://127.0.0.1:8000"
READY = "return Boolean(globalThis.shown?.loaded() && globalThis.shown.areTilesLoaded())"
LABELS = """
const seen = globalThis.shown.queryRenderedFeatures().filter(one => one.layer.type === 'symbol');
return seen.map(one => one.properties['name:ja'] ?? one.properties.name ?? '');
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def second_origin(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another origin: its address, and the folder it serves."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", tmp_path
        server.shutdown()


def example(repository: Path) -> str:
    return (repository / "web" / "example" / "second-origin.html").read_text(encoding="utf-8")


def readme(repository: Path) -> str:
    text = (repository / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```html\n(.*?)```", text, re.DOTALL)
    for one in blocks:
        if "maplibre-gl.mjs" in one:
            return str(one)
    pytest.skip("README.md has no ten lines yet")


@pytest.mark.parametrize("page", [example, readme])
def test_ten_lines_show_the_town(
    browsers: Browsers,
    base_url: str,
    second_origin: tuple[str, Path],
    repository: Path,
    pictures: Path,
    page: Callable[[Path], str],
) -> None:
    text = page(repository)
    assert len(text.strip().splitlines()) <= 10
    origin, folder = second_origin
    assert text.count("new Map(") == 1
    text = text.replace(EXAMPLE, base_url).replace("new Map(", "globalThis.shown = new Map(")  # for us to look into
    (folder / "index.html").write_text(text, encoding="utf-8")
    browser = browsers("ja-JP")
    browser.size(1280, 800)
    browser.console()  # what pages of other tests said
    browser.go(f"{origin}/index.html")
    browser.wait(READY, 150)
    browser.wait(f"return (() => {{ {LABELS} }})().length > 0", 30)
    browser.picture(pictures / f"second-origin-{page.__name__}.png")
    assert any(re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", name) for name in browser.run(LABELS))
    assert [line for line in browser.console() if "favicon" not in line] == []
