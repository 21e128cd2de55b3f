"""Words of the lines in Japanese and English: a sentence for each code, and one for each of its items.

What does not live here: finding the lines, the form of text and page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feeds.compare.titles import title_of
from feeds.compare.values import Line
from feeds.compare.wordlist import DAYS, HOWS, ITEMS, SENTENCES, UNMEASURED

GROUPS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "days": ("運行する期間と日", "Period and days of service", ("service_span", "service_days", "trips_days")),
    "trips": (
        "便", "Trips",
        ("trips_per_day", "route_trips", "first_last", "trips_begun", "trips_ended", "times_changed", "calls_changed",
         "trips_route", "boarding"),
    ),
    "routes": ("路線（経路）", "Routes", ("routes_begun", "routes_ended", "routes_renamed")),
    "stops": (
        "停留所", "Stops",
        ("stops_begun", "stops_ended", "stops_renamed", "stops_read", "stops_moved", "served_less", "served_more"),
    ),
    "fares": (
        "運賃", "Fares", ("fares_changed", "fares_begun", "fares_ended", "fare_classes", "fare_ids"),
    ),
    "ids": (
        "番号（ID）の付け直し", "Identifiers given anew",
        ("stops_renumbered", "stops_reused", "routes_renumbered", "trips_renumbered", "sequence"),
    ),
    "data": (
        "そのほかのデータ", "Other data",
        ("feed_info", "agency", "shapes_changed", "translations", "table", "columns", "details", "notation"),
    ),
}  # fmt: skip
"""Group → title in ja and en, and the codes of its lines in the order in which they are told."""
ORDER: tuple[str, ...] = tuple(code for _, _, codes in GROUPS.values() for code in codes)


def group_of(code: str) -> str:
    """The group a code belongs to."""
    return next(name for name, (_, _, codes) in GROUPS.items() if code in codes)


def clock(seconds: object) -> str:
    """6:05 for 21,900 seconds of a service day; it may pass 24:00; '–' for none."""
    if not isinstance(seconds, int | float):
        return "–"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def money(text: str | None, currency: str, lang: str) -> str:
    """200円, 200 JPY, 3.60 USD; a list of prices keeps its strokes."""
    if not text:
        return "–"
    if currency == "JPY" and lang == "ja":
        return f"{text}円"
    whole = "/".join(f"{one}0" if "." in one and len(one.partition(".")[2]) == 1 else one for one in text.split("/"))
    return f"{whole} {currency}".strip()


def sentence(one: Line, lang: str) -> str:
    """The sentence of a line."""
    variant, side = one.facts.get("variant"), 0 if lang == "ja" else 1
    text = SENTENCES[one.code][side]
    if variant == "rows":
        text = f"{text.partition('：')[0]}：{{n}}行" if side == 0 else f"{text.partition(':')[0]}: {{n}} rows"
    elif variant:
        text = SENTENCES[f"{one.code}:{variant}"][side]
    stem, _, column = (one.subject, "", "") if one.code == "table" else one.subject.partition(".")
    facts = {
        "title": title_of(stem, column, lang), "of": title_of(stem, "", lang), "column": column,
        "file": stem if stem.endswith(".geojson") else f"{stem}.txt",
        **_plain(one.facts, lang),
    }  # fmt: skip
    return text.format_map(_Facts(facts))


def item_sentence(code: str, item: Mapping[str, Any], lang: str) -> str:
    """The sentence of one item of a line."""
    texts = ITEMS.get(code)
    if code == "stops_moved" and item.get("metres") is None:
        texts = UNMEASURED["placed" if "lon" in item else "lost"]
    if texts is None:
        return ""
    facts = _plain(item, lang)
    key = str(item.get("route_id") or "")
    has_it = len(key) > 2 and key in str(item.get("name") or "")
    facts["at"] = "" if not key or has_it else f"［{key}］" if lang == "ja" else f" [{key}]"
    if "day_type" in item:
        facts["day"] = DAYS[lang].get(str(item["day_type"]), "")
        unit = {"trips": "便", "calls": "本"} if lang == "ja" else {}
        for name in ("trips", "calls"):
            facts[name] = _step(facts.get(f"{name}_old"), facts.get(f"{name}_new"), lang, unit.get(name, ""))
        for name in ("first", "last"):
            facts[name] = _step(facts.get(f"{name}_old_s"), facts.get(f"{name}_new_s"), lang)
    if code in ("feed_info", "agency"):
        facts["column"] = title_of(str(item.get("table")), str(item.get("column")), lang)
    if code == "times_changed":
        facts["shift"] = _shift(item, lang)
    if code.endswith("renumbered"):
        facts["how"] = HOWS[lang].get(str(item.get("how")), "")
        facts["percent"] = f"{100 * float(item.get('confidence', 0)):.0f}"
    for key in ("price_old", "price_new", "prices_old", "prices_new"):
        facts[key] = money(item.get(key), str(item.get("currency", "")), lang)
    if code == "service_days":
        facts["what"] = _days(item, lang)
    return texts[0 if lang == "ja" else 1].format_map(_Facts(facts)).strip()


def _step(old: object, new: object, lang: str, unit: str = "") -> str:
    """Old → new, or that it is as before."""
    before, after = ("–" if one is None else f"{one}{unit}" for one in (old, new))
    if before == after:
        return f"{before}（変わらず）" if lang == "ja" else f"{before} (as before)"
    return f"{before} → {after}"


class _Facts(dict[str, Any]):
    """What a sentence asks for and nobody knows is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _plain(facts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Numbers with commas, times of day as clocks; `name` falls back to the id."""
    told: dict[str, Any] = {}
    for key, value in facts.items():
        is_time = key.endswith("_s") and key not in ("earlier_s", "later_s")
        told[key] = (
            clock(value)
            if is_time
            else f"{value:,}"
            if isinstance(value, int) and not isinstance(value, bool)
            else value
        )
    told["name"] = (
        facts.get("name")
        or facts.get("route_id")
        or facts.get("stop_id")
        or ("（名前なし）" if lang == "ja" else "(no name)")
    )
    return told


def _shift(item: Mapping[str, Any], lang: str) -> str:
    """How much earlier and later, in minutes."""
    ja = lang == "ja"
    parts = []
    for key, words in (
        ("earlier_s", ("最大{m}分早く", "up to {m} min earlier")),
        ("later_s", ("最大{m}分遅く", "up to {m} min later")),
    ):
        seconds = int(item.get(key) or 0)
        if seconds > 0:
            minutes = f"{seconds / 60:.0f}" if seconds >= 60 else "1"
            parts.append(words[0 if ja else 1].format(m=minutes))
    return ("、" if ja else ", ").join(parts)


def _days(item: Mapping[str, Any], lang: str) -> str:
    """Dates on which a service runs now, and on which it rests now."""
    ja = lang == "ja"
    parts = []
    for word, words in (
        ("plus", ("運行 +{n}日（{on}）", "+{n} days ({on})")),
        ("minus", ("運休 {n}日（{on}）", "−{n} days ({on})")),
    ):
        n = int(item.get(word) or 0)
        if n:
            dates = str(item.get(f"{word}_on") or "").split()
            shown = ("、" if ja else ", ").join(dates[:4]) + ("…" if n > 4 else "")
            parts.append(words[0 if ja else 1].format(n=f"{n:,}", on=shown))
    return ("、" if ja else "; ").join(parts)
