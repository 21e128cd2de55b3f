"""`futae push`: a file to a running service over HTTP; waits for the report, the publication, the release. Also what
may be done with a version that is there: publish it, at a time too, go back from it.

What does not live here: the server's side (api).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from terms.errors import BadRequest, FutaeError
from terms.ids import FeedKey

WAIT_S = 30
_CHUNK = 1 << 18


class PushFailed(FutaeError):
    """The service refused, or did not answer; the message is its own words."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """A pushed version: its JSON, its report's JSON, the release that holds it (None when not waited for)."""

    version: dict[str, Any]
    report: dict[str, Any]
    change: int | None
    release: int | None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while block := opened.read(_CHUNK):
            yield block


def _json(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
        words = f"{problem.get('title', '')}: {problem.get('detail', '')}"
    except ValueError:
        words = answer.text[:300]
    raise PushFailed(f"{answer.status_code} {words}")


class Service:
    """A running service and a key to it."""

    def __init__(self, url: str, key: str, timeout_s: float = 600.0) -> None:
        self._client = httpx.Client(
            base_url=url.rstrip("/"), headers={"Authorization": f"Bearer {key}"}, timeout=WAIT_S + 30
        )
        self._until = time.monotonic() + timeout_s

    def __enter__(self) -> Service:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def _late(self, what: str) -> None:
        if time.monotonic() > self._until:
            raise PushFailed(f"gave up waiting for {what}")

    def upload(self, feed: FeedKey, path: Path) -> dict[str, Any]:
        """Send the file; returns the version's JSON once it has been checked."""
        answer = self._client.post(
            f"/v1/feeds/{feed}/versions", params={"wait": WAIT_S, "name": path.name}, content=_chunks(path)
        )
        version: dict[str, Any] = _json(answer)
        while version["state"] in ("received", "checking"):
            self._late("the report")
            time.sleep(0.3)
            version = _json(self._client.get(f"/v1/feeds/{feed}/versions/{version['number']}"))
        return version

    def report(self, feed: FeedKey, number: int, lang: str) -> dict[str, Any]:
        """The report's JSON."""
        found: dict[str, Any] = _json(
            self._client.get(f"/v1/feeds/{feed}/versions/{number}/report", params={"lang": lang})
        )
        return found

    def publish(self, feed: FeedKey, number: int) -> int:
        """Make the version live; returns the number of the change."""
        return int(_json(self._client.post(f"/v1/feeds/{feed}/versions/{number}/publish"))["change"])

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One call below /v1/feeds/; its JSON. Raises PushFailed with the service's words."""
        return _json(self._client.request(method, f"/v1/feeds/{path}", json=body))

    def wait_live(self, change: int, audience: str) -> int:
        """Wait until a release holds the change; returns its number."""
        while True:
            answer = self._client.get("/v1/releases/current", params={"audience": audience})
            if answer.is_success and answer.json()["change"] >= change:
                return int(answer.json()["release"])
            self._late("the release")
            time.sleep(0.2)


def push(
    path: Path, feed: FeedKey, *, url: str, key: str, publish: bool, wait_live: bool, lang: str = "ja",
    audience: str = "public", told: Callable[[str], None] = lambda _words: None,
) -> Pushed:  # fmt: skip
    """Upload, wait for the report, publish and wait as asked. Raises PushFailed."""
    try:
        with Service(url, key) as service:
            version = service.upload(feed, path)
            number = int(version["number"])
            told(f"{feed} version {number}: {version['state']}")
            report = service.report(feed, number, lang)
            change = service.publish(feed, number) if publish and report["publishable"] else None
            release = service.wait_live(change, audience) if wait_live and change is not None else None
            return Pushed(version, report, change, release)
    except httpx.HTTPError as error:
        raise PushFailed(f"{url} does not answer: {error}") from error


@dataclass(frozen=True, slots=True)
class PublishAsked:
    """How a version is to be published: `at` as a person writes it (None: now), `override` why although it is
    blocked."""

    at: str | None = None
    announced: bool = True
    override: str | None = None


def publish_version(target: str, asked: PublishAsked, *, url: str, key: str) -> dict[str, Any]:
    """Publish `ORG/FEED@VERSION`; the service's answer. Raises PushFailed, BadRequest."""
    feed, number = _version(target)
    body = {"at": asked.at, "announced": asked.announced, "override": asked.override}
    return _called(url, key, "POST", f"{feed}/versions/{number}/publish", body)


def roll_back(target: str, reason: str, *, url: str, key: str) -> dict[str, Any]:
    """Go back from `ORG/FEED@VERSION`, which is live; the service's answer. Raises PushFailed, BadRequest."""
    feed, number = _version(target)
    return _called(url, key, "POST", f"{feed}/rollback", {"expected_live": number, "reason": reason})


def list_schedules(feed: str, *, url: str, key: str) -> list[dict[str, Any]]:
    """The publications at a time of `ORG/FEED`. Raises PushFailed, BadRequest."""
    found: list[dict[str, Any]] = _called(url, key, "GET", f"{FeedKey.parse(feed)}/schedules")["schedules"]
    return found


def cancel_schedule(target: str, *, url: str, key: str) -> dict[str, Any]:
    """Cancel the publication of `ORG/FEED@VERSION` that waits. Raises PushFailed, BadRequest."""
    feed, number = _version(target)
    return _called(url, key, "DELETE", f"{feed}/versions/{number}/schedule")


def _version(target: str) -> tuple[FeedKey, int]:
    name, _, number = target.partition("@")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise BadRequest(f"{target!r} is not ORG/FEED@VERSION")
    return FeedKey.parse(name), int(number)


def _called(url: str, key: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    try:
        with Service(url, key) as service:
            found: dict[str, Any] = service.call(method, path, body)
            return found
    except httpx.HTTPError as error:
        raise PushFailed(f"{url} does not answer: {error}") from error
