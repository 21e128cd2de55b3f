"""Which licence a list means: by the address of its text, else by its name. What cannot be told is `unknown`.

Names and addresses are those that catalogues write (formats digest, §4 and §5: seen in consumers' code; the spelling
of `license_type` of ODPT beyond the filter's two values is unverified). An address and a name that contradict each
other are `unknown`, never the more permissive of the two. What does not live here: what a licence permits
(terms.licences).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from terms.licences import LICENCES

UNKNOWN = "unknown"
_CC_HOSTS = ("creativecommons.org", "www.creativecommons.org")
_CC_PATH = re.compile(
    r"/(?:licenses/(?P<kind>[a-z-]+)/(?P<number>\d\.\d)(?:/(?P<place>[a-z]{2}))?|publicdomain/zero/1\.0)"
    r"(?:/(?:deed|legalcode)(?:[.-][A-Za-z_-]+)?)?/?"
)
_CC_NAME = re.compile(
    r"cc-?(?P<kind>by(?:-?(?:nc|nd|sa))*)-?v?(?P<number>\d(?:\.\d)?)(?:-?(?P<place>jp))?(?:-?intl?.*)?"
)
_CC0_NAME = re.compile(r"cc-?0(?:-?v?1(?:\.0)?)?(?:-?universal)?")
_ODPT_BASIC = "公共交通オープンデータ基本ライセンス"


def licence_of(name: str, url: str) -> tuple[str, str]:
    """The licence's id and, in words, how it was told. `name` is any id or name a list writes, `url` where it says
    the text stands; both may be ''."""
    by_url, by_name = _by_url(url), _by_name(name)
    said = " ".join(one for one in (name, url) if one) or "nothing"
    if by_url and by_name and by_url != by_name:
        return UNKNOWN, f"the list says {said}: name and address contradict each other"
    found = by_url or by_name
    if not found:
        return UNKNOWN, f"the list says {said}" + ("" if said == "nothing" else ": not told by these words")
    if found not in LICENCES:
        return UNKNOWN, f"the list says {said}: {found} is not in the table of licences"
    return found, f"the list says {said}"


def _by_url(url: str) -> str:
    parts = urlsplit(url) if url.isascii() and "[" not in url else urlsplit("")
    if parts.netloc.lower() == "developer.odpt.org" and parts.path.rstrip("/").endswith("/data_basic_license.html"):
        return "ODPT-BASIC"
    matched = _CC_PATH.fullmatch(parts.path) if parts.netloc.lower() in _CC_HOSTS else None
    if matched is None:
        return ""
    return _spdx(matched["kind"], matched["number"], matched["place"]) if matched["kind"] else "CC0-1.0"


def _by_name(name: str) -> str:
    if _ODPT_BASIC in name:
        return "ODPT-BASIC"
    plain = re.sub(r"[\s_]+", "-", name.strip().lower())
    if _CC0_NAME.fullmatch(plain):
        return "CC0-1.0"
    matched = _CC_NAME.fullmatch(plain)
    if matched is None:
        return name if name in LICENCES and name != UNKNOWN else ""
    number = matched["number"] if "." in matched["number"] else f"{matched['number']}.0"
    kind = re.sub(r"(?<=[a-z]{2})-?(?=nc|nd|sa)", "-", matched["kind"])
    return _spdx(kind, number, matched["place"])


def _spdx(kind: str, number: str, place: str | None) -> str:
    return f"CC-{kind.upper()}-{number}" + (f"-{place.upper()}" if place else "")
