"""Real generations joined: no code that neither has, no open reference, the trips of every day as each generation runs.

What does not live here: small generations (test_join).
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bench.tools.mergeproof import dangling, merged_tables
from bench.tools.validating import new_codes, our_codes
from feeds.generations import join
from feeds.inspect import inspect
from feeds.merging.values import Member
from feeds.service import service_days
from feeds.tables import TextTables, read_tables
from terms.ids import FeedKey
from terms.reports import from_json

PAIRS = [
    ("GTFS-JP.zip", "unobus_2020.zip"),
    ("wakayama.zip", "wakayama_2021_taisukef.zip"),
    ("donanbus_hokkaido_2017.zip", "donanbus_hokkaido_2020.zip"),
]


def trips_per_day(tables) -> dict[date, int]:
    days = service_days(TextTables(dict(tables))).days
    counted = tables["trips"].select("service_id").join(days, on="service_id").group_by("day_on").len()
    return dict(counted.iter_rows())


def _natural(members) -> set[str]:
    """Codes that joining must bring: the services of the current one end the day before the start, so they are past on
    it; and where one generation has no translations at all, which one code says, its names lack readings one by one
    beside the names of the other."""
    named = {code for one in members for code in one}
    kana = {"jp_stop_name_kana_missing", "jp_other_kana_missing", "jp_headsign_kana_missing"}
    return {"expired_calendar"} | (kana if "jp_translations_missing" in named else set())


@pytest.mark.real
@pytest.mark.parametrize(("old", "new"), PAIRS, ids=[one[0] for one in PAIRS])
def test_real_generations(shared_data, tmp_path, old, new):
    real_file = (shared_data / "gtfs-jp").joinpath
    members, tables, facts = [], [], []
    for name in (old, new):
        folder = tmp_path / name
        folder.mkdir()
        report = from_json(inspect(real_file(name), folder, file_name=name, reference_date="2020-01-15")["report"])
        sources = {one.name.removesuffix(".parquet"): one for one in (folder / "tables").glob("*.parquet")}
        members.append(Member(FeedKey("a", "b"), sources, ("CC0-1.0",)))
        tables.append(read_tables(folder / "tables"))
        facts.append(report.facts)
    start = date.fromisoformat(str(facts[1].get("starts_on") or facts[1]["first_on"]))
    path = tmp_path / "merged.zip"
    with path.open("wb") as out:
        account = join(members[0], members[1], start, out)
    merged = merged_tables(path)
    before, after, both = (trips_per_day(t) for t in (*tables, merged))
    assert {d: n for d, n in both.items() if d < start} == {d: n for d, n in before.items() if d < start}
    assert {d: n for d, n in both.items() if d >= start} == {d: n for d, n in after.items() if d >= start}
    assert dangling(merged) <= dangling(tables[0]) | dangling(tables[1])
    on = start.isoformat()
    codes = [our_codes(one, on) for one in (real_file(old), real_file(new), path)]
    print(f"\n{old} + {new} from {start}: {both.get(start - timedelta(days=1))} | {both.get(start)} trips", account)
    assert new_codes(codes[2], codes[:2]) <= _natural(codes[:2])
