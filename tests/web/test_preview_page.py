"""A version that is not published, on the map by its link: marked as a preview, and gone when the link is.

What does not live here: who may see a preview (tests/api), cutting its tiles (tests/pipelines).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
Served = Callable[..., AbstractContextManager[str]]

ROWS = "return [...document.querySelectorAll('#inspector .rows button > span:last-of-type')].map(one => one.innerText)"

TODAY = date(2026, 11, 23)
LATE_S = 240.0
FEED = "/v1/feeds/shiomi/bus"


def gtfs(names: tuple[str, ...], first: str, last: str) -> bytes:
    """A GTFS zip: one line by these stops, every day from first to last."""
    stops = [f"s{i},{name},{34.30 + i * 0.002:.4f},{137.90 + i * 0.006:.4f}" for i, name in enumerate(names)]
    times = [f"t1,08:{2 * i:02}:00,08:{2 * i:02}:00,s{i},{i}" for i in range(len(names))]
    agency = "agency_id,agency_name,agency_url,agency_timezone,agency_lang"
    files = {
        "agency.txt": [agency, "a,汐見バス,https://example.com,Asia/Tokyo,ja"],
        "stops.txt": ["stop_id,stop_name,stop_lat,stop_lon", *stops],
        "routes.txt": ["route_id,agency_id,route_short_name,route_type,route_color,route_text_color",
                       "r1,a,港線,3,1155AA,FFFFFF"],
        "trips.txt": ["route_id,service_id,trip_id", "r1,w,t1"],
        "stop_times.txt": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence", *times],
        "calendar.txt": ["service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
                         f"w,1,1,1,1,1,1,1,{first},{last}"],
        "feed_info.txt": ["feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version",
                          f"汐見バス,https://example.com,ja,{first},{last},1"],
    }  # fmt: skip
    return zipped(files)


@pytest.fixture(scope="module")
def link(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service where version 1 is live and version 2 (from April on) is not, and the link to the preview of 2."""
    folder = tmp_path_factory.mktemp("preview")
    now, later = folder / "now.zip", folder / "later.zip"
    now.write_bytes(gtfs(("港", "市役所", "駅"), "20260401", "20270331"))
    later.write_bytes(gtfs(("港", "市役所", "駅", "岬"), "20270401", "20280331"))
    plan = [FeedFiles(FeedKey.parse("shiomi/bus"), (now,), ("CC-BY-4.0",), title="汐見バス")]
    settings = settings_for(folder / "home", today=TODAY, serve_unstated=False)
    with local_worker(settings) as worker:
        work_through(worker, plan, lambda _one: None)
        key = add_key(worker.workshop.catalog, "shiomi", {"upload", "publish"}, now=clock())
    with served("serve", "--home", str(folder / "home"), "--today", TODAY.isoformat()) as url:
        with httpx.Client(base_url=url, trust_env=False, timeout=LATE_S) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            sent = client.post(f"{FEED}/versions?wait=60", content=later.read_bytes())
            number = sent.raise_for_status().json()["number"]
            until = time.monotonic() + LATE_S
            while client.get(f"{FEED}/versions/{number}").json()["state"] != "ready":
                assert time.monotonic() < until, "version 2 is not checked"
                time.sleep(0.5)
            made = client.post(f"{FEED}/versions/{number}/preview-links")
        yield url, made.raise_for_status().json()["url"]


def test_a_preview_is_marked_and_shows_the_version_that_is_not_live(
    browsers: Browsers, link: tuple[str, str], pictures: Path
) -> None:
    url, preview = link
    browser = browsers("ja-JP")
    browser.size(1440, 900)
    browser.open(f"{url}/?preview={quote(preview, safe='')}", seconds=LATE_S)
    browser.picture(pictures / "preview.png")
    assert "第 2 版" in browser.text("#preview")
    assert "2026年11月23日 に運行している路線はありません" in browser.text("#notice")
    browser.click("#go-there")  # the version's own first day
    browser.settle()
    assert browser.run("return new URLSearchParams(location.search).get('at')") == "2027-04-01"
    browser.click("#list-in-view")
    browser.wait(f"return (() => {{ {ROWS} }})().includes('岬')", 120)
    browser.picture(pictures / "preview-list.png")
    names = browser.run(ROWS)
    browser.run("document.querySelectorAll('#inspector .rows button')[arguments[0]].click()", names.index("岬"))
    browser.wait("return document.querySelector('#provenance') !== null", 120)
    assert browser.text("#inspector h2") == "岬"
    assert "第 2 版" in browser.text("#provenance")
    assert browser.run("return document.querySelector('#item')") is None  # it has no public address yet
    browser.console()


def test_the_public_map_knows_nothing_of_it(browsers: Browsers, link: tuple[str, str]) -> None:
    url, _ = link
    browser = browsers("ja-JP")
    browser.size(1440, 900)
    browser.open(f"{url}/")
    assert browser.run("return document.querySelector('#preview').hidden")
    browser.click("#list-in-view")
    browser.wait("return document.querySelector('#inspector .rows') !== null", 120)
    names = browser.run(ROWS)
    assert "市役所" in names
    assert "岬" not in names


def test_a_link_that_does_not_hold_says_so(browsers: Browsers, link: tuple[str, str], pictures: Path) -> None:
    url, preview = link
    browser = browsers("en-GB")
    browser.size(1440, 900)
    forged = preview.replace("sig=", "sig=A")
    browser.open(f"{url}/?preview={quote(forged, safe='')}", until="preview_gone", seconds=LATE_S)
    browser.picture(pictures / "preview-gone.png")
    assert "no longer works" in browser.text(".instead")
    assert browser.run("return document.querySelector('.instead a').href") == f"{url}/"
    browser.console()
