"""Tiles as a plain ASGI application ahead of the framework: find in the directory, read, answer.

    /v1/tilesets/NAME/Z/X/Y.mvt                  the current release (moving)
    /v1/releases/N/tilesets/NAME/Z/X/Y.mvt       one release for ever

A tile's ETag is the hash of the bytes sent, so it stays while the tile does not change, whatever the release; gzip and
identity differ. A tile without features is 204. What does not live here: everything else of the API.
"""

from __future__ import annotations

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from anyio import to_thread

from api.asking import is_number
from api.auth import audience_for, caller_of, headers_of, names_someone
from api.files import accepts_gzip, matches
from api.front import Asgi, Message, Raw, Receive, Scope, Send, raw_headers
from api.headers import ASKER, CORS, SESSION, cache_control
from api.problems import answer_to, problem
from api.readmodel import OpenRelease, ReadModel
from api.state import State
from terms.audiences import PUBLIC
from terms.canonical import sha256_hex
from terms.errors import BadRequest, NotThere

_PATH = re.compile(
    r"^/v1/(?:releases/(?P<release>\d{1,12})/)?tilesets/(?P<name>[a-z][a-z0-9_]{0,63})"
    r"/(?P<z>\d{1,2})/(?P<x>\d{1,8})/(?P<y>\d{1,8})\.mvt\Z",
    re.ASCII,
)
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
HOT_BYTES = 256 * 1024 * 1024
READY_BYTES = 128 * 1024 * 1024
READY_COSTS = 1024
"""What a ready answer takes beside its body, bytes."""
_NOT_PLAIN = (b"authorization", SESSION.encode(), b"if-none-match")
COUNTED = ("200", "204", "304", "4xx", "5xx")


Answer = tuple[int, Raw, bytes]
Messages = tuple[Message, Message]
"""Start and body of an answer, as ASGI sends them."""


def _base(audience: str, *, pinned: bool) -> Raw:
    vary = "Accept-Encoding" if audience == PUBLIC else f"Accept-Encoding, {ASKER}"
    return raw_headers({**CORS, "cache-control": cache_control(audience, pinned=pinned), "vary": vary})


_HEADERS = {
    (word == PUBLIC, pinned): _base(word, pinned=pinned) for word in (PUBLIC, "other") for pinned in (True, False)
}
_TYPE = {
    False: raw_headers({"content-type": MEDIA_TYPE}),
    True: raw_headers({"content-type": MEDIA_TYPE, "content-encoding": "gzip"}),
}


class MethodRefused(Exception):
    """A tile is only read."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as sent: bytes, their ETag, and the ETag as a header."""

    body: bytes
    etag: str
    tag: tuple[bytes, bytes]


def _tile(body: bytes) -> Tile:
    etag = f'"{sha256_hex(body)[:32]}"'
    return Tile(body, etag, (b"etag", etag.encode()))


class HotTiles:
    """Tiles in memory by (archive, offset, encoding); the least recently asked for go first."""

    def __init__(self, max_bytes: int = HOT_BYTES) -> None:
        self._held: OrderedDict[tuple[str, int, bool], Tile] = OrderedDict()
        self._bytes, self._max = 0, max_bytes

    def get(self, key: tuple[str, int, bool], make: Callable[[], bytes]) -> Tile:
        """The tile, made when it is not held."""
        held = self._held.get(key)
        if held is not None:
            self._held.move_to_end(key)
            return held
        tile = self._held[key] = _tile(make())
        self._bytes += len(tile.body)
        while self._bytes > self._max:
            _, gone = self._held.popitem(last=False)
            self._bytes -= len(gone.body)
        return tile


class ReadyAnswers:
    """Whole public answers by (path, encoding), so that a tile asked for often costs one look-up. An answer holds for
    the release it was made from; when its address means another by now, it is made again."""

    def __init__(self, max_bytes: int = READY_BYTES) -> None:
        self._held: dict[tuple[str, bool], tuple[int, int | None, Messages]] = {}
        self._bytes, self._max = 0, max_bytes

    def get(self, path: str, zipped: bool, reads: ReadModel) -> Messages | None:
        """The answer when it still holds. May be asked in any thread."""
        held = self._held.get((path, zipped))
        if held is None:
            return None
        number, pinned, messages = held
        holds = reads.current_number() == number if pinned is None else reads.peek(pinned, PUBLIC) is not None
        return messages if holds else None

    def put(self, path: str, zipped: bool, release: int, pinned: int | None, headers: Raw, body: bytes) -> None:
        """Hold an answer of one release at an address that names it (`pinned`) or moves (None). All are forgotten
        when there are too many: what is asked for often is soon back."""
        before = self._held.pop((path, zipped), None)
        self._bytes += len(body) + READY_COSTS - (len(before[2][1]["body"]) + READY_COSTS if before else 0)
        if self._bytes > self._max:
            self._held.clear()
            self._bytes = len(body) + READY_COSTS
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        self._held[path, zipped] = (release, pinned, (start, {"type": "http.response.body", "body": body}))


