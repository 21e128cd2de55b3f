"""Registry files: which file belongs to which feed, with licence and audience. YAML, read by `futae demo --registry`.

    feeds:
      - feed: unobus/main
        title: 宇野バス
        holder: 宇野自動車株式会社                 # who is credited; without it, whom the file names
        licence: [CC0-1.0]
        audience: public
        files: [GTFS-JP.zip, unobus_2020.zip]     # generations of one feed, oldest first

What does not live here: following feeds by URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from futae.names import ORG, feed_slug
from terms.audiences import PUBLIC, parse_audience
from terms.errors import BadRequest
from terms.ids import FeedKey
from terms.licences import LICENCES


@dataclass(frozen=True, slots=True)
class FeedFiles:
    """One feed and its files, oldest generation first."""

    key: FeedKey
    files: tuple[Path, ...]
    licence_ids: tuple[str, ...]
    audience: str = PUBLIC
    edition: str = "auto"
    title: str = ""
    holder: str = ""


def check_licences(ids: Sequence[str]) -> tuple[str, ...]:
    """The ids if all are known; raises BadRequest naming the known ones."""
    unknown = [i for i in ids if i not in LICENCES]
    if unknown:
        raise BadRequest(f"unknown licence {', '.join(unknown)}; known: {', '.join(LICENCES)}")
    return tuple(ids)


def _entry(raw: Mapping[str, Any], by_name: Mapping[str, Path]) -> FeedFiles:
    try:
        names = [str(n) for n in raw["files"]]
        key = FeedKey.parse(str(raw["feed"]))
    except (KeyError, TypeError) as error:
        raise BadRequest(f"registry entry {raw!r} needs `feed` and `files`") from error
    return FeedFiles(
        key=key,
        files=tuple(by_name[n] for n in names if n in by_name),
        licence_ids=check_licences([str(i) for i in raw.get("licence", ["unknown"])]),
        audience=parse_audience(str(raw.get("audience", PUBLIC))),
        edition=str(raw.get("edition", "auto")),
        title=str(raw.get("title", "")),
        holder=str(raw.get("holder", "")),
    )


def read_registry(path: Path, files: Sequence[Path]) -> list[FeedFiles]:
    """Entries of the registry that name any of `files`; files it does not name are left to the caller. Raises
    BadRequest where the file is not such a registry."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} is not YAML: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("feeds"), list):
        raise BadRequest(f"{path} needs a list `feeds`")
    by_name = {f.name: f for f in files}
    entries = [_entry(one, by_name) for one in raw["feeds"] if isinstance(one, dict)]
    return [e for e in entries if e.files]


def one_feed_per_file(files: Sequence[Path], licence_ids: Sequence[str]) -> list[FeedFiles]:
    """Each file a feed of the organisation `demo`."""
    ids = check_licences(licence_ids)
    return [FeedFiles(FeedKey(ORG, feed_slug(f)), (f,), ids, title=f.stem) for f in files]


def plan_feeds(files: Sequence[Path], registry: Path | None, licence_ids: Sequence[str]) -> list[FeedFiles]:
    """Feeds for these files: by the registry where it names them, else one feed each."""
    named = read_registry(registry, files) if registry else []
    taken = {f for e in named for f in e.files}
    return [*named, *one_feed_per_file([f for f in files if f not in taken], licence_ids)]
