"""Mails as a real SMTP server on loopback gets them: words, headers, encryption, login, refusals. Not here: retries."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from catalog.events import KINDS, Event
from catalog.targets import MAIL, Target
from pipelines.letters import letter_of
from pipelines.mailing import Mailer
from terms.ids import FeedKey
from terms.mail_settings import read_mail_settings

URL = "https://futae.example.jp"
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
FACTS: dict[str, dict[str, Any]] = {
    "checked": {"state": "blocked", "errors": 3, "file_name": "gtfs.zip"},
    "published": {"change": 7, "how": "publish", "last_service_on": "2027-03-31", "reason": "春の\nダイヤ"},
    "withdrawn": {"change": 8, "was_live": True, "for_good": True, "reason": "wrong fares"},
    "expiring": {"last_service_on": "2026-12-10", "days_left": 14},
    "expired": {"last_service_on": "2026-11-25"},
    "silent": {"last_received_on": "2026-08-01", "silent_after_days": 90},
}


def event(kind: str = "checked", title: str = "汐見バス", **facts: Any) -> Event:
    return Event(
        1, "evt_" + "0" * 32, FeedKey("shiomi", "bus"), title, 3, kind, "public", True, {**FACTS[kind], **facts}, NOW
    )


def target(address: str = "dia@example.jp", lang: str = "ja") -> Target:
    return Target(5, "shiomi", MAIL, "office", address, lang, KINDS, NOW, None, None, "", None, "")


class Box:
    """Takes mails, but for addresses at full.example.jp (452) and nobody.example.jp (550)."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.was_tls: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd names it
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.endswith("@full.example.jp"):
            return "452 4.2.2 mailbox full"
        if address.endswith("@nobody.example.jp"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd names it
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.was_tls.append(session.ssl is not None)
        return "250 taken"


class _Server(Controller):
    """A controller whose server may demand STARTTLS and a login."""

    def __init__(self, box: Box, port: int, context: ssl.SSLContext | None, password: str) -> None:
        super().__init__(box, hostname="127.0.0.1", port=port)
        self._context, self._password = context, password

    def factory(self) -> SMTP:
        def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
            assert isinstance(data, LoginPassword)
            return AuthResult(success=data.password.decode() == self._password, handled=False)

        more: dict[str, Any] = {}
        if self._context is not None:
            more |= {"tls_context": self._context, "require_starttls": True}
        if self._password:
            more |= {"authenticator": check, "auth_required": True}
        return SMTP(self.handler, enable_SMTPUTF8=False, hostname="mail.example.jp", **more)


@contextlib.contextmanager
def server(context: ssl.SSLContext | None = None, password: str = "") -> Iterator[tuple[Box, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    box = Box()
    controller = _Server(box, port, context, password)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def mailer(port: int, security: str = "none", host: str = "127.0.0.1", **more: str) -> Mailer:
    given = {"FUTAE_SMTP_HOST": host, "FUTAE_SMTP_PORT": str(port), "FUTAE_SMTP_SECURITY": security,
             "FUTAE_SMTP_FROM": "Futae <futae@example.jp>", **more}  # fmt: skip
    return Mailer(read_mail_settings(given), URL, lambda: NOW)


def test_a_mail_as_it_arrives() -> None:
    with server() as (box, port):
        outcome = mailer(port).send(event(), target())
    assert (outcome.ok, outcome.words, outcome.status) == (True, "taken by the mail server", 250)
    [mail] = box.mails
    assert mail["Subject"] == "【Futae】汐見バス: 直すところがあります"
    assert (mail["From"], mail["To"]) == ("Futae <futae@example.jp>", "dia@example.jp")
    assert mail["Message-ID"] == f"<evt_{'0' * 32}.5@example.jp>"
    assert (mail["Auto-Submitted"], mail["Date"]) == ("auto-generated", "Thu, 26 Nov 2026 03:00:00 +0000")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines()[:7] == [
        "汐見バス（shiomi/bus）の版3の点検が終わりました。",
        "このままでは公開できません。報告書の ✗ の項目を直し、送り直してください。",
        "エラーの数: 3",
        "",
        "くわしくは次のページをご覧ください（公開していない版を見るには鍵が要ります）。",
        "https://futae.example.jp/send",
        "https://futae.example.jp/v1/feeds/shiomi/bus/versions/3/report",
    ]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words(kind: str, lang: str) -> None:
    letter = letter_of(event(kind), lang, URL)
    assert letter.subject.startswith("【Futae】汐見バス: " if lang == "ja" else "[Futae] 汐見バス: ")
    assert "\n" not in letter.subject
    assert "None" not in letter.text
    assert f"{URL}/v1/feeds/shiomi/bus" in letter.text
    dates = [value for value in FACTS[kind].values() if str(value).startswith("202")]
    assert all(one in letter.text for one in dates)


@pytest.mark.parametrize(
    ("kind", "facts", "lang", "words"),
    [
        ("checked", {"state": "ready"}, "en", "it can be published"),
        ("checked", {"state": "unreadable"}, "ja", "ファイルを読めません"),
        ("checked", {"state": "failed"}, "en", "a fault of the service, not of your file"),
        ("published", {"how": "rollback"}, "ja", "前の版に戻しました"),
        ("expiring", {"days_left": 0}, "en", "the timetable ends today"),
        ("withdrawn", {"was_live": False}, "en", "It was not live."),
        ("silent", {}, "en", "since 2026-08-01: 90 days or more"),
    ],
)
def test_what_is_said(kind: str, facts: dict[str, Any], lang: str, words: str) -> None:
    letter = letter_of(event(kind, **facts), lang, URL)
    assert words in f"{letter.subject}\n{letter.text}"


def test_silence_after_the_end() -> None:
    one = Event(1, "evt_" + "0" * 32, FeedKey("shiomi", "bus"), "", None, "silent", "public", False,
                {"last_service_on": "2026-11-01"}, NOW)  # fmt: skip
    assert "2026-11-01" in letter_of(one, "ja", URL).text
    assert "shiomi/bus" in letter_of(one, "en", URL).subject


def test_what_people_wrote_makes_no_header_and_no_second_mail() -> None:
    with server() as (box, port):
        outcome = mailer(port).send(
            event("withdrawn", title="x\r\nBcc: b@example.jp", reason=".\r\nQUIT\r\n.\r\n"), target()
        )
    assert outcome.ok
    [mail] = box.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "【Futae】x Bcc: b@example.jp: 取り下げました"


@pytest.mark.parametrize(
    ("address", "status", "final"), [("a@full.example.jp", 452, False), ("a@nobody.example.jp", 550, True)]
)
def test_refusals(address: str, status: int, final: bool) -> None:
    with server() as (box, port):
        outcome = mailer(port).send(event(), target(address))
    assert (outcome.ok, outcome.status, outcome.is_final) == (False, status, final)
    assert box.mails == []


def test_nobody_listens_and_no_server_is_set() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = int(closed.getsockname()[1])
    assert mailer(port).send(event(), target()).words == "the mail server could not be used: ConnectionRefusedError"
    nothing = Mailer(read_mail_settings({}), URL, lambda: NOW).send(event(), target())
    assert (nothing.ok, nothing.is_final) == (False, False)


def test_starttls_is_demanded_and_the_password_read_from_a_file(certificate: Path, tmp_path: Path) -> None:
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=certificate)
    kept = tmp_path / "password"
    kept.write_text("geheim\n")
    more = {"FUTAE_SMTP_USER": "futae", "FUTAE_SMTP_PASSWORD_FILE": str(kept)}
    with server(own, "geheim") as (box, port):
        one = mailer(port, "starttls", "localhost", **more)
        safe = Mailer(one.settings, URL, one.now, trusting)
        assert safe.send(event(), target()).ok
        kept.write_text("falsch\n")
        assert safe.send(event(), target()).words == "the mail server does not accept our user and password"
        kept.unlink()
        assert "FUTAE_SMTP_PASSWORD_FILE" in safe.send(event(), target()).words
        assert not one.send(event(), target()).ok  # a certificate that nobody trusts
    assert box.was_tls == [True]
    with server() as (box, port):  # a server without STARTTLS gets no mail and no password
        plain = mailer(port, "starttls", "localhost", **more).send(event(), target())
    assert (plain.ok, box.mails) == (False, [])
