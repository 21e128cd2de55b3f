"""`futae source`, `futae follow`, `futae import`: words, exit codes, registry files from lists of catalogues.

The lists have the shape that consumers of the real ones read; their words are ours. Not here: HTTP
(tests/pipelines/test_following.py).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from catalog import feeds, orgs, sources, versions
from futae.cli import app
from futae.given import settings_for
from futae.lists.licences import licence_of
from futae.registry_file import plan_feeds, read_registry
from pipelines.workshop import clock, open_home
from terms.errors import BadRequest, NotThere
from terms.ids import FeedKey

KEY = FeedKey("uno", "bus")


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUTAE_OUTSIDE_LOOPBACK", "1")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    catalog = open_home(settings_for(home))
    orgs.add_org(catalog, "uno", now=clock())
    feeds.put_feed(catalog, KEY, licence_ids=["CC-BY-4.0"], publish_when_clean=True, now=clock())
    catalog.close()
    return home


def run(*words: object, code: int = 0) -> list[str]:
    done = CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return str(done.stdout).splitlines()


def test_a_source_from_its_begin_to_its_end(home: Path, shelf: Any, thing: Any) -> None:
    url, at = shelf.url("/f?key=verysecret"), ("--home", home)
    assert run("source", "add", "uno/bus", url, "--every", 6, *at) == ["uno/bus is followed, every 6 h"]
    assert run("source", "ask", "uno/bus", *at, code=1) == ["uno/bus: 404 Not Found"]
    shelf.things["/f?key=verysecret"] = thing(b"one", etag='"1"')
    assert run("source", "ask", "uno/bus", *at) == ["uno/bus: version 1 came, 3 bytes"]
    assert run("source", "ask", "uno/bus", *at) == ["uno/bus: nothing new"]
    [line] = run("source", "list", *at)
    assert "verysecret" not in line
    assert "nothing new; next" in line
    assert "verysecret" in run("source", "list", "--urls", *at)[0]
    assert run("source", "remove", "uno/bus", *at) == ["uno/bus is not followed any more"]
    assert run("source", "list", *at) == []
    with pytest.raises(NotThere):
        run("source", "ask", "uno/bus", *at)


def test_an_address_inside_is_refused(home: Path) -> None:
    for url in ("https://169.254.169.254/", "https://10.0.0.1/", "https://a:b@example.jp/", "http://192.168.0.1/"):
        with pytest.raises(BadRequest):
            run("source", "add", "uno/bus", url, "--home", home)


REGISTRY = """\
feeds:
  - {feed: uno/bus, licence: [CC-BY-4.0], url: "https://example.jp/a.zip"}
  - {feed: new/bus, licence: [ODPT-BASIC], holder: 新バス, url: "https://example.jp/b.zip", every_hours: 6}
  - {feed: old/bus, files: [old.zip]}
