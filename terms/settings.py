"""Settings: read once, in a composition root, from a mapping of environment variables.

Importing this module reads nothing; `read_settings(os.environ)` is called by `api.main`, `pipelines.definitions`,
`pipelines.worker` and `futae` only. What does not live here: opening what the settings name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from terms.clocks import zone
from terms.errors import SettingsError
from terms.mail_settings import MAIL_FIELDS, NO_MAIL, MailSettings, mail_to_environ, read_mail_settings


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. `today` fixes the reference date (None: the clock, in the feed's zone, else `zone_name`).
    `public_url` is without a slash at the end; `outside_loopback` lets webhooks, and addresses that are followed, lead
    to this machine.
    `serve_unstated` lets feeds whose licence is not stated be served (demo on loopback only)."""

    home: Path
    database_url: str
    store_url: str
    today: date | None = None
    zone_name: str = "Asia/Tokyo"
    max_upload_bytes: int = 512 * 1024 * 1024
    serve_unstated: bool = False
    release_every_s: float = 4.0
    box_memory_bytes: int = 4 * 1024**3
    box_seconds: float = 300.0
    afterwork_idle_s: float = 10.0
    keep_releases_days: int = 30
    keep_releases_months: int | None = None
    publisher_name: str = "Futae"
    publisher_url: str = "http://127.0.0.1:8000/"
    keep_runs_days: int = 90
    public_url: str = "http://127.0.0.1:8000"
    send: bool = True
    outside_loopback: bool = False
    outside_seconds: float = 10.0
    follow: bool = True
    follow_seconds: float = 300.0
    mail: MailSettings = NO_MAIL

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps its instance, so that its page shows the service's runs."""
        return self.home / "dagster"

    @property
    def wake_path(self) -> Path:
        """The named pipe through which the worker is woken."""
        return self.home / "wake"

    def reference_date(self, now: datetime, timezone: str | None = None) -> date:
        """The date that reports and items are judged at: `today`, else the clock's date in the feed's zone."""
        return self.today or now.astimezone(zone(timezone, self.zone_name)).date()


FIELDS: dict[str, tuple[str, str]] = {
    "FUTAE_HOME": (".futae", "folder of the database, the store and Dagster's instance"),
    "FUTAE_DATABASE_URL": ("", "SQLAlchemy address; default SQLite in the home"),
    "FUTAE_STORE_URL": ("", "folder of the store; default HOME/store"),
    "FUTAE_TODAY": ("", "reference date such as 2020-01-15; default the clock"),
    "FUTAE_ZONE": ("Asia/Tokyo", "time zone of the reference date where a feed names none"),
    "FUTAE_MAX_UPLOAD_BYTES": (str(512 * 1024 * 1024), "largest upload in bytes"),
    "FUTAE_SERVE_UNSTATED": ("", "1: serve feeds whose licence is not stated (demo on loopback)"),
    "FUTAE_RELEASE_EVERY_S": ("4", "seconds between the begins of two releases while changes wait"),
    "FUTAE_BOX_MEMORY_BYTES": (str(4 * 1024**3), "memory limit of one box, the process that reads a file"),
    "FUTAE_BOX_SECONDS": ("300", "time limit of one file in a box"),
    "FUTAE_AFTERWORK_IDLE_S": (
        "10",
        "seconds without waiting work until the worker makes statistics and the unified feed; 0: never",
    ),
    "FUTAE_KEEP_RELEASES_DAYS": ("30", "days for which `futae gc` keeps every release"),
    "FUTAE_KEEP_RELEASES_MONTHS": (
        "",
        "months back for which it then keeps the last release of each month; empty: for ever",
    ),
    "FUTAE_PUBLISHER_NAME": ("Futae", "who publishes the unified feed, as its feed_info.txt says"),
    "FUTAE_PUBLISHER_URL": ("http://127.0.0.1:8000/", "where the publisher of the unified feed is found"),
    "FUTAE_KEEP_RUNS_DAYS": ("90", "days that Dagster's records of runs are kept; 0: for ever"),
    "FUTAE_PUBLIC_URL": ("http://127.0.0.1:8000", "where people reach this service: for links in webhooks and mails"),
    "FUTAE_SEND": ("1", "0: the worker sends no webhook and no mail (a copy of a home must not)"),
    "FUTAE_OUTSIDE_SECONDS": ("10", "seconds for one call of a webhook, from connecting to the head of the answer"),
    "FUTAE_OUTSIDE_LOOPBACK": (
        "",
        "1: webhooks and addresses that are followed may lead to this machine, by http too (tests and development)",
    ),
    "FUTAE_FOLLOW": ("1", "0: the worker asks no address that a feed is followed at (a copy of a home need not)"),
    "FUTAE_FOLLOW_SECONDS": ("300", "seconds for fetching one file from an address, redirects included"),
    **MAIL_FIELDS,
}
"""Every variable: its default and what it means (the documentation is made from this table)."""


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "") or FIELDS[name][0]


