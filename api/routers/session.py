"""The session of a browser: a page exchanges its user's key for a cookie that no script can read, and forgets the key.

    POST /v1/session     {"key": "futae_…"}: the cookie, and the proof that must come beside it
    GET  /v1/session     the same again for a page that was loaded anew
    DELETE /v1/session   its end

Only here the cookie counts alone, and only to be told the proof; pages of other origins are refused, and cannot read
the answer. What does not live here: requests made with a session (auth), the rules of sessions (catalog.sessions).
"""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from api.asking import v1_router
from api.auth import StateDep, headers_of
from api.headers import PRIVATE, SESSION
from api.models import problems
from api.models_session import SessionIn, SessionModel
from api.sessions import cookie_with, is_secure, require_own_page, tokens_of
from catalog import sessions
from catalog.sessions import Session
from terms.clocks import instant_text
from terms.errors import KeyUnknown

router = v1_router("sessions")
COOKIE_ALONE: dict[str, Any] = {"security": [{"session": []}]}
COOKIE_AND_PROOF: dict[str, Any] = {"security": [{"session": [], "session_proof": []}]}


@router.post(
    "/session", response_model=SessionModel, status_code=201, responses=problems(400, 401, 403),
    openapi_extra={"security": [{}]},
)  # fmt: skip
def make_session(body: SessionIn, request: Request, response: Response, state: StateDep) -> SessionModel:
    """Exchange a key for a session of twelve hours. Its token comes as the cookie `futae_session`, which counts only
    together with the header `X-Futae-Session` and the answer's `proof`. The key can be forgotten."""
    require_own_page(headers_of(request.scope), state.settings.public_url)
    token, session = sessions.begin(state.catalog, body.key.strip(), now=state.now())
    response.headers["Set-Cookie"] = cookie_with(token, secure=is_secure(request, state))
    return _told(session, response)


@router.get("/session", response_model=SessionModel, responses=problems(400, 401, 403), openapi_extra=COOKIE_ALONE)
def get_session(request: Request, response: Response, state: StateDep) -> SessionModel:
    """The session of the cookie, with its proof, for a page that was loaded anew."""
    headers = headers_of(request.scope)
    require_own_page(headers, state.settings.public_url)
    tokens = tokens_of(headers.get("cookie", ""))
    if len(tokens) != 1:  # of two, another host of the domain set one: nobody is to work in a stranger's name
        raise KeyUnknown("this needs a session")
    return _told(sessions.look(state.catalog, tokens[0], now=state.now()), response)


@router.delete(
    "/session", status_code=204, responses=problems(400, 401, 403), openapi_extra=COOKIE_AND_PROOF
)  # fmt: skip
def end_session(request: Request, response: Response, state: StateDep) -> None:
    """End the session (cookie and `X-Futae-Session`) and clear its cookie. The key goes on."""
    headers = headers_of(request.scope)
    require_own_page(headers, state.settings.public_url)
    tokens = tokens_of(headers.get("cookie", ""))
    sessions.end(state.catalog, tokens, headers.get(SESSION, ""), now=state.now())
    response.headers["Set-Cookie"] = cookie_with("", secure=is_secure(request, state))


def _told(session: Session, response: Response) -> SessionModel:
    response.headers["Cache-Control"] = PRIVATE
    caller = session.caller
    return SessionModel(
        org=caller.org or "", person=caller.person, scopes=sorted(caller.scopes),
        expires_at=instant_text(session.expires_at), proof=session.proof,
    )  # fmt: skip
