"""Signing in and out on the page for sending, in Chromium: a session that ran out, one that was ended.

What does not live here: giving the key, a wrong key, a reload (test_send); what a session may do (tests/api).
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
from tests.web.small_feed import LINE, gtfs

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]
Served = Callable[..., AbstractContextManager[str]]

TODAY = date(2026, 11, 23)
THERE = "/send?feed=shiomi/bus&version=1&step="
SIGN_IN_ELSEWHERE = """
const body = JSON.stringify({ key: arguments[0] });
return fetch("v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body })
  .then(answer => answer.status);
"""


@pytest.fixture(scope="module")
def house(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address and key of a served home in which version 1 of shiomi/bus is live."""
    folder = tmp_path_factory.mktemp("signing")
    (folder / "bus.zip").write_bytes(gtfs({"r1": ("潮見線", LINE)}))
    plan = [FeedFiles(FeedKey.parse("shiomi/bus"), (folder / "bus.zip",), ("CC-BY-4.0",), title="汐見バス")]
    with local_worker(settings_for(folder / "home", today=TODAY, serve_unstated=False)) as worker:
        work_through(worker, plan, lambda _one: None)
        key = add_key(worker.workshop.catalog, "shiomi", {"upload", "publish"}, person="佐藤", now=clock())
    with served("serve", "--home", str(folder / "home"), "--today", TODAY.isoformat()) as url:
        yield url, key


@pytest.mark.parametrize(("lang", "said"), [("ja-JP", "サインインが切れました"), ("en-GB", "no longer signed in")])
def test_a_session_that_ran_out_is_told_and_the_way_goes_on_from_the_same_place(
    browsers: Browsers, house: tuple[str, str], pictures: Path, lang: str, said: str
) -> None:
    (url, key), browser = house, browsers(lang)
    browser.size(1440, 900)
    told = f"return document.querySelector('#key-fault')?.innerText.includes('{said}') === true"
    browser.sign_in(url, key)
    browser.open(f"{url}{THERE}report", until="report")
    browser.drop_cookies()  # as after twelve hours
    browser.click("#to-preview")
    browser.settle("key", 60)
    there = browser.run("return location.href")
    assert there == f"{url}{THERE}preview"
    browser.wait(told, 30)  # it is said once the focus is where the key is asked for
    assert browser.run("return document.activeElement.id") == "key"
    browser.picture(pictures / f"send-over-{lang}.png")
    browser.press(*key, "enter")
    browser.settle("preview", 60)
    assert browser.run("return location.href") == there
    # the same when the page is loaded after the end
    browser.drop_cookies()
    browser.open(there, until="key")
    browser.wait(told, 30)
    assert {line.rsplit(": ", 1)[-1] for line in browser.console()} <= {
        "the server responded with a status of 401 (Unauthorized)"
    }


def test_signing_out_ends_the_session_of_every_tab(browsers: Browsers, house: tuple[str, str]) -> None:
    (url, key), browser = house, browsers("en-GB")
    browser.sign_in(url, key)
    browser.open(url + "/send?lang=en&step=feed", until="file")
    browser.click("#to-feed")
    browser.settle("feed", 60)
    assert "佐藤" in browser.text("#step")
    token = browser.cookie("futae_session")["value"]
    browser.tab_to("#sign-out")
    browser.press("enter")
    browser.settle("key", 60)
    assert browser.cookie("futae_session") is None
    assert browser.text("#key-fault") == ""
    old = httpx.get(f"{url}/v1/session", headers={"Cookie": f"futae_session={token}"}, trust_env=False)
    assert old.status_code == 401
    browser.open(url + "/send", until="key")
    assert browser.text("#key-fault") == ""
    assert browser.console() == []


def test_another_tab_that_signs_in_anew_takes_this_one_along(browsers: Browsers, house: tuple[str, str]) -> None:
    (url, key), browser = house, browsers("ja-JP")
    browser.sign_in(url, key)
    browser.open(f"{url}{THERE}report", until="report")
    before = browser.cookie("futae_session")
    assert browser.run(SIGN_IN_ELSEWHERE, key) == 201
    assert browser.cookie("futae_session") != before
    browser.click("#to-preview")
    browser.settle("preview", 60)
    browser.console()
