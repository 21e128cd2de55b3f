"""Which addresses outside may be called, and what a redirect or a second answer of the resolver cannot change.

Not here: resolving and connecting (tests/pipelines/test_outside.py).
"""

from __future__ import annotations

import pytest

from terms.outside import NotOutside, Outside, checked_addresses, hop, is_loopback, is_public, parse_outside

PUBLIC = ["93.184.216.34", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8",
          "64:ff9b::8.8.8.8", "2002:808:808::1"]  # fmt: skip
NOT_PUBLIC = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1",
    "2001:db8::1", "2001::1", "3fff::1", "5f00::1", "64:ff9b:1::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::7f00:1",
    "2002:7f00:1::1", "2002:a9fe:a9fe::1",
    "", "localhost", "1.2.3", "0x7f.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    assert is_public(address)
    assert not is_loopback(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_not_public(address):
    assert not is_public(address)


def test_loopback_is_this_machine_only():
    assert [one for one in (*PUBLIC, *NOT_PUBLIC) if is_loopback(one)] == ["127.0.0.1", "127.255.255.254", "::1"]


def test_an_address_is_read():
    found = parse_outside("https://Example.JP/futae?a=1&b=%20#there")
    assert found == Outside("https", "example.jp", 443, "/futae?a=1&b=%20")
    assert (found.authority, found.url) == ("example.jp", "https://example.jp/futae?a=1&b=%20")
    assert parse_outside("https://example.jp:8443").url == "https://example.jp:8443/"
    assert parse_outside("https://[2606:4700::1111]/x").host == "[2606:4700::1111]"
    assert parse_outside("http://127.0.0.1:5000/x", loopback=True).authority == "127.0.0.1:5000"


@pytest.mark.parametrize(
    "text",
    [
        "http://example.jp/", "ftp://example.jp/", "file:///etc/passwd", "//example.jp/", "example.jp", "",
        "https://", "https:///x", "https://user@example.jp/", "https://a:b@example.jp/", "https://example.jp:25/",
        "https://example.jp:80/", "https://example.jp:0/", "https://example.jp:99999/", "https://example.jp:x/",
        "https://example.jp/a b", "https://example.jp/\n", "https://example.jp\\@127.0.0.1/", "https://日本.jp/",
        "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/", "https://10.1.2.3:8443/", "https://ex_/", "https://-a.jp/",
        "https://example.jp/" + "x" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_is_not_called(text):
    with pytest.raises(NotOutside):
        parse_outside(text)


def test_every_address_of_a_host_must_be_public():
    there = parse_outside("https://example.jp/")
    assert checked_addresses(there, ["8.8.8.8", "2606:4700::1111", "8.8.8.8"]) == ("8.8.8.8", "2606:4700::1111")
    for addresses in ([], ["8.8.8.8", "10.0.0.1"], ["127.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"]):
        with pytest.raises(NotOutside):
            checked_addresses(there, addresses)


def test_with_loopback_http_leads_nowhere_else():
    there = parse_outside("http://example.jp/", loopback=True)
    assert checked_addresses(there, ["127.0.0.1"], loopback=True) == ("127.0.0.1",)
    for addresses in (["8.8.8.8"], ["10.0.0.1"], ["127.0.0.1", "8.8.8.8"]):
        with pytest.raises(NotOutside):
            checked_addresses(there, addresses, loopback=True)
    with pytest.raises(NotOutside):
        checked_addresses(parse_outside("https://example.jp/"), ["10.0.0.1"], loopback=True)


def test_a_redirect_is_another_address():
    first = parse_outside("https://example.jp/a/feed.zip")
    assert hop(first, "b.zip").url == "https://example.jp/a/b.zip"
    assert hop(first, "//other.jp/x#y").url == "https://other.jp/x"
    for location in (
        "http://example.jp/a",
        "https://169.254.169.254/",
        "//10.0.0.1/",
        "https://a@b.jp/",
        "file:///etc",
    ):
        with pytest.raises(NotOutside):
            hop(first, location)
    with pytest.raises(NotOutside, match="https to http"):
        hop(first, "http://127.0.0.1:9000/", loopback=True)
