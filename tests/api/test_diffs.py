"""Comparing two versions over the API: against which one, who may, the forms, while it is made, and when it is over.

What does not live here: what a comparison finds (tests/feeds/compare), leaks (test_audiences).
"""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta

import pytest

from catalog import diffs, live, versions
from catalog.db import write
from catalog.diffs import Pair
from catalog.tables import products
from catalog.tombstones import bury
from feeds.compare.rule import RULES
from futae.difffile import diff_files
from pipelines.comparing import Comparer
from pipelines.leases import held_lease
from pipelines.sweep import Keeper, sweep
from pipelines.workshop import clock
from terms.ids import FeedKey

AT = (137.90, 34.35)
MOVED_M = 33.4
"""One `step` of the builder, in metres."""


def problem(answer, status):
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    return answer.json()["detail"]


def fulfil(busy):
    """Make what is wished for, without waiting for anything else."""
    return Comparer(busy.worker.workshop, patience_s=0).fulfil_all()


@pytest.fixture
def feed(busy, make_gtfs, request):
    """A feed of its own: version 1 is live, version 2 (every stop moved, two more) is checked and not published."""
    name = request.node.name.replace("_", "-")[:60].rstrip("-")
    path = f"/v1/feeds/shiomi/{name}"
    with write(busy.worker.workshop.catalog) as conn:  # what other tests left
        conn.execute(products.delete().where(products.c.product == diffs.WISH))
    busy.client.request("PUT", path, key="other", json={"licence_ids": ["CC0-1.0"], "holder": "汐見交通"})
    busy.client.post(f"{path}/versions?publish=true&name=alt.zip", content=make_gtfs("vor", AT), key="other")
    busy.settle()
    send(busy, path, make_gtfs("vor", AT, step=1, stops=8), name="neu.zip")
    return path


def send(busy, path, data, **query):
    more = "&".join(f"{k}={v}" for k, v in query.items())
    answer = busy.client.post(f"{path}/versions?{more}", content=data, key="other")
    busy.settle()
    return answer.json()["number"]


def made(busy, address, **more):
    fulfil(busy)
    answer = busy.client.get(address, key="other", **more)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store"), answer.text
    return answer


def test_a_checked_version_is_compared_with_what_is_live_without_being_asked(busy, feed):
    first = busy.client.get(f"{feed}/versions/2/diff", key="other")
    name = feed.removeprefix("/v1/feeds/")
    links = {
        "self": f"{feed}/versions/2/diff?against=1", "html": f"{feed}/versions/2/diff?against=1&format=html",
        "geojson": f"{feed}/versions/2/diff.geojson?against=1", "version": f"{feed}/versions/2",
        "against": f"{feed}/versions/1",
    }  # fmt: skip
    about = {"feed": name, "version": 2, "against": 1, "why": "live"}
    assert (first.status_code, first.headers["retry-after"]) == (202, "2")
    assert first.json() == {**about, "state": "preparing", "links": links}
    assert f"{name}/2/against/1" in [w.subject for w in diffs.wishes(busy.worker.workshop.catalog)]
    found = made(busy, f"{feed}/versions/2/diff?lang=en").json()
    assert {k: found[k] for k in about} == about
    assert found["links"] == links
    assert (found["schema"], found["equal"], found["unexplained"]) == ("1", False, [])
    stops = {"begun": 2, "ended": 0, "moved": 6, "renamed": 0, "kept": 0}
    assert found["map"] == {
        "bbox": [137.9, 34.35, 137.935, 34.3503],
        "counts": {"stops": stops, "routes": {"begun": 0, "ended": 0, "changed": 1}},
        "left_out": {"stops": 0, "kept": 0, "routes": 0, "no_place": 0},
    }
    lines = {line["code"]: line for group in found["told"]["groups"] for line in group["lines"]}
    assert lines["stops_begun"] == {"code": "stops_begun", "words": "Stops that begin: 2",
                                    "items": ["vor停6 [vor-s6]", "vor停7 [vor-s7]"], "more": 0}  # fmt: skip
    assert f"vor停0 [vor-s0]: moved by {MOVED_M} m" in lines["stops_moved"]["items"]
    assert "Stops that begin: 2" in found["told"]["short"]
    japanese = busy.client.get(f"{feed}/versions/2/diff", key="other", headers={"Accept-Language": "ja"}).json()
    assert japanese["told"]["lang"] == "ja"
    assert "新しい停留所・標柱：2" in japanese["told"]["short"]
    assert fulfil(busy) == 0  # the wish is fulfilled once


