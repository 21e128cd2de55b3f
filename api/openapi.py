"""The OpenAPI document: what FastAPI finds, with our problems instead of its own, and the tile routes beside it.

What does not live here: the endpoints.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.models import Problem, problems
from api.sessions import COOKIE
from api.tiles_app import MEDIA_TYPE as MVT

_THEIRS = ("HTTPValidationError", "ValidationError")


def _path(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def _query(name: str, words: str, kind: str = "string") -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": {"type": kind}}


def _tile(name: str, summary: str, *, pinned: bool) -> dict[str, Any]:
    parameters = [_path("name", "string"), *(_path(one, "integer") for one in ("z", "x", "y"))]
    parameters.append(_query("audience", "public, org:NAME or grant:NAME"))
    parameters += [_path("release", "integer")] if pinned else [_query("release", "a release's number", "integer")]
    return {
        "get": {
            "tags": ["tilesets"],
            "summary": summary,
            "operationId": name,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": "a vector tile",
                    "content": {MVT: {"schema": {"type": "string", "format": "binary"}}},
                },
                "204": {"description": "a tile without features"},
                "304": {"description": "nothing new"},
                **{str(code): one for code, one in problems(400, 401, 404, 410).items()},
            },
        }
    }


def _ours(document: dict[str, Any]) -> dict[str, Any]:
    for many in document["paths"].values():
        for one in many.values():
            one["responses"].pop("422", None)
    schemas = document["components"]["schemas"]
    for name in _THEIRS:
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    document["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        "session_proof": {"type": "apiKey", "in": "header", "name": "X-Futae-Session"},
    }
    document["security"] = [{}, {"key": []}, {"session": [], "session_proof": []}]
    document["paths"] |= {
        "/v1/tilesets/{name}/{z}/{x}/{y}.mvt": _tile("tile", "A tile of the current release", pinned=False),
        "/v1/releases/{release}/tilesets/{name}/{z}/{x}/{y}.mvt": _tile(
            "pinned_tile", "A tile of one release", pinned=True
        ),
    }
    return document


def install(app: FastAPI) -> None:
    """Let `app.openapi()` give our document, made once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            app.openapi_schema = _ours(found)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
