"""Sessions of browsers in HTTP's words: the cookie, and whether it is this service's own page that asks.

What does not live here: sessions themselves (catalog.sessions), who a request is from (auth), the endpoint
(routers.session).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request

from api.state import State
from catalog.sessions import LIFE
from terms.errors import NotAllowed

COOKIE = "futae_session"
_OWN_SITES = ("same-origin", "none")
"""`none`: the person themselves, by address bar or bookmark. `same-site` is another host of the same domain."""


def tokens_of(cookies: str) -> list[str]:
    """All values of the session's cookie in a `Cookie` header: another host of the domain may have set one more."""
    pairs = (one.strip().partition("=") for one in cookies.split(";"))
    return [value.strip('"') for name, _, value in pairs if name == COOKIE]


def cookie_with(token: str, *, secure: bool) -> str:
    """The `Set-Cookie` that begins a session; with '' the one that clears it."""
    life = int(LIFE.total_seconds()) if token else 0
    words = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={life}"
    return f"{words}; Secure" if secure else words


def is_secure(request: Request, state: State) -> bool:
    """Whether people come by https: to this process, or to the proxy before it, as FUTAE_PUBLIC_URL says."""
    return request.url.scheme == "https" or urlsplit(state.settings.public_url).scheme == "https"


def require_own_page(headers: Mapping[str, str], public_url: str) -> None:
    """Return when nothing says that a page of another origin asks; raises NotAllowed. Who is no browser sends neither
    header. A proxy may change Host, so the public address counts too; it may also end TLS, so of Host's origin the
    scheme does not count."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in _OWN_SITES:
        raise NotAllowed("a session is made and used by this service's own pages only")
    host = headers.get("host", "").lower()
    own = (_origin_of(public_url), f"http://{host}", f"https://{host}")
    if origin is not None and origin.lower() not in own:
        raise NotAllowed("a session is made and used by this service's own pages only")


def _origin_of(address: str) -> str:
    found = urlsplit(address.lower())
    return f"{found.scheme}://{found.netloc}"