def test_the_forms_are_by_name_and_by_accept(busy, feed):
    address = f"{feed}/versions/2/diff"
    drawn = made(busy, f"{feed}/versions/2/diff.geojson")
    assert drawn.headers["content-type"] == "application/geo+json"
    assert drawn.headers["content-disposition"].endswith("-1-2-diff.geojson")
    features = drawn.json()["features"]
    assert next(f["geometry"] for f in features if f["properties"]["what"] == "move") == {
        "type": "LineString", "coordinates": [[137.9, 34.35], [137.9, 34.3503]],
    }  # fmt: skip
    routes = [f["properties"] for f in features if f["properties"]["what"] == "route"]
    assert [(r["change"], r["side"], r["id"]) for r in routes] == [
        ("changed", "old", "vor-r1"),
        ("changed", "new", "vor-r1"),
    ]
    for how in ({"headers": {"Accept": "application/geo+json"}}, {"params": {"format": "geojson"}}):
        assert busy.client.get(address, key="other", **how).content == drawn.content
    browser = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "ja"}
    page = busy.client.get(address, key="other", headers=browser)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == "ja"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "<bdi>第1版（alt.zip）</bdi>" in page.text
    assert "新しい停留所・標柱：2" in page.text
    assert "version 2 (neu.zip)" in busy.client.get(f"{address}?format=html&lang=en", key="other").text
    assert (
        busy.client.get(address, key="other", headers={"Accept": "*/*"}).headers["content-type"] == "application/json"
    )
    vary = busy.client.get(address, key="other").headers["vary"]
    assert vary == "Accept, Accept-Language, Authorization, X-Futae-Session"
    assert "json, html or geojson" in problem(busy.client.get(f"{address}?format=pdf", key="other"), 400)
    assert "lang" in problem(busy.client.get(f"{address}?lang=de", key="other"), 400)
    assert "parameter" in problem(busy.client.get(f"{address}.geojson?lang=ja", key="other"), 400)


def test_against_which_one_is_said(busy, feed, make_gtfs):
    assert send(busy, feed, make_gtfs("vor", AT, step=2)) == 3
    fulfil(busy)

    def against(number, query=""):
        found = busy.client.get(f"{feed}/versions/{number}/diff{query}", key="other").json()
        return found["against"], found["why"]

    assert (against(2), against(3), against(3, "?against=2")) == ((1, "live"), (1, "live"), (2, "named"))
    assert "no other version" in problem(busy.client.get(f"{feed}/versions/1/diff", key="other"), 404)
    assert against(1, "?against=2") == (2, "named")
    busy.client.post(f"{feed}/versions/2/publish", key="other")
    busy.settle()
    assert (against(2), against(3)) == ((1, "before"), (2, "live"))
    busy.client.post(f"{feed}/rollback", json={"expected_live": 2}, key="other")
    assert (against(1), against(2), against(3)) == ((2, "before"), (1, "before"), (1, "live"))
    live.take_back(busy.worker.workshop.catalog, FeedKey(*feed.split("/")[3:]), actor="t", now=clock())
    assert against(3) == (1, "last")
    assert "itself" in problem(busy.client.get(f"{feed}/versions/3/diff?against=3", key="other"), 400)
    assert "no version 9" in problem(busy.client.get(f"{feed}/versions/3/diff?against=9", key="other"), 404)
    problem(busy.client.get(f"{feed}/versions/9/diff", key="other"), 404)
    problem(busy.client.get(f"{feed}/versions/3/diff?against=0", key="other"), 400)


