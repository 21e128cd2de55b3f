"""The sentences themselves: code → (Japanese, English), of lines and of their items. No code lives here."""

from __future__ import annotations

DAYS = {
    "ja": {"weekday": "平日", "saturday": "土曜", "sunday": "日曜"},
    "en": {"weekday": "Weekday", "saturday": "Saturday", "sunday": "Sunday"},
}
HOWS = {
    "ja": {"name": "名前と場所", "reading": "読みと場所", "place": "場所", "legs": "通る停留所"},
    "en": {"name": "name and place", "reading": "reading and place", "place": "place", "legs": "stops served"},
}

SENTENCES: dict[str, tuple[str, str]] = {
    "service_span": (
        "運行する期間が変わります：{first_old}〜{last_old} → {first_new}〜{last_new}",
        "Period of service: {first_old} to {last_old} → {first_new} to {last_new}",
    ),
    "service_days": (
        "運行日の区分（service_id）：新しいもの{begun}、なくなったもの{ended}、運行日が変わったもの{n}（"
        "増えた日 延べ{plus}日、減った日 延べ{minus}日）",
        "Services (service_id): {begun} new, {ended} gone, {n} with other days ({plus} days more, {minus} days fewer, "
        "added up)",
    ),
    "service_days:apart": (
        "運行日の区分（service_id）：新しいもの{begun}、なくなったもの{ended}。"
        "二つの版の期間が重ならないため、日ごとには比べていません",
        "Services (service_id): {begun} new, {ended} gone. "
        "The periods do not overlap, so days are not compared one by one",
    ),
    "trips_days": ("走る曜日・日が変わる便：{n}便", "Trips that run on other days: {n}"),
    "trips_per_day": ("1日の便数と、始発・終発の時刻", "Trips per day, first and last departure"),
    "route_trips": ("便数が変わる路線：延べ{n}件", "Routes with another number of trips: {n} (by kind of day)"),
    "first_last": (
        "始発・終発の時刻が変わる路線：延べ{n}件",
        "Routes with another first or last bus: {n} (by kind of day)",
    ),
    "trips_begun": (
        "続く路線で新しく走る便：{n}便（{routes}路線）",
        "New trips on routes that go on: {n} (routes: {routes})",
    ),
    "trips_ended": (
        "続く路線でなくなる便：{n}便（{routes}路線）",
        "Trips gone from routes that go on: {n} (routes: {routes})",
    ),
    "times_changed": ("時刻が変わる便：{n}便（{routes}路線）", "Trips with other times: {n} (routes: {routes})"),
    "calls_changed": (
        "停まる停留所が変わる便：{n}便（{routes}路線）",
        "Trips that call at other stops: {n} (routes: {routes})",
    ),
    "trips_route": ("別の路線に移る便：{n}便", "Trips that now belong to another route: {n}"),
    "boarding": ("乗車・降車の扱いが変わる通過時刻：{n}か所", "Calls with other rules for boarding or alighting: {n}"),
    "routes_begun": ("新しい路線：{n}", "Routes that begin: {n}"),
    "routes_ended": ("なくなる路線：{n}", "Routes that end: {n}"),
    "routes_renamed": ("名前が変わる路線：{n}", "Routes with another name: {n}"),
    "stops_begun": ("新しい停留所・標柱：{n}", "Stops that begin: {n}"),
    "stops_ended": ("なくなる停留所・標柱：{n}", "Stops that end: {n}"),
    "stops_renamed": ("名前が変わる停留所・標柱：{n}", "Stops with another name: {n}"),
    "stops_read": ("読みが変わる停留所・標柱：{n}", "Stops with another reading: {n}"),
    "stops_moved": ("位置が変わる停留所・標柱：{n}", "Stops that move: {n}"),
    "served_less": ("バスが減る停留所：{places}か所", "Stops served less: {places}"),
    "served_more": ("バスが増える停留所：{places}か所", "Stops served more: {places}"),
    "fares_changed": (
        "運賃が変わる区間：{n}（値上げ{up}、値下げ{down}、そのほか{other}）",
        "Rides with another fare: {n} ({up} dearer, {down} cheaper, {other} other)",
    ),
    "fares_begun": ("運賃が新しく決まった区間：{n}", "Rides that have a fare now: {n}"),
    "fares_ended": ("運賃の定めがなくなった区間：{n}", "Rides that have no fare any more: {n}"),
    "fare_classes": (
        "運賃の種類（fare_id）：金額の変更{changed}、新しいもの{begun}、なくなったもの{ended}",
        "Fares (fare_id): {changed} with another price, {begun} new, {ended} gone",
    ),
    "fare_ids": (
        "金額は同じで、運賃や路線のIDだけが変わった区間：{n}行",
        "Rides whose ids changed, not the price: {n} rows",
    ),
    "stops_renumbered": ("番号（ID）が変わった停留所・標柱：{n}", "Stops with another id: {n}"),
    "stops_reused": (
        "同じ番号（ID）が別の停留所に使われています：{n}。利用者のアプリで停留所が入れ替わるおそれがあります",
        "Ids given to another stop: {n}. Apps that remember stops by id will show the wrong one",
    ),
    "routes_renumbered": ("番号（ID）が変わった路線：{n}", "Routes with another id: {n}"),
    "trips_renumbered": (
        "番号（ID）だけが変わった便：{n}便（うち同じ便と言えるもの{sure}便）",
        "Trips with another id: {n} ({sure} of them surely the same trip)",
    ),
    "sequence": (
        "停まる順の番号（stop_sequence）だけの付け直し：{n}行",
        "Stop sequences numbered anew, nothing else: {n} rows",
    ),
    "feed_info": ("提供情報（feed_info.txt）の変更", "The feed's own description (feed_info.txt)"),
    "agency": ("事業者の情報の変更：{n}か所", "Details of the operator: {n}"),
    "shapes_changed": (
        "地図上の線（shapes.txt）：引き直し{redrawn}本、新しい線{begun}本、"
        "なくなった線{ended}本、IDだけの変更{renumbered}本",
        "Lines on the map (shapes.txt): {redrawn} redrawn, "
        "{begun} new, {ended} gone, {renumbered} with another id only",
    ),
    "translations": (
        "読み・翻訳（translations.txt）：追加{begun}、削除{ended}、変更{changed}",
        "Readings and translations (translations.txt): {begun} added, {ended} removed, {changed} changed",
    ),
    "table": (
        "{title}（{file}）：追加{added}行、削除{removed}行",
        "{title} ({file}): {added} rows added, {removed} removed",
    ),
    "columns": (
        "{of}（{file}）の列「{title}」（{column}）が、どちらか一方の版にだけあります：{n}行",
        "Column “{title}” ({column}) of {of} ({file}) is in one of the versions only: {n} rows",
    ),
    "details": (
        "{of}（{file}）の「{title}」（{column}）の変更：{n}行",
        "“{title}” ({column}) of {of} ({file}) changed: {n} rows",
    ),
    "notation": (
        "書き方だけの違い（空欄と0。意味は同じです）：{n}か所",
        "Written otherwise, same meaning (blank and 0): {n} cells",
    ),
}

