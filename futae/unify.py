"""`futae unify`: files → one GTFS feed of all that may enter, and the account of it; no home, no database.

Every file is read in the box as `futae check` reads it; only feeds that could be published go on. What does not live
here: merging (feeds.merge), which licence a file has (registry_file, the caller).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from boxes.box import Box
from boxes.limits import Limits, cpu_budget_s
from boxes.reports import death_report
from feeds.merge import Member, MergeReport, Publisher, merge, report_json
from feeds.merging.report import REASONS
from futae.checkfile import INSPECT
from futae.registry_file import FeedFiles
from terms.audiences import PUBLIC
from terms.reports import Report, from_json, outcome

Say = Callable[[str], None]
UNNAMED = Publisher("Futae 二重", "https://example.org/")
"""The publisher where nobody said one; the address is one that belongs to nobody (RFC 2606)."""
ALL, SOME, NOTHING = 0, 1, 2
"""Exit codes: every file is in; some were left out; nothing could be merged and no file was written."""
_WORDS = {
    "ja": {
        "blocked": "このままでは公開できません({codes})",
        "unreadable": "読めません({codes})",
        "other": "GTFS ではありません({codes})",
        "older": "古い世代です。新しい {codes} を使います",
        "private": "公開のフィードではありません({codes})",
        "done": "{feeds}件のフィード、{trips:,}便、停留所{stops:,}件 → {out}(利用条件 {licence}、{zone}、{version})",
        "nothing": "入れられるフィードがなく、何も書きませんでした。",
        "rows": "{reason}: {rows:,}行",
        "cells": "{reason}: {cells:,}セル",
        "publisher": "発行者が決まっていません。配る前に --publisher と --publisher-url を指定してください。",
        "out": "✗ {name} 除外: {why}",
    },
    "en": {
        "blocked": "cannot be published as it is ({codes})",
        "unreadable": "cannot be read ({codes})",
        "other": "is not GTFS ({codes})",
        "older": "an older generation; {codes} is taken",
        "private": "not a public feed ({codes})",
        "done": "{feeds} feeds, {trips:,} trips, {stops:,} stops → {out} (licence {licence}, {zone}, {version})",
        "nothing": "no feed may enter; nothing was written.",
        "rows": "{reason}: {rows:,} rows",
        "cells": "{reason}: {cells:,} cells",
        "publisher": "feed_info names no publisher yet: say --publisher and --publisher-url before giving it on.",
        "out": "✗ {name} left out: {why}",
    },
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not in the merged feed. `reason` is 'blocked', 'unreadable', 'other' (not GTFS), 'older',
    'private' or a reason of feeds.merging.report; `detail` the codes or values that decided."""

    path: Path
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Unified:
    """What was made: the report of the merge, and every file that stayed out with its reason."""

    report: MergeReport
    left_out: tuple[LeftOut, ...]

    @property
    def exit_code(self) -> int:
        """ALL, SOME or NOTHING; an older generation left out is as it should be."""
        if self.report.is_empty:
            return NOTHING
        return SOME if any(one.reason != "older" for one in self.left_out) else ALL


@dataclass(slots=True)
class Taken:
    """What was read: members, by key the file and the report of each, and the files that stay out."""

    members: list[Member] = field(default_factory=list)
    paths: dict[str, Path] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def unify(
    plan: Sequence[FeedFiles],
    out: Path,
    *,
    today: date,
    publisher: Publisher = UNNAMED,
    title: str = "",
    timezone: str | None = None,
    lang: str = "ja",
    limits: Limits | None = None,
    say: Say = lambda _: None,
) -> Unified:
    """Check each file of the plan at `today`, merge what may enter and write `out` (whole or not at all). Of several
    generations of a feed the last is taken. OSError when `out` cannot be written."""
    with tempfile.TemporaryDirectory() as folder:
        taken = take_in(plan, Path(folder), today, limits or Limits(), lang, say)
        with _written_whole(out) as file:
            report = merge(taken.members, file, publisher=publisher, made_on=today, title=title, timezone=timezone)
    refused = [LeftOut(taken.paths[str(one.key)], one.reason, one.detail) for one in report.excluded]
    for one in refused:
        say(left_out_words(one, lang))
    done = Unified(report, (*taken.left_out, *refused))
    for line in summary(done, out, lang, named=publisher is not UNNAMED):
        say(line)
    return done


