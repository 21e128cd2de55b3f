"""What came out of a merge: rows in and out, who stayed out and why, every row or column that changed its way.

The balance holds for each member and table: rows_out = rows_in - Σ minus + Σ plus. What does not live here: merging.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from terms.ids import FeedKey

REASONS: dict[str, tuple[str, str]] = {
    "licence": ("利用条件が再配布と加工を認めていません", "its licence does not permit passing it on and changing it"),
    "share_alike": (
        "継承条件が、より多くのフィードの継承条件と両立しません",
        "its share-alike licence cannot be combined with that of more feeds",
    ),
    "no_agency": ("agency.txt に事業者がありません", "agency.txt names no agency"),
    "no_timezone": ("タイムゾーンが分かりません", "its time zone is not known"),
    "several_timezones": ("事業者ごとにタイムゾーンが異なります", "its agencies have different time zones"),
    "other_timezone": (
        "タイムゾーンが統合フィードと異なります(GTFS では1つのデータに1つ)",
        "its time zone is not that of the merged feed (GTFS allows one in a feed)",
    ),
    "unknown_table": (
        "GTFS にない表で、安全に名前を付け直せないため除きました",
        "a table that GTFS does not name and whose ids cannot be renamed safely was left out",
    ),
    "id_column_unknown": (
        "GTFS にないID列をそのまま残しました",
        "an id column that GTFS does not name was kept as it is",
    ),
    "feed_info": (
        "feed_info.txt は統合フィードのものに替わりました(元の値は LICENSES.json)",
        "feed_info.txt is that of the merged feed (the sources' own stand in LICENSES.json)",
    ),
    "agency_id_filled": (
        "空の agency_id にフィード名を入れました",
        "an empty agency_id was filled with the feed's name",
    ),
    "timezone_set": (
        "agency_timezone をフィードの設定にそろえました",
        "agency_timezone was set as the feed's setting says",
    ),
    "attribution_of_feed": (
        "フィード全体の帰属表示を事業者ごとにしました",
        "an attribution of the whole feed became one of each of its agencies",
    ),
    "attribution_of_source": ("出典の帰属表示を加えました", "an attribution of the source was added"),
    "translations_by_record": (
        "値による翻訳を、その値を持つ行ごとの翻訳にしました(ほかのフィードの同じ語に及ばないように)",
        "translations by value became translations by record, so that they do not reach other feeds",
    ),
    "translation_matches_nothing": (
        "どの行にも当たらない翻訳を除きました",
        "a translation that fits no record was left out",
    ),
    "translation_of_feed_info": (
        "feed_info の翻訳を除きました(feed_info は統合フィードのもの)",
        "a translation of feed_info was left out (feed_info is that of the merged feed)",
    ),
    "translation_repeated": ("同じ語の2つ目の翻訳を除きました", "the second translation of one text was left out"),
    "translations_layout": ("翻訳の表の形が分からないため除きました", "translations in no known layout were left out"),
    "network_moved": (
        "routes.network_id を networks.txt と route_networks.txt に移しました",
        "routes.network_id was moved to networks.txt and route_networks.txt",
    ),
    "bad_geojson": (
        "読めない地物を locations.geojson から除きました",
        "features of locations.geojson that cannot be read",
    ),
}
"""Why something is not as it was: code → words in Japanese and English."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """A feed that is not in the merged one; `detail` is the value that decided (licence id, time zone)."""

    key: FeedKey
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something of one member's table that did not go through as it was. `minus` rows left out, `plus` rows added,
    `cells` cells changed or concerned; `column` '' when it is about rows."""

    key: FeedKey
    table: str
    reason: str
    column: str = ""
    minus: int = 0
    plus: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """One member in the merged feed, with its rows by table before and after."""

    key: FeedKey
    title: str
    holder: str
    version: str
    file_sha256: str
    licence_ids: tuple[str, ...]
    timezone: str
    first_on: date | None
    last_on: date | None
    rows_in: Mapping[str, int] = field(default_factory=dict)
    rows_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The whole account. `members` are sorted by key; when there is none, nothing was written. `tables` are the data
    rows written by stem, those of the merged feed's own (feed_info, its attribution) among them. `licence_id` is the
    licence of the result, `licence_ids` those of all members."""

    title: str
    made_on: date
    feed_version: str
    timezone: str
    licence_id: str
    licence_ids: tuple[str, ...]
    first_on: date | None
    last_on: date | None
    members: tuple[Merged, ...]
    excluded: tuple[Excluded, ...]
    remarks: tuple[Remark, ...]
    tables: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """True when no feed could enter and nothing was written."""
        return not self.members


def report_json(report: MergeReport) -> dict[str, Any]:
    """The report as JSON: keys as text, dates ISO, the words of each reason in both languages."""
    used = {one.reason for one in report.excluded} | {one.reason for one in report.remarks}
    document = asdict(report)
    for name in ("members", "excluded", "remarks"):
        document[name] = [{**asdict(one), "key": str(one.key)} for one in getattr(report, name)]
    document["reasons"] = {code: {"ja": ja, "en": en} for code, (ja, en) in REASONS.items() if code in used}
    return {name: _plain(value) for name, value in document.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
