"""One feed of many: GTFS and GTFS-JP feeds, as text tables, into one GTFS zip in which no ids meet.

    with open("unified.zip", "wb") as out:
        report = merge(members, out, publisher=Publisher("Futae", "https://…"), made_on=date(2026, 11, 24))

Pure and streaming: one table of one member is in memory at a time; equal members give equal bytes (with the same
polars and zlib). Plain: stops of one place stay apart, and services two operators both publish are there twice. What is
decided where: ids (merging.ids), who enters (merging.admission), agencies and attributions (merging.agencies),
translations by record (merging.translations), networks (merging.networks), feed_info, LICENSES.json and attribution.txt
(merging.papers). Known limit: a row of fare_leg_rules or fare_transfer_rules with empty areas and networks speaks for
all legs, in the merged feed for those of all members.

What does not live here: reading files (feeds.inspect), which versions are live (pipelines).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import polars as pl

from feeds.formats.flex_locations import STEM as LOCATIONS
from feeds.merging import papers
from feeds.merging.admission import Admit, Admitted, admitted, resulting_licence
from feeds.merging.agencies import ATTRIBUTIONS, NEEDS_AGENCY, attributions, publisher_attribution, with_agency
from feeds.merging.ids import namespaced, unknown_id_columns
from feeds.merging.locations import collection, features
from feeds.merging.networks import networks_in_files
from feeds.merging.report import Excluded, Merged, MergeReport, Remark, report_json
from feeds.merging.tables import header, is_carried, stems
from feeds.merging.translations import COLUMNS, by_record
from feeds.merging.values import Member, Publisher, Source
from feeds.merging.writing import FeedWriter
from terms.licences import allows_publishing

__all__ = ["Excluded", "Member", "MergeReport", "Merged", "Publisher", "Remark", "Source", "merge", "report_json"]


@dataclass(slots=True)
class _Account:
    """Rows written by member and table, and all remarks, as they come."""

    out: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    tables: dict[str, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def wrote(self, member: Member, stem: str, rows: int, remarks: Sequence[Remark]) -> None:
        self.out[str(member.key)][stem] = rows
        self.remarks += remarks


def merge(
    members: Sequence[Member],
    out: BinaryIO,
    *,
    publisher: Publisher,
    made_on: date,
    title: str = "",
    admit: Admit = allows_publishing,
    timezone: str | None = None,
) -> MergeReport:
    """Write the merged feed of `members` to `out` (binary, seekable) and give the account of it.

    `made_on` is part of feed_version; `admit` decides by licence who may enter (the default is what the public may
    have); `timezone` fixes the time zone, else that of most members is taken. When no member may enter nothing is
    written and the report is empty. Raises ValueError when two members have one key, KeyError for a licence id that is
    not in terms.licences, and what polars or `out` raise where a table or the file cannot be read or written."""
    chosen = admitted(members, admit, timezone)
    account = _Account()
    said = [papers.said_by(one) for one in chosen.members]
    feed_version = papers.version(chosen.members, publisher, made_on)
    about = {
        "title": title or publisher.name,
        "feed_version": feed_version,
        "made_on": made_on.isoformat(),
        "timezone": chosen.timezone,
    }
    if chosen.members:
        prepared, remarks = networks_in_files(chosen.members)
        account.remarks += remarks
        with FeedWriter(out) as writer:
            account.tables["feed_info"] = _write_own(
                writer, "feed_info", papers.feed_info(publisher, said, feed_version)
            )
            _write_tables(writer, prepared, account)
            _write_made(writer, prepared, publisher, account)
            _write_papers(writer, chosen, said, about)
    return _report(chosen, said, account, about, made_on)


def _write_own(writer: FeedWriter, stem: str, frame: pl.DataFrame) -> int:
    return writer.table(stem, frame.columns, [frame])


def _write_tables(writer: FeedWriter, members: Sequence[Member], account: _Account) -> None:
    """The tables whose rows are those of the members one after the other."""
    for stem in stems(members):
        carrying = [one for one in members if is_carried(stem, one.columns(stem))]
        columns = header(stem, carrying, needed=("agency_id",) if stem in NEEDS_AGENCY else ())
        account.tables[stem] = writer.table(stem, columns, _rows(stem, carrying, account))
    for one in members:
        _tell_left_out(one, account)


def _rows(stem: str, members: Sequence[Member], account: _Account) -> Iterator[pl.DataFrame]:
    for one in members:
        frame, remarks = _table(one, stem)
        if frame is not None:
            account.wrote(one, stem, frame.height, remarks)
            yield frame


def _table(member: Member, stem: str) -> tuple[pl.DataFrame | None, list[Remark]]:
    """One table of one member as the merged feed has it."""
    if stem == "attributions":
        return attributions(member)
    raw = member.table(stem)
    if raw is None:
        return None, []
    frame, remarks = with_agency(namespaced(raw, member.prefix), stem, member)
    for name in unknown_id_columns(raw.columns):
        cells = raw.height - raw[name].null_count()
        remarks.append(Remark(member.key, stem, "id_column_unknown", name, cells=cells))
    return frame, remarks


def _tell_left_out(member: Member, account: _Account) -> None:
    for stem in sorted(member.tables):
        if not is_carried(stem, member.columns(stem)):
            account.remarks.append(Remark(member.key, stem, "unknown_table", minus=_height(member, stem)))
    rows = _height(member, "feed_info")
    if rows:
        account.remarks.append(Remark(member.key, "feed_info", "feed_info", minus=rows))


def _height(member: Member, stem: str) -> int:
    source = member.tables.get(stem)
    if source is None:
        return 0
    if isinstance(source, pl.DataFrame):
        return source.height
    lazy = source if isinstance(source, pl.LazyFrame) else pl.scan_parquet(source)
    return int(lazy.select(pl.len()).collect().item())


def _write_made(writer: FeedWriter, members: Sequence[Member], publisher: Publisher, account: _Account) -> None:
    """Tables whose rows are made: translations by record, attributions with those of the sources, features."""
    if any("translations" in one.tables for one in members):
        columns = [*COLUMNS, *_further("translations", members, (*COLUMNS, "trans_id", "lang"))]
        account.tables["translations"] = writer.table("translations", columns, _translations(members, account))
    columns = [*ATTRIBUTIONS, *_further("attributions", members, ATTRIBUTIONS)]
    ours = [publisher_attribution(publisher)]
    account.tables["attributions"] = writer.table("attributions", columns, _with(ours, members, account))
    if any(LOCATIONS in one.tables for one in members):
        writer.text(LOCATIONS, collection(_features(members, account)))
        account.tables[LOCATIONS] = sum(rows.get(LOCATIONS, 0) for rows in account.out.values())


def _further(stem: str, members: Sequence[Member], known: Sequence[str]) -> list[str]:
    return [name for name in header(stem, members) if name not in known]


def _with(ours: list[pl.DataFrame], members: Sequence[Member], account: _Account) -> Iterator[pl.DataFrame]:
    yield from ours
    yield from _rows("attributions", members, account)


def _translations(members: Sequence[Member], account: _Account) -> Iterator[pl.DataFrame]:
    for one in members:
        if "translations" in one.tables:
            frame, remarks = by_record(one, _tables_of(one))
            account.wrote(one, "translations", frame.height, remarks)
            yield frame


def _tables_of(member: Member) -> Callable[[str], pl.DataFrame | None]:
    return lambda stem: _table(member, stem)[0]


def _features(members: Sequence[Member], account: _Account) -> Iterator[bytes]:
    for one in members:
        if LOCATIONS in one.tables:
            found, remarks = features(one, LOCATIONS)
            account.wrote(one, LOCATIONS, len(found), remarks)
            yield from found


def _write_papers(writer: FeedWriter, chosen: Admitted, said: Sequence[papers.Said], about: dict[str, str]) -> None:
    document = papers.licences_json(chosen.members, said, chosen.excluded, about)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    writer.text(papers.LICENSES, [text.encode()])
    writer.text(papers.CREDITS, [papers.credits_text(chosen.members, about).encode()])


def _report(
    chosen: Admitted, said: Sequence[papers.Said], account: _Account, about: dict[str, str], made_on: date
) -> MergeReport:
    first, last = papers.span(said)
    licences = tuple(sorted({one for member in chosen.members for one in member.licence_ids}))
    merged = tuple(
        Merged(
            one.key, one.title, one.credited, one.version, one.file_sha256, one.licence_ids, chosen.timezone,
            its.first_on, its.last_on,
            {stem: _height(one, stem) for stem in sorted(one.tables)},
            dict(sorted(account.out.get(str(one.key), {}).items())),
        )
        for one, its in zip(chosen.members, said, strict=True)
    )  # fmt: skip
    return MergeReport(
        title=about["title"],
        made_on=made_on,
        feed_version=about["feed_version"],
        timezone=chosen.timezone,
        licence_id=resulting_licence(licences) if licences else "",
        licence_ids=licences,
        first_on=first,
        last_on=last,
        members=merged,
        excluded=chosen.excluded,
        remarks=tuple(sorted(account.remarks, key=lambda one: (one.key, one.table, one.reason, one.column))),
        tables=dict(account.tables),
    )
