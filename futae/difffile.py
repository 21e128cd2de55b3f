"""`futae diff`: two files through the box, compared by content; no home, no database.

What does not live here: comparing and words (feeds.compare), the command itself (`cli_diff`).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boxes.box import Box
from boxes.limits import Limits, cpu_budget_s
from boxes.notices import death_notice
from feeds.reportpage.visible import for_terminal
from terms.errors import BadRequest

DIFF = "feeds.compare.boxed:diff_files"
EQUAL, DIFFERENT, UNREADABLE = 0, 1, 2
"""Exit codes."""
SHOWN = 8
"""Items named of each line in the text."""
_WORDS = {
    "ja": {"unreadable": "{name}：読めません", "colon": "："},
    "en": {"unreadable": "{name}: cannot be read", "colon": ": "},
}


@dataclass(frozen=True, slots=True)
class Diffed:
    """`document` of feeds.compare, or None and, by side ('old', 'new'), why a file cannot be read: code, ja, en."""

    document: dict[str, Any] | None
    unreadable: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """EQUAL, DIFFERENT or UNREADABLE."""
        if self.document is None:
            return UNREADABLE
        return EQUAL if self.document["equal"] else DIFFERENT


def diff_files(old: Path, new: Path, *, limits: Limits | None = None) -> Diffed:
    """Compare two files (or folders of GTFS tables). Bad data never raises; BoxError when no box can be started."""
    with tempfile.TemporaryDirectory() as folder, Box(limits or Limits(), preload=("feeds.compare.boxed",)) as box:
        given, out = Path(folder) / "given", Path(folder) / "out"
        out.mkdir()
        size = sum(_put(path, given / side) for side, path in (("old", old), ("new", new)))
        names = {"old": old.name, "new": new.name}
        result = box.run(DIFF, given, {"names": names}, out, cpu_s=cpu_budget_s(size) + 20)
        if result.value is None:
            notice, text = death_notice(result.died or "crash", result.limits)
            told = {"code": notice.code, "ja": text.ja.message, "en": text.en.message}
            return Diffed(None, {"old": [told], "new": [told]})
        if result.value["unreadable"]:
            return Diffed(None, result.value["unreadable"])
        return Diffed(json.loads((out / "diff.json").read_text(encoding="utf-8")))


def _put(path: Path, folder: Path) -> int:
    """Copy a file or folder into `folder` under its own name; bytes copied."""
    folder.mkdir(parents=True)
    target = folder / path.name
    if path.is_dir():
        shutil.copytree(path, target, symlinks=True)
        return sum(one.stat().st_size for one in target.rglob("*") if one.is_file())
    shutil.copyfile(path, target)
    return target.stat().st_size


def written(done: Diffed, form: str, lang: str, old_name: str, new_name: str) -> str:
    """The comparison as 'text', 'json' or 'html'; raises BadRequest for another form."""
    if form not in ("text", "json", "html"):
        raise BadRequest(f"format must be text, json or html, not {form!r}")
    if form == "json":
        document = {"old": old_name, "new": new_name, "unreadable": done.unreadable, **(done.document or {})}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if done.document is None:
        return as_refusal(done, lang, {"old": old_name, "new": new_name})
    if form == "html":
        from feeds.compare.page import diff_page  # the template engine, only where a page is wanted

        return diff_page(done.document, lang, old_name=old_name, new_name=new_name)
    return as_text(done.document, lang, old_name, new_name)


def as_refusal(done: Diffed, lang: str, names: dict[str, str]) -> str:
    """Which file cannot be read and why."""
    lines = []
    for side, why in done.unreadable.items():
        lines.append(_WORDS[lang]["unreadable"].format(name=names[side]))
        lines += [f"    {one[lang]} [{one['code']}]" for one in why]
    return for_terminal(lines)


def as_text(document: dict[str, Any], lang: str, old_name: str, new_name: str) -> str:
    """The comparison for the terminal."""
    from feeds.compare.told import TITLES, count_left, file_of, groups, id_rows, left

    words, colon = TITLES[lang], _WORDS[lang]["colon"]
    head = f"{old_name} → {new_name}{colon}"
    if document["equal"]:
        return for_terminal([f"{head}{words['equal']}"])
    unexplained = count_left(document)
    lines = [f"{head}{words['different']}"]
    lines.append(words["some_left"].format(n=f"{unexplained:,}") if unexplained else words["all_explained"])
    for group in groups(document, lang):
        lines += ["", f"■ {group.title}"]
        for line in group.lines:
            lines.append(f"  ・{line.words}" if lang == "ja" else f"  - {line.words}")
            lines += [f"      {item}" for item in line.items[:SHOWN]]
            more = len(line.items) - SHOWN + line.more
            lines += [f"      {words['more'].format(n=f'{more:,}')}"] if line.items and more > 0 else []
    lines += ["", f"■ {words['ids']}"]
    names = [words[key] for key in ("kept", "renumbered", "begun", "ended")]
    for title, counts in id_rows(document, lang):
        lines.append(f"  {title}{colon}" + ", ".join(f"{n} {count:,}" for n, count in zip(names, counts, strict=True)))
    lines += ["", f"■ {words['files']}"]
    for one in document["tables"]:
        parts = [f"{words[part]} {one[part]:,}" for part in ("added", "removed", "changed")]
        lines.append(f"  {file_of(one['table'])}{colon}{', '.join(parts)}")
    if unexplained:
        lines += ["", f"■ {words['left']}"]
        for where, why in left(document, lang):
            lines += [f"  {where}", f"      {why}"]
    return for_terminal(lines)
