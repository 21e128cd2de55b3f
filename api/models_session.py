"""Models of a browser's session. What does not live here: keys (models_keys), what a key is for (models.Me)."""

from __future__ import annotations

from pydantic import Field

from api.models import Model


class SessionIn(Model):
    """A key that is to be exchanged."""

    key: str = Field(min_length=1, max_length=200, description="the key, in this request only")


class SessionModel(Model):
    """A session: who it is, and what its page must send."""

    org: str = Field(description="the key's organisation; '*' for all", examples=["shiomi"])
    person: str = Field(description="who holds the key; empty: nobody was named", examples=["佐藤"])
    scopes: list[str]
    expires_at: str = Field(description="when it ends by itself; sooner when the key does")
    proof: str = Field(description="goes into the header `X-Futae-Session` of every request that is to be the key's")
