"""Finds the document formats by folder, so that adding one is adding one file.

What does not live here: the formats themselves.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import feeds.formats.documents
from feeds.formats.document import Document
from feeds.formats.reading import ReadingRule


@cache
def documents() -> tuple[Document, ...]:
    """All document formats in the order in which they are tried: by file name, those that are last behind."""
    package = feeds.formats.documents
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name != "registry")
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return tuple(sorted((one for module in modules for one in module.DOCUMENTS), key=lambda one: one.is_last))


def document_rules() -> dict[str, ReadingRule]:
    """All codes of all document formats."""
    return {code: rule for one in documents() for code, rule in one.rules.items()}
