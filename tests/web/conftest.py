"""A browser for the tests of the page (Chromium through chromedriver, in plain WebDriver) and the served demo.

The browser resolves no name but 127.0.0.1, so an asset of another host would fail, and be in the console.

What does not live here: what the page must show (test_page, test_send, test_second_origin).
"""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
SAMPLE_DAY = "2026-11-23"
KEYS = {
    "tab": "\ue004", "enter": "\ue007", "escape": "\ue00c", "space": "\ue00d", "down": "\ue015", "up": "\ue013",
    "left": "\ue012",
}  # fmt: skip


def free_port() -> int:
    """A port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], Any], seconds: float, *, why: str) -> Any:
    """The first true answer of `what` within `seconds`; fails with `why`."""
    until = time.monotonic() + seconds
    while True:
        try:
            if answer := what():
                return answer
        except httpx.TransportError:
            pass
        if time.monotonic() > until:
            pytest.fail(f"{why}: not within {seconds:g} s")
        time.sleep(0.1)


SIGN_IN = """
const body = JSON.stringify({ key: arguments[0] });
return fetch("v1/session", { method: "POST", headers: { "Content-Type": "application/json" }, body })
  .then(answer => answer.json())
  .then(session => { localStorage.setItem("futae-session", session.expires_at); return session.org });
