"""The page for sending in Chromium, over a served home: from the key to what is live, and all that can go wrong.

Pictures are left in build/pictures to be looked at. What does not live here: pure modules (test_units), what the API
answers (tests/api).
"""

from __future__ import annotations

import json
import random
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
from tests.web.small_feed import zipped

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]
Feed = Callable[..., Path]
Waited = Callable[..., Any]
Served = Callable[..., AbstractContextManager[str]]

TODAY = date(2026, 11, 23)
DESKTOP, PHONE = (1440, 900), (390, 844)
LATE_S = 400.0
"""A worker checks and a publisher publishes, on two cores that others use too."""
NAMELESS = """
return [...document.querySelectorAll('button, input, a, canvas')]
  .filter(e => e.checkVisibility())
  .filter(e => !(e.ariaLabel || e.innerText?.trim() || e.title || e.labels?.length))
  .map(e => e.outerHTML.slice(0, 120))
"""
DRAWN = "return document.querySelector(arguments[0])?.dataset.state === 'ready'"
FOCUSED = "return document.activeElement.innerText"


def gtfs(*, stops: int = 8, backwards: bool = False, blue: bool = False) -> bytes:
    """A GTFS zip: one line of stops; `backwards`: a vehicle leaves stop 3 before it came to stop 2; `blue`: a colour
    that is none."""
    rows = [f"s{i},停留所{i},{34.30 + i * 0.002:.4f},{137.90 + i * 0.006:.4f}" for i in range(stops)]
    minutes = [2 * i for i in range(stops)]
    if backwards:
        minutes[3] = 1
    times = [f"t1,08:{m:02}:00,08:{m:02}:00,s{i},{i}" for i, m in enumerate(minutes)]
    files = {
        "agency.txt": ["agency_id,agency_name,agency_url,agency_timezone,agency_lang", "a,潮見交通,https://example.com,Asia/Tokyo,ja"],
        "stops.txt": ["stop_id,stop_name,stop_lat,stop_lon", *rows],
        "routes.txt": ["route_id,agency_id,route_short_name,route_type,route_color,route_text_color",
                       f"r1,a,潮見線,3,{'blue' if blue else '1155AA'},FFFFFF"],
        "trips.txt": ["route_id,service_id,trip_id", "r1,w,t1"],
        "stop_times.txt": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *times],
        "calendar.txt": ["service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
                         "w,1,1,1,1,1,1,1,20260401,20270331"],
        "feed_info.txt": ["feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version",
                          "潮見交通,https://example.com,ja,20260401,20270331,1"],
    }  # fmt: skip
    return zipped(files)


