"""`futae push`: a file to a running service over HTTP; waits for the report, the publication, the release. Also what
may be done with a version that is there: publish it, at a time too, go back from it.

What does not live here: what the person is told (push_words), the server's side (api).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from futae.push_words import refusal, say_in
from terms.errors import BadRequest, FutaeError
from terms.ids import FeedKey

EXIT = {"ready": 0, "blocked": 1, "unreadable": 2}
"""Exit code by the state of what was pushed; 1 for every other."""
WAIT_S = 30
_CHUNK = 1 << 18


class PushFailed(FutaeError):
    """The service refused, or did not answer; the message says why, with the service's own words."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A pushed version: its JSON, the change that published it, the release that holds it (None when not published,
    not waited for)."""

    version: dict[str, Any]
    change: int | None
    release: int | None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while block := opened.read(_CHUNK):
            yield block


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls which service: its address, the key, and the language in which the person is spoken to."""

    url: str
    key: str
    lang: str = "ja"


class Service:
    """A running service and a key to it."""

    def __init__(self, caller: Caller, timeout_s: float = 600.0) -> None:
        self._client = httpx.Client(
            base_url=caller.url.rstrip("/"), headers={"Authorization": f"Bearer {caller.key}"}, timeout=WAIT_S + 30
        )
        self._lang, self._until = caller.lang, time.monotonic() + timeout_s

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _done(self, answer: httpx.Response) -> httpx.Response:
        """The answer, when it is a good one. Raises PushFailed."""
        if answer.is_success:
            return answer
        try:
            problem = answer.json()
            words = f"{problem.get('title', '')}: {problem.get('detail', '')}"
        except ValueError:
            words = answer.text[:300]
        raise PushFailed(refusal(self._lang, answer.status_code, f"{answer.status_code} {words}"))

    def _late(self, word: str) -> None:
        if time.monotonic() > self._until:
            raise PushFailed(say_in(self._lang, word))

    def upload(self, feed: FeedKey, path: Path) -> dict[str, Any]:
        """Send the file; returns the version's JSON once it has been checked."""
        answer = self._client.post(
            f"/v1/feeds/{feed}/versions", params={"wait": WAIT_S, "name": path.name}, content=_chunks(path)
        )
        version: dict[str, Any] = self._done(answer).json()
        while version["state"] in ("received", "checking"):
            self._late("late_report")
            time.sleep(0.3)
            version = self.call("GET", f"{feed}/versions/{version['number']}")
        return version

    def report(self, feed: FeedKey, number: int) -> str:
        """The report as text."""
        asked = {"lang": self._lang, "format": "text"}
        return self._done(self._client.get(f"/v1/feeds/{feed}/versions/{number}/report", params=asked)).text

    def publish(self, feed: FeedKey, number: int) -> int:
        """Make the version live; returns the number of the change."""
        return int(self.call("POST", f"{feed}/versions/{number}/publish")["change"])

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One call below /v1/feeds/; its JSON. Raises PushFailed with the service's words."""
        return self._done(self._client.request(method, f"/v1/feeds/{path}", json=body)).json()

    def wait_live(self, change: int, audience: str) -> int:
        """Wait until a release holds the change; returns its number."""
        while True:
            answer = self._client.get("/v1/releases/current", params={"audience": audience})
            if answer.is_success and answer.json()["change"] >= change:
                return int(answer.json()["release"])
            self._late("late_release")
            time.sleep(0.2)


@contextmanager
def _service(caller: Caller) -> Iterator[Service]:
    try:
        with Service(caller) as service:
            yield service
    except httpx.HTTPError as error:
        raise PushFailed(say_in(caller.lang, "away", url=caller.url, error=error)) from error


def push(
    path: Path, feed: FeedKey, caller: Caller, *, publish: bool, wait_live: bool, audience: str = "public",
    told: Callable[[str], None] = lambda _words: None,
) -> Pushed:  # fmt: skip
    """Upload, wait for the report, publish and wait as asked; `told` hears the report as soon as it is there, and last
    what has become of the version and may be done next. Raises PushFailed."""
    with _service(caller) as service:
        version = service.upload(feed, path)
        number = int(version["number"])
        report = service.report(feed, number)
        told(say_in(caller.lang, "checked", feed=feed, number=number))
        told(report)
        change = service.publish(feed, number) if publish and version["state"] == "ready" else None
        release = service.wait_live(change, audience) if wait_live and change is not None else None
    done = Pushed(version, change, release)
    told(say_in(caller.lang, _outcome(done), target=f"{feed}@{number}", change=change, release=release))
    return done


def _outcome(done: Pushed) -> str:
    """The word for what has become of the version."""
    if done.change is not None:
        return "published" if done.release is None else "live"
    if done.version["stage"] == "live":
        return "live_before"
    return "next" if done.version["state"] == "ready" else "not_published"


@dataclass(frozen=True, slots=True)
class PublishAsked:
    """How a version is to be published: `at` as a person writes it (None: now), `override` why although it is
    blocked."""

    at: str | None = None
    announced: bool = True
    override: str | None = None


def publish_version(target: str, asked: PublishAsked, caller: Caller) -> dict[str, Any]:
    """Publish `ORG/FEED@VERSION`; the service's answer. Raises PushFailed, BadRequest."""
    feed, number = _version(target)
    body = {"at": asked.at, "announced": asked.announced, "override": asked.override}
    return _called(caller, "POST", f"{feed}/versions/{number}/publish", body)


def roll_back(target: str, reason: str, caller: Caller) -> dict[str, Any]:
    """Go back from `ORG/FEED@VERSION`, which is live; the service's answer. Raises PushFailed, BadRequest."""
    feed, number = _version(target)
    return _called(caller, "POST", f"{feed}/rollback", {"expected_live": number, "reason": reason})


def list_schedules(feed: str, caller: Caller) -> list[dict[str, Any]]:
    """The publications at a time of `ORG/FEED`. Raises PushFailed, BadRequest."""
    found: list[dict[str, Any]] = _called(caller, "GET", f"{FeedKey.parse(feed)}/schedules")["schedules"]
    return found


def cancel_schedule(target: str, caller: Caller) -> dict[str, Any]:
    """Cancel the publication of `ORG/FEED@VERSION` that waits. Raises PushFailed, BadRequest."""
    feed, number = _version(target)
    return _called(caller, "DELETE", f"{feed}/versions/{number}/schedule")


def _version(target: str) -> tuple[FeedKey, int]:
    name, _, number = target.partition("@")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise BadRequest(f"{target!r} is not ORG/FEED@VERSION")
    return FeedKey.parse(name), int(number)


def _called(caller: Caller, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    with _service(caller) as service:
        found: dict[str, Any] = service.call(method, path, body)
        return found
