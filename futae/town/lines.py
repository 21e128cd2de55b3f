"""What a line of the town is: names, colours, ways through the streets, stops in order.

What lives here: `Line` and `Pattern`. What does not: the lines themselves (lines_bus, lines_other), departures, where
stops lie (places), GTFS rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from futae.town.places import BY_CODE
from futae.town.words import Name


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of one line. `way` names crossings and loops, `stops` codes in order (`101#3` is berth 3 of the
    station). `direction_id` as in GTFS-JP: 1 往路, 0 復路. `note` and `symbol` mark unusual trips. `later`: from this
    stop on the bus shows another destination. `by_phone`: it runs where somebody has called."""

    pattern_id: str
    direction_id: int
    way: tuple[str, ...]
    stops: tuple[str, ...]
    headsign: Name
    via: Name | None = None
    note: Name | None = None
    symbol: str = ""
    later: tuple[str, Name] | None = None
    by_phone: bool = False

    @property
    def origin(self) -> Name:
        """Name of the first stop."""
        return BY_CODE[self.stops[0].partition("#")[0]].name

    @property
    def destination(self) -> Name:
        """Name of the last stop."""
        return BY_CODE[self.stops[-1].partition("#")[0]].name

    def back(self, pattern_id: str, via: Name | None = None) -> Pattern:
        """The same way in the other direction, loops driven the same way round."""
        name = BY_CODE[self.stops[0].partition("#")[0]].name
        headsign = name.via(via) if via else name
        return replace(
            self,
            pattern_id=pattern_id,
            direction_id=0,
            way=self.way[::-1],
            stops=self.stops[::-1],
            headsign=headsign,
            via=via or self.via,
            later=None,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `number` is its id and what riders say, unless `short` says otherwise; colours as six hexadecimal
    digits, `about` one sentence."""

    number: str
    name: Name
    color: str
    text_color: str
    about: Name
    office: str
    patterns: tuple[Pattern, ...] = field(default=())
    short: Name | None = None
    route_type: str = "3"


def place_name(code: str) -> Name:
    """The name of a stop place."""
    return BY_CODE[code].name