def take_in(plan: Sequence[FeedFiles], folder: Path, today: date, limits: Limits, lang: str, say: Say) -> Taken:
    """Read every feed's newest file; those that can be published become members, their tables in `folder`."""
    taken = Taken()
    with Box(limits, preload=("feeds.inspect",)) as box:
        for number, wanted in enumerate(plan):
            *older, newest = wanted.files
            left = [LeftOut(path, "older", newest.name) for path in older]
            if wanted.audience != PUBLIC:
                left.append(LeftOut(newest, "private", wanted.audience))
            else:
                place = folder / str(number)
                place.mkdir()
                report = _inspect(box, newest, wanted, place, today)
                left += [refusal] if (refusal := _refusal(newest, report)) else []
                if refusal is None:
                    taken.members.append(_member(wanted, newest, report, place / "tables"))
                    taken.paths[str(wanted.key)], taken.reports[str(wanted.key)] = newest, report
                    say(f"✓ {wanted.key} ← {newest.name} ({report.format} {report.edition})".replace(" )", ")"))
            for one in left:
                say(left_out_words(one, lang))
            taken.left_out += left
    return taken


def _inspect(box: Box, path: Path, wanted: FeedFiles, place: Path, today: date) -> Report:
    given = {"file_name": path.name, "edition": wanted.edition, "reference_date": today.isoformat()}
    result = box.run(INSPECT, path, given, place, cpu_s=cpu_budget_s(path.stat().st_size))
    if result.value is None:
        return death_report(result.died or "crash", result.limits, today.isoformat())
    return from_json(result.value["report"])


def _refusal(path: Path, report: Report) -> LeftOut | None:
    """Why a checked file cannot go on; None when it can."""
    codes = ", ".join(sorted({total.code for total in report.totals if total.blocking})) or report.format
    if outcome(report) != "publishable":
        return LeftOut(path, outcome(report), codes)
    return None if report.format.startswith("gtfs") else LeftOut(path, "other", report.format)


def _member(wanted: FeedFiles, path: Path, report: Report, tables: Path) -> Member:
    facts = report.facts
    with path.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
    return Member(
        key=wanted.key,
        tables={one.name.removesuffix(".parquet"): one for one in sorted(tables.glob("*.parquet"))},
        licence_ids=wanted.licence_ids,
        title=wanted.title or str(facts.get("title") or ""),
        holder=wanted.holder or str(facts.get("holder") or ""),
        version=str(facts.get("feed_version") or ""),
        file_sha256=sha256,
        timezone=wanted.timezone,
        first_on=_day(facts.get("first_on")),
        last_on=_day(facts.get("last_on")),
    )


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


@contextmanager
def _written_whole(out: Path) -> Iterator[BinaryIO]:
    """A file beside `out` that takes its place when all went well and something was written."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            is_empty = file.tell() == 0
            file.flush()
            os.fsync(file.fileno())
        if not is_empty:
            part.chmod(0o644)
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def left_out_words(one: LeftOut, lang: str) -> str:
    """One line about a file that stayed out."""
    words = _WORDS[lang]
    if one.reason in words:
        why = words[one.reason].format(codes=one.detail)
    else:
        ja, en = REASONS[one.reason]
        why = (ja if lang == "ja" else en) + (f" ({one.detail})" if one.detail else "")
    return words["out"].format(name=one.path.name, why=why)


def summary(done: Unified, out: Path, lang: str, *, named: bool) -> list[str]:
    """What was made, and each kind of change with how many rows or cells it concerned."""
    words, report = _WORDS[lang], done.report
    if report.is_empty:
        return [words["nothing"]]
    lines = [
        words["done"].format(
            feeds=len(report.members), trips=report.tables.get("trips", 0), stops=report.tables.get("stops", 0),
            out=out, licence=report.licence_id, zone=report.timezone, version=report.feed_version,
        )
    ]  # fmt: skip
    for reason, both in REASONS.items():
        some = [one for one in report.remarks if one.reason == reason]
        rows, cells = sum(one.minus or one.plus for one in some), sum(one.cells for one in some)
        text = both[0] if lang == "ja" else both[1]
        if rows:
            lines.append("  " + words["rows"].format(reason=text, rows=rows))
        elif cells:
            lines.append("  " + words["cells"].format(reason=text, cells=cells))
    return lines if named else [*lines, words["publisher"]]


def as_json(done: Unified) -> str:
    """The report of the merge with the files left out, as a document."""
    left = [{"file": one.path.name, "reason": one.reason, "detail": one.detail} for one in done.left_out]
    return json.dumps({**report_json(done.report), "left_out": left}, ensure_ascii=False, indent=2) + "\n"
