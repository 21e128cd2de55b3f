"""The page in Chromium, over the served sample town: what it shows, says and lets a person do.

Set FUTAE_TEST_URL to try a service that runs already; pictures are left in build/pictures to be looked at.
What does not live here: pages of other origins (test_second_origin), pure modules (test_units).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]

DESKTOP, PHONE = (1280, 800), (390, 844)
FOCUS_MAP = "document.querySelector('.maplibregl-canvas').focus()"
NAMELESS = """
return [...document.querySelectorAll('button, input, a, summary, canvas, [role=switch]')]
  .filter(e => e.offsetParent !== null)
  .filter(e => !(e.ariaLabel || e.textContent.trim() || e.title || e.labels?.length))
  .map(e => e.outerHTML.slice(0, 120))
"""
WHOLE = "return document.querySelector('#provenance .licences') !== null && location.search.includes('feature=')"
GLYPHS = "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('.pbf')).length"


def get(url: str, path: str) -> Any:
    return httpx.get(url + path, trust_env=False, timeout=30).raise_for_status().json()


@pytest.fixture(scope="module")
def stop(base_url: str) -> Any:
    """A stop of the town, as /items gives it."""
    return get(base_url, "/v1/collections/stops/items?limit=1")["features"][0]


@pytest.fixture(scope="module")
def at_the_stop(base_url: str, stop: dict[str, Any]) -> str:
    """The page's address with that stop in the middle of the map."""
    lon, lat = stop["geometry"]["coordinates"]
    return f"{base_url}/#map=17/{lat}/{lon}"


@pytest.mark.parametrize("lang", ["ja-JP", "en-GB"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_town_is_shown(browsers: Browsers, base_url: str, pictures: Path, lang: str, size: tuple[int, int]) -> None:
    browser = browsers(lang)
    browser.size(*size)
    browser.open(base_url + "/")
    browser.picture(pictures / f"page-{lang}-{size[0]}.png")
    assert browser.console() == []  # no other host, no refusal by the CSP, no glyph drawn locally
    assert browser.run("return document.documentElement.lang") == lang[:2]
    assert browser.run("return document.querySelectorAll('.floor.upper, .floor.lower').length") == 2
    assert browser.run(GLYPHS) > 0
    assert browser.run(NAMELESS) == []
    assert browser.run("return document.documentElement.scrollWidth") == size[0]


def test_a_layer_can_be_hidden_and_shown(browsers: Browsers, base_url: str, pictures: Path) -> None:
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    whole = browser.picture(pictures / "layers-both.png")
    for source in ("transit", "places"):
        browser.click(f"#show-{source}")
        browser.settle()
        assert browser.picture(pictures / f"layers-without-{source}.png") != whole
        browser.click(f"#show-{source}")
        browser.settle()


def test_a_stop_says_what_it_is_and_where_it_comes_from(
    browsers: Browsers, base_url: str, stop: dict[str, Any], at_the_stop: str, pictures: Path
) -> None:
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(at_the_stop)
    browser.touch(DESKTOP[0] / 2, DESKTOP[1] / 2)
    browser.wait(WHOLE, 120)
    browser.picture(pictures / "inspector.png")
    names = {v for k, v in stop["properties"].items() if k in ("stop_name", "stop_name_ja", "name", "name:ja")}
    assert browser.text("#inspector h2") in names
    release = get(base_url, "/v1/releases/current")
    feed = next(f for f in release["feeds"] if f["feed"] == stop["properties"]["feed"])
    said = browser.text("#provenance")
    assert feed["title"] in said
    assert feed["holder"] in said
    assert feed["attribution"] in said
    assert f"第 {feed['version']} 版" in said
    table, key = browser.text("#provenance code").split(" › ")
    assert f"{feed['feed']}:{table}:{key}" in browser.run("return new URLSearchParams(location.search).get('feature')")
    licence = next(one for one in get(base_url, "/v1/licences") if one["licence_id"] == feed["licence_ids"][0])
    assert licence["name_ja"] in said
    assert browser.run("return document.querySelector('#provenance .licences a').href") == licence["url"]
    report = httpx.get(browser.run("return document.querySelector('#report').href"), trust_env=False)
    assert report.headers["content-type"].startswith("text/html")
    item = browser.run("return document.querySelector('#item').href")
    assert httpx.get(item, trust_env=False).raise_for_status().json()["type"] == "Feature"
    download = browser.run("return document.querySelector('#download').href")
    assert httpx.head(download, trust_env=False, follow_redirects=True).is_success


def test_the_map_is_inspected_by_keyboard(browsers: Browsers, at_the_stop: str) -> None:
    browser = browsers("en-GB")
    browser.size(*DESKTOP)
    browser.open(at_the_stop)
    browser.run(FOCUS_MAP)
    browser.press("enter")
    browser.wait("return document.activeElement.closest('#inspector') !== null", 120)
    browser.press("escape")
    browser.wait("return document.querySelector('#inspector').hidden", 120)
    assert browser.run("return document.activeElement.matches('.maplibregl-canvas')")


def test_every_control_is_reached_by_tab(browsers: Browsers, base_url: str) -> None:
    browser = browsers("en-GB")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    seen: set[str] = set()
    for _ in range(28):
        browser.press("tab")
        seen.add(browser.run("return document.activeElement.id || document.activeElement.className"))
    wanted = {"switch-language", "at", "show-transit", "show-places", "sources-summary", "maplibregl-ctrl-zoom-in"}
    assert wanted | {"list-in-view", "share", "use", "switch-theme", "q"} <= seen


def test_a_day_without_service_says_so_and_leads_to_one(browsers: Browsers, base_url: str, pictures: Path) -> None:
    last = max(f["last_on"] for f in get(base_url, "/v1/releases/current")["feeds"] if f["last_on"])
    browser = browsers("ja-JP")
    browser.size(*PHONE)
    browser.open(base_url + "/?at=2040-01-01")
    browser.picture(pictures / "nothing-in-force.png")
    assert "2040年1月1日" in browser.text("#notice")
    browser.click("#go-there")
    browser.settle()
    assert browser.run("return new URLSearchParams(location.search).get('at')") == last
    assert browser.text("#notice") == ""


def test_the_language_can_be_changed(browsers: Browsers, base_url: str) -> None:
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    assert "上の層" in browser.text("#panel")
    browser.click("#switch-language")
    assert "Upper layer" in browser.text("#panel")
    assert browser.run("return document.activeElement.id") in ("switch-language", "")
    assert browser.run("return new URLSearchParams(location.search).get('lang')") == "en"


def test_sources_are_named_with_their_licences_and_no_others(browsers: Browsers, base_url: str, pictures: Path) -> None:
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    browser.click("#sources-summary")
    browser.picture(pictures / "sources.png")
    said, feeds = browser.text("#sources"), get(base_url, "/v1/releases/current")["feeds"]
    assert all(f["title"] in said and f["attribution"] in said for f in feeds)
    assert browser.run("return document.querySelectorAll('#sources li').length") == len(feeds)
    assert "通学" not in browser.run("return document.body.innerText")


def test_a_service_that_does_not_answer_is_said_and_tried_again(
    browsers: Browsers, base_url: str, pictures: Path
) -> None:
    browser = browsers("en-GB")
    browser.size(*DESKTOP)
    browser.block("*/v1/*")
    browser.open(base_url + "/", until="error")
    browser.picture(pictures / "error.png")
    assert "cannot be reached" in browser.text(".instead")
    browser.block()
    browser.click("#retry")
    browser.settle()
    assert browser.text(".instead") == ""
    browser.console()
