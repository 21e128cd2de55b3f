"""The adapter's engine against another one (gtfs-validator, pure Python) on small feeds made here.

Known differences are listed with their reason; a new one is a change of either engine. Not here: our own rules.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from feeds.rules import guru

pytestmark = pytest.mark.long

AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_lang"
TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint"
STOPS = "stop_id,stop_name,stop_lat,stop_lon"

FEEDS: dict[str, dict[str, str | None]] = {
    "good": {},
    "no_agency": {"agency": None},
    "old_translations": {"translations": "trans_id,lang,translation\n港町,ja-Hrkt,みなとまち"},
    "unknown_stop": {"stop_times": f"{TIMES}\nt1,8:00:00,8:00:00,s1,1,1\nt1,8:05:00,8:05:00,s9,2,1"},
    "time_runs_back": {"stop_times": f"{TIMES}\nt1,8:00:00,8:00:00,s1,1,1\nt1,7:05:00,7:05:00,s2,2,1"},
    "no_timepoint": {"stop_times": f"{TIMES}\nt1,8:00:00,8:00:00,s1,1,\nt1,8:05:00,8:05:00,s2,2,"},
    "too_fast": {"stop_times": f"{TIMES}\nt1,8:00:00,8:00:00,s1,1,1\nt1,8:00:10,8:00:10,s2,2,1"},
    "one_stop": {"stop_times": f"{TIMES}\nt1,8:00:00,8:00:00,s1,1,1"},
    "twice_the_stop": {"stops": f"{STOPS}\ns1,港町,35.0,139.0\ns1,港町,35.0,139.0\ns2,灯台前,35.01,139.01"},
    "no_coordinates": {"stops": f"{STOPS}\ns1,港町,,\ns2,灯台前,35.01,139.01"},
    "swapped_coordinates": {"stops": f"{STOPS}\ns1,港町,139.0,35.0\ns2,灯台前,35.01,139.01"},
    "bad_url": {"agency": f"{AGENCY}\n8000020130001,み,ＨＰなし,Asia/Tokyo,ja"},
    "bad_timezone": {"agency": f"{AGENCY}\n8000020130001,み,https://a.jp/,Tokyo,ja"},
    "two_timezones": {
        "agency": f"{AGENCY}\n8000020130001,み,https://a.jp/,Asia/Tokyo,ja\nb,b,https://b.jp/,Asia/Seoul,ja"
    },
    "bad_colour": {"routes": "route_id,agency_id,route_short_name,route_type,route_color\nr1,8000020130001,1,3,GG0000"},
    "bad_date": {"calendar_dates": "service_id,date,exception_type\ndaily,2020-01-01,1"},
    "ids_in_japanese": {"trips": "route_id,service_id,trip_id\nr1,daily,t1\nr1,daily,平日１"},
    "short_row": {"trips": "route_id,service_id,trip_id\nr1,daily,t1\nr1,daily"},
    "sub_id_none": {
        "translations": "table_name,field_name,language,translation,record_id,record_sub_id\n"
        "stops,stop_name,en,A,s1,NONE"
    },
}

DIFFERENT: dict[str, dict[str, tuple[str, int]]] = {
    # The canonical engine puts a stop without coordinates at latitude 0, longitude 0 and finds the journey too fast.
    "no_coordinates": {"fast_travel_between_far_stops": ("WARNING", 1)},
}
"""What only the other engine finds."""


def by_oracle(path, folder) -> dict[str, tuple[str, int]]:
    cli = pytest.importorskip("gtfs_validator.cli")
    cli.main(["-i", str(path), "-o", str(folder), "-c", "JP", "-d", "2020-06-01", "-svu"])
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {n["code"]: (n["severity"], n["totalNotices"]) for n in report["notices"]}


@pytest.mark.parametrize("name", sorted(FEEDS))
def test_equal_codes_severities_and_totals(make_zip, tmp_path, name):
    path = make_zip(**FEEDS[name])
    result = guru.validate(path, country="JP", reference_date=date(2020, 6, 1))
    ours = {code: (severity.value, total) for code, severity, total in result.codes()}
    assert {**ours, **DIFFERENT.get(name, {})} == by_oracle(path, tmp_path / "out")
