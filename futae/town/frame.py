"""The GTFS-JP tables around the network: agency, offices, calendar, fares, feed_info, attributions, translations.

What lives here: rows of those files, and `feed_tables`, which makes a whole feed. What does not: stops and trips
(network). Source: GTFS-JP editions 2 to 4 (formats/gtfs_jp.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from futae.town.days import Period, Service, period
from futae.town.lines import Line
from futae.town.network import network
from futae.town.places import BY_CODE
from futae.town.plans import FeedPlan
from futae.town.tables import Row, Table, Tables
from futae.town.words import WordBook

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def feed_tables(plan: FeedPlan, today: date) -> Tables:
    """The whole feed in its edition of GTFS-JP, in force at `today` and equal throughout a fiscal year."""
    span = period(today)
    book = WordBook()
    tables = _agency(plan, book)
    if plan.edition != "v4":
        tables |= _agency_jp(plan) | _offices(plan)
    tables |= network(plan, span, book)
    tables |= _calendar(plan, span, {row["service_id"] for row in tables["trips"].rows})
    tables |= _fares(plan)
    tables |= _feed_info(plan, span, book)
    if plan.edition != "v2":
        tables |= _attributions(plan, book)
    return tables | _translations(plan, book)


def _translations(plan: FeedPlan, book: WordBook) -> Tables:
    if plan.edition == "v2":
        return {"translations": Table(("trans_id", "lang", "translation"), book.rows_by_text())}
    columns = ("table_name", "field_name", "language", "translation", "field_value")
    return {"translations": Table(columns, book.rows())}


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
    }


def _agency_jp(plan: FeedPlan) -> Tables:
    agency = plan.agency
    return {
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


def _calendar(plan: FeedPlan, span: Period, used: set[str]) -> Tables:
    """calendar for services with usual days of the week; calendar_dates for all that is otherwise, or for all days of a
    service that has none."""
    first, last = f"{span.first_on:%Y%m%d}", f"{span.last_on:%Y%m%d}"
    services = [service for service in plan.services if service.service_id in used]
    weeks = [
        {"service_id": service.service_id, "start_date": first, "end_date": last}
        | {name: "1" if k in service.weekdays else "0" for k, name in enumerate(_WEEK)}
        for service in services
        if service.weekdays
    ]
    return {
        "calendar": Table(("service_id", *_WEEK, "start_date", "end_date"), weeks),
        "calendar_dates": Table(("service_id", "date", "exception_type"), [*_exceptions(services, span)]),
    }


def _exceptions(services: list[Service], span: Period) -> Iterator[Row]:
    for day in span.days():
        for service in services:
            usual, actual = day.weekday() in service.weekdays, service.runs_on(day)
            if usual != actual:
                kind = "1" if actual else "2"
                yield {"service_id": service.service_id, "date": f"{day:%Y%m%d}", "exception_type": kind}


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
        | ({"ic_price": str(price - 4)} if plan.has_ic_fares else {})
        for price in sorted(prices)
    ]
    columns = ("fare_id", "price", "currency_type", "payment_method", "transfers", "agency_id")
    return {
        "fare_attributes": Table((*columns, "ic_price") if plan.has_ic_fares else columns, attributes),
        "fare_rules": Table(("fare_id", "route_id", "origin_id", "destination_id"), rules),
    }


def _zones(line: Line) -> list[str]:
    codes = {stop.partition("#")[0] for pattern in line.patterns for stop in pattern.stops}
    return sorted({BY_CODE[code].zone for code in codes})


_FEED_INFO = (
    "feed_publisher_name",
    "feed_publisher_url",
    "feed_lang",
    "default_lang",
    "feed_start_date",
    "feed_end_date",
    "feed_version",
    "feed_contact_email",
    "feed_contact_url",
)
_NOT_IN = {
    "v2": ("default_lang", "feed_contact_url"),
    "v3": ("default_lang", "feed_contact_url"),
    "v4": (),
}


def _feed_info(plan: FeedPlan, span: Period, book: WordBook) -> Tables:
    info = {
        "feed_publisher_name": book.put("feed_info", "feed_publisher_name", plan.publisher),
        "feed_publisher_url": plan.url,
        "feed_lang": "ja",
        "default_lang": "ja",
        "feed_start_date": f"{span.first_on:%Y%m%d}",
        "feed_end_date": f"{span.last_on:%Y%m%d}",
        "feed_version": f"{span.first_on:%Y%m%d}_{plan.version}",
        "feed_contact_email": plan.email,
        "feed_contact_url": f"{plan.url}contact",
    }
    table = Table(_FEED_INFO, [info])
    table.leave_out(_NOT_IN[plan.edition])
    return {"feed_info": table}


def _attributions(plan: FeedPlan, book: WordBook) -> Tables:
    columns = ("attribution_id", "organization_name", "is_producer", "is_operator", "is_authority", "attribution_url")
    credit = {
        "attribution_id": "producer",
        "organization_name": book.put("attributions", "organization_name", plan.producer),
        "is_producer": "1",
        "is_operator": "0",
        "is_authority": "1",
        "attribution_url": plan.url,
    }
    return {"attributions": Table(columns, [credit])}
