"""Models of telling: webhooks and mail addresses of an organisation, and the log of what was sent to them.

What does not live here: the body of a webhook (pipelines.posting), the Atom feed (atom).
"""

from __future__ import annotations

from pydantic import Field

from api.models import Model

_KINDS = "of checked, published, withdrawn, expiring, expired, silent; none: all"


class WebhookIn(Model):
    """How a webhook is to be."""

    url: str = Field(max_length=2_000, examples=["https://example.jp/futae"], description="https, on a public host")
    kinds: list[str] = Field(default=[], max_length=20, description=_KINDS)
    new_secret: bool = Field(default=False, description="give it another secret; the old one is void at once")


class MailIn(Model):
    """How a mail address is to be."""

    address: str = Field(max_length=254, examples=["dia@example.jp"])
    kinds: list[str] = Field(default=[], max_length=20, description=_KINDS)
    lang: str = Field(default="ja", examples=["ja", "en"])


class TargetModel(Model):
    """A webhook or a mail address."""

    name: str
    kinds: list[str]
    created_at: str
    failing_since: str | None = Field(description="of the first failure after the last success")
    disabled_at: str | None = Field(description="since when nothing is sent; set it again to have it tried anew")
    disabled_reason: str
    links: dict[str, str]


class WebhookModel(TargetModel):
    """A webhook."""

    url: str
    secret: str | None = Field(
        default=None, description="for checking signatures; only in the answer to the call that made it"
    )


class MailModel(TargetModel):
    """A mail address."""

    address: str
    lang: str


class Webhooks(Model):
    """The webhooks of an organisation."""

    webhooks: list[WebhookModel]


class Mails(Model):
    """The mail addresses of an organisation."""

    mails: list[MailModel]
    is_sent: bool = Field(description="whether this service sends mail at all")


class AttemptModel(Model):
    """One try."""

    attempt: int
    begun_at: str
    ended_at: str | None
    status: int | None = Field(description="of HTTP or SMTP; null: no answer")
    outcome: str


class DeliveryModel(Model):
    """One event told to one target."""

    id: int
    channel: str = Field(examples=["webhook", "mail"])
    target: str
    message_id: str = Field(description="webhook-id: the same at every try and replay")
    kind: str
    feed: str
    version: int | None
    replay: int = Field(description="0: the first sending; 1, 2 …: replays")
    state: str = Field(examples=["waiting", "sent", "failed", "cancelled"])
    attempts: int
    next_at: str | None = Field(description="when a waiting one is tried next")
    outcome: str
    happened_at: str
    ended_at: str | None
    tries: list[AttemptModel]
    links: dict[str, str]


class Deliveries(Model):
    """What was sent to an organisation's targets, newest first."""

    deliveries: list[DeliveryModel]
    links: dict[str, str]


class Replayed(Model):
    """An event that is sent once more."""

    id: int = Field(description="the new delivery")
    links: dict[str, str]
