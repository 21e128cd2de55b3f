"""What the merged feed says of itself: feed_info, LICENSES.json, attribution.txt, its version.

Both extra files are legal in GTFS (a validator tells of `unknown_file`, for information). What does not live here:
attributions.txt (agencies).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from feeds.merging.admission import most_common, resulting_licence
from feeds.merging.report import REASONS, Excluded
from feeds.merging.values import Member, Publisher
from terms.canonical import digest
from terms.licences import LICENCES, attribution

SCHEMA_VERSION = 2
"""Raised when equal members would give other bytes."""
LICENSES, CREDITS = "LICENSES.json", "attribution.txt"
_SEVERAL_LANGUAGES = "mul"


@dataclass(frozen=True, slots=True)
class Said:
    """What one member's own tables say: its feed_info (first row, without empty cells), languages of its feed_info and
    agencies, days of validity (feed_info's, else those of service)."""

    feed_info: Mapping[str, str]
    languages: tuple[str, ...]
    first_on: date | None
    last_on: date | None


def said_by(member: Member) -> Said:
    """Read a member's feed_info and the languages of its agencies."""
    table = member.table("feed_info")
    row: dict[str, Any] = table.row(0, named=True) if table is not None and not table.is_empty() else {}
    info = {name: str(value) for name, value in row.items() if value}
    agencies = member.table("agency")
    spoken: list[str] = []
    if agencies is not None and "agency_lang" in agencies.columns:
        spoken = agencies["agency_lang"].drop_nulls().unique(maintain_order=True).to_list()
    given = [*([info["feed_lang"]] if "feed_lang" in info else []), *spoken]
    languages = tuple({tag.lower(): _language(tag) for tag in given}.values())
    first, last = _day(info.get("feed_start_date")), _day(info.get("feed_end_date"))
    return Said(info, languages, first or member.first_on, last or member.last_on)


def _language(tag: str) -> str:
    """A language tag; one of a language alone in small letters, for JA is ja (BCP 47, section 2.1.1)."""
    return tag if "-" in tag else tag.lower()


def _day(text: str | None) -> date | None:
    """A date YYYYMMDD, None for anything else."""
    if text is None or len(text) != 8 or not text.isascii() or not text.isdigit():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def span(said: Sequence[Said]) -> tuple[date | None, date | None]:
    """The earliest first and the latest last day."""
    firsts = [one.first_on for one in said if one.first_on]
    lasts = [one.last_on for one in said if one.last_on]
    return min(firsts, default=None), max(lasts, default=None)


def version(members: Sequence[Member], publisher: Publisher, made_on: date) -> str:
    """`YYYYMMDD-` and twelve hexadecimal digits that differ as soon as a member, its version or its licence does."""
    contents = [[str(one.key), one.version, one.file_sha256, list(one.licence_ids), one.credited] for one in members]
    name = digest([SCHEMA_VERSION, publisher.name, publisher.url, contents])
    return f"{made_on:%Y%m%d}-{name[:12]}"


def feed_info(publisher: Publisher, said: Sequence[Said], feed_version: str) -> pl.DataFrame:
    """The one row of feed_info.txt. feed_lang is `mul` when members speak different languages; default_lang is the one
    most of them speak."""
    spoken = {language for one in said for language in one.languages}
    default = most_common(language for one in said for language in one.languages[:1]) or publisher.lang
    first, last = span(said)
    row = {
        "feed_publisher_name": publisher.name,
        "feed_publisher_url": publisher.url,
        "feed_lang": default if len(spoken) <= 1 else _SEVERAL_LANGUAGES,
        "default_lang": default,
        "feed_start_date": f"{first:%Y%m%d}" if first else None,
        "feed_end_date": f"{last:%Y%m%d}" if last else None,
        "feed_version": feed_version,
        "feed_contact_email": publisher.email or None,
        "feed_contact_url": publisher.contact_url or publisher.url,
    }
    return pl.DataFrame([row], schema=dict.fromkeys(row, pl.String))


def credit(member: Member) -> str:
    """The words to credit a member with."""
    return member.attribution or attribution(member.licence_ids, member.credited)


def licences_json(
    members: Sequence[Member], said: Sequence[Said], excluded: Sequence[Excluded], about: Mapping[str, str]
) -> dict[str, Any]:
    """LICENSES.json: the licence of the whole, every member with its own, and who stayed out. `about` holds title,
    version and time zone."""
    result = resulting_licence(one for member in members for one in member.licence_ids)
    return {
        **about,
        "licence": _licence(result),
        "ids": "each id is ORG/FEED: followed by the id in the source; an agency without id has ORG/FEED",
        "members": [_member(one, its) for one, its in zip(members, said, strict=True)],
        "excluded": [
            {"feed": str(one.key), "reason": one.reason, "detail": one.detail, "words": REASONS[one.reason][1]}
            for one in excluded
        ],
    }


def _licence(licence_id: str) -> dict[str, str]:
    known = LICENCES[licence_id]
    return {"id": licence_id, "name_ja": known.name_ja, "name_en": known.name_en, "url": known.url}


def _member(member: Member, said: Said) -> dict[str, Any]:
    return {
        "feed": str(member.key),
        "prefix": member.prefix,
        "title": member.title,
        "holder": member.credited,
        "version": member.version,
        "file_sha256": member.file_sha256,
        "licences": [_licence(one) for one in member.licence_ids],
        "attribution": credit(member),
        "url": member.url,
        "first_on": said.first_on.isoformat() if said.first_on else None,
        "last_on": said.last_on.isoformat() if said.last_on else None,
        "feed_info": dict(said.feed_info),
    }


def credits_text(members: Sequence[Member], about: Mapping[str, str]) -> str:
    """attribution.txt: for people, in Japanese and English."""
    result = LICENCES[resulting_licence(one for member in members for one in member.licence_ids)]
    lines = [
        f"{about['title']} ({about['feed_version']})",
        "",
        f"このデータは {len(members)} 件のフィードを1つにまとめたものです。",
        f"全体の利用条件: {result.name_ja} {result.url}".rstrip(),
        "使うときは、使ったフィードの次の表示をしてください。IDの前に「組織/フィード:」を付けたほかは元のデータのとおりです。",
        "",
        f"This data set is made of {len(members)} feeds.",
        f"Licence of the whole: {result.name_en} {result.url}".rstrip(),
        "Where you use a feed, give its credit below. Ids begin with ORG/FEED:, all else is as in the sources.",
        "",
    ]
    for one in members:
        lines += [str(one.key), f"  {credit(one)}"]
        lines += [f"  {LICENCES[each].url}" for each in one.licence_ids if LICENCES[each].url]
    return "\n".join(lines) + "\n"
