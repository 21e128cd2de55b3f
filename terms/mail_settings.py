"""Settings of the mail server through which organisations are told, a part of `terms.settings`.

The password stands in a file, or in the environment; the file is read by whoever sends. What does not live here:
sending (pipelines.mailing), opening the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from terms.errors import SettingsError

SECURITIES = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server; without `host` no mail is sent. `security` is one of SECURITIES, `sender` the From address."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    password_file: Path | None = None
    sender: str = ""

    @property
    def is_set(self) -> bool:
        """Whether mail can be sent at all."""
        return bool(self.host)


NO_MAIL = MailSettings()
MAIL_FIELDS: dict[str, tuple[str, str]] = {
    "FUTAE_SMTP_HOST": ("", "mail server through which organisations are told; empty: no mail is sent"),
    "FUTAE_SMTP_PORT": ("", "its port; default 587 (starttls), 465 (tls), 25 (none)"),
    "FUTAE_SMTP_SECURITY": ("starttls", "starttls, tls, or none (a mail server on this machine only)"),
    "FUTAE_SMTP_USER": ("", "user name there; empty: no login"),
    "FUTAE_SMTP_PASSWORD_FILE": ("", "file whose first line is the password"),
    "FUTAE_SMTP_PASSWORD": ("", "the password, where a file cannot be had"),
    "FUTAE_SMTP_FROM": ("", "the address that mails come from; needed with FUTAE_SMTP_HOST"),
}


def read_mail_settings(environ: Mapping[str, str]) -> MailSettings:
    """The mail server that the environment names; raises SettingsError naming the variable that cannot be used."""
    given = {name: environ.get(name, "") or MAIL_FIELDS[name][0] for name in MAIL_FIELDS}
    host, security = given["FUTAE_SMTP_HOST"], given["FUTAE_SMTP_SECURITY"]
    port = given["FUTAE_SMTP_PORT"]
    if security not in SECURITIES:
        raise SettingsError(f"FUTAE_SMTP_SECURITY={security!r} cannot be used: {', '.join(SECURITIES)}")
    if port and not (port.isdecimal() and 0 < int(port) < 65_536):
        raise SettingsError(f"FUTAE_SMTP_PORT={port!r} cannot be used: a port from 1 to 65535")
    if host and "@" not in given["FUTAE_SMTP_FROM"]:
        raise SettingsError("FUTAE_SMTP_FROM must be a mail address when FUTAE_SMTP_HOST is set")
    if security == "none" and given["FUTAE_SMTP_USER"]:
        raise SettingsError(
            "FUTAE_SMTP_USER cannot be used with FUTAE_SMTP_SECURITY=none: anyone could read the password"
        )
    file = given["FUTAE_SMTP_PASSWORD_FILE"]
    return MailSettings(
        host, int(port) if port else PORTS[security], security, given["FUTAE_SMTP_USER"], given["FUTAE_SMTP_PASSWORD"],
        Path(file) if file else None, given["FUTAE_SMTP_FROM"],
    )  # fmt: skip


def mail_to_environ(mail: MailSettings) -> dict[str, str]:
    """The variables from which `read_mail_settings` gives the same."""
    return {
        "FUTAE_SMTP_HOST": mail.host,
        "FUTAE_SMTP_PORT": str(mail.port),
        "FUTAE_SMTP_SECURITY": mail.security,
        "FUTAE_SMTP_USER": mail.user,
        "FUTAE_SMTP_PASSWORD_FILE": str(mail.password_file or ""),
        "FUTAE_SMTP_PASSWORD": mail.password,
        "FUTAE_SMTP_FROM": mail.sender,
    }
