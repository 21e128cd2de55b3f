"""A clerk's day from end to end in Chromium: a faulty file, its report, the mended file, what changes, a publication at
a time, and back again (issue 4, "It must show" 5).

What does not live here: each step alone and what can go wrong in it (test_send), the comparison's own looks
(test_compare).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import numpy as np
import pytest

from catalog.keys import add_key
from futae.given import settings_for
from futae.home import local_worker, work_through
from futae.registry_file import FeedFiles
from pipelines.workshop import clock
from terms.ids import FeedKey
from tests.web.small_feed import HILL, LINE, gtfs
from tiles.mercator import to_unit

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]
Served = Callable[..., AbstractContextManager[str]]

TODAY = date(2026, 11, 23)
DESKTOP, PHONE = (1440, 900), (390, 844)
LATE_S = 400.0
FOCUSED = "return document.activeElement.innerText"
COMPARED = "return document.querySelector('#comparing')?.dataset.state === 'ready'"
OLD = {"r1": ("潮見線", LINE), "r2": ("山線", HILL)}
MOVED = [("s0", "汐見駅", 137.9004, 34.3002), LINE[1], ("s2", "市役所", *LINE[2][2:]), *LINE[3:]]
NEW = {"r1": ("潮見線", MOVED), "r2": ("山線", HILL)}


@pytest.fixture(scope="module")
def house(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address and key of a served home in which version 1 of shiomi/bus is live."""
    folder = tmp_path_factory.mktemp("clerk")
    (folder / "bus.zip").write_bytes(gtfs(OLD))
    plan = [FeedFiles(FeedKey.parse("shiomi/bus"), (folder / "bus.zip",), ("CC-BY-4.0",), title="汐見バス")]
    settings = settings_for(folder / "home", today=TODAY, serve_unstated=False)
    with local_worker(settings) as worker:
        work_through(worker, plan, lambda _one: None)
        key = add_key(worker.workshop.catalog, "shiomi", {"upload", "publish"}, now=clock())
    with served("serve", "--home", str(folder / "home"), "--today", TODAY.isoformat()) as url:
        yield url, key


def given_out(url: str) -> dict[str, tuple[str, bytes]]:
    """ETag and bytes of the file, and of each tile over the stop that moves."""
    x, y = to_unit(np.array([LINE[0][2]]), np.array([LINE[0][3]]))
    tiles = [f"/v1/tilesets/transit/{z}/{int(x[0] * 2**z)}/{int(y[0] * 2**z)}.mvt" for z in (8, 11, 14)]
    found = {}
    for path in ["/v1/feeds/shiomi/bus/current.zip", *tiles]:
        answer = httpx.get(url + path, trust_env=False, timeout=30).raise_for_status()
        assert len(answer.content) > 100, path
        found[path] = (answer.headers["ETag"], answer.content)
    return found


def send(browser: Any, file: Path) -> None:
    """Choose a file in the open step and send it; its report is open afterwards."""
    browser.settle("file", 60)
    browser.choose("#file", file)
    browser.wait("return document.activeElement.id === 'send'", 60)
    browser.press("enter")
    browser.settle("report", LATE_S)


def to_publishing(browser: Any) -> None:
    """From a report to the step that publishes."""
    browser.tab_to("#to-preview", 160)
    browser.press("enter")
    browser.settle("preview", LATE_S)
    browser.click("#to-publish")
    browser.settle("publish", 60)


def set_time(browser: Any, ahead_s: float, *, zone: str = "Asia/Tokyo") -> None:
    """Fill in a time so many seconds ahead on the feed's clocks, and send it."""
    when = datetime.now(ZoneInfo(zone)) + timedelta(seconds=ahead_s + 0.999)
    browser.run("document.querySelector('#time').value = arguments[0]", when.strftime("%Y-%m-%dT%H:%M:%S"))
    browser.press("enter")


def publish_in_two_seconds(browser: Any, pictures: Path) -> None:
    """From the report by keyboard: without a time, with one that is past, then two seconds ahead; until it is live."""
    to_publishing(browser)
    browser.tab_to("#time-fold summary", 40)
    browser.press("enter")
    browser.tab_to("#time", 5)
    browser.press("enter")
    assert browser.text("#time-fault") == "公開する日時を入れてください。"
    browser.picture(pictures / "clerk-time-ja-1440.png")
    set_time(browser, -60)
    browser.wait("return document.querySelector('#time-fault').innerText.includes('過ぎて')", 60)
    assert [line for line in browser.console() if "400" not in line] == []  # the browser tells of the answer itself
    set_time(browser, 2)
    browser.settle("live", LATE_S)


