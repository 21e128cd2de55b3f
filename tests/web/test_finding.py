"""Finding things on the page: by name, reading or Latin letters; in the list of what is in view; by a shared link.

What does not live here: what a feature says once it is found (test_page), how names are found (tests/layers).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]

DESKTOP, PHONE = (1280, 800), (390, 844)
OPTIONS = "return [...document.querySelectorAll('#found [role=option] > b')].map(one => one.firstChild.data)"
ASKED = "return new URLSearchParams(location.search).get(arguments[0])"
WHERE = "return location.hash.match(/map=([^&]*)/)[1].split('/').map(Number)"
ROWS = "return [...document.querySelectorAll('#inspector .rows button > span:last-of-type')].map(one => one.innerText)"


def get(url: str, path: str) -> Any:
    return httpx.get(url + path, trust_env=False, timeout=30).raise_for_status().json()


def search(url: str, q: str, lang: str = "ja") -> Any:
    return get(url, f"/v1/search?q={quote(q)}&lang={lang}&limit=8")["results"]


def type_in(browser: Any, q: str) -> None:
    browser.run("document.querySelector('#q').focus()")
    browser.press(*q)


@pytest.fixture(scope="module")
def place(base_url: str) -> Any:
    """A stop place of the town with several poles and a reading."""
    many = get(base_url, "/v1/collections/stops/items?limit=200")["features"]
    names = [f["properties"] for f in many if f["properties"].get("stop_name_kana")]
    found = (search(base_url, one["stop_name"])[0] for one in names)
    return next(one for one in found if one["count"] > 1)


@pytest.mark.parametrize("by", ["name", "name_kana"])
def test_a_stop_is_found_by_name_or_reading_and_its_poles_are_one(
    browsers: Browsers, base_url: str, place: dict[str, Any], pictures: Path, by: str
) -> None:
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    type_in(browser, place[by])
    browser.wait(f"return (() => {{ {OPTIONS} }})().includes('{place['title']}')", 120)
    browser.picture(pictures / f"search-{by}.png")
    results = search(base_url, place[by])
    assert browser.run(OPTIONS) == [one["title"] for one in results]
    feeds = [one["feed"] for one in results if one["title"] == place["title"]]
    assert len(feeds) == len(set(feeds))  # poles are one: no feed has the name twice
    browser.press("down")
    assert browser.run("return document.querySelector('#q').getAttribute('aria-activedescendant')") == "found-0"
    assert browser.text("#found [aria-selected=true] b").startswith(results[0]["title"])
    browser.press("enter")
    browser.wait("return !document.querySelector('#inspector').hidden", 120)
    browser.settle()
    browser.picture(pictures / f"search-{by}-found.png")
    assert browser.text("#inspector h2") == results[0]["title"]
    if results[0]["count"] > 1:
        assert f"/ {results[0]['count']}" in browser.text("#inspector .controls")
    zoom, lat, lon = browser.run(WHERE)
    assert zoom > 14
    assert abs(lon - results[0]["geometry"]["coordinates"][0]) < 0.02
    assert abs(lat - results[0]["geometry"]["coordinates"][1]) < 0.02


def test_latin_letters_find_japanese_names_even_in_a_hurry(browsers: Browsers, base_url: str) -> None:
    expected = search(base_url, "shiomieki", "en")[0]
    assert "汐見駅" in expected["name"]
    browser = browsers("en-GB")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    type_in(browser, "shiomieki")
    browser.press("enter")
    browser.wait("return !document.querySelector('#inspector').hidden", 120)
    assert browser.text("#inspector h2") == expected["title"]
    assert browser.run("return document.activeElement === document.querySelector('#inspector h2')")


def test_nothing_found_is_said_and_escape_leads_out(browsers: Browsers, base_url: str) -> None:
    browser = browsers("en-GB")
    browser.size(*DESKTOP)
    browser.open(base_url + "/")
    type_in(browser, "qqqq")
    browser.wait("return document.querySelector('#found .none') !== null", 120)
    assert "qqqq" in browser.text("#found")
    assert "qqqq" in browser.run("return document.querySelector('#search [role=status]').textContent")
    browser.press("escape")
    assert browser.run("return document.querySelector('#found').hidden")
    browser.press("escape")
    assert browser.run("return document.querySelector('#q').value") == ""


def test_what_is_in_view_is_listed_and_chosen_by_keyboard(browsers: Browsers, base_url: str, pictures: Path) -> None:
    stop = get(base_url, "/v1/collections/stops/items?limit=1")["features"][0]
    lon, lat = stop["geometry"]["coordinates"]
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(f"{base_url}/#map=16/{lat}/{lon}")
    browser.run("document.querySelector('#list-in-view').focus()")
    browser.press("enter")
    browser.wait("return document.querySelector('#inspector .rows') !== null", 120)
    browser.picture(pictures / "in-view.png")
    assert stop["properties"]["stop_name"] in browser.run(ROWS)
    browser.press("tab")  # from the title to the first row
    first = browser.run("return document.activeElement.querySelector('span:last-of-type')?.innerText ?? ''")
    assert first == browser.run(ROWS)[0]
    browser.press("enter")
    browser.wait("return document.querySelector('#to-list') !== null", 120)
    assert browser.text("#inspector h2") == first
    browser.click("#to-list")
    browser.wait("return document.querySelector('#inspector .rows') !== null", 120)


def test_a_shared_link_shows_the_same(browsers: Browsers, base_url: str, place: dict[str, Any], pictures: Path) -> None:
    lon, lat = place["geometry"]["coordinates"]
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.open(f"{base_url}/?at=2026-12-01&hide=places&feature=stops/{place['feature_id']}#map=16/{lat}/{lon}")
    browser.wait("return !document.querySelector('#inspector').hidden", 120)
    # the map does not draw the areas, and so cannot name this one
    browser.wait("return document.querySelector('#to-place')?.innerText === '汐見市'", 120)
    browser.click("#share")
    link = browser.run("return document.querySelector('#share-link').value")
    browser.picture(pictures / "share.png")
    other = browsers("en-GB")
    other.size(*DESKTOP)
    other.open(link)
    other.wait("return !document.querySelector('#inspector').hidden", 120)
    assert other.run("return document.documentElement.lang") == "ja"
    assert other.text("#inspector h2") == place["name_ja"]
    assert other.run("return document.querySelector('#at').value") == "2026-12-01"
    assert other.run("return document.querySelector('#show-places').checked") is False
    assert other.run("return document.querySelector('#show-transit').checked") is True
    zoom, there_lat, there_lon = other.run(WHERE)
    assert (zoom, round(there_lat, 3), round(there_lon, 3)) == (16, round(lat, 3), round(lon, 3))
    browser.press("escape")
    browser.wait("return !document.querySelector('#dialog').open", 120)
    browser.press("escape")
    browser.wait("return document.querySelector('#inspector').hidden", 120)
    assert browser.run(ASKED, "feature") is None


def test_a_link_to_a_feature_that_is_gone_says_so(browsers: Browsers, base_url: str) -> None:
    browser = browsers("en-GB")
    browser.size(*DESKTOP)
    browser.open(f"{base_url}/?feature=stops/shiomi/bus:stops:no-such-stop")
    browser.wait("return document.querySelector('#notice').innerText.includes('not on the map')", 120)
    assert browser.run(ASKED, "feature") is None
    browser.console()


def test_on_a_phone_the_search_flies_and_the_sheet_opens(
    browsers: Browsers, base_url: str, place: dict[str, Any], pictures: Path
) -> None:
    browser = browsers("ja-JP")
    browser.size(*PHONE)
    browser.open(base_url + "/")
    type_in(browser, place["name"])
    browser.wait(f"return (() => {{ {OPTIONS} }})().includes('{place['title']}')", 120)
    browser.picture(pictures / "phone-search.png")
    browser.click("#found-0")
    browser.wait("return !document.querySelector('#inspector').hidden", 120)
    browser.settle()
    browser.picture(pictures / "phone-found.png")
    assert browser.text("#inspector h2") == place["title"]
    assert browser.run("return document.documentElement.scrollWidth") == PHONE[0]
    browser.click("#open-panel")
    assert browser.run("return document.querySelector('#inspector').hidden")
    assert browser.run("return document.querySelector('#panel').getBoundingClientRect().bottom") == PHONE[1]
    browser.picture(pictures / "phone-sheet.png")