def test_a_comparison_that_is_waited_for_comes(busy, feed):
    address = f"{feed}/versions/1/diff?against=2"
    assert busy.client.get(f"{address}&wait=0.2", key="other").status_code == 202
    fulfil(busy)
    found = busy.client.get(f"{address}&wait=5", key="other").json()
    assert (found["map"]["counts"]["stops"]["ended"], found["why"]) == (2, "named")
    head = busy.client.request("HEAD", address, key="other")
    assert (head.status_code, head.content) == (200, b"")
    problem(busy.client.get(f"{address}&wait=61", key="other"), 400)


def test_others_see_it_as_they_see_the_reports(busy, feed):
    made(busy, f"{feed}/versions/2/diff")
    name = feed.removeprefix("/v1/feeds/")
    link = busy.client.post(f"{feed}/versions/2/preview-links", key="other").json()["url"].partition("?")[2]
    for path in ("/versions/2/diff", "/versions/2/diff.geojson", "/versions/2/diff?against=1"):
        for key in ("none", "same", "all_upload"):
            assert problem(busy.client.get(feed + path, key=key), 404) == f"no version 2 of {name}"
        problem(busy.client.get(f"{feed}{path}{'&' if '?' in path else '?'}{link}"), 400)
    assert problem(busy.client.get(f"{feed}/versions/1/diff?against=2"), 404) == f"no version 2 of {name}"
    assert "name one" in problem(busy.client.get(f"{feed}/versions/1/diff"), 404)
    problem(busy.client.get(f"{feed}/versions/2/diff", key="wrong"), 401)
    busy.client.post(f"{feed}/versions/2/publish", key="other")
    busy.settle()
    words = problem(busy.client.get(f"{feed}/versions/2/diff"), 404)  # version 1 is given out no more
    assert ("name one" in words, "version 1" in words) == (True, False)
    assert busy.client.get(f"{feed}/versions/2/diff", key="other").status_code == 200


def test_two_generations_that_are_given_out_are_compared_for_everybody(busy, feed, make_gtfs):
    number = send(busy, feed, make_gtfs("vor", AT, span=("20270401", "20280331")))
    at = (clock() + timedelta(days=1)).isoformat()
    busy.client.post(f"{feed}/versions/{number}/publish", json={"at": at}, key="other")
    address = f"{feed}/versions/{number}/diff"
    assert busy.client.get(address).status_code == 202
    fulfil(busy)
    found = busy.client.get(address).json()
    assert (found["against"], found["why"], found["map"]["counts"]["stops"]["kept"]) == (1, "live", 6)


def test_what_cannot_be_compared_says_why(busy, feed, make_gtfs):
    answer = busy.client.post(f"{feed}/versions", content=make_gtfs("vor", (137.9, 95.0)), key="other")
    assert "waiting" in problem(busy.client.get(f"{feed}/versions/3/diff", key="other"), 409)
    busy.settle()
    assert answer.json()["number"] == 3
    blocked = made(busy, f"{feed}/versions/3/diff").json()  # blocked, and read all the same
    assert (blocked["version"], blocked["equal"]) == (3, False)
    send(busy, feed, b"no zip at all")
    assert "unreadable" in problem(busy.client.get(f"{feed}/versions/4/diff", key="other"), 409)
    assert "no GTFS" in problem(busy.client.get("/v1/feeds/shiomi/area/versions/1/diff", key="other"), 404)


def test_withdrawn_versions_are_gone_from_it(busy, feed):
    made(busy, f"{feed}/versions/2/diff")
    busy.client.post(f"{feed}/versions/2/withdraw", json={"reason": "取り違え"}, key="other")
    for path in ("2/diff", "2/diff.geojson", "1/diff?against=2"):
        assert "取り違え" in problem(busy.client.get(f"{feed}/versions/{path}", key="other"), 410)


def pair_of(busy, feed, number=2):
    catalog, key = busy.worker.workshop.catalog, FeedKey(*feed.split("/")[3:])
    return catalog, Pair(versions.get_version(catalog, key, 1), versions.get_version(catalog, key, number))


