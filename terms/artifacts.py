"""ArtifactRef: the door through which anything enters the store (DESIGN §4).

What does not live here: the store (catalog.store), the database rows (catalog.artifacts).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from terms.canonical import digest
from terms.geo import Bounds


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an artifact is made. `made_from` are input hashes in order, `made_by` names layer, schema version, spec
    digest and engine versions. Equal recipe, equal artifact: its hash is the memo key."""

    made_from: tuple[str, ...]
    made_by: Mapping[str, str]

    @property
    def memo_key(self) -> str:
        """Hash of made_from + made_by."""
        return digest({"made_from": list(self.made_from), "made_by": dict(self.made_by)})


@dataclass(frozen=True, slots=True)
class ArtifactRef:
    """One stored thing: content hash, media type, size in bytes, who may see it and what it was made of."""

    sha256: str
    media_type: str
    size_bytes: int
    audience: str
    licence_ids: tuple[str, ...]
    recipe: Recipe
    bounds: Bounds | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
