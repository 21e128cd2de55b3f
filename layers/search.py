"""Search by name over every collection: as written, by reading, in Latin letters, in English, by number.

Which columns are names is read from the declarations: a text column `…_name` or `…_name_<language>`. Names of the
thing itself come before names of others beside it (an operator, a prefecture). An index is made of each item file once
(files never change) and of a release by putting those side by side; nothing is stored. Rows of one feed, name and
validity that lie near each other (the poles of one stop, the patterns of one line) are one place with a count.
Light imports: the API loads this module. What does not live here: folding (layers.folding), addresses, audiences (api).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import polars as pl
import shapely

from layers.folding import keys_of_text, plain_keys, spoken_keys
from terms.columns import Collection, Kind
from terms.geo import Bounds

LANGUAGES = ("ja", "kana", "en")
BUSY = "trips_per_day"
"""Where a collection has it, the busier place comes first; collections without it come before all."""
NEAR_DEG = 0.004
"""Rows of one name whose bounds are nearer than this in longitude and latitude are one place (350 to 450 m)."""
How = Literal["exact", "prefix", "inside"]
_HOW: tuple[How, ...] = ("exact", "exact", "prefix", "prefix", "inside", "inside")
_OTHERS = 100
_NAME = re.compile(r"(?P<word>\w+)_name(?:_(?P<language>[a-z]{2,4}))?")
_BOX = ("west", "south", "east", "north")
_TIMES = ("valid_from_at", "valid_to_at")
_SAME = ["feed", "own", "valid_from_at"]
"""What rows of one place share. Not their end: a pole that is served after midnight is valid longer than the others."""
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class NameColumn:
    """A column that holds a name; `is_own` when it names the row itself."""

    column: str
    language: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One place found.

    `feature_ids` are all its rows, the one to show first; `names` by name, name_ja, name_kana, name_en; `beside` is the
    name of another that stands in the row (an operator); `how` is exact, prefix or inside, `column` and `text` say
    where. Instants are UTC, None for unbounded; `point` is (longitude, latitude) on the feature."""

    collection: str
    feed: str
    feature_ids: tuple[str, ...]
    names: Mapping[str, str | None]
    beside: str | None
    how: How
    column: str
    text: str
    point: tuple[float, float]
    bounds: Bounds
    valid_from_at: datetime | None
    valid_to_at: datetime | None
    is_valid: bool


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """`keys`: plain, spoken, column, text, is_own, place (row number in `places`); `places`: what `Found` is of."""

    keys: pl.DataFrame
    places: pl.DataFrame


def name_columns(collection: Collection) -> tuple[NameColumn, ...]:
    """The name columns of a declaration. Its own word is the one written in several languages, else the first."""
    found = [(c.name, m) for c in collection.columns if c.kind is Kind.TEXT and (m := _NAME.fullmatch(c.name))]
    spoken = [m["word"] for _, m in found if m["language"]]
    own = spoken[0] if spoken else found[0][1]["word"] if found else ""
    return tuple(
        NameColumn(name, m["language"] or "", m["word"] == own or m["word"].startswith(f"{own}_")) for name, m in found
    )


def _own_name(columns: Sequence[NameColumn], language: str = "") -> str | None:
    """The column with the row's own name in a language; '' is as the source writes it."""
    own = [c.column for c in columns if c.is_own and c.language == language]
    return min(own, key=len) if own else None


def _points(frame: pl.DataFrame, is_point: bool) -> list[pl.Series]:
    if is_point or not len(frame):
        return [frame["west"].alias("lon"), frame["south"].alias("lat")]
    on_it = shapely.point_on_surface(shapely.from_wkb(frame["geometry"].to_list()))
    return [pl.Series("lon", shapely.get_x(on_it)), pl.Series("lat", shapely.get_y(on_it))]


def _rows(path: Path, collection: Collection, columns: Sequence[NameColumn]) -> pl.DataFrame:
    """The file's rows that have a name of their own: names, place, time, `own` (their plain key)."""
    is_point = collection.geometry == "Point"
    has_busy = any(c.name == BUSY for c in collection.columns)
    wanted = ["feature_id", "feed", *_TIMES, "bbox", *(c.column for c in columns)]
    frame = pl.read_parquet(path, columns=[*wanted, *[BUSY] * has_busy, *["geometry"] * (not is_point)])
    bbox = [
        pl.col("bbox").struct.field(f).alias(n) for f, n in zip(("xmin", "ymin", "xmax", "ymax"), _BOX, strict=True)
    ]
    frame = frame.with_columns(*bbox, busy=pl.col(BUSY).fill_null(0.0) if has_busy else pl.lit(float("inf")))
    frame = frame.with_columns(_points(frame, is_point), own=plain_keys(frame[_own_name(columns) or "feature_id"]))
    return frame.filter(pl.col("own").is_not_null()).drop("bbox", "geometry", BUSY, strict=False)


