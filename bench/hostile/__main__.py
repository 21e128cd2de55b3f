"""`python -m bench.hostile FOLDER`: write all hostile files there, for any checker. Judges nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.hostile.files import FILES


def main(folder: Path) -> None:
    """Write every file and print its name, size in bytes and what is expected."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in FILES:
        path = folder / one.name
        one.make(path)
        print(f"{path.stat().st_size:>10} {one.expect:8} {one.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
