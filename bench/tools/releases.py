"""What a home's releases hold: the newest manifest, a feed's file, what each release rebuilt against the one before.

What does not live here: making releases (pipelines), asking the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog import releases
from catalog.db import Catalog
from terms.audiences import PUBLIC
from terms.errors import NotThere
from terms.ids import FeedKey
from terms.releases import Manifest


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Archives and item files of one release that the release before it had not, and how many it has in all."""

    release: int
    leaves: int
    nodes: int
    item_files: int
    all_leaves: int
    all_nodes: int
    all_item_files: int


def current_manifest(catalog: Catalog) -> Manifest:
    """The public manifest of the current release. Raises NotThere."""
    row = releases.current(catalog)
    if row is None:
        raise NotThere("the home has no release")
    return releases.load_manifest(catalog, row, PUBLIC)


def base_file(catalog: Catalog, feed: FeedKey) -> tuple[Path, str]:
    """The live file of a feed and its first service day. Raises NotThere where it is not live or has no days."""
    for live in current_manifest(catalog).feeds:
        if live.feed == str(feed) and live.first_on:
            return catalog.store.local_path(live.file_sha256), live.first_on
    raise NotThere(f"{feed} is not in the release, or has no service days")


def _parts(manifest: Manifest) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Leaves, nodes and item files: name → sha256."""
    leaves = {f"{t}/{c}": sha for t, part in manifest.tilesets.items() for c, sha in part.cells.items() if sha}
    nodes = {f"{t}/{c}": sha for t, part in manifest.tilesets.items() for c, sha in part.nodes.items()}
    files = {f"{c}/{f.cell}": f.sha256 for c, part in manifest.collections.items() for f in part.files}
    return leaves, nodes, files


def _new(before: Mapping[str, str], after: Mapping[str, str]) -> int:
    return sum(before.get(name) != sha for name, sha in after.items())


def rebuilt_since(catalog: Catalog, number: int) -> list[Rebuilt]:
    """One entry for each release after `number`, oldest first."""
    rows = [r for r in releases.list_releases(catalog, 1_000_000) if r.number >= number]
    manifests = [releases.load_manifest(catalog, row, PUBLIC) for row in sorted(rows, key=lambda r: r.number)]
    out = []
    for before, after in zip(map(_parts, manifests[:-1]), manifests[1:], strict=True):
        now = _parts(after)
        changed = [_new(b, a) for b, a in zip(before, now, strict=True)]
        out.append(Rebuilt(after.release, changed[0], changed[1], changed[2], len(now[0]), len(now[1]), len(now[2])))
    return out
