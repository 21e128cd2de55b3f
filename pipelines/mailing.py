"""Mailing: an event as a mail, handed to the mail server that the settings name.

A mail keeps its Message-ID at every try, so that a server or reader can tell doubles. What does not live here: its
words (letters), when it is tried again (catalog.deliveries).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from catalog.deliveries import Outcome
from catalog.events import Event
from catalog.targets import Target
from pipelines.letters import letter_of
from terms.errors import SettingsError
from terms.mail_settings import MailSettings

TIMEOUT_S = 20.0
"""Seconds for each step of the exchange."""


def mail_of(event: Event, target: Target, sender: str, public_url: str, now: datetime) -> EmailMessage:
    """The mail to one address."""
    letter = letter_of(event, target.lang, public_url)
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"], mail["Subject"] = sender, target.address, letter.subject
    mail["Date"] = format_datetime(now)
    domain = sender.rpartition("@")[2].strip(" >") or "futae"
    mail["Message-ID"] = f"<{event.message_id}.{target.target_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = target.lang
    mail.set_content(letter.text, charset="utf-8", cte="base64")
    return mail


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends events as mails. `context` is what TLS trusts."""

    settings: MailSettings
    public_url: str
    now: Callable[[], datetime]
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def send(self, event: Event, target: Target) -> Outcome:
        """One try. An address or mail that the server refuses for good is not tried again."""
        if not self.settings.is_set:
            return Outcome(False, "this service has no mail server (FUTAE_SMTP_HOST)")
        try:
            mail = mail_of(event, target, self.settings.sender, self.public_url, self.now())
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return _refused(code, words)
        except smtplib.SMTPAuthenticationError as error:
            return Outcome(False, "the mail server does not accept our user and password", error.smtp_code)
        except smtplib.SMTPResponseException as error:
            return _refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(False, f"the mail server could not be used: {type(error).__name__}")
        except SettingsError as error:
            return Outcome(False, str(error))
        return Outcome(True, "taken by the mail server", 250)

    def _connected(self) -> smtplib.SMTP:
        """A connection as safe as the settings ask for, logged in."""
        given = self.settings
        server: smtplib.SMTP
        if given.security == "tls":
            server = smtplib.SMTP_SSL(given.host, given.port, timeout=TIMEOUT_S, context=self.context)
        else:
            server = smtplib.SMTP(given.host, given.port, timeout=TIMEOUT_S)
        try:
            if given.security == "starttls":
                server.starttls(context=self.context)
            if given.user:
                server.login(given.user, self._password())
        except BaseException:
            server.close()
            raise
        return server

    def _password(self) -> str:
        path = self.settings.password_file
        if path is None:
            return self.settings.password
        try:
            return path.read_text(encoding="utf-8").split("\n", 1)[0]
        except OSError as error:
            raise SettingsError(f"the file of FUTAE_SMTP_PASSWORD_FILE cannot be read: {error.strerror}") from error


def _refused(code: int, words: bytes | str) -> Outcome:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Outcome(False, f"{code} {' '.join(text.split())}"[:300], code, is_final=500 <= code < 600)
