"""The formula: each rule of the score, its points, how they are given, its words. docs/score.md is made of it.

What does not live here: the figures (`measure`), the sum (`score`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from feeds.score.measure import Measured
from terms.notices import RuleText, Words

SOON = 30
"""Days of service still to come that give full points."""
PER_ERROR, PER_WARNING = 2, 1
"""Points that one kind of error, of warning costs."""


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """`share` gives 0 to 1 of `most` points, None when it cannot be measured. `how_ja`, `how_en`: how, for the page."""

    rule: str
    part: str
    most: int
    share: Callable[[Measured], float | None]
    text: RuleText
    how_ja: str
    how_en: str


def _text(ja: tuple[str, str], en: tuple[str, str]) -> RuleText:
    return RuleText(Words(*ja), Words(*en))


def _yes(is_good: bool) -> float:
    return 1.0 if is_good else 0.0


RULES = (
    ScoreRule(
        "freshness.days_left",
        "freshness",
        12,
        lambda m: min(1.0, m.days_left / SOON),
        _text(
            (
                "基準日のあとに運行日が {days_left} 日分しかありません。",
                "30日より先までの運行日を入れた新しいデータを送ってください。",
            ),
            (
                "Service goes on for {days_left} day(s) after the reference date.",
                "Send data with service for more than 30 days ahead.",
            ),
        ),
        "基準日から最終運行日までの日数 ÷ 30（上限1）",
        "days from the reference date to the last day of service ÷ 30, at most 1",
    ),
    ScoreRule(
        "freshness.dates",
        "freshness",
        4,
        lambda m: _yes(m.has_dates),
        _text(
            ("feed_info.txt に有効期間がありません。", "feed_start_date と feed_end_date を入れてください。"),
            (
                "feed_info.txt does not say from when to when the data holds.",
                "Write feed_start_date and feed_end_date.",
            ),
        ),
        "feed_start_date と feed_end_date の両方がある",
        "feed_start_date and feed_end_date are both there",
    ),
    ScoreRule(
        "freshness.version",
        "freshness",
        4,
        lambda m: _yes(m.has_version),
        _text(
            (
                "feed_info.txt に feed_version がありません。",
                "更新のたびに変わる版の名前を feed_version に入れてください。",
            ),
            ("feed_info.txt has no feed_version.", "Write a feed_version that changes with every edition."),
        ),
        "feed_version がある",
        "feed_version is there",
    ),
    ScoreRule(
        "completeness.kana",
        "completeness",
        8,
        lambda m: m.kana,
        _text(
            ("停留所名のうち読み仮名のあるものは {kana} です。", "translations.txt に ja-Hrkt の行を加えてください。"),
            ("{kana} of the stop names have a kana reading.", "Add rows of language ja-Hrkt to translations.txt."),
        ),
        "日本語の停留所名のうち読み仮名のある割合（GTFS-JPのみ）",
        "share of Japanese stop names with a reading (GTFS-JP only)",
    ),
    ScoreRule(
        "completeness.fares",
        "completeness",
        8,
        lambda m: _yes(m.has_fares),
        _text(
            (
                "運賃がありません。",
                "fare_attributes.txt と fare_rules.txt（または fare_products.txt）を加えてください。",
            ),
            ("There are no fares.", "Add fare_attributes.txt and fare_rules.txt, or fare_products.txt."),
        ),
        "fare_attributes.txt か fare_products.txt に行がある",
        "fare_attributes.txt or fare_products.txt has rows",
    ),
    ScoreRule(
        "completeness.shapes",
        "completeness",
        8,
        lambda m: m.shapes,
        _text(
            (
                "便のうち走る道筋（shape）のあるものは {shapes} です。",
                "shapes.txt を加え、trips.txt に shape_id を入れてください。",
            ),
            ("{shapes} of the trips have a shape.", "Add shapes.txt and write shape_id in trips.txt."),
        ),
        "shape_id のある便の割合",
        "share of trips with a shape_id",
    ),
    ScoreRule(
        "completeness.stops_accessible",
        "completeness",
        4,
        lambda m: m.stops_accessible,
        _text(
            (
                "停留所のうち車椅子で乗れるかが分かるものは {stops_accessible} です。",
                "stops.txt の wheelchair_boarding に 1（可）か 2（不可）を入れてください。",
            ),
            (
                "{stops_accessible} of the stops say whether one can board in a wheelchair.",
                "Write 1 (yes) or 2 (no) as wheelchair_boarding in stops.txt.",
            ),
        ),
        "wheelchair_boarding が1か2の停留所の割合",
        "share of stops whose wheelchair_boarding is 1 or 2",
    ),
    ScoreRule(
        "completeness.trips_accessible",
        "completeness",
        4,
        lambda m: m.trips_accessible,
        _text(
            (
                "便のうち車椅子で乗れるかが分かるものは {trips_accessible} です。",
                "trips.txt の wheelchair_accessible に 1（可）か 2（不可）を入れてください。",
            ),
            (
                "{trips_accessible} of the trips say whether they take a wheelchair.",
                "Write 1 (yes) or 2 (no) as wheelchair_accessible in trips.txt.",
            ),
        ),
        "wheelchair_accessible が1か2の便の割合",
        "share of trips whose wheelchair_accessible is 1 or 2",
    ),
    ScoreRule(
        "completeness.phone",
        "completeness",
        5,
        lambda m: m.phones,
        _text(
            (
                "事業者のうち電話番号のあるものは {phones} です。",
                "agency.txt の agency_phone に問い合わせ先を入れてください。",
            ),
            ("{phones} of the agencies have a telephone number.", "Write agency_phone in agency.txt."),
        ),
        "agency_phone のある事業者の割合",
        "share of agencies with agency_phone",
    ),
    ScoreRule(
        "completeness.licence",
        "completeness",
        8,
        lambda m: None if m.licence is None else _yes(m.licence),
        _text(
            (
                "二次利用を認めるライセンスが登録されていません。",
                "CC BY 4.0 など、配布と加工を認めるライセンスで登録してください。",
            ),
            (
                "The feed is not registered under a licence that permits reuse.",
                "Register it under a licence that permits to pass it on and to change it, such as CC BY 4.0.",
            ),
        ),
        "登録されたライセンスが配布と加工を認める（登録のないファイルでは測らない）",
        "the registered licence permits to redistribute and derive (not measured for a file without registration)",
    ),
    ScoreRule(
        "correctness.blocking",
        "correctness",
        15,
        lambda m: _yes(not m.blocking),
        _text(
            ("公開を止める誤りがあります：{blocking}", "検査結果の ✗ の付いたものをすべて直してください。"),
            ("Something blocks publishing: {blocking}", "Mend everything the report marks with ✗."),
        ),
        "公開を止める誤りがない",
        "nothing blocks publishing",
    ),
    ScoreRule(
        "correctness.errors",
        "correctness",
        10,
        lambda m: max(0.0, 1 - PER_ERROR * len(m.errors) / 10),
        _text(
            ("公開は止めない誤りがあります：{errors}", "検査結果の「エラー」を直してください。"),
            ("There are errors that do not block: {errors}", "Mend the errors of the report."),
        ),
        "公開を止めないエラー1種類につき2点を引く",
        "2 points less for each kind of error that does not block",
    ),
    ScoreRule(
        "correctness.warnings",
        "correctness",
        10,
        lambda m: max(0.0, 1 - PER_WARNING * len(m.warnings) / 10),
        _text(
            ("警告があります：{warnings}", "検査結果の「警告」を直してください。"),
            ("There are warnings: {warnings}", "Mend the warnings of the report."),
        ),
        "警告1種類につき1点を引く",
        "1 point less for each kind of warning",
    ),
    ScoreRule(
        "realtime.quality",
        "realtime",
        0,
        lambda m: None,  # noqa: ARG005 - one shape for all rules
        _text(
            ("リアルタイム情報（GTFS-RT）の質は、まだ測っていません。", ""),
            ("The quality of realtime data is not measured yet.", ""),
        ),
        "まだ測っていません",
        "not measured yet",
    ),
)
"""All rules of the score, in the order in which they are shown."""