def test_a_buried_version_takes_its_comparisons_with_it(busy, feed, make_gtfs):
    send(busy, feed, make_gtfs("eigen", AT))  # bytes that no comparison of other tests has
    made(busy, f"{feed}/versions/3/diff")
    catalog, pair = pair_of(busy, feed, 3)
    rows = diffs.find_diff(catalog, pair, "public", RULES)
    diffs.want(catalog, Pair(pair.new, pair.old), "public", now=clock())
    bury(catalog, pair.old.feed, 1, reason="誤掲載", actor="t", now=clock())  # the older of the two
    assert diffs.find_diff(catalog, pair, "public", RULES) is None
    assert diffs.wishes(catalog) == []
    assert "誤掲載" in problem(busy.client.get(f"{feed}/versions/3/diff?against=1", key="other"), 410)
    busy.settle()
    keeper = Keeper(catalog, busy.home.settings, "t", lambda: clock() + timedelta(hours=2))
    sweep(keeper, unmarked_for=timedelta(hours=1))
    assert [catalog.store.exists(row.sha256) for row in rows.values()] == [False, False]
    assert catalog.store.exists(pair.new.sha256)


def test_a_version_buried_while_it_was_compared_leaves_nothing(busy, feed, tmp_path):
    catalog, pair = pair_of(busy, feed)
    for name in ("document", "drawn"):
        (tmp_path / name).write_text("{}")
    bury(catalog, pair.new.feed, 2, reason="誤掲載", actor="t", now=clock())
    given = {"document": tmp_path / "document", "drawn": tmp_path / "drawn", "facts": {"refused": None}}
    assert not diffs.put_diff(catalog, pair, "public", rules=RULES, now=clock(), **given)
    assert diffs.find_diff(catalog, pair, "public", RULES) is None


def test_old_comparisons_are_let_go_and_swept_ones_made_again(busy, feed):
    first = made(busy, f"{feed}/versions/2/diff.geojson").content
    catalog, pair = pair_of(busy, feed)
    rows = diffs.find_diff(catalog, pair, "public", RULES)
    assert diffs.find_diff(catalog, pair, "org:shiomi", RULES) is None
    assert diffs.find_diff(catalog, pair, "public", "other rules") is None
    catalog.store.delete(rows[diffs.MAP].sha256)
    assert busy.client.get(f"{feed}/versions/2/diff", key="other").status_code == 202
    assert made(busy, f"{feed}/versions/2/diff.geojson").content == first
    assert {row.sha256 for row in diffs.find_diff(catalog, pair, "public", RULES).values()} == {
        row.sha256 for row in rows.values()
    }  # equal input, equal bytes
    assert diffs.drop_diffs(catalog, before=clock() - diffs.KEPT) == 0
    assert diffs.drop_diffs(catalog, before=clock()) >= 2
    assert busy.client.get(f"{feed}/versions/2/diff", key="other").status_code == 202


def test_one_that_fails_of_itself_says_so_after_three_tries(busy, feed, monkeypatch):
    def broken(*_given):
        raise OSError("the disk is full")

    monkeypatch.setattr("pipelines.comparing._compare", broken)
    assert fulfil(busy) == diffs.TRIES
    assert "our failure" in problem(busy.client.get(f"{feed}/versions/2/diff", key="other"), 404)


def test_a_box_that_dies_on_two_versions_is_told_and_not_tried_again(busy, feed, monkeypatch):
    monkeypatch.setattr("pipelines.comparing.BOXED", "os:abort")
    assert fulfil(busy) == 1
    words = problem(busy.client.get(f"{feed}/versions/2/diff", key="other"), 404)
    assert words.startswith("versions 1 and 2 of ")
    assert "cannot be compared" in words
    assert fulfil(busy) == 0


def test_two_comparers_do_not_take_the_same_wish(busy, feed):
    workshop = busy.worker.workshop
    other = Keeper(workshop.catalog, workshop.settings, "another-host:1:x")
    with held_lease(other, "comparing") as fencing:
        assert fencing is not None
        assert fulfil(busy) == 0
    assert fulfil(busy) == 1