def area() -> bytes:
    """One administrative area as KSJ N03 GeoJSON."""
    ring = [[137.8, 34.2], [138.1, 34.2], [138.1, 34.5], [137.8, 34.5], [137.8, 34.2]]
    properties = {"N03_001": "潮県", "N03_002": None, "N03_003": None, "N03_004": "汐見市", "N03_007": "98201"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    return json.dumps({"type": "FeatureCollection", "name": "N03-21_98_210101", "features": [feature]}).encode()


@dataclass(frozen=True)
class House:
    """A served home, and keys to it by name."""

    url: str
    keys: dict[str, str]

    def get(self, path: str, key: str = "shiomi") -> Any:
        headers = {"Authorization": f"Bearer {self.keys[key]}"}
        return httpx.get(self.url + path, headers=headers, trust_env=False, timeout=30).raise_for_status().json()

    def live(self) -> int | None:
        """The version of shiomi/bus that is live."""
        found = self.get("/v1/feeds/shiomi/bus")["live"]
        return int(found["version"]) if found else None

    def last(self) -> Any:
        """The version of shiomi/bus that was sent last."""
        return self.get("/v1/feeds/shiomi/bus/versions")["versions"][0]


@pytest.fixture(scope="module")
def house(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A home with an area and version 1 of a bus feed live, served with its worker."""
    folder = tmp_path_factory.mktemp("send")
    bus, areas = folder / "bus.zip", folder / "N03-21_98_210101.geojson"
    bus.write_bytes(gtfs())
    areas.write_bytes(area())
    plan = [
        FeedFiles(FeedKey.parse("shiomi/bus"), (bus,), ("CC-BY-4.0",), title="汐見バス"),
        FeedFiles(FeedKey.parse("shiomi/area"), (areas,), ("PDL-1.0",), title="汐見の区域"),
    ]
    settings = settings_for(folder / "home", today=TODAY, serve_unstated=False)
    with local_worker(settings) as worker:
        outcomes, _ = work_through(worker, plan, lambda _one: None)
        assert [one.version.state for one in outcomes] == ["ready", "ready"]
        scopes = {"shiomi": {"upload", "publish"}, "sender": {"upload"}, "reader": set()}
        catalog = worker.workshop.catalog
        made = {name: add_key(catalog, "shiomi", some, now=clock()) for name, some in scopes.items()}
    with served("serve", "--home", str(folder / "home"), "--today", TODAY.isoformat()) as url:
        yield House(url, made)


@pytest.fixture
def feed_file(tmp_path: Path) -> Feed:
    """A file of a feed, new to the house by the number of its stops."""

    def make(name: str, **how: Any) -> Path:
        path = tmp_path / name
        path.write_bytes(gtfs(**how))
        return path

    return make


def enter(browser: Any, house: House, *, key: str = "shiomi", at: str = "", size: tuple[int, int] = DESKTOP) -> None:
    """Open the page in a browser that is signed in already."""
    browser.size(*size)
    browser.sign_in(house.url, house.keys[key])
    browser.go(house.url + "/send" + at)


def forget(browser: Any, house: House) -> None:
    browser.go(house.url + "/send")
    browser.drop_cookies()
    browser.run("localStorage.clear()")
    browser.console()


def send(browser: Any, house: House, file: Path) -> int:
    """Send a file to shiomi/bus and wait for its report; the version's number."""
    enter(browser, house, at="?feed=shiomi/bus")
    browser.settle("file")
    browser.choose("#file", file)
    browser.wait("return document.querySelector('#send') !== null", 60)
    browser.click("#send")
    browser.settle("report", LATE_S)
    return int(house.last()["number"])


def test_the_whole_way_by_keyboard_from_the_key_to_what_is_live(
    browsers: Browsers, house: House, feed_file: Feed, pictures: Path
) -> None:
    browser = browsers("ja-JP")
    forget(browser, house)
    browser.size(*DESKTOP)
    browser.open(house.url + "/send", until="key")
    browser.tab_to("#key")
    browser.press(*house.keys["shiomi"], "enter")
    browser.settle("feed", 60)
    assert browser.run(FOCUSED) == "どのデータを送りますか"
    browser.tab_to('[data-feed="shiomi/bus"]')
    browser.press("enter")
    browser.settle("file", 60)
    assert browser.run(FOCUSED) == "ファイルを送る"
    browser.tab_to("#file")
    browser.choose("#file", feed_file("改正.zip", stops=9))  # the system's own window opens here
    browser.wait("return document.activeElement.id === 'send'", 60)
    browser.press("enter")
    browser.settle("report", LATE_S)
    assert browser.run(FOCUSED) == "公開できます"
    browser.tab_to("#to-preview")
    browser.press("enter")
    browser.settle("preview", 60)
    browser.wait(DRAWN.replace("arguments[0]", "'#preview-map'"), LATE_S)
    browser.picture(pictures / "send-preview.png")
    assert [house.live(), house.last()["number"]] == [1, 2]  # seen here, by nobody else
    browser.tab_to("#show-after")
    browser.press("left")  # left, to the one before
    browser.wait("return document.querySelector('#preview-map').dataset.which === 'before'", 60)
    browser.wait(DRAWN.replace("arguments[0]", "'#preview-map'"), LATE_S)
    browser.tab_to("#to-publish", 120)
    browser.press("enter")
    browser.settle("publish", 60)
    assert "第1版（入れ替わります）" in browser.text("dl.facts")
    browser.tab_to("#publish")
    browser.press("enter")
    browser.settle("live", LATE_S)
    assert browser.run(FOCUSED) == "公開されました"
    assert house.live() == 2
    browser.tab_to("#live-file")
    file = browser.run("return document.querySelector('#live-file').href")
    assert httpx.get(file, trust_env=False, follow_redirects=True).content == gtfs(stops=9)
    kept = browser.run("return JSON.stringify([location.href, document.cookie, localStorage, sessionStorage])")
    assert "futae_" not in kept
    held = browser.cookie("futae_session")
    assert (held["httpOnly"], held["sameSite"], held["path"]) == (True, "Strict", "/")
    assert house.keys["shiomi"].split("_")[2] not in held["value"]
    assert browser.console() == []


def test_every_finding_is_told_with_its_place_on_the_map(
    browsers: Browsers, house: House, feed_file: Feed, pictures: Path
) -> None:
    browser = browsers("ja-JP")
    number = send(browser, house, feed_file("faulty.zip", stops=7, backwards=True, blue=True))
    assert browser.run("return document.querySelector('#verdict').dataset.verdict") == "blocked"
    assert browser.text("#verdict h1") == "このままでは公開できません"
    colour = browser.text('[data-code="invalid_color"]')
    assert all(
        word in colour
        for word in ("エラー", "routes.txt", "2 行目", "route_color", "blue", "地図上の場所なし", "直し方")
    )
    browser.wait(DRAWN.replace("arguments[0]", "'#findings-map'"), LATE_S)
    spot = '[data-code="stop_time_with_arrival_before_previous_departure_time"] .spot'
    browser.tab_to(spot)
    browser.press("enter")
    browser.wait("return document.querySelector('#findings-map').dataset.spot === '1'", 60)
    assert "地図を印 1 へ動かしました" in browser.text("#said")
    browser.picture(pictures / "send-finding.png")
    # what blocks is not to be published: no button leads there, nor does the address
    assert browser.run("return document.querySelector('#to-preview')") is None
    browser.go(f"{house.url}/send?feed=shiomi/bus&version={number}&step=publish")
    browser.settle("report", 60)
    assert browser.run("return document.querySelector('#publish')") is None
    browser.click(".filter.WARNING")
    assert set(browser.run("return [...document.querySelectorAll('.group')].map(e => e.classList[1])")) <= {"WARNING"}
    browser.click(".filter.ALL")
    report = house.get(f"/v1/feeds/shiomi/bus/versions/{number}/report?lang=ja")
    codes = {one["code"] for one in report["summary"]["codes"]}
    assert set(browser.run("return [...document.querySelectorAll('.group')].map(e => e.dataset.code)")) == codes
    assert browser.console() == []


def test_the_report_is_kept_as_a_page_and_as_data(
    browsers: Browsers, house: House, tmp_path: Path, waited: Waited
) -> None:
    browser = browsers("ja-JP")
    enter(browser, house, at="?feed=shiomi/bus&version=1&step=report")
    browser.settle("report", 60)
    browser.keep_in(tmp_path)
    browser.click("#keep-html")
    page = tmp_path / "shiomi-bus-1-report.html"
    waited(page.is_file, 60, why="the report as a page")
    assert "検査の結果" in page.read_text(encoding="utf-8")
    browser.click("#keep-json")
    data = tmp_path / "shiomi-bus-1-report.json"
    waited(data.is_file, 60, why="the report as data")
    assert json.loads(data.read_text(encoding="utf-8")) == house.get("/v1/feeds/shiomi/bus/versions/1/report?lang=ja")
    assert browser.console() == []


@pytest.mark.parametrize("pasted", ["hello", "futae_0123456789ab_" + "0" * 47, "futae_0123456789ab_" + "0" * 48])
def test_a_wrong_key_is_told_in_plain_words_and_given_again(browsers: Browsers, house: House, pasted: str) -> None:
    browser = browsers("ja-JP")
    forget(browser, house)
    browser.size(*PHONE)
    browser.open(house.url + "/send", until="key")
    browser.run("document.querySelector('#key').focus()")
    browser.press(*pasted, "enter")
    browser.wait("return document.querySelector('#key-fault')?.innerText.length > 0", 60)
    said = {"hello": "鍵ではないようです", 66: "一部が欠けている", 67: "この鍵は使えません"}
    assert said.get(pasted, said.get(len(pasted))) in browser.text("#key-fault")
    assert browser.run("return document.activeElement.id") == "key"
    assert browser.run("return localStorage.getItem('futae-session')") is None
    assert browser.cookie("futae_session") is None


def test_who_may_only_send_is_told_whom_to_ask(browsers: Browsers, house: House) -> None:
    browser = browsers("en-GB")
    enter(browser, house, key="sender", at="?feed=shiomi/bus&version=1&step=publish")
    browser.settle("live" if house.live() == 1 else "publish", 60)
    assert browser.run("return document.querySelector('#publish')") is None
    if house.live() != 1:
        assert "This key may not publish" in browser.text("#step")
    enter(browser, house, key="reader")
    browser.settle("feed", 60)
    assert "may only read" in browser.text("#step")
    assert browser.run("return document.querySelector('[data-feed]')") is None


def test_a_reload_comes_back_to_the_same_version(browsers: Browsers, house: House, feed_file: Feed) -> None:
    browser = browsers("ja-JP")
    number = send(browser, house, feed_file("reload.zip", stops=11))
    there = browser.run("return location.href")
    assert there == f"{house.url}/send?feed=shiomi/bus&version={number}&step=report"
    browser.open(there, until="report")
    assert f"第{number}版" in browser.text("#verdict")
    # without the key it is asked for, and the way goes on from the same place
    forget(browser, house)
    browser.open(there, until="key")
    browser.run("document.querySelector('#key').focus()")
    browser.press(*house.keys["shiomi"], "enter")
    browser.settle("report", 60)
    assert browser.run("return location.href") == there
    browser.open(there, until="report")  # and once more without being asked
    # the same bytes once more: the same version, and it is said
    again = send(browser, house, feed_file("renamed.zip", stops=11))
    assert again == number
    assert f"第{number}版とまったく同じ" in browser.text(".same")


def test_sending_can_be_given_up_and_a_lost_network_is_survived(
    browsers: Browsers, house: House, tmp_path: Path
) -> None:
    browser = browsers("ja-JP")
    before = house.last()["number"]
    large = tmp_path / "large.zip"
    large.write_bytes(random.Random(3).randbytes(3_000_000))
    enter(browser, house, at="?feed=shiomi/bus")
    browser.settle("file", 60)
    browser.slow(50_000)
    try:
        browser.choose("#file", large)
        browser.wait("return document.querySelector('#send') !== null", 60)
        browser.click("#send")
        browser.settle("sending", 60)
        assert browser.run("return document.activeElement.id") == "cancel"
        browser.click("#cancel")
        browser.settle("file", 60)
        assert "送るのをやめました" in browser.text("#file-fault")
    finally:
        browser.slow(-1)
    browser.block("*/v1/feeds/*")
    browser.click("#send")
    browser.wait("return document.querySelector('#file-fault').innerText.includes('通信が切れました')", 60)
    browser.block()
    assert house.last()["number"] == before
    browser.console()


@pytest.mark.parametrize(
    ("name", "said"), [("時刻表.xlsx", "表計算"), ("stops.txt", "1 つの zip"), ("empty.zip", "空（0 バイト）")]
)
def test_a_wrong_kind_of_file_is_told_before_it_is_sent(
    browsers: Browsers, house: House, tmp_path: Path, name: str, said: str
) -> None:
    browser = browsers("ja-JP")
    enter(browser, house, at="?feed=shiomi/bus")
    browser.settle("file", 60)
    file = tmp_path / name
    file.write_bytes(b"" if name == "empty.zip" else b"x")
    browser.choose("#file", file)
    browser.wait("return document.querySelector('#file-fault').innerText.length > 0", 60)
    assert said in browser.text("#file-fault")
    assert browser.run("return document.querySelector('#send')") is None


def test_a_link_shows_the_preview_to_who_has_no_key(browsers: Browsers, house: House, feed_file: Feed) -> None:
    browser = browsers("ja-JP")
    number = send(browser, house, feed_file("share.zip", stops=13))
    browser.click("#to-preview")
    browser.settle("preview", 60)
    browser.click("#make-link")
    browser.wait("return document.querySelector('#link') !== null", 60)
    link = browser.run("return document.querySelector('#link').value")
    forget(browser, house)
    browser.open(link, until="ready", seconds=LATE_S)  # the map page
    assert f"第 {number} 版" in browser.text("#preview")
    assert browser.console() == []


@pytest.mark.parametrize("lang", ["ja-JP", "en-GB"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_step_fits_and_speaks(
    browsers: Browsers, house: House, pictures: Path, lang: str, size: tuple[int, int]
) -> None:
    browser = browsers(lang)
    forget(browser, house)
    browser.size(*size)
    browser.open(house.url + "/send", until="key")
    for step, at in [
        ("key", "?step=key"), ("feed", ""), ("file", "?feed=shiomi/bus"),
        ("report", "?feed=shiomi/bus&version=1&step=report"), ("preview", "?feed=shiomi/bus&version=1&step=preview"),
    ]:  # fmt: skip
        if step != "key":
            enter(browser, house, at=at, size=size)
            browser.settle(step, 60)
        browser.picture(pictures / f"send-{step}-{lang}-{size[0]}.png")
        assert browser.run("return document.documentElement.lang") == lang[:2]
        assert browser.run("return document.documentElement.scrollWidth") == size[0], step
        assert browser.run(NAMELESS) == [], step
        assert browser.run("return document.querySelectorAll('h1').length") == 1, step
    other = "データを送る" if lang == "en-GB" else "Send data"
    browser.click("#switch-language")
    browser.wait(f"return document.querySelector('#top').innerText.includes('{other}') || innerWidth < 500", 60)
    assert browser.run("return document.activeElement.id") == "switch-language"
    assert browser.console() == []
