"""`futae import`: a catalogue's list is fetched and written as a registry file.

What does not live here: any one catalogue's fields (gtfs_data, odpt), following what the file lists (futae.following).
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from catalog.sources import shown_url
from futae.lists import gtfs_data, odpt
from futae.lists.entries import Listing, registry_text
from pipelines.fetching import Fetcher, Validators
from pipelines.outside import Caller
from terms.errors import BadRequest
from terms.settings import Settings

LARGEST_LIST = 64 * 1024 * 1024
_SHOWN = 20
_LISTS: dict[str, tuple[str, Callable[..., Listing]]] = {
    one.NAME: (one.URL, one.read_list) for one in (gtfs_data, odpt)
}
NAMES = tuple(_LISTS)


def import_list(name: str, url: str | None, out: Path, settings: Settings, say: Callable[[str], None]) -> Listing:
    """Write the list of that name to `out`; prints what became of it. Raises BadRequest for an unknown name, a list
    that cannot be fetched or read, and a file that is there already: somebody may have put their hand to it."""
    if name not in _LISTS:
        raise BadRequest(f"no list {name!r}; known: {', '.join(NAMES)}")
    if out.exists():
        raise BadRequest(f"{out} is there already; name another file and compare the two")
    usual, read_list = _LISTS[name]
    address = url or usual
    found = read_list(_document(address, settings), address, loopback=settings.outside_loopback)
    out.write_text(registry_text(found, shown_url(address)), encoding="utf-8")
    _tell(found, out, say)
    return found


def _document(url: str, settings: Settings) -> object:
    sink = io.BytesIO()
    fetcher = Fetcher(Caller(settings.outside_loopback, total_s=settings.outside_seconds), settings.follow_seconds,
                      LARGEST_LIST)  # fmt: skip
    found = fetcher.fetch(url, Validators(), sink)
    if found.failed:
        raise BadRequest(f"the list at {shown_url(url)} could not be had: {found.words}")
    try:
        return json.loads(sink.getvalue())
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"what stands at {shown_url(url)} is no JSON: {error}") from error


def _tell(found: Listing, out: Path, say: Callable[[str], None]) -> None:
    say(f"{len(found.feeds)} feeds → {out}; {len(found.left_out)} entries left out")
    for licence_id, count in sorted(Counter(one.licence_id for one in found.feeds).items()):
        say(f"  {licence_id}: {count}")
    for one in [f for f in found.feeds if f.licence_id == "unknown"][:_SHOWN]:
        say(f"  unknown: {one.key}: {one.note}")
    for gone in found.left_out[:_SHOWN]:
        say(f"  left out: {gone.name}: {gone.why}")
    say(f"each entry says in the file what the list wrote and why it was left out; read it, then: futae follow {out}")
