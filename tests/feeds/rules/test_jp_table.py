"""What holds for all GTFS-JP rules: severities as decided, the good feed is good, strange tables harm none, each has a
test of its own. Not here: what single rules find (test_jp_*).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.formats.gtfs_schema import TABLES
from feeds.rules.policy import DEFAULT
from feeds.rules.registry import rules
from feeds.rules.rule import EDITIONS, RuleContext

CODES = sorted(rule.code for rule in rules())

WANTED = """
jp_agency_id_bad_check_digit       W W I
jp_agency_id_not_corporate_number  W W I
jp_agency_id_required              E E E
jp_agency_jp_agency_id_missing     E E -
jp_agency_jp_agency_id_unknown     E E -
jp_agency_lang_not_ja              E E E
jp_agency_name_kana_missing        W W I
jp_agency_president_name_space     I I -
jp_agency_timezone_not_tokyo       E E E
jp_agency_zip_format               W W -
jp_contains_id_used                I I -
jp_coordinates_outside_japan       W W W
jp_currency_not_jpy                E E E
jp_env_dependent_char              I I I
jp_equal_time_consecutive_stops    W W W
jp_fare_files_missing              E E E
jp_fare_od_pair_missing            W W W
jp_fare_od_pairs_too_many          I I I
jp_feed_info_dates_missing         W W E
jp_feed_info_missing               E E E
jp_feed_lang_not_ja                E E E
jp_feed_version_missing            I I E
jp_file_not_in_edition             - I I
jp_fullwidth_ascii                 I I I
jp_headsign_kana_missing           W W I
jp_holiday_not_modelled            W W W
jp_ja_after_hrkt                   I - -
jp_ja_row_missing                  I I -
jp_kana_bad_reference              - W W
jp_kana_conflict                   W W W
jp_kana_not_kana                   W W W
jp_location_type_missing           - - W
jp_location_type_not_in_edition    W W -
jp_office_contact_format           W W -
jp_office_id_duplicate             E E -
jp_office_id_missing               E E -
jp_office_name_missing             E E -
jp_office_ref_unknown              E E -
jp_other_kana_missing              W W I
jp_pattern_id_duplicate            - E -
jp_pattern_id_missing              - E -
jp_pattern_ref_unknown             - E -
jp_phone_format                    W W W
jp_platform_code_has_words         W W W
jp_price_not_integer               E E E
jp_record_sub_id_none              - I E
jp_reserved_namespace              W W W
jp_route_name_kana_missing         W W I
jp_route_type_not_bus              E E -
jp_route_update_date_format        W W -
jp_routes_jp_ref_unknown           E W -
jp_shape_dist_not_metres           W W W
jp_stop_name_kana_missing          E E E
jp_stop_time_at_non_pole           E E E
jp_stop_time_blank                 E E -
jp_translations_missing            E E E
jp_translations_old_layout         W E E
jp_year_end_expiry                 I I I
jp_zone_id_missing_for_zone_fare   E E E
"""
"""Severity in editions 2, 3 and 4."""

STRANGE = (
    "unheard_of\nx",
    None,
    "agency_id,stop_id,stop_name,trans_id,lang,fare_id,agency_lang,trip_id,route_id,service_id",
    ",".join(sorted({column.name for table in TABLES.values() for column in table.columns})) + "\n,,,\n ,x,1,２",
)


def test_the_rule_table_is_as_decided():
    wanted = [line.split() for line in WANTED.split("\n") if line]
    found = [[r.code, *(r.severity[e].value[0] if e in r.severity else "-" for e in EDITIONS)] for r in rules()]
    assert found == wanted
    assert all(r.source and r.mark for r in rules())


def test_every_code_has_a_test_of_its_own():
    here = Path(__file__)
    written = "".join(p.read_text(encoding="utf-8") for p in sorted(here.parent.glob("test_jp_*.py")) if p != here)
    assert [code for code in CODES if f'"{code}"' not in written] == []


def found(tables, edition) -> dict[str, int]:
    context = RuleContext(edition)
    return {rule.code: rows for rule in rules() if (rows := rule.check(tables, context).height)}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_good_feed_is_good_to_every_rule_of_every_edition(make_tables, edition):
    assert found(make_tables(), edition) == {}


def test_the_good_feed_in_the_old_layout_is_good(make_tables, old_translations):
    assert found(make_tables(translations=old_translations), "v2") == {"jp_translations_old_layout": 1}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("strange", STRANGE)
def test_rules_live_with_strange_tables(make_tables, edition, strange):
    tables = make_tables(**dict.fromkeys(TABLES, strange))
    assert found(tables, edition).keys() <= set(CODES)


def test_the_page_of_reasons_tells_every_code():
    page = (Path(__file__).parents[3] / "docs" / "rules-jp.md").read_text(encoding="utf-8")
    told = [[cell.strip() for cell in line.split("|")[1:5]] for line in page.splitlines() if line.startswith("| `")]
    assert [(code.strip("`"), severities.replace("–", "-")) for code, severities, _, _ in told] == [
        (line.split()[0], " ".join(line.split()[1:])) for line in WANTED.split("\n") if line
    ]
    assert {code.strip("`") for code, _, _, blocks in told if blocks} == DEFAULT
