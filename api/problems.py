"""Problems: our errors as RFC 9457 documents. One dictionary maps the error tree to HTTP.

What does not live here: raising them, telling OpenAPI of them (openapi).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from terms.errors import (
    BadRequest,
    Conflict,
    FutaeError,
    Gone,
    KeyUnknown,
    NotAllowed,
    NotThere,
    TooLarge,
)
from terms.moments import WrongMoment

log = logging.getLogger("futae.api")
MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[FutaeError], HTTPStatus] = {
    KeyUnknown: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotThere: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Gone: HTTPStatus.GONE,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BadRequest: HTTPStatus.BAD_REQUEST,
}
_WORDS = {404: "there is nothing at this address", 405: "this address does not answer that method"}


def status_of(error: Exception) -> int:
    """The HTTP status of an error; 500 for what is our own failure."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return int(STATUS[kind])
    return 500


def title_of(status: int) -> str:
    """The status phrase; about:blank problems have it as their title (RFC 9457 §4.2.1)."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


def problem(status: int, detail: str, more: Mapping[str, Any] | None = None) -> Response:
    """A problem as a response, never cached."""
    headers = {"Cache-Control": "no-store"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    document = {"type": "about:blank", "title": title_of(status), "status": int(status), "detail": detail}
    # what a stranger sent may hold lone surrogates, which UTF-8 has no bytes for
    body = json.dumps({**document, **(more or {})}, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, int(status), headers, MEDIA_TYPE)


RETRY_S = 15


def later(detail: str) -> Response:
    """404 for what is being made, with the time after which it is worth asking again."""
    answer = problem(404, detail)
    answer.headers["Retry-After"] = str(RETRY_S)
    return answer


def answer_to(error: Exception) -> Response:
    """The response to an error: its own words for what the caller did, none for what is our failure."""
    status = status_of(error)
    if status >= 500:
        log.error("unexpected", exc_info=error)
        return problem(status, "this is our failure; it has been logged")
    if isinstance(error, WrongMoment):
        return problem(status, str(error), {"code": error.code, "ja": error.ja, "en": error.en})
    return problem(status, str(error))


async def _ours(_request: Request, error: Exception) -> Response:
    return answer_to(error)


async def _invalid(_request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else ()
    found = [{"where": [str(w) for w in e["loc"]], "detail": e["msg"]} for e in errors]
    words = "; ".join(f"{'.'.join(f['where'])}: {f['detail']}" for f in found)
    return problem(400, words, {"errors": found})


async def _http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return answer_to(error)
    answer = problem(error.status_code, _WORDS.get(error.status_code, str(error.detail)))
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def install(app: FastAPI) -> None:
    """Let every error of this application be a problem document."""
    app.add_exception_handler(FutaeError, _ours)
    app.add_exception_handler(Exception, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
