"""The README beside the town's files, in Japanese and English, and the writing of all of them.

What lives here: `write_all` and the words. What does not: the town's files (the package), the examples (gallery).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from futae.town import TownFile, write_town
from futae.town.gallery import Example, gallery

FAULTY = "faulty"
"""The folder of the examples."""

_HEAD = """# 汐見市の見本 / The sample town of Shiomi

この町は架空です。地名・事業者・番号に実在のものはなく、座標は海の上です。
This town is invented: no place, operator or number in it is real, and its coordinates lie at sea.

## 町のファイル / Files of the town

| ファイル / file | 中身 / what it is | フィード / feed | 版 / edition |
|---|---|---|---|
"""
_FAULTS = """
## 誤りのある見本 / Faulty examples

それぞれに誤りを1つだけ入れてあります。`futae check faulty/名前.zip` で指摘を見られます（路線3「丘の宮線」、第3版）。
Each holds one mistake in line 3, edition 3; `futae check faulty/NAME.zip --lang en` shows what is found.
○ 公開できる publishable · ✗ 公開できない blocked · ? 読めない unreadable

| ファイル / file | 誤り / mistake | | 指摘 / findings |
|---|---|---|---|
"""
_MARK = {"publishable": "○", "blocked": "✗", "unreadable": "?"}
_EDITIONS = {"shiomi/community": "2", "shiomi/ferry": "4 (`--edition v4`)", "shiomi/rail": "4 (`--edition v4`)"}


def write_all(folder: Path, *, today: date) -> tuple[tuple[TownFile, ...], tuple[Example, ...]]:
    """Write the town's files, the faulty examples below `faulty/` and a README; what was written."""
    files = write_town(folder, today=today)
    (folder / FAULTY).mkdir(exist_ok=True)
    examples = []
    for example, data in gallery(today):
        (folder / FAULTY / f"{example.name}.zip").write_bytes(data)
        examples.append(example)
    (folder / "README.md").write_text(readme(files, examples), encoding="utf-8")
    return files, tuple(examples)


def readme(files: Sequence[TownFile], examples: Sequence[Example]) -> str:
    """The page about the files."""
    return _HEAD + "".join(map(_file_row, files)) + _FAULTS + "".join(map(_example_row, examples))


def _file_row(file: TownFile) -> str:
    edition = _EDITIONS.get(file.feed, "3" if file.path.suffix == ".zip" else "N03 2021")
    return f"| {file.path.name} | {file.title} | {file.feed} | {edition} |\n"


def _example_row(example: Example) -> str:
    found = "<br>".join(f"`{code}` × {total}" for code, total in example.codes.items())
    return f"| {example.name}.zip | {example.ja}<br>{example.en} | {_MARK[example.outcome]} | {found} |\n"
