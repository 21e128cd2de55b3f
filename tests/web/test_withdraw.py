"""Withdrawing a version on the page for sending, in Chromium: what it says, that it asks twice, what is so afterwards.

What does not live here: what withdrawing does to files, tiles and releases (tests/api/test_publishing, test_burial).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
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
from tests.web.small_feed import HILL, LINE, gtfs
from tests.web.test_axe import serious

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]
Served = Callable[..., AbstractContextManager[str]]

TODAY = date(2026, 11, 23)
DESKTOP, PHONE = (1440, 900), (390, 844)
LATE_S = 400.0
FOCUS = "return document.activeElement.id"


@dataclass(frozen=True)
class House:
    """A served home in which version 1 of shiomi/bus is live, and keys to it by name."""

    url: str
    keys: dict[str, str]

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.keys['clerk']}"}
        url = f"{self.url}/v1/feeds/shiomi/bus{path}"
        return httpx.request(method, url, headers=headers, trust_env=False, timeout=90, **more)

    def send(self, stops: int) -> int:
        """Another version, checked; its number."""
        data = gtfs({"r1": ("潮見線", LINE[:stops])})
        sent = self.ask("POST", "/versions?name=spring.zip&wait=60", content=data).json()
        assert sent["state"] == "ready", sent
        return int(sent["number"])

    def live(self) -> int | None:
        found = self.ask("GET", "").json()["live"]
        return int(found["version"]) if found else None


@pytest.fixture
def house(served: Served, tmp_path: Path) -> Iterator[House]:
    """A house of one test's own: what is withdrawn does not come back."""
    (tmp_path / "bus.zip").write_bytes(gtfs({"r1": ("潮見線", LINE), "r2": ("山線", HILL)}))
    plan = [FeedFiles(FeedKey.parse("shiomi/bus"), (tmp_path / "bus.zip",), ("CC-BY-4.0",), title="汐見バス")]
    with local_worker(settings_for(tmp_path / "home", today=TODAY, serve_unstated=False)) as worker:
        work_through(worker, plan, lambda _one: None)
        scopes = {"clerk": {"upload", "publish"}, "sender": {"upload"}}
        catalog = worker.workshop.catalog
        made = {name: add_key(catalog, "shiomi", some, now=clock()) for name, some in scopes.items()}
    with served("serve", "--home", str(tmp_path / "home"), "--today", TODAY.isoformat()) as url:
        yield House(url, made)


def unfold(browser: Any) -> None:
    browser.tab_to("#withdraw-fold summary", 200)
    browser.press("enter")
    browser.wait("return document.querySelector('#withdraw-fold').open", 10)


def look(browser: Any, width: int) -> None:
    """The open form fits, and axe finds nothing serious in it."""
    assert browser.run("return document.documentElement.scrollWidth") == width
    assert serious(browser) == []


def test_a_live_version_is_withdrawn_by_keyboard(browsers: Browsers, house: House, pictures: Path) -> None:
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.sign_in(house.url, house.keys["clerk"])
    browser.open(f"{house.url}/send?feed=shiomi/bus&version=1&step=publish", until="live")
    unfold(browser)
    told = browser.text("#withdraw-fold .effects")
    assert "410" in told
    assert "地図からも current.zip からも消え" in told
    look(browser, DESKTOP[0])
    browser.tab_to("#withdraw", 5)
    browser.press("enter")
    assert browser.text("#withdraw-fault") == "理由を書いてください。"
    assert browser.run(FOCUS) == "withdraw-reason"
    browser.press(*"fares")
    browser.tab_to("#withdraw", 5)
    browser.press("enter", "enter")  # the second falls on the question, and does nothing
    assert browser.run(FOCUS) == "withdraw-sure"
    assert "元には戻せません" in browser.text("#withdraw-sure")
    look(browser, DESKTOP[0])
    browser.picture(pictures / "withdraw-ja-1440.png")
    browser.tab_to("#withdraw-no", 2)
    browser.press("enter")
    assert browser.run(FOCUS) == "withdraw"
    assert house.live() == 1
    browser.press("enter")
    browser.tab_to("#withdraw-yes", 3)
    browser.press("enter")
    browser.settle("stopped", LATE_S)
    assert browser.run("return document.activeElement.innerText") == "この版は取り下げられています"
    assert browser.text("#stopped-reason") == "理由：fares"
    assert "いま地図に載っていません" in browser.text("#step")
    assert house.live() is None
    gone = httpx.get(f"{house.url}/v1/feeds/shiomi/bus/versions/1/file", trust_env=False)
    assert (gone.status_code, "fares" in gone.json()["detail"]) == (410, True)
    assert httpx.get(f"{house.url}/v1/feeds/shiomi/bus/current.zip", trust_env=False).status_code in (404, 410)
    assert browser.console() == []


def test_a_draft_is_withdrawn_on_a_phone_and_the_map_stays(browsers: Browsers, house: House, pictures: Path) -> None:
    number = house.send(5)
    browser = browsers("en-GB")
    browser.size(*PHONE)
    browser.sign_in(house.url, house.keys["sender"])
    there = f"{house.url}/send?feed=shiomi/bus&version={number}&step=report"
    browser.open(there, until="report")
    assert browser.run("return document.querySelector('#withdraw-fold')") is None
    browser.sign_in(house.url, house.keys["clerk"])
    browser.open(there, until="report")
    browser.click("#withdraw-fold summary")
    assert "Version 1, which is live, stays on the map." in browser.text("#withdraw-fold .effects")
    browser.run("document.querySelector('#withdraw-reason').value = 'sent by mistake'")
    browser.click("#withdraw")
    look(browser, PHONE[0])
    browser.run("document.querySelector('#withdraw-fold').scrollIntoView()")
    browser.picture(pictures / "withdraw-en-390.png")
    browser.click("#withdraw-yes")
    browser.settle("stopped", 60)
    assert browser.text("#stopped-reason") == "Reason: sent by mistake"
    assert "Version 1 is on the map." in browser.text("#step")
    assert house.live() == 1
    assert house.ask("GET", f"/versions/{number}").json()["stage"] == "withdrawn"
    assert browser.console() == []