def _zipped_if_plain(scope: Scope) -> bool | None:
    """Whether gzip is accepted by a request for a tile that names neither a key nor a session nor a condition nor a
    parameter; None for any other request."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"] or scope["path"][-4:] != ".mvt":
        return None
    accepted = b""
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepted = value
        elif name in _NOT_PLAIN:
            return None
    return accepts_gzip(accepted.decode("latin-1"))


class TilesApp:
    """Answers tile addresses; hands everything else on."""

    def __init__(self, after: Asgi, state: State) -> None:
        self._after, self._state, self._hot, self._ready = after, state, HotTiles(), ReadyAnswers()
        self._counts: dict[str, int] = dict.fromkeys(COUNTED, 0)
        self._given = 0

    def at_once(self, scope: Scope) -> Messages | None:
        """The answer to a request whose answer lies ready; never waits. To be asked in one thread, which need not be
        the event loop's: it counts for itself."""
        found = self._lies_ready(scope)
        if found is not None:
            self._given += 1
        return found

    def _lies_ready(self, scope: Scope) -> Messages | None:
        zipped = _zipped_if_plain(scope)
        return self._ready.get(scope["path"], zipped, self._state.reads) if zipped is not None else None

    @property
    def answered(self) -> dict[str, int]:
        """How many were answered, by status."""
        return {**self._counts, "200": self._counts["200"] + self._given}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        ready = self._lies_ready(scope)
        if ready is not None:
            self._counts["200"] += 1
            for message in ready:
                await send(message)
            return
        found = _PATH.match(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] == "OPTIONS":
            await self._after(scope, receive, send)
            return
        method = scope["method"]
        try:
            if method not in ("GET", "HEAD"):
                raise MethodRefused
            status, headers, body = await self._answer(found, headers_of(scope), scope["query_string"])
        except Exception as error:  # noqa: BLE001 whatever fails here is told as a problem and logged by `answer_to`
            status, headers, body = _problem(error)
        word = str(status) if status < 400 else f"{status // 100}xx"
        self._counts[word] = self._counts.get(word, 0) + 1
        await _send(send, status, headers, b"" if method == "HEAD" else body, len(body))

    async def _answer(self, found: re.Match[str], headers: dict[str, str], query: bytes) -> Answer:
        pinned, audience = found["release"], PUBLIC
        if query or names_someone(headers):
            given = _given(query)
            pinned = pinned or given.get("release")
            audience = await to_thread.run_sync(self._audience, given.get("audience", PUBLIC), headers)
        if pinned is not None and not is_number(pinned):
            raise BadRequest("a tile's release is a number")
        number = int(pinned) if pinned is not None else None
        reads = self._state.reads
        release = reads.peek(number, audience)
        if release is None:
            release = await to_thread.run_sync(reads.get, number, audience)
        out = _HEADERS[audience == PUBLIC, found["release"] is not None]
        place = _find(release, found)
        if place is None:
            return 204, out, b""
        zipped = accepts_gzip(headers.get("accept-encoding", ""))
        tile = self._hot.get((place[0], place[1], zipped), lambda: _read(release, place, zipped))
        if matches(headers.get("if-none-match"), tile.etag):
            return 304, [*out, tile.tag], b""
        whole = [*out, tile.tag, *_TYPE[zipped]]
        if audience == PUBLIC and not query:
            ready = [*whole, (b"content-length", str(len(tile.body)).encode())]
            self._ready.put(found.string, zipped, release.number, number, ready, tile.body)
        return 200, whole, tile.body

    def _audience(self, text: str, headers: dict[str, str]) -> str:
        return audience_for(caller_of(self._state.catalog, headers, self._state.now()), text)


def _given(query: bytes) -> dict[str, str]:
    given = {k: many[-1] for k, many in parse_qs(query.decode("latin-1"), keep_blank_values=True).items()}
    if unknown := sorted(set(given) - {"audience", "release"}):
        raise BadRequest(f"this address has no parameter {', '.join(map(repr, unknown))}; it has audience, release")
    return given


def _find(release: OpenRelease, found: re.Match[str]) -> tuple[str, int, int] | None:
    part = release.tileset(found["name"])
    z, x, y = int(found["z"]), int(found["x"]), int(found["y"])
    if not part.min_zoom <= z <= part.max_zoom or x >= 1 << z or y >= 1 << z:
        raise NotThere(f"{found['name']} has zooms {part.min_zoom} to {part.max_zoom}; there is no tile {z}/{x}/{y}")
    return release.archive(found["name"]).find(z, x, y)


def _read(release: OpenRelease, place: tuple[str, int, int], zipped: bool) -> bytes:
    data = release.store.read_range(*place)
    return data if zipped else gzip.decompress(data)


def _problem(error: Exception) -> Answer:
    if isinstance(error, MethodRefused):
        answer = problem(405, "this address does not answer that method")
        answer.headers["allow"] = "GET, HEAD, OPTIONS"
    else:
        answer = answer_to(error)
    kept = [(k, v) for k, v in answer.raw_headers if k != b"content-length"]
    return answer.status_code, [*kept, *raw_headers(CORS)], bytes(answer.body)


async def _send(send: Send, status: int, headers: Raw, body: bytes, length: int) -> None:
    if status not in (204, 304):
        headers = [*headers, (b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