def test_the_workers_thread_makes_it_and_ends_when_told(busy, feed):
    stop, wake = threading.Event(), threading.Event()
    thread = threading.Thread(target=Comparer(busy.worker.workshop, patience_s=0).run, args=(stop, wake))
    thread.start()
    try:
        answer = busy.client.get(f"{feed}/versions/2/diff?wait=60", key="other")
    finally:
        stop.set()
        wake.set()
        thread.join(60)
    assert (answer.status_code, thread.is_alive()) == (200, False)


def test_who_stops_does_not_wait_for_a_comparison_and_its_wish_stands(busy, feed, monkeypatch, tmp_path):
    (tmp_path / "slow_to_compare.py").write_text("import time\ndef compare(given, out):\n    time.sleep(600)\n")
    with monkeypatch.context() as patched:
        patched.syspath_prepend(tmp_path)
        patched.setattr("pipelines.comparing.BOXED", "slow_to_compare:compare")
        comparer, stop, wake = Comparer(busy.worker.workshop, patience_s=0), threading.Event(), threading.Event()
        thread = threading.Thread(target=comparer.run, args=(stop, wake))
        thread.start()
        try:
            end = time.monotonic() + 60
            while not (comparer._box and comparer._box._child and comparer._box._child.calls):
                assert time.monotonic() < end
                time.sleep(0.02)
        finally:
            stop.set()
            comparer.interrupt()
            thread.join(60)
        assert not thread.is_alive()
    (wish,) = diffs.wishes(busy.worker.workshop.catalog)
    assert wish.tries == 0
    assert fulfil(busy) == 1
    assert busy.client.get(f"{feed}/versions/2/diff", key="other").status_code == 200


def test_the_document_is_what_the_command_line_tells(busy, feed, make_gtfs, tmp_path):
    found = made(busy, f"{feed}/versions/2/diff").json()
    (tmp_path / "a.zip").write_bytes(make_gtfs("vor", AT))
    (tmp_path / "b.zip").write_bytes(make_gtfs("vor", AT, step=1, stops=8))
    document = diff_files(tmp_path / "a.zip", tmp_path / "b.zip").document
    assert json.loads(json.dumps(document)) == {name: found[name] for name in document}


@pytest.mark.parametrize("key", ["none", "other", "other_upload", "granted", "all_upload"])
def test_nothing_of_a_hidden_feeds_comparison_is_told(busy, hidden, key):
    for query in ("", "?against=1", "?audience=org:kakushi", "?against=1&audience=org:kakushi"):
        for path in ("versions/2/diff", "versions/2/diff.geojson", "versions/1/diff"):
            for accept in ("application/json", "text/html", "application/geo+json"):
                asked = {"key": key, "headers": {"Accept": accept}}
                found, absent = (
                    busy.client.get(f"{at}/{path}{query}", **asked) for at in (hidden, "/v1/feeds/kakushi/himitsz")
                )
                assert found.status_code == absent.status_code == 404
                assert b"zzq9" not in found.content
                assert found.content == absent.content.replace(b"himitsz", b"himitsu")
                assert list(found.headers.items()) == list(absent.headers.items())


def test_who_may_read_the_hidden_feed_sees_it(busy, hidden):
    found = busy.client.get(f"{hidden}/versions/2/diff", key="same_upload")
    assert (found.status_code, found.headers["cache-control"]) == (200, "private, no-store")
    assert "zzq9停6 [zzq9-s6]" in found.text.replace("［", " [").replace("］", "]")
    assert found.json()["links"]["self"].endswith("/diff?against=1&audience=org:kakushi")
    assert busy.client.get(found.json()["links"]["geojson"], key="same").status_code == 200


@pytest.fixture(scope="module")
def hidden(busy, make_gtfs):
    """The hidden feed with a second version that was compared."""
    path = "/v1/feeds/kakushi/himitsu"
    busy.client.post(f"{path}/versions", content=make_gtfs("zzq9", (141.35, 43.06), stops=7), key="same")
    busy.settle()
    fulfil(busy)
    return path
