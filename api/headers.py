"""Headers: caching and CORS, in one place.

Moving addresses are fresh for five seconds and may be shown stale while asked again; addresses with a release number
never change (one day, so that a withdrawal reaches caches); what is not public is never stored.
What does not live here: ETags of bodies (where the body is made).
"""

from __future__ import annotations

from terms.audiences import PUBLIC

MOVING = "public, max-age=5, stale-while-revalidate=60"
PINNED = "public, max-age=86400, immutable"
KEPT = "public, max-age=604800, stale-while-revalidate=2592000"
"""A week, and a month more while asked again: fonts and icons change when the house does."""
PRIVATE = "private, no-store"
NO_STORE = "no-store"

SESSION = "x-futae-session"
"""The header with a session's proof. Pages of other origins must not send it, so it must never be in `PREFLIGHT`."""
ASKER = "Authorization, X-Futae-Session"
"""What tells who asks, for `Vary`. The cookie of a session alone is nobody, so it does not vary an answer."""

HEAD_FLAG = "futae.is_head"
"""Set in the scope of a HEAD request, which is answered as a GET without its body."""

CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "Accept-Ranges, Content-Range, ETag, Link, Location, Retry-After",
}
PREFLIGHT = {
    **CORS,
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-allow-headers": "Accept-Language, Authorization, If-None-Match, If-Range, Range",
    "access-control-max-age": "86400",
}
SECURITY = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; worker-src 'self'; connect-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
"""For pages only; answers of /v1 may be read by any origin."""


def cache_control(audience: str, *, pinned: bool) -> str:
    """Cache-Control of a read for one audience, at a moving or a pinned address."""
    if audience != PUBLIC:
        return PRIVATE
    return PINNED if pinned else MOVING
