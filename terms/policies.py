"""Policy: what keeps a feed's versions from being published, as a feed may choose it. Severity is another matter.

What does not live here: the default and why it is so (feeds.rules.policy), which feed has which policy (catalog.feeds).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from terms.canonical import digest
from terms.errors import BadRequest

BASES = ("default", "strict", "lenient")
"""Where a policy begins: the default, every ERROR of GTFS-JP, none of it; errors of plain GTFS block in all three."""

ALWAYS = frozenset(
    {
        "canonical_check_failed",
        "csv_parsing_failed",
        "duplicated_column",
        "empty_file",
        "empty_column_name",
        "feed_without_rows",
        "file_empty",
        "format_unknown",
        "invalid_input_files_in_subfolder",
        "invalid_row_length",
        "malformed_json",
        "missing_required_column",
        "missing_required_file",
    }
)
ALWAYS_FAMILIES = ("archive_", "box_", "many_", "n03_", "text_")
"""Codes, and beginnings of codes, that no policy can permit: what they are about was not read, or not whole."""

_CODE = re.compile(r"[a-z][a-z0-9_]{1,79}\Z")
_MOST = 200


@dataclass(frozen=True, slots=True)
class Policy:
    """`block`: codes that block besides those of `base`; `permit`: codes of `base` that do not. Both sorted."""

    base: str = "default"
    block: tuple[str, ...] = ()
    permit: tuple[str, ...] = ()

    @property
    def is_default(self) -> bool:
        """Whether it says nothing of its own."""
        return self == DEFAULT

    @property
    def key(self) -> str:
        """'' for the default, else 8 hexadecimal digits that change with the policy: part of a report's key."""
        return "" if self.is_default else digest(self.to_json())[:8]

    def blocks(self, code: str, by_base: bool) -> bool:
        """Whether a finding of that code blocks, given whether it does by the base."""
        return code in self.block or (by_base and (code not in self.permit or is_always(code)))

    def to_json(self) -> dict[str, Any]:
        """As it is stored, shown and sent."""
        return {"base": self.base, "block": list(self.block), "permit": list(self.permit)}


DEFAULT = Policy()


def is_always(code: str) -> bool:
    """Whether that code blocks under every policy when it blocks at all."""
    return code in ALWAYS or code.startswith(ALWAYS_FAMILIES)


def read_policy(raw: Mapping[str, Any] | None) -> Policy:
    """A policy from its JSON form; None and {} are the default. Raises BadRequest that says what cannot be."""
    raw = {} if raw is None else raw
    if not isinstance(raw, Mapping):
        raise BadRequest("a policy has the keys base, block and permit")
    unknown = sorted(str(key) for key in raw if key not in ("base", "block", "permit"))
    if unknown:
        raise BadRequest(f"a policy has the keys base, block and permit, not {', '.join(unknown)}")
    base = raw.get("base", "default")
    if base not in BASES:
        raise BadRequest(f"a policy's base must be {', '.join(BASES)}: {base!r}")
    block, permit = _codes(raw, "block"), _codes(raw, "permit")
    both = sorted(set(block) & set(permit))
    if both:
        raise BadRequest(f"a code cannot both block and be permitted: {', '.join(both)}")
    always = [code for code in permit if is_always(code)]
    if always:
        raise BadRequest(f"what could not be read blocks under every policy: {', '.join(always)}")
    return Policy(str(base), block, permit)


def _codes(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    codes = raw.get(name) or []
    if not isinstance(codes, list | tuple) or len(codes) > _MOST:
        raise BadRequest(f"a policy's {name} must be a list of at most {_MOST} codes")
    bad = [code for code in codes if not (isinstance(code, str) and _CODE.match(code))]
    if bad:
        raise BadRequest(f"a policy's {name} must be a list of codes such as jp_kana_missing: {bad[0]!r}")
    return tuple(sorted(set(codes)))