def _near(frame: pl.DataFrame, low: str, high: str, key: list[str], made: str) -> pl.DataFrame:
    """A number for each run of rows of one key whose intervals low..high lie within NEAR_DEG of each other."""
    ends = pl.col(high).cum_max().shift(1).over(key)
    new = (ends.is_null() | (pl.col(low) > ends + NEAR_DEG)).alias("new")
    return frame.sort(*key, low, "feature_id").with_columns(new).with_columns(pl.col("new").cum_sum().alias(made))


def _grouped(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `place`, the same number for rows that are one place; numbers begin with 0 without gaps."""
    across = _near(rows, "west", "east", _SAME, "x")
    down = _near(across, "south", "north", [*_SAME, "x"], "y")
    return down.with_columns(place=pl.col("y") - 1).drop("new", "x", "y")


def _places(rows: pl.DataFrame, collection: Collection, columns: Sequence[NameColumn]) -> pl.DataFrame:
    """One row per place, in the order of its number: the busiest row stands for all."""
    names = {"name": _own_name(columns), **{f"name_{one}": _own_name(columns, one) for one in LANGUAGES}}
    shown = [(pl.col(c) if c else pl.lit(None, pl.String)).first().alias(n) for n, c in names.items()]
    others = [pl.col(c.column) for c in columns if not c.is_own]
    shown.append(pl.coalesce(others or [pl.lit(None, pl.String)]).first().alias("beside"))
    first = [pl.col(c).first() for c in (*_SAME, "lon", "lat")]
    end = pl.col("valid_to_at")
    first.append(pl.when(end.is_null().any()).then(None).otherwise(end.max()).alias("valid_to_at"))
    box = [pl.col("west").min(), pl.col("south").min(), pl.col("east").max(), pl.col("north").max()]
    ordered = rows.sort("place", "busy", "feature_id", descending=[False, True, False])
    grouped = ordered.group_by("place", maintain_order=True)
    found = grouped.agg(*first, *shown, *box, pl.col("busy").sum(), pl.col("feature_id").unique(maintain_order=True))
    return found.drop("place").with_columns(collection=pl.lit(collection.name))


def _keys(rows: pl.DataFrame, columns: Sequence[NameColumn]) -> pl.DataFrame:
    """One row per place, column and writing; what a place's own name says already is not said again by another."""
    many = [
        rows.select(pl.col(c.column).alias("text"), "place", column=pl.lit(c.column), is_own=pl.lit(c.is_own))
        for c in columns
    ]
    told = pl.concat(many).drop_nulls("text").unique(["text", "place"], keep="first", maintain_order=True)
    texts = told.select(pl.col("text").unique(maintain_order=True))
    plain = plain_keys(texts["text"])
    folded = texts.with_columns(plain.alias("plain"), spoken_keys(plain).alias("spoken")).filter(pl.col("plain") != "")
    joined = told.join(folded, on="text", maintain_order="left")
    return joined.unique(["plain", "place"], keep="first", maintain_order=True).with_columns(
        pl.col("place").cast(pl.UInt32)
    )


@lru_cache(maxsize=4096)
def file_index(path: Path, collection: Collection) -> Index:
    """The index of one item file; made once, a file never changes. Empty for a collection without names."""
    columns = name_columns(collection)
    if not columns:
        return _empty()
    rows = _grouped(_rows(path, collection, columns))
    return Index(_keys(rows, columns), _places(rows, collection, columns))


_KEYS: dict[str, Any] = {
    "text": pl.String, "place": pl.UInt32, "column": pl.String, "is_own": pl.Boolean, "plain": pl.String,
    "spoken": pl.String,
}  # fmt: skip


def _empty() -> Index:
    return Index(pl.DataFrame(schema=_KEYS), pl.DataFrame())


@lru_cache(maxsize=16)
def _joined(files: tuple[tuple[Path, Collection], ...]) -> Index:
    parts = [one for path, collection in files if len((one := file_index(path, collection)).keys)]
    if not parts:
        return _empty()
    keys, first = [], 0
    for one in parts:
        keys.append(one.keys.with_columns(pl.col("place") + first))
        first += len(one.places)
    return Index(pl.concat(keys, rechunk=True), pl.concat([one.places for one in parts], rechunk=True))


def index_of(files: Sequence[tuple[Path, Collection]]) -> Index:
    """The index of all these item files; those asked for last are kept. One thread makes it, others wait for it."""
    with _lock:
        return _joined(tuple(files))


@lru_cache(maxsize=16)
def names_of(index: Index, collection: str) -> dict[str, str]:
    """feature_id → name as the source writes it, of one (small) collection."""
    mine = index.places.filter(pl.col("collection") == collection) if len(index.places) else index.places
    pairs = mine.select("feature_id", "name").explode("feature_id") if len(mine) else mine
    return dict(pairs.iter_rows()) if len(pairs) else {}


def _ranked(index: Index, text: str) -> pl.DataFrame:
    """place, how (0 the best), column, text: for each place its best key."""
    plain, spoken = keys_of_text(text)
    if not plain or not len(index.keys):
        return pl.DataFrame(schema={**_KEYS, "how": pl.Int32})
    written = pl.col("plain").str.find(plain, literal=True)
    heard = pl.col("spoken").str.find(spoken, literal=True) if len(spoken) > 1 else pl.lit(None, pl.UInt32)
    hits = (
        index.keys.lazy().with_columns(w=written, h=heard).filter(pl.col("w").is_not_null() | pl.col("h").is_not_null())
    )
    how = (
        pl.when((pl.col("w") == 0) & (pl.col("plain") == plain)).then(0)
        .when((pl.col("h") == 0) & (pl.col("spoken") == spoken)).then(1)
        .when(pl.col("w") == 0).then(2)
        .when(pl.col("h") == 0).then(3)
        .when(pl.col("w").is_not_null()).then(4)
        .otherwise(5)
    )  # fmt: skip
    ranked = hits.with_columns(how=how + pl.when("is_own").then(0).otherwise(_OTHERS)).select(
        "place", "how", "column", "text"
    )
    return ranked.sort("how", maintain_order=True).unique("place", keep="first", maintain_order=True).collect()


def _valid(at: datetime | None) -> pl.Expr:
    if at is None:
        return pl.lit(True)
    moment = pl.lit(at.astimezone(UTC))
    begun = pl.col("valid_from_at").is_null() | (pl.col("valid_from_at") <= moment)
    return begun & (pl.col("valid_to_at").is_null() | (pl.col("valid_to_at") > moment))


def search(
    index: Index, text: str, *, limit: int, at: datetime | None = None, bbox: Bounds | None = None
) -> list[Found]:
    """At most `limit` places whose name holds `text` in one of its writings, best first: valid at `at` (None: any
    instant) before others, own names before those of others, exact before begin before inside, busier before quieter.
    `bbox` keeps places whose bounds meet it. Nothing for a text without letters or digits."""
    ranked = _ranked(index, text)
    if not len(ranked):
        return []
    near = pl.concat([ranked, index.places[ranked["place"]]], how="horizontal").lazy()
    if bbox is not None:
        near = near.filter(
            pl.col("west") <= bbox.east, pl.col("east") >= bbox.west,
            pl.col("south") <= bbox.north, pl.col("north") >= bbox.south,
        )  # fmt: skip
    order = near.with_columns(is_valid=_valid(at), long=pl.col("name").str.len_chars(), rank=_same_sound("how"))
    by, down = ["is_valid", "rank", "busy", "long", "place"], [True, False, True, False, False]
    best = order.sort(by, descending=down).head(4 * limit).collect()
    return [_found(row) for row in _merged(best.to_dicts())][:limit]


def _same_sound(how: str) -> pl.Expr:
    """Written and heard count alike; among exact ones what is met to the letter still stands first."""
    return pl.when(pl.col(how) % _OTHERS < 2).then(pl.col(how)).otherwise(pl.col(how) // 2 * 2)


def _merged(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Places that item files cut in two are one again, at the better one's rank."""
    out: list[dict[str, Any]] = []
    for row in rows:
        for one in out:
            same = all(one[c] == row[c] for c in ("collection", *_SAME))
            if same and _apart(one, row) <= NEAR_DEG:
                one["feature_id"] = list(dict.fromkeys([*one["feature_id"], *row["feature_id"]]))
                ends = (one["valid_to_at"], row["valid_to_at"])
                one["valid_to_at"] = None if None in ends else max(ends)
                one |= {c: pick(one[c], row[c]) for c, pick in zip(_BOX, (min, min, max, max), strict=True)}
                break
        else:
            out.append(dict(row))
    return out


def _apart(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Degrees between two bounds, along the wider gap; at most 0 where they meet."""
    across = max(a["west"], b["west"]) - min(a["east"], b["east"])
    down = max(a["south"], b["south"]) - min(a["north"], b["north"])
    return max(across, down)


def _found(row: Mapping[str, Any]) -> Found:
    return Found(
        collection=row["collection"],
        feed=row["feed"],
        feature_ids=tuple(row["feature_id"]),
        names={name: row[name] for name in ("name", *(f"name_{one}" for one in LANGUAGES))},
        beside=row["beside"],
        how=_HOW[row["how"] % _OTHERS],
        column=row["column"],
        text=row["text"],
        point=(row["lon"], row["lat"]),
        bounds=Bounds(*(row[c] for c in _BOX)),
        valid_from_at=row["valid_from_at"],
        valid_to_at=row["valid_to_at"],
        is_valid=row["is_valid"],
    )
