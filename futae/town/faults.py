"""The typical mistakes of a clerk, put into a clean feed one by one.

What lives here: `Fault` (what is done and which notice must follow) and the faulty versions. What does not: the clean
feed (frame) and the rules that find the mistakes (feeds.rules). To grow: add a function and a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass

from futae.town.tables import Row, Tables


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the notice code that must find it, whether that notice comes from the canonical rules (else from the
    GTFS-JP rules), table and column where it lies, and the deed."""

    code: str
    is_canonical: bool
    table: str
    column: str
    apply: Callable[[Tables], None]


def faulty(tables: Tables, faults: Iterable[Fault]) -> Tables:
    """A copy of the feed with these mistakes."""
    out = deepcopy(tables)
    for fault in faults:
        fault.apply(out)
    return out


def _stop_time(tables: Tables, trip_id: str, sequence: str) -> Row:
    return next(r for r in tables["stop_times"].rows if r["trip_id"] == trip_id and r["stop_sequence"] == sequence)


def _unknown_stop(tables: Tables) -> None:
    """A pole typed with another digit."""
    _stop_time(tables, "3A_w_0710", "3")["stop_id"] = "110_9"


def _time_backwards(tables: Tables) -> None:
    """The hour typed one too small: 08:06 becomes 07:06."""
    row = _stop_time(tables, "4A_w_0755", "8")
    hour = f"{int(row['arrival_time'][:2]) - 1:02d}"
    row["arrival_time"] = row["departure_time"] = hour + row["arrival_time"][2:]


def _swapped_place(tables: Tables) -> None:
    """Latitude and longitude of 夕映岬 in each other's column."""
    row = next(r for r in tables["stops"].rows if r["stop_id"] == "404")
    row["stop_lat"], row["stop_lon"] = row["stop_lon"], row["stop_lat"]


def _missing_kana(tables: Tables) -> None:
    """The reading of 貝の浜 was forgotten."""
    rows = tables["translations"].rows
    rows[:] = [r for r in rows if not (r["field_value"] == "貝の浜" and r["language"] == "ja-Hrkt")]


def _bad_color(tables: Tables) -> None:
    """A colour with its # and a letter O for a zero."""
    next(r for r in tables["routes"].rows if r["route_id"] == "6")["route_color"] = "#B8328O"


def _bad_check_digit(tables: Tables) -> None:
    """The corporate number with its first digit one too high, wherever it is written."""
    for table in tables.values():
        for row in table.rows:
            if row.get("agency_id"):
                row["agency_id"] = str(int(row["agency_id"][0]) + 1) + row["agency_id"][1:]


FAULTS: tuple[Fault, ...] = (
    Fault("foreign_key_violation", True, "stop_times", "stop_id", _unknown_stop),
    Fault("stop_time_with_arrival_before_previous_departure_time", True, "stop_times", "arrival_time", _time_backwards),
    Fault("jp_stop_name_kana_missing", False, "stops", "stop_name", _missing_kana),
    Fault("invalid_color", True, "routes", "route_color", _bad_color),
    Fault("jp_agency_id_bad_check_digit", False, "agency", "agency_id", _bad_check_digit),
)
SWAPPED = (Fault("number_out_of_range", True, "stops", "stop_lat", _swapped_place),)

FAULTY_VERSIONS: dict[str, tuple[str, tuple[Fault, ...]]] = {
    "shiomi-bus-faulty": ("誤りのある版", FAULTS),
    "shiomi-bus-swapped": ("緯度経度の入れ違い", SWAPPED),
}
"""File name → title and mistakes. The swapped stop stands alone: while a value of stops.txt cannot be read, the
canonical engines do not look at references to stops.txt, so it would hide the unknown stop_id."""
