"""Uploads as forms (multipart/form-data) and the names files come with. Not here: the raw way (test_sending)."""

from __future__ import annotations

import pytest

import api.sending
from api.filenames import file_name_of
from api.formdata import MAX_PARTS, OVERHEAD

AT = (137.90, 34.35)
EDGE = "----futae"
TYPE = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}


def problem(answer, status):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


def part(head, data):
    head = head if isinstance(head, bytes) else head.encode()
    return b"--" + EDGE.encode() + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + data + b"\r\n"


def form(*parts):
    return b"".join(part(head, data) for head, data in parts) + f"--{EDGE}--\r\n".encode()


@pytest.fixture(scope="module")
def feed(busy):
    busy.client.request("PUT", "/v1/feeds/shiomi/forms", key="other", json={"licence_ids": ["CC0-1.0"]})
    return "/v1/feeds/shiomi/forms/versions"


def send(busy, feed, content, **more):
    return busy.client.post(feed, content=content, key=more.pop("key", "other"), headers={**TYPE, **more})


def count(busy, feed):
    return len(busy.client.get(feed, key="other").json()["versions"])


def test_a_form_gives_the_same_version_as_the_raw_way(busy, feed, make_gtfs):
    data = make_gtfs("form", AT)
    raw = busy.client.post(feed, content=data, key="other").json()
    sent = busy.client.post(feed, files={"file": ("路線.zip", data, "application/zip")}, key="other")
    assert (sent.status_code, sent.json()["number"], sent.json()["again"]) == (202, raw["number"], True)
    assert sent.json()["sha256"] == raw["sha256"]


def test_name_type_and_publish_come_from_the_form_in_any_order(busy, feed, make_gtfs):
    data = make_gtfs("form", AT, step=1)
    file = ('name="file"; filename="a.zip"\r\nContent-Type: application/zip', data)
    body = form(file, ('name="publish"', b"true"), ('name="name"', "冬ダイヤ.zip".encode()))
    sent = send(busy, feed, body).json()
    assert (sent["file_name"], sent["media_type"]) == ("冬ダイヤ.zip", "application/zip")
    busy.settle()
    assert busy.client.get(f"{feed}/{sent['number']}", key="other").json()["live_change"] >= 1
    other = make_gtfs("form", AT, step=2)
    sent = send(busy, feed, form(('name="publish"', b"no"), ('name="file"; filename="b.zip"', other))).json()
    assert (sent["file_name"], sent["media_type"]) == ("b.zip", "application/octet-stream")
    busy.settle()
    assert busy.client.get(f"{feed}/{sent['number']}", key="other").json()["live_change"] is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (form(('name="zip"', b"x")), "no field 'zip'"),
        (form(('name="name"', b"x")), "no field 'file'"),
        (form(), "no field 'file'"),
        (form(('name="file"', b"x"), ('name="file"', b"y")), "one file at a time"),
        (form(('name="publish"', b"maybe"), ('name="file"', b"x")), "true or false"),
        (form(('name="name"', b"x" * 5000), ('name="file"', b"x")), "longer than 4096"),
        (form(*[('name="name"', b"x")] * (MAX_PARTS + 1)), f"at most {MAX_PARTS} parts"),
        (form(("file", b"x")), "needs Content-Disposition"),
        (form(('name="file"', b"x"))[:-8], "ended early"),
        (part('name="file"; filename="a.zip"', b"x" * 300), "ended early"),
        (b"", "ended early"),
        (b"not a form at all", "cannot be read"),
        (form(('name="file"\r\nX: ' + "x" * 9000, b"x")), "cannot be read"),
        (form(('name="file"' + "\r\nX: y" * 20, b"x")), "cannot be read"),
    ],
)
def test_what_is_no_such_form_is_refused_in_words_and_leaves_nothing(busy, feed, body, words):
    before = count(busy, feed)
    assert words in problem(send(busy, feed, body), 400)
    assert count(busy, feed) == before
    assert not list((busy.home.path / "store" / "tmp").iterdir())


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=" + "x" * 71])
def test_a_form_needs_its_boundary(busy, feed, boundary):
    answer = send(busy, feed, form(), **{"Content-Type": f"multipart/form-data{boundary}"})
    assert "boundary" in problem(answer, 400)


