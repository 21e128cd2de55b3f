"""What the page looks like and gives away: themes, pages of feeds, what an app takes.

What does not live here: finding things (test_finding), previews (test_preview_page), axe (test_axe).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]

DESKTOP = (1440, 900)
GROUND = "return getComputedStyle(document.body).backgroundColor"
EXAMPLE = "http://127.0.0.1:8000"


def get(url: str, path: str) -> Any:
    return httpx.get(url + path, trust_env=False, timeout=30).raise_for_status().json()


def darkness(color: str) -> float:
    """0 for white, 1 for black, of a computed colour."""
    return 1 - sum(map(int, re.findall(r"\d+", color)[:3])) / 765


@pytest.fixture
def browser(browsers: Browsers) -> Iterator[Any]:
    """A window at a desk, light again afterwards, with nothing kept."""
    one = browsers("en-GB")
    one.size(*DESKTOP)
    one.prefer("light")
    yield one
    one.run("localStorage.clear()")
    one.block()
    one.prefer("light")


def test_the_theme_follows_the_system_until_one_is_chosen(browser: Any, base_url: str, pictures: Path) -> None:
    browser.prefer("dark")
    browser.open(base_url + "/")
    browser.picture(pictures / "dark.png")
    assert darkness(browser.run(GROUND)) > 0.8
    browser.prefer("light")
    browser.wait(f"return (() => {{ {GROUND} }})() !== 'rgb(16, 22, 29)'", 120)
    browser.settle()
    light = browser.picture(pictures / "light.png")
    assert darkness(browser.run(GROUND)) < 0.2
    browser.click("#switch-theme")
    browser.settle()
    assert browser.picture(pictures / "switched.png") != light
    assert darkness(browser.run(GROUND)) > 0.8
    assert browser.run("return document.activeElement.id") in ("switch-theme", "")
    browser.open(base_url + "/")  # kept
    assert darkness(browser.run(GROUND)) > 0.8
    browser.click("#switch-theme")  # what the system says anyway is not kept
    assert browser.run("return localStorage.length") == 0


@pytest.mark.parametrize(("page", "state"), [("/", "ready"), ("/send", "key"), ("/console", "signin")])
def test_words_drawn_before_the_japanese_font_came_are_drawn_anew(
    browsers: Browsers, base_url: str, page: str, state: str
) -> None:
    """Chromium keeps the boxes of words that it shaped without the font."""
    window = browsers("ja")
    window.size(*DESKTOP)
    window.open(base_url + page, until=state)
    if window.run("return [...document.fonts].every(font => font.status === 'unloaded')"):  # it has a font of its own
        window.run("document.fonts.dispatchEvent(new Event('loadingdone'))")
    window.wait("return document.body.classList.contains('fonts-came')", 60)


def test_the_map_itself_is_drawn_dark(browser: Any, base_url: str) -> None:
    asked = "return performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('/v1/styles/'))"
    browser.prefer("dark")
    browser.open(base_url + "/")
    assert all(one.endswith("theme=dark") for one in browser.run(asked))
    swatch = "return getComputedStyle(document.querySelector('.floor.lower .swatch'), '::before').backgroundColor"
    land = get(base_url, "/v1/styles/futae.json?theme=dark")
    fill = next(one for one in land["layers"] if one["id"] == "places-fill")["paint"]["fill-color"]
    rgb = ", ".join(str(int(fill[i : i + 2], 16)) for i in (1, 3, 5))
    assert browser.run(swatch) == f"rgb({rgb})"


def test_a_feed_has_a_page_with_standing_licence_files_and_charts(browser: Any, base_url: str, pictures: Path) -> None:
    feed = next(f for f in get(base_url, "/v1/releases/current")["feeds"] if f["last_on"])
    browser.open(f"{base_url}/?at={feed['last_on']}")
    browser.click("#sources-summary")
    browser.run("document.getElementById('feed-' + arguments[0]).click()", feed["feed"])
    browser.wait("return document.querySelector('#chart-hours') !== null", 120)
    browser.picture(pictures / "feed.png")
    statistics = get(base_url, f"/v1/feeds/{feed['feed']}/statistics")
    said = browser.text("#inspector")
    assert feed["title"] in said
    assert "ends soon" in said
    assert f"{feed['counts']['stops']}" in said
    bars = "return document.querySelectorAll(arguments[0] + ' .bar').length"
    assert browser.run(bars, "#chart-hours") == 24
    assert 1 < browser.run(bars, "#chart-dates") <= 150
    label = browser.run("return document.querySelector('#chart-hours svg').getAttribute('aria-label')")
    assert f"{sum(statistics['departures_by_hour']):,}" in label
    most = max(statistics["routes"], key=lambda one: one["trips"])
    assert browser.text("#inspector tbody tr td") == f"{most['trips']:,}"
    for link in ("#report", "#download", "#feed-json"):
        url = browser.run("return document.querySelector(arguments[0]).href", link)
        assert httpx.head(url, trust_env=False, follow_redirects=True).is_success, link


def test_an_app_can_take_the_ten_lines_and_every_address(
    browser: Any, base_url: str, repository: Path, pictures: Path
) -> None:
    browser.open(base_url + "/")
    browser.run("document.querySelector('#use').focus()")
    browser.press("enter")
    browser.picture(pictures / "use.png")
    readme = (repository / "README.md").read_text(encoding="utf-8")
    lines = next(one for one in re.findall(r"```html\n(.*?)```", readme, re.DOTALL) if "maplibre-gl.mjs" in one)
    assert browser.run("return document.querySelector('#ten-lines').textContent") == lines.strip().replace(
        EXAMPLE, base_url
    )
    credits = browser.run("return document.querySelector('#credits').textContent").split("\n")
    expected = [one["attribution"] for one in get(base_url, "/v1/releases/current")["feeds"]]
    assert credits == list(dict.fromkeys(expected))
    urls = browser.run("return [...document.querySelectorAll('#addresses a')].map(one => one.href)")
    assert len(urls) >= 8
    part = {"Range": "bytes=0-99"}
    for url in urls:
        answer = httpx.get(url, trust_env=False, headers=part, timeout=60, follow_redirects=True)
        waits = answer.status_code == httpx.codes.NOT_FOUND and "retry-after" in answer.headers  # still being made
        assert answer.is_success or waits, url
    assert "Copy" in browser.text("#copy-lines")
    browser.run("document.querySelector('#copy-lines').focus()")
    browser.press("enter")
    browser.wait("return /Copied|selected/.test(document.querySelector('#copy-lines').innerText)", 120)
    browser.press("escape")
    browser.wait("return !document.querySelector('#dialog').open", 120)
    assert browser.run("return document.activeElement.id") == "use"
