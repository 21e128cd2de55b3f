"""The report as a page: the same contents as the JSON report, nothing fetched or run, whatever the file held."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest

from feeds.reportpage.page import FOLDED, SHOWN, content_security_policy, report_page
from feeds.reportpage.sketch import WIDTH, sketch
from feeds.reportpage.visible import LONGEST, visible
from feeds.reportpage.words import FACTS, SEVERITIES, WORDS
from terms.geo import Bounds, Place
from terms.notices import Notice, RuleText, Severity, Words
from terms.reports import CodeTotal, Report, report_json

NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}{% x %}"
SPOOF = "abc\u202egnp.exe\u200b\x00\x1b[31m"


def texts(*codes, message="{table}の{row}行目", fix="{column}を直す"):
    words = RuleText(Words(message, fix), Words("row {row} of {table}", "mend {column}"))
    return dict.fromkeys(codes, words)


def notice(code="bad", severity=Severity.ERROR, *, blocking=True, row=2, value="x", place=None, table="stops.txt"):
    return Notice(code, severity, blocking, table, row, "stop_lat", value, "数", place)


def report(*notices, totals=None, **more):
    found = {}
    for one in notices:
        found.setdefault((one.code, one.severity, one.blocking), []).append(one)
    counted = tuple(CodeTotal(*key, len(many), len(many)) for key, many in found.items())
    given = {"format": "gtfs-jp", "edition": "v3", "readable": True, "reference_date": "2026-11-23"}
    totals = totals or counted
    given["publishable"] = not any(t.blocking for t in totals)
    return Report(**{**given, "totals": totals, "notices": notices, "texts": texts(*(t.code for t in totals)), **more})


class Page(HTMLParser):
    """What a browser makes of the page: tags with attributes, text by tag."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self._open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_data(self, data):
        if self._open and self._open[-1] != "style":
            self.words.append(data.strip())

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_codes_and_totals_are_those_of_the_json_report(lang):
    many = [notice("a", row=i) for i in range(2, 9)]
    more = [notice("b", Severity.WARNING, blocking=False), notice("c", Severity.INFO, blocking=False)]
    one = report(*many, *more, totals=(
        CodeTotal("a", Severity.ERROR, True, 12_345, 7), CodeTotal("b", Severity.WARNING, False, 1, 1),
        CodeTotal("c", Severity.INFO, False, 1, 1), CodeTotal("d", Severity.INFO, False, 4, 0)))  # fmt: skip
    page = report_page(one, lang, name="路線.zip", version=3)
    summary = report_json(one, lang)["summary"]
    counted = re.findall(r"<strong>([\d,]+)</strong>", page)[:3]
    assert [int(n.replace(",", "")) for n in counted] == [summary[k] for k in ("errors", "warnings", "infos")]
    said = re.findall(r'<span class="n">([^<]*)</span> <code>([^<]*)</code>', page)
    expect = {c["code"]: WORDS[lang]["count"].format(n=f"{c['total']:,}") for c in summary["codes"]}
    assert {code: n for n, code in said} == expect
    first = {}
    for found in report_json(one, lang)["notices"]:
        # said once for all findings whose words differ only in what stands in their row of the table
        row = str(first.setdefault(found["code"], found)["row"])
        assert found["message"].replace(str(found["row"]), row) in html.unescape(page)
        assert f'">{found["row"]}</td>' in page
        assert found["fix"] in html.unescape(page)
    assert html.unescape(page).count("路線.zip") == 2
    assert WORDS[lang]["version"].format(n=3) in page


def test_the_verdict_and_what_to_mend_first():
    blocked = report_page(report(notice(), notice("w", Severity.WARNING, blocking=False)), "ja", name="a.zip")
    assert "このままでは公開できません。" in blocked
    first = blocked[blocked.index('<section class="first"') :].partition("</section>")[0]
    assert (first.count("<li>"), "stop_latを直す" in first, "まず直すもの" in first) == (1, True, True)
    fine = report_page(report(notice("w", Severity.WARNING, blocking=False)), "ja", name="a.zip")
    assert ("公開できます。" in fine, "まず見るとよいもの" in fine) == (True, True)
    clean = report_page(report(), "en", name="a.zip")
    assert ("No problem was found." in clean, "Mend first" in clean, "Look at first" in clean) == (True, False, False)
    broken = report_page(report(notice(), readable=False), "en", name="a.zip")
    assert "The file cannot be read." in broken


def test_many_findings_are_folded_and_the_rest_is_counted():
    many = [notice(row=i) for i in range(2, 102)]
    page = report_page(report(*many, totals=(CodeTotal("bad", Severity.ERROR, True, 5_000, 100),)), "en", name="a")
    assert f"Show {FOLDED} more" in page
    assert f"and {5_000 - SHOWN - FOLDED:,} more" in page
    assert page.count('<td class="number"') == SHOWN + FOLDED
    other = notice(row=9, table="agency.txt")
    mixed = Page(report_page(report(*many, other), "en", name="a"))
    assert mixed.words.index("agency.txt") < mixed.words.index("Show 45 more")


