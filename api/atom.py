"""Events of a feed as an Atom document (RFC 4287): the same events, the same bytes.

What does not live here: which events a reader gets (routers.events).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from catalog.events import Event
from terms.clocks import instant_text

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
_WORDS = {
    "checked": "点検の結果: {state} / checked: {state}",
    "published": "公開 / published",
    "withdrawn": "取り下げ / withdrawn",
    "expiring": "運行はあと{days_left}日（{last_service_on} まで） / ends in {days_left} days, on {last_service_on}",
    "expired": "運行が終わりました（{last_service_on}） / service ended on {last_service_on}",
    "silent": "新しい版が届いていません / no new version has come",
}
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def atom_of(
    name: str,
    title: str,
    events: Sequence[Event],
    *,
    updated_at: datetime,
    author: str,
    links: Mapping[str, str],
    with_reasons: bool,
) -> bytes:
    """The document. `name` is the feed's id (a URI), `links` maps rel → absolute address; `updated_at` is of a feed
    without events. Without `with_reasons` only those are told that everybody is told of: why a version was withdrawn
    for good."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("feed"))
    _text(root, "id", name)
    _text(root, "title", title)
    _text(root, "updated", instant_text(events[0].happened_at if events else updated_at))
    _text(ET.SubElement(root, _tag("author")), "name", author)
    for rel, address in links.items():
        ET.SubElement(root, _tag("link"), rel=rel, href=address)
    for event in events:
        _entry(root, event, links["alternate"], with_reason=with_reasons or bool(event.facts.get("for_good")))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, event: Event, feed_address: str, *, with_reason: bool) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    _text(entry, "id", f"urn:uuid:{event.uuid}")
    version = f" v{event.number}" if event.number is not None else ""
    words = _WORDS[event.kind].format_map({"state": "", "days_left": "", "last_service_on": "", **event.facts})
    _text(entry, "title", f"{event.title or event.feed}{version}: {words}")
    _text(entry, "updated", instant_text(event.happened_at))
    _text(entry, "published", instant_text(event.happened_at))
    ET.SubElement(entry, _tag("category"), term=event.kind)
    address, _, query = feed_address.partition("?")
    if event.number is not None:
        address = f"{address}/versions/{event.number}"
    ET.SubElement(entry, _tag("link"), rel="alternate", href=address + (f"?{query}" if query else ""))
    reason = str(event.facts.get("reason") or "") if with_reason else ""
    _text(entry, "summary", words + (f" ({reason})" if reason else ""))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(parent: ET.Element, name: str, words: str) -> None:
    """An element with a text; characters that XML has no form for are left out."""
    clean = "".join(one for one in words.translate(_FORBIDDEN) if not 0xD800 <= ord(one) < 0xE000)
    ET.SubElement(parent, _tag(name)).text = clean
