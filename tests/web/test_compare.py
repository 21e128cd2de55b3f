"""What changes, beside the report of the page for sending: counts, words, and the map before, after and both.

Pictures are left in build/pictures to be looked at. What does not live here: pure modules (test_units), the API's
answers (tests/api/test_diffs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalog.keys import add_key
from futae.given import settings_for
from futae.home import local_worker, work_through
from futae.registry_file import FeedFiles
from pipelines.workshop import clock
from terms.ids import FeedKey
from tests.web.small_feed import HILL, ISLE, LINE, gtfs

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]
Served = Callable[..., AbstractContextManager[str]]

TODAY = date(2026, 11, 23)
DESKTOP, PHONE = (1440, 900), (390, 844)
LATE_S = 400.0
STATE = "return document.querySelector('#comparing')?.dataset.state === 'ready'"
DRAWN = "return document.querySelector('#compare-map')?.dataset.state === 'ready'"
LOOK = "return document.querySelector('#compare-map').dataset.look"


def changed() -> bytes:
    """The town a year later: two stops moved (one of them renamed), one renamed, one gone, one new; a line ended, one
    began."""
    moved = {"s1": ("s1", "港前", 137.9035, 34.3040), "s5": ("s5", "桜台団地", 137.9215, 34.2985)}
    line = [moved.get(stop[0], stop) for stop in LINE if stop[0] != "s3"]
    line[2] = ("s2", "市役所", *line[2][2:])
    return gtfs({"r1": ("潮見線", [*line, ("s9", "岬", 137.932, 34.303)]), "r3": ("島線", ISLE)})


@pytest.fixture(scope="module")
def house(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address and key of a served home: version 1 of shiomi/bus is live, version 2 was sent and checked."""
    folder = tmp_path_factory.mktemp("compare")
    (folder / "bus.zip").write_bytes(gtfs({"r1": ("潮見線", LINE), "r2": ("山線", HILL)}))
    plan = [FeedFiles(FeedKey.parse("shiomi/bus"), (folder / "bus.zip",), ("CC-BY-4.0",), title="汐見バス")]
    settings = settings_for(folder / "home", today=TODAY, serve_unstated=False)
    with local_worker(settings) as worker:
        work_through(worker, plan, lambda _one: None)
        key = add_key(worker.workshop.catalog, "shiomi", {"upload", "publish"}, now=clock())
    with served("serve", "--home", str(folder / "home"), "--today", TODAY.isoformat()) as url:
        sent = httpx.post(
            f"{url}/v1/feeds/shiomi/bus/versions?name=kaisei.zip&wait=60", content=changed(), timeout=90,
            headers={"Authorization": f"Bearer {key}"}, trust_env=False,
        )  # fmt: skip
        assert sent.json()["number"] == 2, sent.text
        yield url, key


def enter(browser: Any, house: tuple[str, str], size: tuple[int, int]) -> None:
    """The report of version 2, with its comparison."""
    url, key = house
    browser.size(*size)
    browser.sign_in(url, key)
    browser.go(url + "/send?feed=shiomi/bus&version=2&step=report")
    browser.settle("report", LATE_S)
    browser.wait(STATE, LATE_S)


def test_the_clerk_sees_what_changes_by_keyboard_alone(
    browsers: Browsers, house: tuple[str, str], pictures: Path
) -> None:
    browser = browsers("ja-JP")
    enter(browser, house, DESKTOP)
    assert browser.text("#compare-title") == "公開中の第1版と比べる"
    counts = browser.run(
        "return Object.fromEntries([...document.querySelectorAll('.legend li')]"
        ".map(e => [e.dataset.kind, e.querySelector('b').innerText]))"
    )
    assert counts == {
        "stop_begun": "4", "stop_ended": "4", "stop_moved": "2", "stop_renamed": "1", "route_begun": "1",
        "route_ended": "1", "route_changed": "1",
    }  # fmt: skip
    assert browser.text(".short").splitlines() == ["時刻が変わる便：3便（1路線）", "バスが減る停留所：4か所"]
    browser.picture(pictures / "compare-closed-ja-1440.png")
    browser.tab_to("#compare-open")
    browser.press("enter")
    assert browser.run("return document.activeElement.getAttribute('aria-expanded')") == "true"
    browser.wait(DRAWN, LATE_S)
    assert browser.run(LOOK) == "both"
    assert "港前［s1］" in browser.text(".told-all")
    browser.tab_to("#look-both", 160)
    browser.press("down")
    assert browser.run(LOOK) == "after"
    browser.press("up", "up")
    assert browser.run(LOOK) == "before"
    browser.press("down")
    browser.tab_to(".spots button", 40)
    browser.press("enter")
    browser.wait("return document.querySelector('#compare-map').dataset.spot !== undefined", 60)
    assert browser.text("#spot-words") == browser.run("return document.activeElement.innerText")
    assert browser.run("return document.activeElement.hasAttribute('aria-current')")
    browser.run("[...document.querySelectorAll('.spots button')].find(e => e.innerText.includes('港前')).click()")
    assert "港前［s1］が" in browser.text("#spot-words")
    browser.wait(DRAWN, LATE_S)
    browser.run("document.querySelector('#comparing').scrollIntoView()")
    browser.picture(pictures / "compare-chosen-ja-1440.png")
    assert browser.console() == []


def test_a_sign_on_the_map_is_touched_for_its_words(browsers: Browsers, house: tuple[str, str]) -> None:
    browser = browsers("en-GB")
    enter(browser, house, DESKTOP)
    browser.click("#compare-open")
    browser.wait(DRAWN, LATE_S)
    browser.run("[...document.querySelectorAll('.spots button')].find(e => e.innerText.includes('k1')).click()")
    browser.wait("return document.querySelector('#compare-map').dataset.state === 'busy'", 20)
    browser.wait(DRAWN, LATE_S)  # it lies in the middle now
    browser.run("document.querySelector('#spot-words').replaceChildren()")
    browser.run("document.querySelector('#compare-map').scrollIntoView({block: 'center'})")
    x, y = browser.run(
        "const r = document.querySelector('#compare-map').getBoundingClientRect();"
        "return [r.x + r.width / 2, r.y + r.height / 2]"
    )
    browser.touch(x, y)
    browser.wait("return document.querySelector('#spot-words').innerText.includes('New stop: 島口 [k1]')", 30)
    assert browser.console() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["ja-JP", "en-GB"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_fits_speaks_and_suits_the_dark(
    browsers: Browsers, house: tuple[str, str], pictures: Path, lang: str, size: tuple[int, int], theme: str
) -> None:
    browser = browsers(lang)
    browser.prefer(theme)
    try:
        enter(browser, house, size)
        browser.click("#compare-open")
        browser.wait(DRAWN, LATE_S)
        assert browser.run("return document.documentElement.scrollWidth") == size[0]
        for part in ("comparing", "compare-map", "spot-words"):
            browser.run(f"document.querySelector('#{part}').scrollIntoView()")
            browser.picture(pictures / f"compare-{part}-{lang[:2]}-{size[0]}-{theme}.png")
        assert browser.console() == []
    finally:
        browser.prefer("light")
