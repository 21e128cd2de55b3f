"""Signatures as Standard Webhooks has them, held against the convention's own example. Not here: sending."""

from __future__ import annotations

import re
import time

import pytest

from terms.errors import BadRequest
from terms.webhooks import secret_text, signed_headers, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
HEADERS = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_the_example_of_the_convention():
    assert signed_headers(SECRET, HEADERS["webhook-id"], 1614265330, BODY) == HEADERS
    assert verify(SECRET, HEADERS, BODY, 1614265400) == HEADERS["webhook-id"]


def test_one_of_many_signatures_is_enough():
    many = {**HEADERS, "webhook-signature": f"v1,AAAA v2,x {HEADERS['webhook-signature']}"}
    assert verify(SECRET, many, BODY, 1614265330) == HEADERS["webhook-id"]


@pytest.mark.parametrize(
    ("change", "body", "now"),
    [
        ({}, b"{}", 1614265330),
        ({"webhook-id": "msg_other"}, BODY, 1614265330),
        ({"webhook-timestamp": "1614265331"}, BODY, 1614265330),
        ({"webhook-timestamp": ""}, BODY, 1614265330),
        ({"webhook-timestamp": "soon"}, BODY, 1614265330),
        ({"webhook-signature": ""}, BODY, 1614265330),
        ({"webhook-signature": "v1,Zm9v"}, BODY, 1614265330),
        ({"webhook-signature": "v1,ねこ"}, BODY, 1614265330),
        ({}, BODY, 1614265330 + 301),
        ({}, BODY, 1614265330 - 301),
    ],
)
def test_what_is_not_genuine_or_not_fresh(change, body, now):
    with pytest.raises(BadRequest):
        verify(SECRET, {**HEADERS, **change}, body, now)


def test_secrets():
    assert secret_text(b"0" * 32) == "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    with pytest.raises(BadRequest):
        signed_headers("whsec_%%%", "m", 0, b"")


def test_the_lines_of_the_documentation(repository):
    """What docs/developers.md gives to receivers is right, and ten lines long."""
    text = (repository / "docs" / "developers.md").read_text(encoding="utf-8")
    [code] = [one for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "webhook-id" in one]
    assert len([line for line in code.splitlines() if line]) <= 10
    names: dict = {}
    exec(code, names)
    now = int(time.time())
    assert names["verify"](SECRET, signed_headers(SECRET, "msg_1", now, BODY), BODY) == "msg_1"
    for headers, body in (
        (signed_headers(SECRET, "msg_1", now, BODY), b"{}"),
        (signed_headers(SECRET, "msg_1", now - 400, BODY), BODY),
    ):
        with pytest.raises(ValueError, match="Futae"):
            names["verify"](SECRET, headers, body)
