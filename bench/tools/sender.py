"""Sending one version as an operator's program does, and watching until the map shows it; the clock of every step.

What does not live here: which versions (versions), tables of the times (bench/publish.py).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from bench.tools import mvt
from bench.tools.versions import Change, Moved
from terms.ids import FeedKey, feature_id_prefix

ZOOM = 14
LOOK_S = 0.1
"""As often as a client would: asking each 0.02 s kept the service busy with answers. A step may seem up
to so much longer than it was, never shorter."""
PATIENCE_S = 120.0
NEAR_M = 1.0
"""How near a stop must be to its new place: a z14 tile has units of about half a metre."""
METRES_PER_DEGREE = 111_320.0


class NotServed(Exception):
    """The service refused, or did not show what was sent in time."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds from the beginning of the upload to the end of each step, and how many moved stops were read back."""

    uploaded_s: float
    reported_s: float
    accepted_s: float
    current_s: float
    tile_s: float
    item_s: float
    moved: int

    @property
    def served_s(self) -> float:
        """When the moved stop was read both from a tile and from /items."""
        return max(self.tile_s, self.item_s)


STEPS: dict[str, Callable[[Timing], float]] = {
    "upload (stored, registered)": lambda t: t.uploaded_s,
    "report ready": lambda t: t.reported_s - t.uploaded_s,
    "publish accepted": lambda t: t.accepted_s - t.reported_s,
    "release current": lambda t: t.current_s - t.accepted_s,
    "tile seen": lambda t: t.tile_s - t.current_s,
    "item seen": lambda t: t.item_s - t.tile_s,
}
"""The steps in their order and how long each took."""


def _apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, one[1] - other[1]) * METRES_PER_DEGREE


class Sender:
    """A key to a running service."""

    def __init__(self, url: str, key: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE_S)
        self._reader = httpx.Client(base_url=url, timeout=PATIENCE_S)

    def __enter__(self) -> Sender:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._reader.close()

    def _ask(self, client: httpx.Client, method: str, path: str, **given: Any) -> httpx.Response:
        answer = client.request(method, path, **given)
        if not answer.is_success:
            raise NotServed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer

    def _until(self, what: str, look: Callable[[], bool], begun: float) -> float:
        """Look again and again; seconds since `begun` when it was so. Raises NotServed."""
        end = time.monotonic() + PATIENCE_S
        while not look():
            if time.monotonic() > end:
                raise NotServed(f"{what}: not so after {PATIENCE_S:.0f} s")
            time.sleep(LOOK_S)
        return time.monotonic() - begun

    def send(self, feed: FeedKey, change: Change) -> Timing:
        """Upload, wait for the report, publish, wait for the release, the tile and the item. Raises NotServed."""
        body, versions = change.path.read_bytes(), f"/v1/feeds/{feed}/versions"
        begun = time.monotonic()
        version = self._ask(self._client, "POST", versions, params={"name": change.path.name}, content=body).json()
        uploaded = time.monotonic() - begun
        if version["again"]:
            raise NotServed(f"{change.path.name} was sent before; the home is not fresh")
        own = f"{versions}/{version['number']}"
        self._until("checked", lambda: self._checked(own), begun)
        report = self._ask(self._client, "GET", f"{own}/report").json()
        reported = time.monotonic() - begun
        if not report["publishable"]:
            raise NotServed(f"{change.path.name} is blocked: {report['summary']['codes']}")
        number = self._ask(self._client, "POST", f"{own}/publish").json()["change"]
        accepted = time.monotonic() - begun
        current = self._until("released", lambda: self._current() >= number, begun)
        first = change.moved[0]
        tile = self._until("in the tile", lambda: self._in_tile(feed, first), begun)
        item = self._until("in /items", lambda: self._in_items(feed, first), begun)
        for one in change.moved:
            if not (self._in_tile(feed, one) and self._in_items(feed, one)):
                raise NotServed(f"{change.path.name}: stop {one.stop_id} is not at its new place")
        return Timing(uploaded, reported, accepted, current, tile, item, len(change.moved))

    def _checked(self, path: str) -> bool:
        state = self._ask(self._client, "GET", path).json()["state"]
        if state == "failed":
            raise NotServed(f"{path}: the check failed")
        return state not in ("received", "checking")

    def _current(self) -> int:
        return int(self._ask(self._reader, "GET", "/v1/releases/current").json()["change"])

    def _in_tile(self, feed: FeedKey, stop: Moved) -> bool:
        column, row = mvt.tile_of(stop.lon, stop.lat, ZOOM)
        data = self._ask(self._reader, "GET", f"/v1/tilesets/transit/{ZOOM}/{column}/{row}.mvt").content
        found = mvt.points(data, "stops").get(_feature_id(feed, stop))
        if found is None:
            return False
        return _apart_m(mvt.degrees(ZOOM, column + found[0], row + found[1]), (stop.lon, stop.lat)) <= NEAR_M

    def _in_items(self, feed: FeedKey, stop: Moved) -> bool:
        name = quote(_feature_id(feed, stop), safe="")
        answer = self._reader.get(f"/v1/collections/stops/items/{name}")
        if not answer.is_success:
            raise NotServed(f"item {name}: {answer.status_code} {answer.text[:300]}")
        lon, lat = answer.json()["geometry"]["coordinates"][:2]
        return _apart_m((lon, lat), (stop.lon, stop.lat)) <= NEAR_M


def _feature_id(feed: FeedKey, stop: Moved) -> str:
    return f"{feature_id_prefix(feed, 'stops')}{stop.stop_id}"
