"""What a home answers, as plain values: used to write and to compare the golden answers of old homes.

    python tests/homes/answers.py HOME DATE > answers.json

The home is read through the API in this process; nothing is built. What does not live here: making homes.
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from api.main import create_app
from terms.settings import read_settings

TILES = ["transit/0/0/0", "transit/9/452/203", "transit/12/3617/1629", "transit/14/14470/6517", "places/0/0/0",
         "places/9/452/203", "places/12/3617/1629"]  # fmt: skip
COLLECTIONS = ["stops", "routes", "places"]
MOVED = ("made_at", "received_at", "live_at")


class _Client:
    """GET on an ASGI application in this process."""

    def __init__(self, portal: BlockingPortal, app: Any) -> None:
        self._portal = portal
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://home.test")

    def get(self, url: str, **more: Any) -> httpx.Response:
        """One answer."""
        return self._portal.call(partial(self._http.get, url, **more))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k not in MOVED}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _report(document: dict[str, Any]) -> list[Any]:
    codes = [[c["code"], c["total"]] for c in document["summary"]["codes"]]
    return [
        document["format"],
        document["edition"],
        document["publishable"],
        codes,
        _hash(json.dumps(document["notices"]).encode()),
    ]


def answers(home: Path, today: date) -> dict[str, Any]:
    """Feeds, tiles (hash of the bytes), items and downloads of the current release."""
    settings = read_settings({"FUTAE_HOME": str(home), "FUTAE_TODAY": today.isoformat()})
    with start_blocking_portal() as portal:
        client = _Client(portal, create_app(settings))
        release = client.get("/v1/releases/current").raise_for_status().json()
        tiles = {}
        for name in TILES:
            answer = client.get(f"/v1/tilesets/{name}.mvt", headers={"accept-encoding": "identity"})
            tiles[name] = [answer.status_code, _hash(answer.content)]
        items = {}
        for name in COLLECTIONS:
            found = client.get(f"/v1/collections/{name}/items", params={"limit": 1000}).raise_for_status().json()
            rows = [[f["id"], f["geometry"], _plain(f["properties"])] for f in found["features"]]
            items[name] = [len(rows), _hash(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode())]
        return {
            "release": release["release"],
            "feeds": {
                f["feed"]: [f["version"], f["licence_ids"], f["first_on"], f["last_on"], f["counts"], f["file_sha256"]]
                for f in release["feeds"]
            },
            "tiles": tiles,
            "items": items,
            "current": {f["feed"]: _hash(client.get(f["links"]["current"]).raise_for_status().content)
                        for f in release["feeds"]},
            "report": _report(client.get("/v1/feeds/shiomi/bus/versions/1/report?lang=ja").raise_for_status().json()),
        }  # fmt: skip


if __name__ == "__main__":
    found = answers(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
    print(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True))
