"""Nothing serious is found by axe on any page, in both languages and both themes, at the size of a desk and of a phone.

Each page names the states it is looked at in.
What does not live here: what the pages do (test_page, test_finding, test_send).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.long, pytest.mark.browser]

Browsers = Callable[[str], Any]

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """
return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(one =>
  [one.impact, one.id, one.nodes.map(node => `${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`).join(' | ')]));
"""
SERIOUS = ("serious", "critical")


def serious(browser: Any) -> list[list[str]]:
    """What axe finds serious in the open page: impact, rule, where. axe-core comes with what builds the page."""
    if not browser.run("return 'axe' in globalThis"):
        browser.run(AXE.read_text(encoding="utf-8") + "; globalThis.axe = axe")
    return [one for one in browser.run(LOOK) if one[0] in SERIOUS]


@dataclass(frozen=True)
class State:
    """One thing to look at: what is done (a script), and when it is there (a script that says so)."""

    name: str
    do: str
    there: str


@dataclass(frozen=True)
class Page:
    """A page of the house: its path, and its states one after the other."""

    path: str
    states: tuple[State, ...]
    until: str = "ready"


def _typed(text: str) -> str:
    return f"const q = document.querySelector('#q'); q.focus(); q.value = '{text}'; q.dispatchEvent(new Event('input'))"


PAGES = {
    "map": Page(
        "/",
        (
            State("map", "", "return true"),
            State("found", _typed("駅"), "return document.querySelectorAll('#found b').length > 0"),
            State("panel", "const o = document.querySelector('#open-panel'); if (o.offsetParent) o.click();"
                  "document.querySelector('#sources').open = true", "return document.querySelector('#sources').open"),
            State("list", "document.querySelector('#list-in-view').click()",
                  "return document.querySelector('#inspector .rows') !== null"),
            State("feature", "document.querySelector('#inspector .rows button').click()",
                  "return document.querySelector('#provenance .licences') !== null"),
            State("feed", "document.querySelector('#to-feed').click()",
                  "return document.querySelector('#feed-json') !== null"),
            State("nothing in force", "const at = document.querySelector('#at'); at.value = '2040-01-01';"
                  "at.dispatchEvent(new Event('change'))", "return document.querySelector('#go-there') !== null"),
            State("use", "document.querySelector('#close-inspector').click();"
                  "const o = document.querySelector('#open-panel'); if (o.offsetParent) o.click();"
                  "document.querySelector('#use').click()", "return document.querySelector('#dialog').open"),
        ),
    ),
    "send": Page(
        "/send",
        (
            State("key", "", "return document.querySelector('#key') !== null"),
            State("fault", "document.querySelector('#key-next').click()",
                  "return document.querySelector('#key-fault').innerText !== ''"),
        ),
        until="key",
    ),
}  # fmt: skip


@pytest.fixture
def worn(browsers: Browsers) -> Iterator[Callable[..., Any]]:
    """A window of a language, a size and a theme; light again afterwards."""
    used = []

    def wear(lang: str, size: str, theme: str) -> Any:
        browser = browsers(lang)
        browser.size(*SIZES[size])
        browser.prefer(theme)
        used.append(browser)
        return browser

    yield wear
    for browser in used:
        browser.prefer("light")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["ja-JP", "en-GB"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_serious(
    worn: Callable[..., Any], base_url: str, pictures: Path, page: str, lang: str, size: str, theme: str
) -> None:
    browser = worn(lang, size, theme)
    browser.open(base_url + PAGES[page].path, until=PAGES[page].until)
    found = []
    for state in PAGES[page].states:
        browser.run(state.do)
        browser.wait(state.there, 120)
        browser.picture(pictures / "axe" / f"{page}-{state.name}-{lang}-{size}-{theme}.png")
        found += [(state.name, *one) for one in serious(browser)]
        assert browser.run("return document.documentElement.scrollWidth") == SIZES[size][0]
    assert found == []
