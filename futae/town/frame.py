"""The GTFS-JP tables around the network: agency, offices, calendar, fares, feed_info, attributions, translations.

What lives here: rows of those files, and `feed_tables`, which makes a whole feed. What does not: stops and trips
(network). Source: GTFS-JP edition 3 (formats/gtfs_jp.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from futae.town.days import HOLIDAY, SATURDAY, WEEKDAY, Period, period
from futae.town.lines import Line
from futae.town.network import network
from futae.town.plans import FeedPlan
from futae.town.stops import BY_CODE
from futae.town.tables import Row, Table, Tables
from futae.town.words import WordBook

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_OF = {WEEKDAY: (0, 1, 2, 3, 4), SATURDAY: (5,), HOLIDAY: (6,)}
_USUAL = {day: service for service, days in _DAYS_OF.items() for day in days}


def feed_tables(plan: FeedPlan, today: date) -> Tables:
    """The whole feed in GTFS-JP edition 3, in force at `today` and equal throughout a fiscal year."""
    span = period(today)
    book = WordBook()
    tables = _agency(plan, book) | _offices(plan)
    tables |= network(plan, span, book)
    tables |= _calendar(plan, span, {row["service_id"] for row in tables["trips"].rows})
    tables |= _fares(plan)
    tables |= _about(plan, span, book)
    tables["translations"] = Table(("table_name", "field_name", "language", "translation", "field_value"), book.rows())
    return tables


def _agency(plan: FeedPlan, book: WordBook) -> Tables:
    agency = plan.agency
    return {
        "agency": Table(
            ("agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang", "agency_email"),
            [
                {
                    "agency_id": agency.agency_id,
                    "agency_name": book.put("agency", "agency_name", agency.name),
                    "agency_url": plan.url,
                    "agency_timezone": "Asia/Tokyo",
                    "agency_lang": "ja",
                    "agency_email": plan.email,
                }
            ],
        ),
        "agency_jp": Table(
            (
                "agency_id",
                "agency_official_name",
                "agency_zip_number",
                "agency_address",
                "agency_president_pos",
                "agency_president_name",
            ),
            [
                {
                    "agency_id": agency.agency_id,
                    "agency_official_name": agency.official,
                    "agency_zip_number": agency.post_code,
                    "agency_address": agency.address,
                    "agency_president_pos": agency.president_title,
                    "agency_president_name": agency.president,
                }
            ],
        ),
    }


def _offices(plan: FeedPlan) -> Tables:
    rows: list[Row] = [
        {"office_id": o.office_id, "office_name": o.name, "office_url": f"{plan.url}offices/{o.office_id}"}
        for o in plan.offices
    ]
    return {"office_jp": Table(("office_id", "office_name", "office_url"), rows)}


def _calendar(plan: FeedPlan, span: Period, services: set[str]) -> Tables:
    first, last = f"{span.first_on:%Y%m%d}", f"{span.last_on:%Y%m%d}"
    weeks = [
        {"service_id": service, "start_date": first, "end_date": last}
        | {name: "1" if k in days else "0" for k, name in enumerate(_WEEK)}
        for service, days in _DAYS_OF.items()
        if service in services
    ]
    return {
        "calendar": Table(("service_id", *_WEEK, "start_date", "end_date"), weeks),
        "calendar_dates": Table(("service_id", "date", "exception_type"), [*_exceptions(plan, span, services)]),
    }


def _exceptions(plan: FeedPlan, span: Period, services: set[str]) -> Iterator[Row]:
    for day in span.days():
        usual, actual = _USUAL[day.weekday()], plan.service_on(day)
        if usual == actual:
            continue
        for service, kind in ((usual, "2"), (actual, "1")):
            if service in services:
                yield {"service_id": str(service), "date": f"{day:%Y%m%d}", "exception_type": kind}


def _fares(plan: FeedPlan) -> Tables:
    flat = dict(plan.fares.flat)
    rules: list[Row] = []
    prices: set[int] = set()
    for line in plan.lines:
        pairs = [("", "")] if line.number in flat else product(_zones(line), repeat=2)
        for origin, destination in pairs:
            price = flat[line.number] if not origin else plan.fares.price(origin, destination)
            prices.add(price)
            rules.append(
                {
                    "fare_id": f"F{price}",
                    "route_id": line.number,
                    "origin_id": origin,
                    "destination_id": destination,
                }
            )
    attributes: list[Row] = [
        {
            "fare_id": f"F{price}",
            "price": str(price),
            "currency_type": "JPY",
            "payment_method": "0",
            "transfers": "0",
            "agency_id": plan.agency.agency_id,
        }
        for price in sorted(prices)
    ]
    columns = ("fare_id", "price", "currency_type", "payment_method", "transfers", "agency_id")
    return {
        "fare_attributes": Table(columns, attributes),
        "fare_rules": Table(("fare_id", "route_id", "origin_id", "destination_id"), rules),
    }


def _zones(line: Line) -> list[str]:
    codes = {stop.partition("#")[0] for pattern in line.patterns for stop in pattern.stops}
    return sorted({BY_CODE[code].zone for code in codes})


def _about(plan: FeedPlan, span: Period, book: WordBook) -> Tables:
    columns = (
        "feed_publisher_name",
        "feed_publisher_url",
        "feed_lang",
        "feed_start_date",
        "feed_end_date",
        "feed_version",
        "feed_contact_email",
    )
    info = {
        "feed_publisher_name": book.put("feed_info", "feed_publisher_name", plan.publisher),
        "feed_publisher_url": plan.url,
        "feed_lang": "ja",
        "feed_start_date": f"{span.first_on:%Y%m%d}",
        "feed_end_date": f"{span.last_on:%Y%m%d}",
        "feed_version": f"{span.first_on:%Y%m%d}_{plan.version}",
        "feed_contact_email": plan.email,
    }
    credits_columns = (
        "attribution_id",
        "organization_name",
        "is_producer",
        "is_operator",
        "is_authority",
        "attribution_url",
    )
    credit = {
        "attribution_id": "producer",
        "organization_name": book.put("attributions", "organization_name", plan.producer),
        "is_producer": "1",
        "is_operator": "0",
        "is_authority": "1",
        "attribution_url": plan.url,
    }
    return {"feed_info": Table(columns, [info]), "attributions": Table(credits_columns, [credit])}
