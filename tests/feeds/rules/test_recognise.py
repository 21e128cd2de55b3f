"""Recognising GTFS-JP and its edition. What does not live here: what follows from it (test_judge, test_soften)."""

from __future__ import annotations

import pytest

from feeds.rules.recognise import is_old_layout, recognise

PLAIN = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\na,City Bus,https://a.ca/,America/Toronto,en",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\ns1,Main St,43,-79",
    "feed_info": "feed_publisher_name,feed_publisher_url,feed_lang\nCity,https://a.ca/,en",
    "translations": None,
    "fare_attributes": None,
}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, ("gtfs", "")),
        ({"feed_info": None}, ("gtfs", "")),
        ({"office_jp": "office_id,office_name\n1,x"}, ("gtfs-jp", "v3")),
        ({"routes_jp": "route_id\nr1"}, ("gtfs-jp", "v2")),
        ({"feed_info": "feed_lang\nJA"}, ("gtfs-jp", "v3")),
        ({"feed_info": "feed_lang\njav"}, ("gtfs", "")),
        ({"agency": "agency_name,agency_timezone,agency_lang\nx,Asia/Tokyo,ja"}, ("gtfs-jp", "v3")),
        ({"agency": "agency_name,agency_timezone,agency_lang\nx,Asia/Tokyo,en"}, ("gtfs", "")),
        ({"agency": "agency_name\nみなとバス"}, ("gtfs-jp", "v3")),
        ({"agency": "agency_name\n上海巴士"}, ("gtfs", "")),
        ({"stops": "stop_id,stop_name\ns,バス停", "agency": None}, ("gtfs-jp", "v3")),
        ({"stops": "stop_id,stop_name\ns,バス停", "agency": "agency_timezone\nAsia/Tokyo"}, ("gtfs-jp", "v3")),
        ({"stops": "stop_id,stop_name\ns,優の前", "agency": "agency_timezone\nAsia/Taipei"}, ("gtfs", "")),
        ({"translations": "trans_id,lang,translation\nMain St,fr,Rue"}, ("gtfs", "")),
    ],
)
def test_auto(make_tables, changed, wanted):
    assert recognise(make_tables(**{**PLAIN, **changed})) == wanted


def test_the_old_layout_is_edition_2(make_tables, old_translations):
    assert recognise(make_tables()) == ("gtfs-jp", "v3")
    assert recognise(make_tables(translations=old_translations)) == ("gtfs-jp", "v2")


@pytest.mark.parametrize("edition", ["v2", "v3", "v4"])
def test_a_chosen_edition_wins(make_tables, old_translations, edition):
    assert recognise(make_tables(translations=old_translations), edition) == ("gtfs-jp", edition)
    assert recognise(make_tables(**PLAIN), edition) == ("gtfs-jp", edition)


def test_another_word_is_our_mistake(make_tables):
    with pytest.raises(ValueError, match="edition must be"):
        recognise(make_tables(), "v9")


def test_a_table_with_both_headers_is_not_the_old_layout(make_tables):
    tables = make_tables(translations="trans_id,lang,table_name\n,,")
    assert not is_old_layout(tables.get("translations"))
    assert not is_old_layout(None)
