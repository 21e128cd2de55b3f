"""Naming an encoding and turning it into UTF-8. Not here: what is said about it."""

from __future__ import annotations

import pytest

from feeds.formats.encodings import to_utf8

JAPANESE = "stop_id,stop_name\nS1,港前\nS2,役場前\nS3,ﾊﾞｽｾﾝﾀｰ\nS4,髙﨑①\n"


@pytest.mark.parametrize(
    ("raw", "encoding", "changed"),
    [
        (JAPANESE.encode(), "utf-8", False),
        (JAPANESE.encode("utf-8-sig"), "utf-8-sig", False),
        (JAPANESE.encode("cp932"), "cp932", True),
        (JAPANESE.replace("髙﨑①", "").encode("euc_jp"), "euc_jp", True),
        (JAPANESE.encode("utf-16"), "utf-16", True),
        (JAPANESE.encode("utf-16-be"), "utf-16", True),
        (JAPANESE.encode("utf-16-le"), "utf-16", True),
        ("stop_id,stop_name\nS1,São João\nS2,Praça\n".encode("latin-1"), "unknown", False),
        ("stop_id,stop_name\nS1,Gökçe\nS2,Müller straße\n".encode("cp1252"), "unknown", False),
        (b"", "utf-8", False),
        (b"a,b\n\xff\xfe\xfd\n", "unknown", False),
    ],
)
def test_encodings(raw, encoding, changed):
    decoded = to_utf8(raw)
    assert (decoded.encoding, decoded.was_changed) == (encoding, changed)
    assert not decoded.data.startswith(b"\xef\xbb\xbf")
    if changed:
        assert decoded.data.decode() == JAPANESE.replace("髙﨑①", "" if encoding == "euc_jp" else "髙﨑①")


def test_the_first_bad_byte_is_found():
    decoded = to_utf8(b"\xef\xbb\xbfa\nb\xff\n")
    assert (decoded.bad_at, decoded.data) == (3, "a\nb�\n".encode())
