"""What `futae push`, `publish`, `rollback`, `schedule` and `unschedule` say, in Japanese and English.

What does not live here: the words of findings (they come from the service), the commands (`cli`, `cli_publish`).
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "checked": "{feed} の第{number}版として受け取り、検査しました。",
        "published": "公開を受け付けました（変更 {change}）。数秒で地図に出ます。",
        "live": "公開されました（変更 {change}、リリース {release}）。",
        "live_before": "この版は、もう公開中です。",
        "not_published": "公開はしていません。",
        "next": "まだ公開していません。公開するには：futae publish {target}",
        "due": "{target} は {due_local}（{timezone}）に公開されます。",
        "forced": "{target} は、もう一度検査したあと、妨げるものがあっても公開されます。",
        "back": "第{version}版に戻しました（変更 {change}）。",
        "back_before": "第{version}版には、前の指示ですでに戻っています（変更 {change}）。",
        "schedule": "第{number}版：{due_local}（{timezone}）：{state}",
        "no_schedule": "予約はありません。",
        "waiting": "予約済み",
        "done": "公開済み",
        "cancelled": "取り消し",
        "replaced": "別の日時に変更",
        "refused": "公開しませんでした",
        "unscheduled": "{target} の {due_local} の公開を取り消しました。",
        "away": "{url} から返事がありません。アドレスと、サービスが動いていることを確かめてください（{error}）",
        "late_report": "検査の結果がまだ出ません。待つのをやめました。あとで管理の画面で確かめてください",
        "late_release": "地図に出るのを待つのをやめました。公開は受け付けられています",
        "401": "この鍵は使えません。写し間違いか、すでに止められた鍵です",
        "403": "この鍵では、それはできません",
        "404": "見つかりません。組織／フィードの名前と版の番号、この鍵で見られるものかを確かめてください",
        "409": "いまはできません",
        "410": "取り下げられています",
        "413": "ファイルが大きすぎます",
        "429": "混んでいます。しばらくしてからもう一度お試しください",
        "5": "サービスの側の問題です。しばらくしてからもう一度お試しください",
    },
    "en": {
        "checked": "received as version {number} of {feed}, and checked.",
        "published": "accepted as change {change}; on the map in some seconds.",
        "live": "live: change {change}, release {release}.",
        "live_before": "This version is live already.",
        "not_published": "It was not published.",
        "next": "It is not published yet. To publish it: futae publish {target}",
        "due": "{target} will be live at {due_local} ({timezone}).",
        "forced": "{target} is checked once more and then live, whatever blocks it.",
        "back": "version {version} is live again (change {change}).",
        "back_before": "version {version} is live again already, by an earlier call (change {change}).",
        "schedule": "version {number}: {due_local} ({timezone}): {state}",
        "no_schedule": "Nothing is scheduled.",
        "waiting": "waiting",
        "done": "done",
        "cancelled": "cancelled",
        "replaced": "moved to another time",
        "refused": "refused",
        "unscheduled": "{target} will not be live at {due_local}.",
        "away": "{url} does not answer: is the address right and the service running? ({error})",
        "late_report": "gave up waiting for the report; look for it in the console later",
        "late_release": "gave up waiting for the release; the publication was accepted",
        "401": "this key is of no use: copied wrongly, or ended",
        "403": "this key may not do that",
        "404": "not found: check the name ORG/FEED, the version, and whether this key may see it",
        "409": "not now",
        "410": "it was withdrawn",
        "413": "the file is too large",
        "429": "too busy; try again later",
        "5": "a fault of the service; try again later",
    },
}


def say_in(lang: str, word: str, **values: object) -> str:
    """The words, filled."""
    return WORDS[lang][word].format(**values)


def refusal(lang: str, status: int, detail: str) -> str:
    """Why the service refused: what its status means, and its own words."""
    words = WORDS[lang]
    meaning = words.get(str(status)) or words.get(str(status // 100))
    return detail if meaning is None else f"{meaning}（{detail}）" if lang == "ja" else f"{meaning} ({detail})"