def _count(text: str) -> int:
    """A number from 0 to 100,000; raises ValueError."""
    if not 0 <= (number := int(text)) <= 100_000:
        raise ValueError(text)
    return number


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from environment variables; raises SettingsError naming the variable that cannot be used."""
    home = Path(_value(environ, "FUTAE_HOME")).resolve()
    name = ""
    try:
        name = "FUTAE_TODAY"
        today = date.fromisoformat(_value(environ, name)) if _value(environ, name) else None
        name = "FUTAE_MAX_UPLOAD_BYTES"
        max_upload = int(_value(environ, name))
        name = "FUTAE_RELEASE_EVERY_S"
        every = float(_value(environ, name))
        name = "FUTAE_BOX_MEMORY_BYTES"
        memory = int(_value(environ, name))
        name = "FUTAE_BOX_SECONDS"
        seconds = float(_value(environ, name))
        name = "FUTAE_AFTERWORK_IDLE_S"
        idle = float(_value(environ, name))
        name = "FUTAE_KEEP_RELEASES_DAYS"
        keep_days = _count(_value(environ, name))
        name = "FUTAE_KEEP_RELEASES_MONTHS"
        keep_months = _count(_value(environ, name)) if _value(environ, name) else None
        name = "FUTAE_KEEP_RUNS_DAYS"
        keep_runs = _count(_value(environ, name))
        name = "FUTAE_OUTSIDE_SECONDS"
        outside_seconds = float(_value(environ, name))
        name = "FUTAE_FOLLOW_SECONDS"
        follow_seconds = float(_value(environ, name))
    except ValueError as error:
        raise SettingsError(f"{name}={environ.get(name)!r} cannot be used: {FIELDS[name][1]}") from error
    return Settings(
        home=home,
        database_url=_value(environ, "FUTAE_DATABASE_URL") or f"sqlite:///{home / 'futae.db'}",
        store_url=_value(environ, "FUTAE_STORE_URL") or str(home / "store"),
        today=today,
        zone_name=_value(environ, "FUTAE_ZONE"),
        max_upload_bytes=max_upload,
        serve_unstated=_value(environ, "FUTAE_SERVE_UNSTATED") == "1",
        release_every_s=every,
        box_memory_bytes=memory,
        box_seconds=seconds,
        afterwork_idle_s=idle,
        keep_releases_days=keep_days,
        keep_releases_months=keep_months,
        publisher_name=_value(environ, "FUTAE_PUBLISHER_NAME"),
        publisher_url=_value(environ, "FUTAE_PUBLISHER_URL"),
        keep_runs_days=keep_runs,
        public_url=_value(environ, "FUTAE_PUBLIC_URL").rstrip("/"),
        send=_value(environ, "FUTAE_SEND") != "0",
        outside_loopback=_value(environ, "FUTAE_OUTSIDE_LOOPBACK") == "1",
        outside_seconds=outside_seconds,
        follow=_value(environ, "FUTAE_FOLLOW") != "0",
        follow_seconds=follow_seconds,
        mail=read_mail_settings(environ),
    )


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def to_environ(settings: Settings) -> dict[str, str]:
    """The environment from which `read_settings` gives the same settings (for a child process)."""
    return {
        "FUTAE_HOME": str(settings.home),
        "FUTAE_DATABASE_URL": settings.database_url,
        "FUTAE_STORE_URL": settings.store_url,
        "FUTAE_TODAY": settings.today.isoformat() if settings.today else "",
        "FUTAE_ZONE": settings.zone_name,
        "FUTAE_MAX_UPLOAD_BYTES": str(settings.max_upload_bytes),
        "FUTAE_SERVE_UNSTATED": "1" if settings.serve_unstated else "",
        "FUTAE_RELEASE_EVERY_S": str(settings.release_every_s),
        "FUTAE_BOX_MEMORY_BYTES": str(settings.box_memory_bytes),
        "FUTAE_BOX_SECONDS": str(settings.box_seconds),
        "FUTAE_AFTERWORK_IDLE_S": str(settings.afterwork_idle_s),
        "FUTAE_KEEP_RELEASES_DAYS": str(settings.keep_releases_days),
        "FUTAE_KEEP_RELEASES_MONTHS": _text(settings.keep_releases_months),
        "FUTAE_PUBLISHER_NAME": settings.publisher_name,
        "FUTAE_PUBLISHER_URL": settings.publisher_url,
        "FUTAE_KEEP_RUNS_DAYS": str(settings.keep_runs_days),
        "FUTAE_PUBLIC_URL": settings.public_url,
        "FUTAE_SEND": "1" if settings.send else "0",
        "FUTAE_OUTSIDE_SECONDS": str(settings.outside_seconds),
        "FUTAE_OUTSIDE_LOOPBACK": "1" if settings.outside_loopback else "",
        "FUTAE_FOLLOW": "1" if settings.follow else "0",
        "FUTAE_FOLLOW_SECONDS": str(settings.follow_seconds),
        **mail_to_environ(settings.mail),
    }
