"""What blocks publishing: codes of ours by policy. Severity is a matter of the rule, blocking of the feed.

The default was chosen by looking at 90 real feeds (docs/rules-jp.md): what is missing or badly written never keeps a
town's bus off the map; what would make the map say something false does. Canonical errors block under every policy
(`soften`). What does not live here: what a feed adds or permits (terms.policies), severities (`rule`).
"""

from __future__ import annotations

from collections.abc import Iterable

from feeds.rules.rule import Rule
from terms.notices import Severity
from terms.policies import BASES

DEFAULT = frozenset({"jp_agency_timezone_not_tokyo"})
"""Codes of ours that block unless a feed says otherwise: with a wrong zone every departure would be shown hours off."""


def blocking_codes(policy: str, known: Iterable[Rule], edition: str) -> frozenset[str]:
    """The codes of ours that block in a feed of that edition. Raises ValueError for an unknown policy."""
    if policy == "default":
        return DEFAULT
    if policy == "strict":
        return frozenset(rule.code for rule in known if rule.severity.get(edition) is Severity.ERROR)
    if policy == "lenient":
        return frozenset()
    raise ValueError(f"policy must be {', '.join(BASES)}: {policy!r}")
