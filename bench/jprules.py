"""`futae bench jprules`: our GTFS-JP rules beside the JPN rules of gtfs-analyzer 0.16 on all real feeds of Japan.

For each pair of rules: files in which both find something, only ours, only theirs, and why. A disagreement without a
reason ends with 1. What does not live here: running the other (bench.tools.analyzer), our rules (feeds.rules).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.tools.analyzer import rules_of
from bench.tools.figures import machine, table
from bench.tools.homes import DATA
from bench.tools.peers import NoPeer
from feeds.archive import ArchiveLimits
from feeds.formats.gtfs import read_gtfs
from feeds.formats.look import look
from feeds.rules.recognise import recognise
from feeds.rules.registry import rules
from feeds.rules.rule import RuleContext

DESCRIPTION = "our GTFS-JP rules beside gtfs-analyzer's on all real feeds: agreements, and each disagreement explained"
NO_DATA = 3

PAIRS: Mapping[str, tuple[str, ...]] = {
    "JPN_001": ("jp_stop_name_kana_missing",),
    "JPN_002": ("jp_office_ref_unknown",),
    "JPN_003": ("jp_agency_jp_agency_id_unknown",),
    "JPN_004": ("jp_translations_missing",),
    "JPN_005": ("jp_office_name_missing",),
    "JPN_006": ("jp_fare_files_missing",),
    "JPN_007": ("jp_feed_info_missing",),
    "JPN_008": ("jp_route_name_kana_missing",),
    "JPN_009": ("jp_headsign_kana_missing",),
    "JPN_010": ("jp_agency_name_kana_missing",),
    "JPN_011": ("jp_agency_id_required",),
    "JPN_012": ("jp_agency_jp_agency_id_missing",),
    "JPN_013": ("jp_agency_zip_format",),
    "JPN_014": ("jp_office_id_missing", "jp_office_id_duplicate"),
    "JPN_015": ("jp_routes_jp_ref_unknown",),
    "JPN_016": ("jp_route_update_date_format",),
    "JPN_017": ("jp_pattern_id_missing", "jp_pattern_id_duplicate"),
    "JPN_018": ("jp_pattern_ref_unknown",),
    "JPN_019": ("jp_kana_bad_reference",),
    "JPN_020": ("jp_office_contact_format",),
    "JPN_021": ("jp_kana_not_kana", "jp_kana_conflict"),
    "JPN_022": ("jp_feed_info_dates_missing", "jp_feed_version_missing", "jp_location_type_missing"),
    "JPN_023": ("jp_feed_lang_not_ja",),
    "JPN_024": ("jp_agency_lang_not_ja",),
    "JPN_025": ("jp_agency_timezone_not_tokyo",),
    "JPN_026": ("jp_currency_not_jpy",),
    "JPN_027": ("jp_route_type_not_bus",),
    "JPN_028": ("jp_other_kana_missing",),
    "JPN_030": ("jp_ja_row_missing",),
    "JPN_031": ("jp_zone_id_missing_for_zone_fare",),
    "JPN_032": ("jp_agency_id_not_corporate_number",),
    "JPN_033": ("jp_reserved_namespace",),
}
"""Their rule → ours (../shared/formats/gtfs_jp.md; JPN_029 looks at the same as JPN_028)."""

_OLD = "they read translations.txt of edition 3 only: with the old columns, or without the file, every name is unread"
WHY: Mapping[tuple[str, str], str] = {
    **{(rule, "theirs"): _OLD for rule in ("JPN_001", "JPN_008", "JPN_009", "JPN_010")},
    ("JPN_006", "ours"): "four fares without fare_rules.txt (Owariasahi); theirs asks for fare_attributes.txt alone",
    ("JPN_021", "ours"): "kanji in readings in the old columns, which they do not read",
    ("JPN_022", "ours"): "a warning or hint of ours in editions 2 and 3; theirs is for edition 4",
    ("JPN_030", "ours"): "85 files with the old columns, in which theirs finds nothing",
}
"""Reasons by rule and the side that found something alone; looked into file by file."""


def ours_of(path: Path) -> set[str]:
    """The codes of ours that find something in a file."""
    with tempfile.TemporaryDirectory() as work:
        seen = look(path.resolve(), path.name, Path(work), ArchiveLimits())
        if seen.archive is None:
            return set()
        tables = read_gtfs(seen.archive, seen.folder, Path(work)).tables
    context = RuleContext(recognise(tables)[1])
    return {rule.code for rule in rules() if rule.runs_in(context.edition) and rule.check(tables, context).height}


def compared(ours: Mapping[str, set[str]], theirs: Mapping[str, Mapping[str, int]]) -> tuple[list[list[object]], int]:
    """Rows of the table, and how many disagreements have no reason."""
    rows: list[list[object]] = []
    unexplained = 0
    for rule, codes in PAIRS.items():
        mine = {name for name, found in ours.items() if found & set(codes)}
        other = {name for name, found in theirs.items() if rule in found}
        alone = {"ours": mine - other, "theirs": other - mine}
        reasons = [WHY.get((rule, side), "UNEXPLAINED") for side, files in alone.items() if files]
        unexplained += reasons.count("UNEXPLAINED")
        neither = len(ours) - len(mine | other)
        counts = (len(mine & other), neither, len(alone["ours"]), len(alone["theirs"]))
        rows.append([rule, ", ".join(codes), *counts, "; ".join(reasons)])
    return rows, unexplained


def run(args: Sequence[str]) -> int:
    """Print the table; 1 when a disagreement has no reason, 3 where feeds or the other program are not here."""
    parser = argparse.ArgumentParser(prog="futae bench jprules", description=DESCRIPTION)
    parser.add_argument("--jp", type=Path, default=DATA, help="folder of feeds of Japan")
    parser.add_argument("--today", default="2020-01-15", help="the day of judgement (2020-01-15)")
    chosen = parser.parse_args(args)
    files = sorted(chosen.jp.glob("*.zip"))
    if not files:
        print(f"no zips in {chosen.jp}", file=sys.stderr)
        return NO_DATA
    try:
        theirs = rules_of(files, chosen.today)
    except NoPeer as reason:
        print(reason, file=sys.stderr)
        return NO_DATA
    rows, unexplained = compared({path.name: ours_of(path) for path in files}, theirs)
    print(machine())
    print(table(["theirs", "ours", "both", "neither", "only ours", "only theirs", "why"], rows))
    return 1 if unexplained else 0
