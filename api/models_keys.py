"""Models of keys and of agents: who in an organisation holds which key, which organisations act for it.

What does not live here: what the key of a request is for (models.Me).
"""

from __future__ import annotations

from pydantic import Field

from api.models import Model
from catalog.keys import MAX_GRACE_H, MAX_PERSON

_SCOPES = "of upload (send versions), publish (make live, take back), admin (feeds, keys, agents)"


class KeyIn(Model):
    """A key that is to be made."""

    person: str = Field(
        min_length=1, max_length=MAX_PERSON, examples=["佐藤"], description="who will hold it, as colleagues know them"
    )
    scopes: list[str] = Field(
        default=["upload", "publish"], max_length=10, description=f"{_SCOPES}; none: it only reads"
    )
    grants: list[str] = Field(
        default=[], max_length=100, description="names of read grants: it may read the audiences grant:NAME"
    )


class ReplaceIn(Model):
    """How a key is to be replaced; without a body: the old one ends at once."""

    grace_h: int = Field(
        default=0,
        ge=0,
        le=MAX_GRACE_H,
        description="hours for which the old key goes on; 0 when it may be in wrong hands",
    )


class KeyModel(Model):
    """A key without its secret."""

    id: str = Field(examples=["0a1b2c3d4e5f"])
    prefix: str = Field(description="how its secret begins", examples=["futae_0a1b2c3d4e5f_"])
    person: str = Field(description="who holds it; empty: nobody was named", examples=["佐藤"])
    scopes: list[str]
    grants: list[str]
    made_at: str
    last_used_on: str | None = Field(description="UTC day, no finer; null: never", examples=["2026-11-26"])
    ended_at: str | None = Field(description="from when it is void, which may lie ahead; null: it goes on")
    replaces: str | None = Field(description="id of the key it came in place of")
    links: dict[str, str]


class KeyMade(KeyModel):
    """A key that was made now."""

    secret: str = Field(description="the key itself; only in this answer")


class Keys(Model):
    """The keys of an organisation, oldest first, ended ones too."""

    keys: list[KeyModel]


class AgentIn(Model):
    """What an agent is to be allowed."""

    scopes: list[str] = Field(default=["upload", "publish"], min_length=1, max_length=10, description=_SCOPES)


class AgentModel(Model):
    """An organisation that may act for another."""

    agent: str = Field(examples=["daiko"])
    name: str = Field(description="what people call it")
    scopes: list[str]
    granted_at: str
    links: dict[str, str]


class Agents(Model):
    """Who may act for an organisation, by slug."""

    agents: list[AgentModel]