def test_a_rule_that_is_unverified_says_so():
    page = report_page(report(notice("jp_x"), marks={"jp_x": "unverified"}), "ja", name="a")
    assert (page.count(">未確認<"), "要約にもとづいて" in page) == (1, True)
    tried = report_page(report(notice("jp_x"), marks={"jp_x": "tried"}), "ja", name="a")
    assert "未確認" not in tried


@pytest.mark.parametrize("nasty", [NASTY, SPOOF, "\ud800", "=cmd|' /C calc'!A0", "x" * 1_000_000])
def test_whatever_the_file_holds_stays_text(nasty):
    place = Place(137.0, 36.0)
    one = Notice(nasty[:60], Severity.ERROR, True, nasty[:200], 2, nasty[:200], nasty, nasty, place, {"x": nasty})
    facts = {"title": nasty, "holder": nasty, "engine_" + nasty[:20]: nasty}
    made = report(one, facts=facts, edition=nasty[:100], bounds=Bounds(136.9, 35.9, 137.1, 36.1))
    plain = Page(report_page(report(notice(place=place), bounds=made.bounds), "ja", name="a.zip"))
    text = report_page(made, "ja", name=nasty)
    page = Page(text)
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in plain.tags} | {"dl", "div", "dt", "dd"}
    allowed = {key for _, attrs in plain.tags for key in attrs}
    assert {key for _, attrs in page.tags for key in attrs} <= allowed
    assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u202a-\u202e\ud800]", text)
    assert len(text) < 60_000


def test_the_page_fetches_and_runs_nothing():
    page = Page(report_page(report(notice(place=Place(137, 36)), bounds=Bounds(136, 35, 138, 37)), "ja", name="a"))
    names = {tag for tag, _ in page.tags}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base"})
    links = [v for _, attrs in page.tags for k, v in attrs.items() if k in ("href", "src", "xlink:href")]
    assert all(link.startswith("#") for link in links)
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    assert {link[1:] for link in links} <= ids
    (inside,) = [m["content"] for m in page.of("meta") if m.get("http-equiv")]
    assert content_security_policy() == f"{inside}; frame-ancestors 'none'"
    assert inside.startswith("default-src 'none'; style-src 'sha256-")
    assert not [attrs for _, attrs in page.tags if "style" in attrs or any(k.startswith("on") for k in attrs)]


def test_a_served_page_links_to_all_rows():
    text = report_page(report(notice("a_code"), notice("\ud800")), "en", name="a", rows="&audience=org:x")
    links = [attrs["href"] for attrs in Page(text).of("a") if not attrs["href"].startswith("#")]
    assert "report/rows.csv?code=a_code&lang=en&audience=org:x" in links
    assert "report/rows.geojson?code=%3F&lang=en&audience=org:x" in links
    assert len(links) == 4


def test_findings_are_drawn_where_they_are():
    stops = " ".join(f"{137 + i / 100:.4f},{36 + i / 100:.4f}" for i in range(30))
    inside, far = notice(place=Place(137.1, 36.1)), notice("w", Severity.WARNING, blocking=False, place=Place(140, 30))
    twin = notice("i", Severity.INFO, blocking=False, place=Place(137.1, 36.1))
    drawn = sketch(report(inside, far, twin, sketch=stops, bounds=Bounds(137, 36, 137.29, 36.29)))
    assert drawn is not None
    (sign,) = drawn.signs
    assert (sign.number, sign.count, sign.severity, drawn.left_out) == (1, 2, Severity.ERROR, 1)
    assert (len(drawn.stops), drawn.bar_text) == (30, "10 km")
    west, east = min(drawn.stops), max(drawn.stops)
    assert 0 < west[0] < sign.x < east[0] < WIDTH
    assert drawn.height > west[1] > sign.y > east[1] > 0  # north is up
    assert (sign.x - west[0]) / (east[0] - west[0]) == pytest.approx(10 / 29, abs=0.01)
    assert sketch(report(notice())) is None
    alone = sketch(report(notice(place=Place(137.1, 36.1))))
    assert alone is not None
    assert alone.signs[0].x == WIDTH / 2
    assert sketch(report(notice(place=Place(float("nan"), 1.0)))) is None
    one_far = sketch(report(inside, sketch=f"{stops} 160.0000,10.0000", bounds=Bounds(137, 10, 160, 36.29)))
    assert one_far is not None
    assert len(one_far.stops) < 31


def test_what_cannot_be_seen_is_named():
    assert visible("a\u202eb") == "a‹U+202E›b"
    assert visible("停留所 A") == "停留所 A"
    assert visible("x" * (LONGEST + 1_234)) == "x" * LONGEST + "… (+1,234)"
    assert visible("\n") == "‹U+000A›"


def test_both_languages_have_the_same_words():
    for many in (WORDS, FACTS, SEVERITIES):
        assert many["ja"].keys() == many["en"].keys()