ITEMS: dict[str, tuple[str, str]] = {
    "service_days": ("{service_id}：{what}", "{service_id}: {what}"),
    "trips_per_day": (
        "{day}：{trips}、始発 {first}、終発 {last}",
        "{day}: trips {trips}, first {first}, last {last}",
    ),
    "route_trips": ("{day} {name}{at}：{trips}", "{day}, {name}{at}: {trips} trips"),
    "first_last": ("{day} {name}{at}：始発 {first}、終発 {last}", "{day}, {name}{at}: first {first}, last {last}"),
    "trips_begun": ("{name}{at}：{trips}便", "{name}{at}: {trips}"),
    "trips_ended": ("{name}{at}：{trips}便", "{name}{at}: {trips}"),
    "times_changed": ("{name}{at}：{trips}便（{shift}）", "{name}{at}: {trips} ({shift})"),
    "calls_changed": (
        "{name}{at}：{trips}便（停車 +{begun}、−{ended}）",
        "{name}{at}: {trips} (calls +{begun}, −{ended})",
    ),
    "routes_begun": ("{name}{at}（{trips}便）", "{name}{at} (trips: {trips})"),
    "routes_ended": ("{name}{at}（{trips}便）", "{name}{at} (trips: {trips})"),
    "routes_renamed": ("{name_old} → {name}{at}", "{name_old} → {name}{at}"),
    "stops_begun": ("{name}［{stop_id}］", "{name} [{stop_id}]"),
    "stops_ended": ("{name}［{stop_id}］", "{name} [{stop_id}]"),
    "stops_renamed": ("{name_old} → {name}［{stop_id}］", "{name_old} → {name} [{stop_id}]"),
    "stops_read": ("{name}：{reading_old} → {reading}［{stop_id}］", "{name}: {reading_old} → {reading} [{stop_id}]"),
    "stops_moved": ("{name}［{stop_id}］：{metres} m 移動", "{name} [{stop_id}]: moved by {metres} m"),
    "served_less": (
        "{name}（{day}）：{calls}、始発 {first}、終発 {last}",
        "{name} ({day}): {calls}, first {first}, last {last}",
    ),
    "served_more": (
        "{name}（{day}）：{calls}、始発 {first}、終発 {last}",
        "{name} ({day}): {calls}, first {first}, last {last}",
    ),
    "fares_changed": ("{prices_old} → {prices_new}：{rides}区間", "{prices_old} → {prices_new}: {rides} rides"),
    "fare_classes": ("{fare_id}：{price_old} → {price_new}", "{fare_id}: {price_old} → {price_new}"),
    "stops_renumbered": (
        "{old_id} → {stop_id} {name}（{how}による。確かさ {percent}%）",
        "{old_id} → {stop_id} {name} (by {how}, {percent}% sure)",
    ),
    "stops_reused": ("{stop_id}：{name_old} → {name}", "{stop_id}: {name_old} → {name}"),
    "routes_renumbered": (
        "{old_id} → {route_id} {name}（{how}による。確かさ {percent}%）",
        "{old_id} → {route_id} {name} (by {how}, {percent}% sure)",
    ),
    "feed_info": ("{column}：{old} → {new}", "{column}: {old} → {new}"),
    "agency": ("{column}：{old} → {new}", "{column}: {old} → {new}"),
    "shapes_changed": ("{name}{at}：{trips}便", "{name}{at}: {trips} trips"),
    "translations": ("{source}（{language}）：{old} → {new}", "{source} ({language}): {old} → {new}"),
}

UNMEASURED: dict[str, tuple[str, str]] = {
    "lost": (
        "{name}［{stop_id}］：位置がなくなる（空か、範囲の外）",
        "{name} [{stop_id}]: its place is gone (empty or out of range)",
    ),
    "placed": ("{name}［{stop_id}］：位置が入る", "{name} [{stop_id}]: has a place now"),
}
"""Items of `stops_moved` that have a place in one version only."""

REASONS: dict[str, tuple[str, str]] = {
    "unknown_file": (
        "GTFSにもGTFS-JPにもないファイルのため、意味が分かりません",
        "a file that neither GTFS nor GTFS-JP names; its meaning is not known",
    ),
    "unknown_column": (
        "GTFSにもGTFS-JPにもない列のため、意味が分かりません",
        "a column that neither GTFS nor GTFS-JP names; its meaning is not known",
    ),
    "no_such_trip": ("trips.txt にない便の行です", "rows of a trip that trips.txt does not have"),
}