def go_back(browser: Any, pictures: Path) -> None:
    """By keyboard to the version that was live before, with a reason; until it is live."""
    browser.tab_to("#back-fold summary", 40)
    browser.press("enter")
    browser.tab_to("#back-reason", 5)
    browser.press(*"dia")
    browser.picture(pictures / "clerk-back-ja-1440.png")
    browser.tab_to("#go-back", 5)
    browser.press("enter")
    browser.wait("return document.querySelector('dl.facts')?.innerText.includes('第1版') === true", LATE_S)
    assert "入れ替わります" not in browser.text("dl.facts")
    browser.settle("live", LATE_S)


def check_audit(url: str, key: str) -> None:
    """The organisation's log holds what was done, and why."""
    headers = {"Authorization": f"Bearer {key}"}
    lines = (
        httpx.get(f"{url}/v1/orgs/shiomi/audit", headers=headers, trust_env=False).raise_for_status().json()["lines"]
    )
    done = {line["action"]: line["detail"] for line in reversed(lines)}
    assert {"schedule.set", "live.publish", "live.rollback"} <= set(done)
    assert "dia" in str(done["live.rollback"])


def test_faulty_mended_compared_set_for_a_time_live_and_back_again(
    browsers: Browsers, house: tuple[str, str], tmp_path: Path, pictures: Path
) -> None:
    url, key = house
    for name, data in (("faulty.zip", gtfs(NEW, backwards=True)), ("mended.zip", gtfs(NEW))):
        (tmp_path / name).write_bytes(data)
    browser = browsers("ja-JP")
    browser.size(*DESKTOP)
    browser.sign_in(url, key)
    before = given_out(url)
    assert before["/v1/feeds/shiomi/bus/current.zip"][1] == gtfs(OLD)

    browser.go(url + "/send?feed=shiomi/bus")
    send(browser, tmp_path / "faulty.zip")
    assert browser.text("#verdict h1") == "このままでは公開できません"
    assert "到着" in browser.text('[data-code="stop_time_with_arrival_before_previous_departure_time"]')
    browser.click("#to-file")

    send(browser, tmp_path / "mended.zip")
    assert browser.run(FOCUSED) == "公開できます"
    browser.wait(COMPARED, LATE_S)
    told = browser.text(".legend")
    assert "動く停留所" in told
    assert "名前が変わる停留所" in told
    assert given_out(url) == before

    publish_in_two_seconds(browser, pictures)
    after = given_out(url)
    assert after["/v1/feeds/shiomi/bus/current.zip"][1] == gtfs(NEW)
    assert not {path for path in before if after[path] == before[path]}

    go_back(browser, pictures)
    assert given_out(url) == before

    check_audit(url, key)
    assert browser.console() == []


@pytest.mark.parametrize("lang", ["ja-JP", "en-GB"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_time_is_shown_on_the_operators_clocks_and_taken_back(
    browsers: Browsers, house: tuple[str, str], pictures: Path, lang: str, size: tuple[int, int]
) -> None:
    url, key = house
    headers = {"Authorization": f"Bearer {key}"}
    data = gtfs({"r1": ("潮見線", LINE[: 4 + len(lang)])})
    sent = httpx.post(
        f"{url}/v1/feeds/shiomi/bus/versions?name=spring.zip&wait=60", content=data, headers=headers, trust_env=False,
        timeout=90,
    ).json()  # fmt: skip
    browser = browsers(lang)
    browser.size(*size)
    browser.sign_in(url, key)
    browser.go(f"{url}/send?feed=shiomi/bus&version={sent['number']}&step=publish")
    browser.settle("publish", LATE_S)
    browser.click("#time-fold summary")
    browser.run("document.querySelector('#time').value = '2027-04-01T05:00:00'")
    browser.click("#announced")
    browser.click("#schedule")
    browser.settle("scheduled", 60)
    browser.wait("return document.querySelector('#due') !== null", 10)
    said = browser.text("#due")
    assert ("2027年4月1日木曜日 5:00" if lang == "ja-JP" else "Thursday, 1 April 2027 at 05:00") in said
    assert "Asia/Tokyo" in said
    browser.picture(pictures / f"clerk-set-{lang[:2]}-{size[0]}.png")
    assert browser.run("return document.documentElement.scrollWidth") == size[0]
    browser.open(browser.run("return location.href"), until="scheduled")  # a reload comes back to it
    browser.click("#cancel-schedule")
    browser.settle("publish", 60)
    version = httpx.get(f"{url}{sent['links']['self']}", headers=headers, trust_env=False).json()
    assert version["schedule"] is None
    assert browser.console() == []