def test_a_form_needs_the_same_rights_as_the_raw_way(busy, feed, make_gtfs):
    data = make_gtfs("kaku", AT)
    body = form(('name="file"; filename="a.zip"', data), ('name="publish"', b"true"))
    problem(send(busy, feed, body, key="none"), 401)
    problem(send(busy, feed, body, key="wrong"), 401)
    problem(send(busy, feed, body, key="same"), 403)
    hidden = "/v1/feeds/kakushi/himitsu/versions"
    before = count(busy, feed)
    assert problem(send(busy, hidden, body, key="same_upload"), 403) == "this key may not publish for kakushi"
    assert count(busy, feed) == before


def test_too_large_a_form_is_refused_by_its_word_and_by_its_bytes(busy, feed):
    limit = busy.home.settings.max_upload_bytes
    problem(send(busy, feed, form(('name="file"', b"x" * (limit + 1)))), 413)  # the file alone
    problem(send(busy, feed, form(('name="file"', b"x" * (limit + OVERHEAD)))), 413)  # the body's own word

    async def without_length():
        yield part('name="name"', b"x")[:-2]
        for _ in range(40):
            yield b"x" * 100_000

    problem(send(busy, feed, without_length()), 400)  # a field of 4 MB

    async def long_tail():
        yield form(('name="file"', b"x" * 10))
        for _ in range(40):
            yield b"\r\n" * 50_000

    answer = send(busy, feed, long_tail())
    assert answer.status_code in (400, 413)
    assert not list((busy.home.path / "store" / "tmp").iterdir())


def test_a_sender_that_falls_silent_is_given_up(busy, feed, monkeypatch):
    import anyio

    monkeypatch.setattr(api.sending, "STALL_S", 0.3)

    async def silent():
        yield part('name="file"', b"x" * 1000)[:-2]
        await anyio.sleep(3)
        yield b"never heard"

    before = count(busy, feed)
    assert "0.3 seconds" in problem(send(busy, feed, silent()), 400)
    assert count(busy, feed) == before


def test_a_sender_that_drips_is_given_up(busy, feed, monkeypatch):
    import anyio

    monkeypatch.setattr(api.sending, "WHOLE_S", 0.5)

    async def dripping():
        yield part('name="file"', b"x" * 1000)[:-2]
        for _ in range(100):
            await anyio.sleep(0.05)
            yield b"x"

    before = count(busy, feed)
    assert "not whole after 0.5 seconds" in problem(send(busy, feed, dripping()), 400)
    assert count(busy, feed) == before
    assert not list((busy.home.path / "store" / "tmp").iterdir())


NAME = "路線表.zip"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'form-data; name="file"; filename="a b.zip"', "a b.zip"),
        (b"attachment; filename=plain.zip", "plain.zip"),
        (b"attachment; filename*=UTF-8''%E8%B7%AF%E7%B7%9A%E8%A1%A8.zip", NAME),
        (b"attachment; filename=\"x.zip\"; filename*=utf-8'ja'%E8%B7%AF%E7%B7%9A%E8%A1%A8.zip", NAME),
        (b"attachment; filename*=Shift_JIS''%98H%90%FC%95%5C.zip", NAME),
        (b"attachment; filename*=nonsense''%E8%B7%AF.zip", "路.zip"),
        (b'form-data; filename="' + NAME.encode() + b'"', NAME),
        (b'form-data; filename="' + NAME.encode("cp932") + b'"; size=3', NAME),
        (b'form-data; filename="' + "表".encode("cp932") + b'"', "表"),  # its second byte is a backslash
        (b'form-data; filename="' + NAME.encode().decode("latin-1").encode() + b'"', NAME),
        (b'form-data; filename="' + NAME.encode("cp932").decode("latin-1").encode() + b'"', NAME),
        ('form-data; filename="Zürich.zip"'.encode(), "Zürich.zip"),
        (b'form-data; filename="say %22hi%22.zip"', 'say "hi".zip'),
        (b'form-data; filename="open', "open"),
        (b'form-data; name="file"', None),
        (b'form-data; filename=""', None),
        (b"", None),
    ],
)
def test_names_as_senders_write_them(header, name):
    assert file_name_of(header) == name


def test_no_bytes_break_the_reading_of_names():
    for first in range(256):
        found = file_name_of(b'form-data; filename="' + bytes([first, 0x5C, 0x22, first, 0xFF]) + b'"')
        assert found is None or isinstance(found, str)
