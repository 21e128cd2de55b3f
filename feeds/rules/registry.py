"""Finds rules and words by folder, so that adding one is adding one file.

`jp/*.py` each give `RULES` (a tuple of Rule); `canonical_texts/*.py` each give `TEXTS` (code → RuleText). What does
not live here: the rules and the words themselves.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

import feeds.rules.canonical_texts
import feeds.rules.jp
from feeds.rules.policy import DEFAULT
from feeds.rules.rule import Rule
from feeds.rules.soften import EVERYWHERE, SOFTENERS
from terms.canonical import digest
from terms.notices import RuleText


def _modules(package: ModuleType) -> list[ModuleType]:
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_"))
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


@cache
def rules() -> tuple[Rule, ...]:
    """Our rules, by code. Raises ValueError when two files give the same code."""
    found = [rule for module in _modules(feeds.rules.jp) for rule in module.RULES]
    codes = [rule.code for rule in found]
    if len(set(codes)) != len(codes):
        raise ValueError(f"a rule code is given twice: {sorted(codes)}")
    return tuple(sorted(found, key=lambda rule: rule.code))


@cache
def _canonical_texts() -> dict[str, RuleText]:
    texts: dict[str, RuleText] = {}
    for module in _modules(feeds.rules.canonical_texts):
        twice = texts.keys() & module.TEXTS.keys()
        if twice:
            raise ValueError(f"words are given twice: {sorted(twice)}")
        texts.update(module.TEXTS)
    return texts


def canonical_texts() -> dict[str, RuleText]:
    """The words of codes that are not ours, by code."""
    return dict(_canonical_texts())


LOGIC = 3
"""To be raised by hand when a check or a softener finds something else than before under the same codes."""


@cache
def rule_set() -> str:
    """A short name of the rules as they are now (12 hexadecimal digits): changes with codes, severities, blocking,
    softened codes and `LOGIC`. Reports are kept by it."""
    ours = [[r.code, {e: s.value for e, s in r.severity.items()}] for r in rules()]
    return digest([LOGIC, ours, sorted(DEFAULT), sorted({**SOFTENERS, **EVERYWHERE})])[:12]
