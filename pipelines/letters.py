"""Letters: an event as a plain mail that somebody in the office of a bus company understands, Japanese or English.

Each says what happened, what it means, what to do, and where to look. What does not live here: sending (mailing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.events import CHECKED, EXPIRED, EXPIRING, PUBLISHED, WITHDRAWN, Event
from pipelines.posting import links_of


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text of a mail."""

    subject: str
    text: str


def letter_of(event: Event, lang: str, public_url: str) -> Letter:
    """The letter in `ja` or `en`."""
    name = " ".join((event.title or str(event.feed)).split())
    said = {"name": name, "feed": str(event.feed), "number": event.number or "-", **event.facts}
    subject, lines = (_japanese if lang == "ja" else _english)(event, said)
    links = links_of(event, public_url)
    shown = [links["page"]] if "page" in links else []
    shown += [links.get("report", links["feed"])]
    looked, ended = _FRAME[lang]
    text = "\n".join([*lines, "", looked, *shown, "", "-- ", ended.format(**said)])
    return Letter(subject, text + "\n")


_FRAME = {
    "ja": ("くわしくは次のページをご覧ください（公開していない版を見るには鍵が要ります）。",
           "Futae（二重）からの自動送信です。返信は読まれません。\n"
           "送付をやめるには、貴団体の管理者（admin の鍵を持つ方）か、このサービスの運営者にお申し出ください。"),
    "en": ("See these pages (for a version that is not published you need your key):",
           "Sent by Futae automatically; replies are not read.\n"
           "To stop these mails, ask your organisation's administrator (a key of scope admin) or whoever runs this "
           "service."),
}  # fmt: skip


def _reason(facts: Mapping[str, Any], words: str) -> list[str]:
    return [f"{words}{' '.join(str(facts['reason']).split())}"] if facts.get("reason") else []


def _japanese(event: Event, said: Mapping[str, Any]) -> tuple[str, list[str]]:
    head, facts = f"【Futae】{said['name']}", event.facts
    which = f"{said['name']}（{said['feed']}）の版{said['number']}"
    if event.kind == CHECKED:
        word, advice = _CHECK_JA.get(str(facts.get("state")), _CHECK_JA["failed"])
        return f"{head}: {word}", [f"{which}の点検が終わりました。", advice, *_errors(facts, "エラーの数: ")]
    if event.kind == PUBLISHED:
        again = "前の版に戻しました。" if facts.get("how") == "rollback" else "公開しました。"
        last = [f"最後の運行日: {facts['last_service_on']}"] if facts.get("last_service_on") else []
        lines = [f"{which}を{again}", "地図とファイルは数十秒のうちに新しくなります。", *last]
        return f"{head}: {again.rstrip('。')}", [*lines, *_reason(facts, "理由: ")]
    if event.kind == WITHDRAWN:
        lines = [f"{which if event.number else said['name']}を取り下げました。"]
        lines += ["地図から数十秒のうちに消えます。"] if facts.get("was_live") else ["公開中の版ではありませんでした。"]
        return f"{head}: 取り下げました", [*lines, *_reason(facts, "理由: ")]
    if event.kind == EXPIRING:
        left = "今日" if facts["days_left"] == 0 else f"あと{facts['days_left']}日"
        lines = [f"{which}の最後の運行日は {facts['last_service_on']}（{left}）です。",
                 "それまでに次の時刻表を送ってください。公開の日時は先に決めておけます。"]  # fmt: skip
        return f"{head}: 時刻表の期限まで{left}" if facts["days_left"] else f"{head}: 時刻表の期限は今日です", lines
    if event.kind == EXPIRED:
        lines = [f"{which}の最後の運行日（{facts['last_service_on']}）が過ぎました。",
                 "経路検索などでは運行なしと表示されます。次の時刻表を送ってください。"]  # fmt: skip
        return f"{head}: 時刻表の期限が切れました", lines
    return f"{head}: 更新が途絶えています", _silent_ja(event, said)


