"""Every module says what lives there and what does not (DESIGN §12, law 3). Not here: functions (ruff D1)."""

from __future__ import annotations

import ast
import re

_SENTENCE_END = re.compile(r"[.:;!?。](\s|$)")
_REFUSAL = re.compile(r"\b(not|never|nothing|no)\b", re.IGNORECASE)
_TS_OPENING = re.compile(r"\A(#![^\n]*\n)?\s*/\*\*?(?P<words>.*?)\*/", re.DOTALL)


def _faults_of(words: str | None) -> str:
    if not words:
        return "no opening words"
    if len(_SENTENCE_END.findall(words)) < 2:
        return "one sentence only"
    return "" if _REFUSAL.search(words) else "does not say what does not live there"


def test_every_python_module_of_a_room_opens_with_its_law(tree):
    faults = {m.path: _faults_of(ast.get_docstring(m.tree)) for m in tree.of_rooms()}
    assert {path: fault for path, fault in faults.items() if fault} == {}


def test_every_module_of_the_page_opens_with_its_law(tree):
    modules = [p for p in tree.paths if p.startswith("web/") and p.endswith((".ts", ".mjs")) and ".d." not in p]
    openings = {p: _TS_OPENING.match(tree.text(p)) for p in modules}
    faults = {p: _faults_of(found["words"] if found else None) for p, found in openings.items()}
    assert {path: fault for path, fault in faults.items() if fault} == {}


def test_the_law_itself():
    assert _faults_of(None) == "no opening words"
    assert _faults_of("Reads zips.") == "one sentence only"
    assert _faults_of("Reads zips. And folders.") == "does not say what does not live there"
    assert _faults_of("Reads zips. What does not live here: rules.") == ""
