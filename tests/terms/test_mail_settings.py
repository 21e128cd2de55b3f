"""Settings of the mail server: defaults, ways back, what cannot be used. Not here: sending."""

from __future__ import annotations

from pathlib import Path

import pytest

from terms.errors import SettingsError
from terms.mail_settings import MAIL_FIELDS, NO_MAIL, mail_to_environ, read_mail_settings

GIVEN = {"FUTAE_SMTP_HOST": "mail.example.jp", "FUTAE_SMTP_SECURITY": "tls", "FUTAE_SMTP_USER": "u",
         "FUTAE_SMTP_PASSWORD_FILE": "/etc/futae/smtp", "FUTAE_SMTP_FROM": "futae@example.jp"}  # fmt: skip


def test_nothing_set_sends_nothing():
    assert read_mail_settings({}) == NO_MAIL
    assert not NO_MAIL.is_set


def test_there_and_back():
    mail = read_mail_settings(GIVEN)
    assert (mail.is_set, mail.port, mail.password_file) == (True, 465, Path("/etc/futae/smtp"))
    assert read_mail_settings(mail_to_environ(mail)) == mail
    assert set(mail_to_environ(mail)) == set(MAIL_FIELDS)


def test_a_password_is_not_shown():
    assert "geheim" not in repr(read_mail_settings({**GIVEN, "FUTAE_SMTP_PASSWORD": "geheim"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [("FUTAE_SMTP_SECURITY", "ssl"), ("FUTAE_SMTP_PORT", "0"), ("FUTAE_SMTP_PORT", "x"), ("FUTAE_SMTP_FROM", "futae")],
)
def test_what_cannot_be_used_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        read_mail_settings({**GIVEN, name: value})


def test_no_password_goes_out_unencrypted():
    with pytest.raises(SettingsError, match="FUTAE_SMTP_USER"):
        read_mail_settings({**GIVEN, "FUTAE_SMTP_SECURITY": "none"})