"""


class Browser:
    """One window. Elements are named by CSS selectors; scripts see their arguments as `arguments`."""

    def __init__(self, driver: str, lang: str) -> None:
        self._http = httpx.Client(base_url=driver, timeout=60, trust_env=False)
        binary = next(found for name in CHROMIUM if (found := shutil.which(name)))
        options = {"binary": binary, "args": [*FLAGS, f"--lang={lang}"], "prefs": {"intl.accept_languages": lang}}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        answer = self._http.post("/session", json={"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer.raise_for_status().json()['value']['sessionId']}"

    def _post(self, path: str, **body: Any) -> Any:
        answer = self._http.post(self._session + path, json=body)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()["value"]

    def close(self) -> None:
        """End the window."""
        self._http.delete(self._session)
        self._http.close()

    def run(self, script: str, *arguments: Any) -> Any:
        """What the script returns; promises are awaited."""
        return self._post("/execute/sync", script=script, args=list(arguments))

    def size(self, width: int, height: int) -> None:
        """The page's own size in CSS pixels; narrow ones are touched, as phones are."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self._post("/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=screen)

    def prefer(self, theme: str) -> None:
        """What the system is said to prefer: 'light' or 'dark'."""
        wanted = [{"name": "prefers-color-scheme", "value": theme}]
        self._post("/goog/cdp/execute", cmd="Emulation.setEmulatedMedia", params={"features": wanted})

    def open(self, url: str, *, until: str = "ready", seconds: float = 150) -> None:
        """Load a page of ours and wait for its state (body's data-state)."""
        self._post("/url", url="about:blank")
        self._post("/url", url=url)
        self.settle(until, seconds)

    def leave(self) -> None:
        """Leave the page of the test before, and forget what it said."""
        self.go("about:blank")
        self.console()

    def go(self, url: str) -> None:
        """Load any page, without waiting for a state."""
        self._post("/url", url=url)

    def wait(self, script: str, seconds: float) -> Any:
        """Wait until the script returns something true."""
        return wait_for(lambda: self.run(script), seconds, why=script)

    def block(self, *patterns: str) -> None:
        """Let no request to such addresses out (`*` stands for anything); without patterns, all again."""
        for cmd, params in (("Network.enable", {}), ("Network.setBlockedURLs", {"urls": list(patterns)})):
            self._post("/goog/cdp/execute", cmd=cmd, params=params)

    def settle(self, state: str = "ready", seconds: float = 150) -> None:
        """Wait until the page is at that state twice in a row (a state may be about to change)."""

        def steady() -> bool:
            seen = self.run("return document.body?.dataset.state")
            time.sleep(0.25)
            return bool(seen == state == self.run("return document.body?.dataset.state"))

        wait_for(steady, seconds, why=f"the page's state {state}")

    def text(self, selector: str) -> str:
        """The text seen in the first such element; '' when there is none."""
        return str(self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def click(self, selector: str) -> None:
        """Press the element (its own click, wherever it lies)."""
        self.run("document.querySelector(arguments[0]).click()", selector)

    def touch(self, x: float, y: float) -> None:
        """Press the page at a point, as a mouse does."""
        move = {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}
        steps = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._post("/actions", actions=[{"type": "pointer", "id": "mouse", "actions": steps}])

    def press(self, *keys: str) -> None:
        """Press keys one after the other: names of KEYS, or characters."""
        steps = [{"type": kind, "value": KEYS.get(k, k)} for k in keys for kind in ("keyDown", "keyUp")]
        self._post("/actions", actions=[{"type": "key", "id": "keys", "actions": steps}])

    def choose(self, selector: str, path: Path) -> None:
        """Give a file to a file input, as the window of the system would."""
        (element,) = self._post("/element", using="css selector", value=selector).values()
        self._post(f"/element/{element}/value", text=str(path))

    def tab_to(self, selector: str, most: int = 80) -> None:
        """Press Tab until such an element has the focus."""
        for _ in range(most):
            self.press("tab")
            if self.run("return document.activeElement.matches(arguments[0])", selector):
                return
        pytest.fail(f"{selector} is not reached by {most} tabs")

    def slow(self, upload: int) -> None:
        """Let so many bytes a second out; -1 for all."""
        limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        for cmd, params in (("Network.enable", {}), ("Network.emulateNetworkConditions", limits)):
            self._post("/goog/cdp/execute", cmd=cmd, params=params)

    def sign_in(self, url: str, key: str) -> None:
        """Exchange a key for a session, as the pages do; leaves the page for sending open."""
        self.go(url + "/v1")  # of the same origin, and asks nothing in the name of whoever was signed in before
        assert self.run(SIGN_IN, key)
        self.go(url + "/send")
        self.console()

    def drop_cookies(self) -> None:
        """Forget the cookies of the open page's origin, those too that scripts cannot read."""
        self._http.delete(f"{self._session}/cookie").raise_for_status()

    def cookie(self, name: str) -> dict[str, Any] | None:
        """A cookie of the open page's origin, as the browser keeps it."""
        answer = self._http.get(f"{self._session}/cookie").json()["value"]
        return next((one for one in answer if one["name"] == name), None)

    def keep_in(self, folder: Path) -> None:
        """Let files that the page gives be kept in a folder."""
        params = {"behavior": "allow", "downloadPath": str(folder)}
        self._post("/goog/cdp/execute", cmd="Browser.setDownloadBehavior", params=params)

    def console(self) -> list[str]:
        """Errors and warnings since last asked, one line each, but for what software drawing says of itself."""
        lines = [e for e in self._post("/se/log", type="browser") if e["level"] in ("SEVERE", "WARNING")]
        return [e["message"] for e in lines if "GPU stall" not in e["message"]]

    def picture(self, path: Path) -> bytes:
        """What the window shows, as PNG, also kept at `path`."""
        data = base64.b64decode(self._http.get(self._session + "/screenshot").json()["value"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return data


@pytest.fixture(scope="session")
def waited() -> Callable[..., Any]:
    """`wait_for`: the first true answer within some seconds."""
    return wait_for


@pytest.fixture(scope="session")
def pictures(repository: Path) -> Path:
    """Where pictures of the page are kept to be looked at (git-ignored)."""
    return repository / "build" / "pictures"


@pytest.fixture(scope="session")
def driver() -> Iterator[str]:
    """The address of a chromedriver; skips where there is none."""
    program = shutil.which("chromedriver")
    if program is None:
        pytest.skip("no chromedriver on this machine (apt: chromium-driver)")
    port = free_port()
    with subprocess.Popen([program, f"--port={port}", "--silent"], stdout=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: httpx.get(f"{address}/status", trust_env=False).is_success, 20, why="chromedriver")
        yield address
        process.terminate()


@pytest.fixture(scope="session")
def browsers(driver: str) -> Iterator[Callable[[str], Browser]]:
    """A window whose first language is the one asked for; one window a language, shared by the tests."""
    opened: dict[str, Browser] = {}

    def browser(lang: str) -> Browser:
        if lang in opened:
            opened[lang].leave()
        else:
            opened[lang] = Browser(driver, lang)
        return opened[lang]

    yield browser
    for one in opened.values():
        one.close()


@contextmanager
def _served(repository: Path, *command: str) -> Iterator[str]:
    """The address of a service that a `futae` command begins on a free port; it ends with the context."""
    port = free_port()
    whole = [sys.executable, "-m", "futae.cli", *command, "--port", str(port)]
    with subprocess.Popen(whole, cwd=repository, stdout=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            ready = f"{url}/health/ready"
            wait_for(lambda: httpx.get(ready, trust_env=False).is_success, 180, why=f"futae {command[0]}")
            yield url
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="session")
def served(repository: Path) -> Callable[..., AbstractContextManager[str]]:
    """A service begun by a `futae` command, such as `served("serve", "--home", folder)`; skips without the pages."""
    if not (repository / "web" / "dist" / "index.html").is_file():
        pytest.skip("the page is not built (make web)")
    return partial(_served, repository)


@pytest.fixture(scope="session")
def base_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the sample town, served by `futae demo`; FUTAE_TEST_URL names one that is served already."""
    if given := os.environ.get("FUTAE_TEST_URL"):
        yield given.rstrip("/")
        return
    begin = request.getfixturevalue("served")
    with begin("demo", "--today", SAMPLE_DAY, "--home", str(tmp_path_factory.mktemp("home"))) as url:
        yield url
