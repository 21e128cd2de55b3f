"""公共交通オープンデータセンター (ODPT): the list of its members' data, `GET /api/v1/resources`.

Fields as consumers read them (formats digest §5; the centre's own reference was not read, so they are unverified):
organisations with label, name_ja and datasets; each dataset with label, name_ja, format_type, is_gtfsrt, license_type,
license_name_ja, license_url_ja and dataresource, each resource with url (`…?date=YYYYMMDD`) and uploaded_at. The stable
address of what is current is the same with `date=current` (seen). Files of api.odpt.org want a consumer key, which a
registry file must not hold: they are left out. What does not live here: HTTP, licences (licences).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from futae.lists.entries import LeftOut, Listed, Listing, key_of, listing, members, text_of
from futae.lists.licences import licence_of
from terms.errors import BadRequest

NAME = "odpt"
URL = "https://members-portal.odpt.org/api/v1/resources"
"""Unverified: as consumers call it."""
ASSOCIATION = "公共交通オープンデータ協議会"
KEYED_HOSTS = ("api.odpt.org", "api-challenge.odpt.org")
_DATE = re.compile(r"(?<=[?&]date=)\d{8}(?=&|$)")
_TYPES = {"ccby4": "CC-BY-4.0", "cc0": "CC0-1.0"}
"""license_type → id: the two values that the list can be filtered by (seen); others are told by name and address."""


def read_list(document: object, _url: str, *, loopback: bool = False) -> Listing:
    """The feeds of the list. Raises BadRequest for what is no such list."""
    if not isinstance(document, list):
        raise BadRequest("the list is not shaped as expected: it is no array of organisations")
    found = (_listed(org, one) for org in members(document) for one in _gtfs(org))
    return listing(found, loopback=loopback)


def _gtfs(org: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The organisation's data sets that are GTFS files; other formats are not of this list."""
    for one in members(org.get("datasets")):
        if text_of(one.get("format_type")).upper().startswith("GTFS") and one.get("is_gtfsrt") is not True:
            yield one


def _listed(org: Mapping[str, Any], one: Mapping[str, Any]) -> Listed | LeftOut:
    name = f"{text_of(org.get('label'))}/{text_of(one.get('label'))}"
    try:
        key = key_of(org.get("label"), one.get("label"))
    except BadRequest as error:
        return LeftOut(name, str(error))
    address = _address(one)
    if not address:
        return LeftOut(name, "no address of a file")
    if urlsplit(address).hostname in KEYED_HOSTS or "acl:consumerKey" in address:
        return LeftOut(name, "the file wants a consumer key: follow it with `futae source add` and your own key")
    licence_id, note = _licence(one)
    operator = text_of(org.get("name_ja")) or text_of(org.get("name_en"))
    holder = operator if licence_id == "ODPT-BASIC" else "・".join(w for w in (operator, ASSOCIATION) if w)
    title = " ".join(dict.fromkeys(w for w in (operator, text_of(one.get("name_ja"))) if w))
    return Listed(key, address, title, holder, licence_id, note)


def _address(one: Mapping[str, Any]) -> str:
    """Where the current file stands: the resource uploaded last, whatever its date."""
    resources = [r for r in members(one.get("dataresource")) if isinstance(r.get("url"), str)]
    last = max(resources, key=lambda r: text_of(r.get("uploaded_at")), default=None)
    return "" if last is None else _DATE.sub("current", last["url"].strip())


def _licence(one: Mapping[str, Any]) -> tuple[str, str]:
    """By the type where it is one of the known two, else by name; the address must not contradict it."""
    kind = text_of(one.get("license_type"))
    name = _TYPES.get(kind) or text_of(one.get("license_name_ja")) or text_of(one.get("license_name_en")) or kind
    url = text_of(one.get("license_url_ja")) or text_of(one.get("license_url_en"))
    return licence_of(name, url)
