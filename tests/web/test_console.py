"""The console in Chromium, over a served home: how feeds stand, what is done with them, keys, the log, who is told.

Pictures are left in build/pictures/console to be looked at. What does not live here: pure modules (test_units), what
the API answers (tests/api), the home itself (console_house).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.web.console_house import TODAY, House, built, listening
from tests.web.test_axe import serious

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]
Served = Callable[..., AbstractContextManager[str]]

DESKTOP, PHONE = (1440, 900), (390, 844)
LATE_S = 300.0
FOCUSED = "return document.activeElement.innerText"
DOES = "return [...document.querySelectorAll('#part button, #part [data-do]')].map(one => one.innerText)"
NAMELESS = """
return [...document.querySelectorAll('button, input, select, textarea, a')]
  .filter(e => e.offsetParent !== null)
  .filter(e => !(e.ariaLabel || e.innerText?.trim() || e.title || e.labels?.length))
  .map(e => e.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="module")
def house(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The home of console_house, served with its worker."""
    with pytest.MonkeyPatch.context() as environ, built(tmp_path_factory.mktemp("console")) as (home, keys):
        environ.setenv("FUTAE_OUTSIDE_LOOPBACK", "1")
        with served("serve", "--home", str(home), "--today", TODAY.isoformat()) as url:
            yield House(url, keys)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A program on this machine that is told by webhook."""
    with listening() as told:
        yield told


def enter(browser: Any, house: House, *, key: str = "admin", at: str = "", until: str = "feeds") -> None:
    """Sign in with a key, whoever was signed in before, and open a place."""
    browser.size(*DESKTOP)
    browser.go(house.url + "/console")
    browser.wait("return ['signin', 'feeds'].includes(document.body.dataset.state)", 60)
    browser.run("document.querySelector('#sign-out')?.click()")
    browser.settle("signin", 60)
    browser.go(f"{house.url}/console{at}")
    browser.settle("signin", 60)
    give(browser, house, key, until)


def give(browser: Any, house: House, key: str, until: str) -> None:
    """Give a key where it is asked for."""
    browser.run("document.querySelector('#key').value = arguments[0]", house.keys.get(key, key))
    browser.click("#key-next")
    browser.settle(until, 60)


def do(browser: Any, version: int, action: str) -> None:
    """Open the form of an action of a version."""
    browser.click(f'[data-version="{version}"] [data-do="{action}"]')
    browser.wait("return document.querySelector('.deed') !== null", 10)


def done(browser: Any, words: str) -> None:
    """Wait until the page says that something was done."""
    browser.wait(f"return (document.querySelector('#did')?.innerText ?? '').includes({json.dumps(words)})", 60)


def card(browser: Any, feed: str) -> str:
    return str(browser.text(f'[data-feed="{feed}"]'))


def test_the_first_look_says_what_ends_what_waits_and_what_comes_next(browsers: Browsers, house: House) -> None:
    browser = browsers("ja-JP")
    enter(browser, house)
    assert browser.run("return document.activeElement.tagName") == "H1"
    assert [one in browser.text("#sums") for one in ("期限切れ 1", "まもなく期限 1", "直しが必要 1")] == [True] * 3
    assert browser.run("return [...document.querySelectorAll('[data-feed]')].map(e => e.dataset.feed)") == [
        "shiomi/ferry", "shiomi/hill", "shiomi/bus",
    ]  # fmt: skip
    assert "終わっています（2026年10月31日まで、23 日前）" in card(browser, "shiomi/ferry")
    assert "あと 17 日で終わります（2026年12月10日まで）" in card(browser, "shiomi/hill")
    assert "第2版：直しが必要です" in card(browser, "shiomi/hill")
    bus = card(browser, "shiomi/bus")
    assert all(one in bus for one in ("2028年3月31日まで（あと 494 日）", "第2版（", "第3版を", "5:00（Asia/Tokyo）"))
    asked = "return performance.getEntriesByType('resource').filter(e => e.name.includes('/v1/')).length"
    assert browser.run(asked) == 3  # the key, what it is for, how its feeds stand
    assert house.keys["admin"] not in browser.run(
        "return location.href + document.cookie + JSON.stringify([localStorage, sessionStorage])"
    )
    assert browser.console() == []


def test_a_link_leads_to_the_same_place_after_signing_in_and_back_goes_back(browsers: Browsers, house: House) -> None:
    browser = browsers("en-GB")
    enter(browser, house, at="?part=audit&feed=shiomi/ferry", until="audit")
    assert browser.run("return document.querySelector('#only').value") == "shiomi/ferry"
    assert "汐見バス" not in browser.text(".lines")
    browser.tab_to(".lines a")
    browser.press("enter")
    browser.settle("feed", 60)
    assert browser.run("return location.search") == "?feed=shiomi/ferry"
    browser.run("history.back()")
    browser.settle("audit", 60)
    assert browser.run("return document.title").startswith("Log | ")
    browser.go(f"{house.url}/console?feed=shiomi/nothing")
    browser.settle("trouble", 60)
    assert "may not see it" in browser.text("#part")


def test_who_may_only_read_is_offered_nothing_and_told_why(browsers: Browsers, house: House) -> None:
    browser = browsers("ja-JP")
    enter(browser, house, key="reader", at="?feed=shiomi/bus", until="feed")
    assert browser.run(DOES) == ["ファイルを受け取る"] * 3 + ["いまの版", "次の版", "つないだもの"]
    assert "この鍵では、公開したり取り下げたりできません" in browser.text("#may-not")
    assert browser.run("return document.querySelector('#part a[href^=\"send?feed=shiomi/bus&lang\"]')") is None
    browser.click("#to-keys")
    browser.settle("keys", 60)
    assert [browser.run(DOES), "管理する権限のある鍵だけ" in browser.text("#may-not")] == [[], True]
    browser.click("#to-audit")
    browser.settle("audit", 60)
    assert "汐見バス の第2版を公開しました" in browser.text(".lines")
    browser.click("#to-deliveries")
    browser.settle("deliveries", 60)
    assert [browser.run(DOES), "管理する権限のある鍵だけ" in browser.text("#may-not")] == [[], True]
    assert browser.console() == []


def test_who_acts_for_another_sees_its_feeds_and_not_its_log(browsers: Browsers, house: House) -> None:
    browser = browsers("en-GB")
    enter(browser, house, key="agent")
    assert "you act for it" in browser.text("#part")
    assert "Send a file" in card(browser, "shiomi/bus")
    browser.go(f"{house.url}/console?feed=shiomi/bus")
    browser.settle("feed", 60)
    assert browser.run("return document.querySelector('[data-do]')") is None  # the grant is for sending
    browser.go(f"{house.url}/console?part=audit&org=shiomi")
    browser.settle("audit", 60)
    assert "Only keys of this organisation itself" in browser.text("#may-not")
    assert browser.console() == []


def test_a_version_is_gone_back_from_and_withdrawn_with_a_reason_and_the_log_says_so(
    browsers: Browsers, house: House
) -> None:
    browser = browsers("ja-JP")
    enter(browser, house, key="clerk", at="?feed=shiomi/bus", until="feed")
    do(browser, 2, "rollback")
    assert browser.run("return document.activeElement.id") == "rollback-reason"
    browser.press("escape")
    assert browser.run("return document.activeElement.dataset.do") == "rollback"
    do(browser, 2, "rollback")
    browser.run("document.querySelector('#rollback-reason').value = '運賃が古い'")
    browser.click("#rollback-go")
    done(browser, "第2版をやめ")
    assert "公開中" in browser.text('[data-version="1"] h3')
    do(browser, 2, "withdraw")
    browser.click("#withdraw-go")
    assert browser.run("return document.activeElement.id") == "withdraw-reason"
    browser.run("document.querySelector('#withdraw-reason').value = '路線が違う'")
    browser.click("#withdraw-go")
    assert browser.run("return document.activeElement.id") == "withdraw-sure"
    browser.press("space")
    browser.click("#withdraw-go")
    done(browser, "第2版を取り下げました")
    assert "路線が違う" in browser.text('[data-version="2"]')
    assert house.ask("GET", "/v1/feeds/shiomi/bus/versions/2/file").status_code == 410
    browser.click("#to-audit")
    browser.settle("audit", 60)
    lines = browser.text(".lines")
    assert lines.index("汐見バス の第2版を取り下げました") < lines.index("汐見バス を前の第1版に戻しました")
    assert all(one in lines for one in ("理由：路線が違う", "理由：運賃が古い", "鈴木"))
    assert browser.console() == []


def test_a_time_is_changed_and_cancelled_and_a_blocked_version_is_answered_for(
    browsers: Browsers, house: House
) -> None:
    browser = browsers("en-GB")
    enter(browser, house, at="?feed=shiomi/bus", until="feed")
    do(browser, 3, "schedule")
    browser.run("const at = document.querySelector('#at'); at.value = '2020-01-01T05:00'")
    browser.click("#schedule-go")
    browser.wait("return document.querySelector('.deed .fault').innerText.includes('past')", 30)
    browser.run("document.querySelector('#at').value = '2030-04-01T05:00'")
    browser.click("#schedule-go")
    done(browser, "publication of version 3 is set")
    assert "1 Apr 2030, 05:00 (Asia/Tokyo)" in browser.text('[data-version="3"]')
    do(browser, 3, "cancel_schedule")
    browser.click("#unschedule-go")
    done(browser, "cancelled")
    assert "Version 3: can be published, and is not" in browser.text("#part .card")
    browser.go(f"{house.url}/console?feed=shiomi/hill")
    browser.settle("feed", 60)
    do(browser, 2, "override")
    browser.click("#override-go")
    assert "write the reason" in browser.text(".deed .fault")
    browser.run("document.querySelector('#override-reason').value = 'the operator knows'")
    browser.click("#override-go")
    done(browser, "after its check")
    browser.run("document.querySelector('h1').focus()")  # nobody is at a form: the page follows by itself
    browser.wait("return document.querySelector('[data-version=\"2\"].live') !== null", LATE_S)
    assert "the operator knows" in browser.text('[data-version="2"]')
    browser.click("#settings-open")
    browser.run(
        "document.querySelector('#set-clean').checked = true; document.querySelector('#set-silent').value = '90'"
    )
    browser.click("#settings-go")
    done(browser, "settings are changed")
    feed = house.get("/v1/feeds/shiomi/hill")
    assert (feed["publish_when_clean"], feed["silent_after_days"], feed["licence_ids"]) == (True, 90, ["CC-BY-4.0"])
    browser.click("#source-set-open")
    browser.run("document.querySelector('#source-url').value = 'http://127.0.0.1:9999/none.zip'")
    browser.click("#source-set-go")
    done(browser, "The address is set")
    browser.run("document.querySelector('h1').focus()")
    browser.click("#source-end-open")
    browser.click("#source-end-go")
    done(browser, "followed no more")
    assert [one for one in browser.console() if "400" not in one] == []  # the time that was past


def test_a_key_is_made_replaced_used_and_ended(browsers: Browsers, house: House) -> None:
    browser = browsers("ja-JP")
    enter(browser, house, at="?part=keys", until="keys")
    secret = "return document.querySelector('#secret')?.value"
    browser.click("#key-make-open")
    browser.click("#key-make-go")
    assert "名前を書いてください" in browser.text(".deed .fault")
    browser.press(*"山田", "enter")
    first = browser.wait(secret, 30)
    assert browser.run(FOCUSED) == "新しい鍵（山田）"
    browser.click("#secret-done")
    browser.wait("return !document.querySelector('#secret')", 30)
    assert first not in browser.run("return document.documentElement.outerHTML")
    mine = f'[data-key="{first.split("_")[1]}"]'
    assert "送る・公開する" in browser.text(mine)
    browser.click(f'{mine} [data-do="replace"]')
    browser.click("#key-replace-go")
    second = browser.wait(secret, 30)
    browser.click("#secret-done")
    browser.wait("return !document.querySelector('#secret')", 30)
    assert [house.ask("GET", "/v1/me", one).status_code for one in (first, second)] == [401, 200]
    assert "終わりました" in browser.run("return document.querySelector(arguments[0]).textContent", mine)
    browser.click("#sign-out")
    browser.settle("signin", 60)
    give(browser, house, second, "keys")
    assert "山田 · shiomi（送る・公開する）" in browser.text("#who")
    # ended elsewhere: the key is asked for again, and the way goes on from the same place
    house.ask("DELETE", f"/v1/orgs/shiomi/keys/{second.split('_')[1]}").raise_for_status()
    browser.click("#to-audit")
    browser.settle("signin", 60)
    assert "同じところから続けられます" in browser.text("#why")
    give(browser, house, "admin", "audit")
    assert "山田 の鍵を終わらせました" in browser.text(".lines")
    # the last key that administers cannot be ended
    browser.click("#to-keys")
    browser.settle("keys", 60)
    browser.click(f'[data-key="{house.keys["admin"].split("_")[1]}"] [data-do="end"]')
    browser.click("#key-end-go")
    browser.wait("return document.querySelector('.deed .fault').innerText.includes('最後の鍵')", 30)
    # let somebody act, and take it back
    browser.click('[data-agent="daiko"] [data-do="change"]')
    browser.click("#agent-scope-publish")
    browser.click("#agent-let-go")
    done(browser, "daiko に代行を認めました")
    assert "送る・公開する" in browser.text('[data-agent="daiko"]')
    browser.click('[data-agent="daiko"] [data-do="end"]')
    browser.click("#agent-end-go")
    done(browser, "代行をやめました")
    assert house.get("/v1/orgs/shiomi/agents")["agents"] == []
    house.ask("PUT", "/v1/orgs/shiomi/agents/daiko", json={"scopes": ["upload"]}).raise_for_status()
    browser.console()


def test_a_program_is_told_and_told_once_more(
    browsers: Browsers, house: House, listener: tuple[str, list[dict[str, str]]]
) -> None:
    url, calls = listener
    browser = browsers("ja-JP")
    enter(browser, house, at="?part=deliveries", until="deliveries")
    browser.click("#webhook-add-open")
    browser.click("#webhook-add-go")
    assert "呼び名を" in browser.text(".deed .fault")
    browser.run(
        "document.querySelector('#target-name').value = 'dia';"
        "document.querySelector('#target-url').value = arguments[0]",
        url,
    )
    browser.click("#webhook-add-go")
    secret = browser.wait("return document.querySelector('#secret')?.value", 30)
    assert secret.startswith("whsec_")
    browser.click("#secret-done")
    browser.wait("return document.querySelector('[data-target=\"dia\"]') !== null", 30)
    house.ask("POST", "/v1/feeds/shiomi/ferry/rollback", json={"expected_live": 1})  # nothing before: nothing is told
    house.ask("POST", "/v1/feeds/shiomi/ferry/versions/1/withdraw", json={"reason": "試し"}).raise_for_status()
    browser.run("document.querySelector('#to-deliveries').click()")
    arrived = "return document.querySelectorAll('[data-delivery][data-state=\"sent\"]').length"
    for _ in range(60):
        browser.run("document.querySelector('#to-deliveries').click()")
        browser.settle("deliveries", 60)
        if browser.run(arrived) == 1:
            break
    assert browser.run(arrived) == 1
    told = browser.text("[data-delivery]")
    assert all(one in told for one in ("汐見渡船", "取り下げ", "届きました", "dia"))
    browser.click('[data-delivery] [data-do="replay"]')
    browser.click("#replay-go")
    done(browser, "もう一度送ります")
    browser.run("document.querySelector('h1').focus()")
    browser.wait(f"return (() => {{ {arrived} }})() === 2", LATE_S)
    assert [calls[0]["webhook-id"], json.loads(calls[0]["body"])["type"]] == [calls[1]["webhook-id"], "withdrawn"]
    browser.click('[data-target="dia"] [data-do="end"]')
    browser.click("#target-end-go")
    done(browser, "外しました")
    assert browser.console() == []


def test_a_lost_network_is_told_in_words_and_waited_out(browsers: Browsers, house: House) -> None:
    browser = browsers("en-GB")
    enter(browser, house)
    browser.block("*/v1/orgs/*")
    try:
        browser.click("#to-audit")
        browser.settle("trouble", 60)
        assert "cannot be reached" in browser.text("#part")
    finally:
        browser.block()
    browser.click("#retry")
    browser.settle("audit", 60)
    browser.console()


PLACES = {
    "feeds": "", "feed": "?feed=shiomi/bus", "keys": "?part=keys", "audit": "?part=audit",
    "deliveries": "?part=deliveries",
}  # fmt: skip
OPENED = {
    "feed": ("[data-do=withdraw]", "#settings-open", "#source-set-open"), "keys": ("#key-make-open", "#agent-let-open"),
    "deliveries": ("#webhook-add-open",),
}  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["ja-JP", "en-GB"])
def test_every_part_fits_speaks_and_is_for_everybody(
    browsers: Browsers, house: House, pictures: Path, lang: str, theme: str
) -> None:
    browser, found = browsers(lang), []
    browser.prefer(theme)
    try:
        enter(browser, house)
        for part, at in PLACES.items():
            browser.go(f"{house.url}/console{at}")
            browser.settle(part, 60)
            for size in (DESKTOP, PHONE):
                browser.size(*size)
                for opened in ("", *OPENED.get(part, ())):
                    if opened:
                        browser.click(opened)
                        browser.wait("return document.querySelector('.deed') !== null", 10)
                    found += looked_at(browser, pictures, f"{part}{opened}-{lang}-{size[0]}-{theme}")
                    assert browser.run("return document.documentElement.scrollWidth") == size[0], (part, opened)
                    if opened:
                        browser.click(opened)
            assert browser.run("return document.documentElement.lang") == lang[:2]
        browser.click("#sign-out")
        browser.settle("signin", 60)
        found += looked_at(browser, pictures, f"signin-{lang}-{PHONE[0]}-{theme}")
    finally:
        browser.prefer("light")
    assert found == []
    assert browser.console() == []


def looked_at(browser: Any, pictures: Path, name: str) -> list[Any]:
    """What axe, and the house's own look, find serious in what is shown; a picture is kept."""
    browser.picture(pictures / "console" / f"{name}.png")
    found = [[name, *one] for one in serious(browser)]
    found += [[name, "nameless", one] for one in browser.run(NAMELESS)]
    return found + [[name, "headings"]] * (browser.run("return document.querySelectorAll('h1').length") != 1)
