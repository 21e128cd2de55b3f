"""Names for files that come without one: a slug of the file's name with a short hash of its bytes.

What does not live here: registry files (`registry_file`).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ORG = "demo"


def feed_slug(path: Path) -> str:
    """`demo FILES` makes one feed per file: ASCII slug of the stem (at most 40) + '-' + 8 hexadecimal digits of the
    file's SHA-256, so that files of one name stay apart and the same file keeps its name."""
    with path.open("rb") as opened:
        short = hashlib.file_digest(opened, "sha256").hexdigest()[:8]
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40].strip("-")
    return f"{slug}-{short}" if slug else short
