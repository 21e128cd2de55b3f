"""docs/reference/endpoints.md: every address of the service, from its OpenAPI document.

What does not live here: the endpoints (api.routers), the document (api.openapi).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from futae.reference.markdown import cell, code, page, table

INTRO = """The same as `/openapi.json`, to read. Without a key you see what is public; a key goes into the header
`Authorization: Bearer KEY`; a page exchanges it for a session (`POST /v1/session`), whose cookie counts together with
the header `X-Futae-Session`. `audience=org:NAME` or `grant:NAME` asks for what a key may see beyond that. Problems are
`application/problem+json` with words that say what to do."""

METHODS = ("get", "head", "post", "put", "patch", "delete")


def _parameters(operation: Mapping[str, Any]) -> str:
    rows = [
        (code(p["name"]), p["in"], "yes" if p.get("required") else "", cell(p.get("description", "")))
        for p in operation.get("parameters", [])
    ]
    return table(("parameter", "in", "required", "meaning"), rows) if rows else ""


def _answers(operation: Mapping[str, Any]) -> str:
    parts = []
    for status, answer in sorted(operation["responses"].items()):
        kinds = ", ".join(map(code, answer.get("content", {})))
        words = answer.get("description", "")
        parts.append(f"- **{status}** {cell(words)}" + (f": {kinds}" if kinds else ""))
    return "\n".join(parts)


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    words = operation.get("description") or operation.get("summary") or ""
    samples = "\n\n".join(f"```sh\n{one['source']}\n```" for one in operation.get("x-codeSamples", ()))
    pieces = [f"### {method.upper()} `{path}`", cell(words), samples, _parameters(operation), _answers(operation)]
    return "\n\n".join(piece for piece in pieces if piece)


def endpoints_page(document: Mapping[str, Any]) -> str:
    """The page of an OpenAPI document."""
    by_tag: dict[str, list[str]] = {}
    for path, many in sorted(document["paths"].items()):
        for method in METHODS:
            if method in many:
                tag = (many[method].get("tags") or ["service"])[0]
                by_tag.setdefault(tag, []).append(_operation(path, method, many[method]))
    sections = [f"## {tag}\n\n" + "\n\n".join(parts) for tag, parts in sorted(by_tag.items())]
    return page("Endpoints", INTRO, *sections)