_CHECK_JA = {
    "ready": ("点検に通りました", "公開できます。まだなら、次のページで公開するか、その日時を決めてください。"),
    "blocked": ("直すところがあります", "このままでは公開できません。報告書の ✗ の項目を直し、送り直してください。"),
    "unreadable": ("ファイルを読めません", "ファイルが壊れているか、別の形式です。報告書の最初の項目をご覧ください。"),
    "failed": ("点検できませんでした", "データではなく、サービス側の不具合です。もう一度送ると点検をやり直します。"),
}  # fmt: skip


def _silent_ja(event: Event, said: Mapping[str, Any]) -> list[str]:
    facts = event.facts
    if "silent_after_days" in facts:
        when = f"{facts['last_received_on']} から{facts['silent_after_days']}日以上"
    else:
        when = f"最後の運行日（{facts['last_service_on']}）を過ぎてからも"
    return [f"{said['name']}（{said['feed']}）に{when}新しい版が届いていません。",
            "変更がなければ、期間を延ばした時刻表を送ってください。"]  # fmt: skip


def _errors(facts: Mapping[str, Any], words: str) -> list[str]:
    return [f"{words}{facts['errors']}"] if facts.get("errors") is not None else []


def _english(event: Event, said: Mapping[str, Any]) -> tuple[str, list[str]]:
    head, facts = f"[Futae] {said['name']}", event.facts
    which = f"Version {said['number']} of {said['name']} ({said['feed']})"
    if event.kind == CHECKED:
        word, advice = _CHECK_EN.get(str(facts.get("state")), _CHECK_EN["failed"])
        return f"{head}: {word}", [f"{which} was checked.", advice, *_errors(facts, "Errors: ")]
    if event.kind == PUBLISHED:
        again = "is live again" if facts.get("how") == "rollback" else "is live"
        last = [f"Last day of service: {facts['last_service_on']}"] if facts.get("last_service_on") else []
        lines = [f"{which} {again}.", "Map and files are renewed within some ten seconds.", *last]
        return f"{head}: version {said['number']} {again}", [*lines, *_reason(facts, "Reason: ")]
    if event.kind == WITHDRAWN:
        lines = [f"{which} was withdrawn." if event.number else f"{said['name']} ({said['feed']}) was withdrawn."]
        lines += ["It leaves the map within some ten seconds."] if facts.get("was_live") else ["It was not live."]
        return f"{head}: withdrawn", [*lines, *_reason(facts, "Reason: ")]
    if event.kind == EXPIRING:
        left = "today" if facts["days_left"] == 0 else f"in {facts['days_left']} days"
        lines = [f"The last day of service of {which[0].lower()}{which[1:]} is {facts['last_service_on']} ({left}).",
                 "Please send the next timetable before then; its publication can be set to a date."]  # fmt: skip
        return f"{head}: the timetable ends {left}", lines
    if event.kind == EXPIRED:
        lines = [f"{which} had its last day of service on {facts['last_service_on']}.",
                 "Trip planners show no service. Please send the next timetable."]  # fmt: skip
        return f"{head}: the timetable has ended", lines
    return f"{head}: nothing new has come", _silent_en(event, said)


_CHECK_EN = {
    "ready": ("it can be published", "If it is not live yet, publish it, or set a date, on the page below."),
    "blocked": ("something must be mended", "It cannot be published. Mend what the report marks and send it again."),
    "unreadable": ("the file cannot be read", "Broken, or another format; the report's first finding says why."),
    "failed": ("it could not be checked", "That is a fault of the service, not of your file. Send it again."),
}  # fmt: skip


def _silent_en(event: Event, said: Mapping[str, Any]) -> list[str]:
    facts, name = event.facts, f"{said['name']} ({said['feed']})"
    if "silent_after_days" in facts:
        days = facts["silent_after_days"]
        first = f"{name} has had no new version since {facts['last_received_on']}: {days} days or more."
    else:
        first = f"{name} has had no new version although its service ended on {facts['last_service_on']}."
    return [first, "If nothing changes, please send the timetable with a longer period."]
