"""GTFSデータリポジトリ (gtfs-data.jp): `GET /feeds` of its API v2.

Fields as consumers of the API read them (formats digest §4); the API's own reference was not read, so all of them are
marked unverified: organization_id, organization_name, feed_id, feed_name, feed_license, feed_license_url,
feed_is_discontinued. A file's address is `…/organizations/ORG/feeds/FEED/files/feed.zip`, whose default is the current
generation (seen in consumers), and answers with a redirect to a signed address that must not be kept; the follower
keeps ours. What does not live here: HTTP, licences (licences).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from futae.lists.entries import LeftOut, Listed, Listing, key_of, listing, members, require_object, text_of
from futae.lists.licences import licence_of
from terms.errors import BadRequest

NAME = "gtfs-data-repository"
URL = "https://api.gtfs-data.jp/v2/feeds"
"""Unverified: as consumers call it."""


def read_list(document: object, url: str, *, loopback: bool = False) -> Listing:
    """The feeds of an answer that came from `url`. Raises BadRequest for what is no such answer."""
    body = require_object(document, "the list").get("body")
    if not isinstance(body, list):
        raise BadRequest("the list has no `body` with feeds; is the address that of …/v2/feeds?")
    base = _base(url)
    return listing((_listed(one, base) for one in members(body)), loopback=loopback)


def _base(url: str) -> str:
    """The API's address: that of the list without its last part and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').rpartition('/')[0]}"


def _listed(one: Mapping[str, Any], base: str) -> Listed | LeftOut:
    org, feed = text_of(one.get("organization_id")), text_of(one.get("feed_id"))
    name = f"{org}/{feed}"
    if one.get("feed_is_discontinued") not in (None, False):
        return LeftOut(name, "discontinued, the list says")
    try:
        key = key_of(org, feed)
    except BadRequest as error:
        return LeftOut(name, str(error))
    said = text_of(one.get("feed_license")) or text_of(one.get("feed_license_id"))
    licence_id, note = licence_of(said, text_of(one.get("feed_license_url")))
    address = f"{base}/organizations/{quote(org, safe='')}/feeds/{quote(feed, safe='')}/files/feed.zip"
    holder = text_of(one.get("organization_name"))
    title = " ".join(dict.fromkeys(word for word in (holder, text_of(one.get("feed_name"))) if word))
    return Listed(key, address, title, holder, licence_id, note)