"""


def test_a_registry_is_followed_and_again_only_what_changed(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    file.write_text(REGISTRY)
    assert run("follow", file, "--home", home) == [
        "uno/bus is followed at https://example.jp/…, every 24 h (CC-BY-4.0)",
        "new/bus is followed at https://example.jp/…, every 6 h (ODPT-BASIC)",
        "2 feeds are followed",
        "not served to the public, only checked and shown to their organisation: 1 (by their licence)",
    ]
    assert run("follow", file, "--home", home)[0] == "2 feeds are followed, 2 as before"
    catalog = open_home(settings_for(home))
    rows = {str(one.feed): (one.url, one.every_hours) for one in sources.list_sources(catalog)}
    assert rows == {"uno/bus": ("https://example.jp/a.zip", 24), "new/bus": ("https://example.jp/b.zip", 6)}
    new = FeedKey("new", "bus")
    assert (feeds.get_feed(catalog, new).holder, feeds.get_feed(catalog, new).publish_when_clean) == ("新バス", False)
    assert feeds.get_feed(catalog, KEY).publish_when_clean  # the file says nothing of it
    run("follow", file, "--auto-publish", "--home", home)
    assert feeds.get_feed(catalog, new).publish_when_clean
    assert versions.list_versions(catalog, KEY) == []
    catalog.close()


def test_a_registry_with_mistakes_or_without_addresses(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "registry.yaml"
    for text, words in (
        ("feeds: [{feed: a/b, files: [x.zip]}]", "no feed of it has a `url`"),
        ("feeds: [{feed: a/b}]", "no `files` and no `url`"),
        ("feeds: [{feed: a/b, url: 'ftp://x/'}]", "url must begin with https"),
        ("feeds: [{feed: a/b, url: 'https://example.jp/', every_hours: 0}]", "every_hours"),
        ("feeds: [{feed: a/b, url: 'https://10.0.0.1/'}]", "not an address of the public internet"),
    ):
        file.write_text(text)
        with pytest.raises(BadRequest, match=words):
            run("follow", file, "--home", home)
    file.write_text(REGISTRY)
    assert plan_feeds([file], file, ["unknown"]).absent == ((FeedKey("old", "bus"), "old.zip"),)


def jp_feed(org: str, feed: str, **more: Any) -> dict[str, Any]:
    return {
        "organization_id": org, "organization_name": f"{org} 交通", "organization_email": "x@example.jp",
        "feed_id": feed, "feed_name": "一般路線", "feed_pref_id": 33, "feed_license": "CC BY 4.0",
        "feed_license_url": "https://creativecommons.org/licenses/by/4.0/deed.ja", "feed_memo": None,
        "feed_is_discontinued": False, "feed_discontinued_date": None, "last_published_at": "2026-04-01T00:00:00+09:00",
        "real_time": {"trip_update_url": None, "vehicle_position_url": None, "alert_url": None}, **more,
    }  # fmt: skip


def test_the_list_of_the_repository_becomes_a_registry_and_is_followed(
    home: Path, tmp_path: Path, shelf: Any, thing: Any
) -> None:
    body = [
        jp_feed("UnoBus", "main"),
        jp_feed("b", "cc0", feed_license="CC0 1.0", feed_license_url="", feed_name="# 名: [x]"),
        jp_feed("c", "nc", feed_license="CC BY-NC 4.0", feed_license_url=""),
        jp_feed("d", "none", feed_license=None, feed_license_url=None),
        jp_feed("e", "two", feed_license="CC0 1.0"),
        jp_feed("f", "gone", feed_is_discontinued=True),
        jp_feed("unobus", "MAIN"),
        jp_feed("日本", "x"),
        {},
        "no object",
    ]
    shelf.things["/v2/feeds?pref=33"] = thing(json.dumps({"code": 200, "message": "OK", "body": body}).encode())
    out = tmp_path / "jp.yaml"
    told = run("import", "gtfs-data-repository", "--url", shelf.url("/v2/feeds?pref=33"), "--out", out)
    assert told[:4] == [f"5 feeds → {out}; 4 entries left out", "  CC-BY-4.0: 1", "  CC0-1.0: 1", "  unknown: 3"]
    text = out.read_text(encoding="utf-8")
    assert "# left out: f/gone: discontinued, the list says\n" in text
    assert "# left out: unobus/main: a second entry of the same name\n" in text
    assert "name and address contradict each other" in text
    entries = read_registry(out)
    assert [(str(one.key), one.licence_ids[0]) for one in entries] == [
        ("unobus/main", "CC-BY-4.0"), ("b/cc0", "CC0-1.0"), ("c/nc", "unknown"), ("d/none", "unknown"),
        ("e/two", "unknown"),
    ]  # fmt: skip
    assert (entries[0].title, entries[0].holder) == ("UnoBus 交通 一般路線", "UnoBus 交通")
    assert entries[1].title == "b 交通 # 名: [x]"
    assert entries[0].url == shelf.url("/v2/organizations/UnoBus/feeds/main/files/feed.zip")
    run("follow", out, "--home", home)
    signed = shelf.url("/signed?X=1")
    shelf.things["/v2/organizations/UnoBus/feeds/main/files/feed.zip"] = thing(
        status=302, headers=(("Location", signed),)
    )
    shelf.things["/signed?X=1"] = thing(b"zip")
    assert run("source", "ask", "unobus/main", "--home", home) == ["unobus/main: version 1 came, 3 bytes"]
    with pytest.raises(BadRequest, match="there already"):
        run("import", "gtfs-data-repository", "--url", shelf.url("/v2/feeds"), "--out", out)


def odpt_set(label: str, **more: Any) -> dict[str, Any]:
    base = f"https://api-public.odpt.org/api/v4/files/odpt/X/{label}.zip"
    return {
        "label": label, "name_ja": "全路線", "name_en": "All", "format_type": "GTFS/GTFS-JP", "is_gtfsrt": False,
        "license_type": "ccby4", "license_name_ja": "", "license_url_ja": "",
        "dataresource": [{"url": f"{base}?date=20260401", "uploaded_at": "2026-03-01"},
                         {"url": f"{base}?date=20261001", "uploaded_at": "2026-09-01"}], **more,
    }  # fmt: skip


def test_the_list_of_odpt_becomes_a_registry(tmp_path: Path, shelf: Any, thing: Any) -> None:
    keyed = [{"url": "https://api.odpt.org/api/v4/files/X/a.zip?date=20260401&acl:consumerKey=", "uploaded_at": "1"}]
    basic = {"license_type": "other", "license_name_ja": "公共交通オープンデータ基本ライセンス"}
    sets = [odpt_set("AllLines"), odpt_set("Basic", **basic), odpt_set("Keyed", dataresource=keyed, **basic),
            odpt_set("Train", format_type="ODPT JSON"), odpt_set("Rt", is_gtfsrt=True),
            odpt_set("None", dataresource=[]), odpt_set("Odd", license_type="mystery")]  # fmt: skip
    document = [{"label": "ToeiBus", "name_ja": "東京都交通局", "datasets": sets}, {"label": "empty"}]
    shelf.things["/list"] = thing(json.dumps(document, ensure_ascii=False).encode())
    out = tmp_path / "odpt.yaml"
    run("import", "odpt", "--url", shelf.url("/list"), "--out", out)
    entries = read_registry(out)
    assert [(str(one.key), one.licence_ids[0], one.holder) for one in entries] == [
        ("toeibus/alllines", "CC-BY-4.0", "東京都交通局・公共交通オープンデータ協議会"),
        ("toeibus/basic", "ODPT-BASIC", "東京都交通局"),
        ("toeibus/odd", "unknown", "東京都交通局・公共交通オープンデータ協議会"),
    ]
    assert entries[0].url == "https://api-public.odpt.org/api/v4/files/odpt/X/AllLines.zip?date=current"
    assert "ToeiBus/Keyed: the file wants a consumer key" in out.read_text(encoding="utf-8")


def test_what_is_no_list(tmp_path: Path, shelf: Any, thing: Any) -> None:
    shelf.things |= {"/a": thing(b"{"), "/b": thing(b"[]"), "/c": thing(b'{"body": 1}'), "/d": thing(b"{}")}
    for name, path, words in (
        ("gtfs-data-repository", "/a", "no JSON"), ("gtfs-data-repository", "/b", "no object"),
        ("gtfs-data-repository", "/c", "no `body`"), ("odpt", "/d", "no array"), ("odpt", "/none", "404"),
        ("other", "/a", "known: gtfs-data-repository, odpt"),
    ):  # fmt: skip
        with pytest.raises(BadRequest, match=words):
            run("import", name, "--url", shelf.url(path), "--out", tmp_path / "x.yaml")
    assert not (tmp_path / "x.yaml").exists()


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        ("CC BY 4.0", "", "CC-BY-4.0"), ("CC-BY-4.0", "", "CC-BY-4.0"), ("cc0", "", "CC0-1.0"),
        ("CC BY 2.1 JP", "", "CC-BY-2.1-JP"), ("", "https://creativecommons.org/licenses/by/2.1/jp/", "CC-BY-2.1-JP"),
        ("", "http://creativecommons.org/publicdomain/zero/1.0/deed.ja", "CC0-1.0"),
        ("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/", "CC-BY-SA-3.0"),
        ("", "https://creativecommons.org/licenses/by-nc/4.0/", "unknown"), ("CC BY-ND 4.0", "", "unknown"),
        ("", "https://creativecommons.org.example.jp/licenses/by/4.0/", "unknown"), ("", "", "unknown"),
        ("公共交通オープンデータ基本ライセンス", "", "ODPT-BASIC"), ("自由", "https://[x", "unknown"),
        ("CC BY 4.0", "https://creativecommons.org/publicdomain/zero/1.0/", "unknown"), ("unknown", "", "unknown"),
    ],
)  # fmt: skip
def test_which_licence_a_list_means(name: str, url: str, found: str) -> None:
    assert licence_of(name, url)[0] == found
