/** The pure modules of the console, run by Node's own test runner (test_units.py starts it).
 *  What does not live here: anything that needs a browser (test_console.py). */

import assert from "node:assert/strict";
import test from "node:test";
import { byUrgency, isOnItsWay, pendingOf, serviceOf, sourceOf, summaryOf, urgency } from "../../web/src/console/overview.ts";
import { placeQuery, readPlace, START } from "../../web/src/console/place.ts";
import { reasonOf, sentenceOf, subjectOf } from "../../web/src/console/sentences.ts";
import { may, isOwnAdmin, mayLookInto, orgsOf, type Deed, type Feed, type Line, type Me, type Source } from "../../web/src/console/shapes.ts";
import { WORDS } from "../../web/src/console/words.ts";
import { troubleOf } from "../../web/src/send/problems.ts";

function line(changes: Partial<Line> = {}): Line {
  const live = { feed: "shiomi/bus", version: 2 } as unknown as Feed["live"];
  const feed = { feed: "shiomi/bus", title: "汐見バス", licence_ids: ["CC-BY-4.0"], live } as Feed;
  return {
    feed, scopes: [], timezone: "Asia/Tokyo", today: "2026-11-23", version: 2, live_at: "2026-11-01T00:00:00Z", last_service_on: "2027-03-31",
    last_service_of: 2, days_left: 128, next: null, pending: [], source: null, ...changes,
  };
}

function source(changes: Partial<Source>): Source {
  return { url: "", every_hours: 24, next_at: "", asked_at: "2026-11-23T00:00:00Z", changed_at: null, failures: 0, status: 200, outcome: "", version: null, ...changes };
}

function deed(action: string, subject: string, detail: Record<string, unknown> = {}): Deed {
  return { id: 1, at: "2026-11-23T00:00:00Z", action, subject, detail, actor: "key:1", person: "佐藤", org: "shiomi" };
}

const pending = (state: Line["pending"][0]["state"], number = 3) => ({ number, state, file_name: "a.zip", received_at: "2026-11-23T00:00:00Z" });

test("until when a feed serves, in words and a tone", () => {
  const said = (days: number | null, changes: Partial<Line> = {}) => {
    const found = serviceOf(line({ days_left: days, ...changes }), "ja");
    return [found.tone, found.word, found.values["n"]];
  };
  assert.deepEqual(said(31), ["good", "service_until", 31]);
  assert.deepEqual(said(30), ["warn", "service_ends", 30]);
  assert.deepEqual(said(7), ["bad", "service_ends", 7]);
  assert.deepEqual(said(0), ["bad", "service_today", 0]);
  assert.deepEqual(said(-3), ["bad", "service_ended", 3]);
  assert.deepEqual(said(null, { last_service_on: null }), ["good", "service_open", undefined]);
  assert.deepEqual(said(null, { version: null }), ["calm", "service_none", undefined]);
  assert.equal(serviceOf(line(), "ja").values["date"], "2027年3月31日");
  assert.equal(serviceOf(line(), "en").values["date"], "31 Mar 2027");
});

test("what waits, and for whom", () => {
  const of = (state: Line["pending"][0]["state"], next: Line["next"] = null) => pendingOf(line({ next }), pending(state)).word;
  assert.deepEqual((["received", "checking", "blocked", "unreadable", "failed", "ready"] as const).map((one) => of(one)),
    ["pending_check", "pending_check", "pending_blocked", "pending_unreadable", "pending_failed", "pending_ready"]);
  assert.equal(of("ready", { number: 3 } as Line["next"]), "pending_time");
  assert.equal(of("ready", { number: 4 } as Line["next"]), "pending_ready");
});

test("how asking at the source went", () => {
  assert.equal(sourceOf(source({ failures: 2 })).word, "source_failing");
  assert.equal(sourceOf(source({ asked_at: null })).word, "source_not_yet");
  assert.equal(sourceOf(source({ status: 304 })).word, "source_same");
  assert.deepEqual([sourceOf(source({ version: 5 })).word, sourceOf(source({ version: 5 })).values["n"]], ["source_came", 5]);
});

test("what is urgent comes first; the counts leave out what there is none of", () => {
  const ended = line({ days_left: -1 });
  const blocked = line({ pending: [pending("blocked")] });
  const ending = line({ days_left: 20 });
  const fine = line();
  assert.deepEqual([ended, blocked, ending, fine].map(urgency), [3, 2, 1, 0]);
  assert.deepEqual([fine, ending, blocked, ended].sort(byUrgency), [ended, blocked, ending, fine]);
  assert.deepEqual(summaryOf([ended, blocked, ending, fine]).map((one) => [one.word, one.values["n"]]), [["sum_ended", 1], ["sum_ending", 1], ["sum_mend", 1]]);
  assert.deepEqual(summaryOf([fine]), []);
  assert.equal(isOnItsWay(line({ version: 3 })), true);
  assert.equal(isOnItsWay(fine), false);
});

test("the address names part, organisation and feed; what it cannot mean is left out", () => {
  const place = { part: "audit" as const, org: "shiomi", feed: "shiomi/bus" };
  assert.equal(placeQuery(place, "?lang=en&part=keys"), "?part=audit&org=shiomi&feed=shiomi/bus&lang=en");
  assert.deepEqual(readPlace(placeQuery(place, "")), place);
  assert.equal(placeQuery(START, "?part=keys"), "");
  assert.deepEqual(readPlace("?part=fly&org=../x&feed=a/b/c"), START);
  assert.deepEqual(readPlace("?part=keys&feed=a/b"), { ...START, part: "keys" });
});

test("what a key may do, for its own organisation and for those it acts for", () => {
  const me: Me = { org: "daiko", person: "", scopes: ["upload", "admin"], acts_for: [{ org: "shiomi", scopes: ["upload"] }], feeds: [] };
  assert.deepEqual(orgsOf(me), ["daiko", "shiomi"]);
  assert.deepEqual([may(me, "upload", "shiomi"), may(me, "admin", "shiomi"), may(me, "admin", "daiko"), may(me, "upload", "other")], [true, false, true, false]);
  assert.deepEqual([isOwnAdmin(me, "daiko"), isOwnAdmin(me, "shiomi"), mayLookInto(me, "shiomi"), mayLookInto(me, "daiko")], [true, false, false, true]);
  const all: Me = { ...me, org: "*", acts_for: [], feeds: [{ feed: "b/x" }, { feed: "a/y" }, { feed: "b/z" }] as Feed[] };
  assert.deepEqual(orgsOf(all), ["a", "b"]);
  assert.equal(isOwnAdmin(all, "a"), true);
});

test("lines of the log are sentences", () => {
  const ja = (one: Deed) => sentenceOf(one, "ja", () => "汐見バス");
  assert.equal(ja(deed("live.publish", "shiomi/bus/3")), "汐見バス の第3版を公開しました");
  assert.equal(ja(deed("version.check", "shiomi/bus/3", { state: "blocked" })), "汐見バス の第3版を検査しました：直しが必要です");
  assert.equal(ja(deed("key.add", "shiomi", { person: "田中", scopes: ["publish", "upload"] })), "田中 の鍵を作りました（送る・公開する）");
  const set = deed("schedule.set", "shiomi/bus/3", { due_at: "2026-12-02T20:00:00Z", timezone: "Asia/Tokyo" });
  assert.equal(sentenceOf(set, "en", () => "the bus"), "Version 3 of the bus is to be published on 3 Dec 2026, 05:00");
  assert.equal(ja(deed("new.thing", "shiomi/bus")), "new.thing shiomi/bus");
  assert.equal(reasonOf(deed("version.withdraw", "shiomi/bus/3", { reason: "運賃の誤り" })), "運賃の誤り");
  assert.equal(reasonOf(deed("live.publish", "shiomi/bus/3", { reason: "scheduled for 2026-12-02T20:00:00Z" })), "");
  assert.deepEqual(subjectOf("shiomi/bus/3"), { org: "shiomi", feed: "shiomi/bus", version: 3 });
  assert.deepEqual(subjectOf("shiomi"), { org: "shiomi", feed: "", version: null });
});

test("both languages have the same words, with the same places to fill, and words for every refusal", () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  assert.deepEqual(Object.keys(WORDS.en).sort(), Object.keys(WORDS.ja).sort());
  for (const [word, text] of Object.entries(WORDS.ja)) assert.deepEqual(places(WORDS.en[word as keyof typeof WORDS.en]), places(text), word);
  for (const status of [0, 400, 401, 403, 404, 409, 410, 413, 422, 500]) {
    const { title, text } = troubleOf(Object.assign(new Error("x"), { status }));
    assert.ok(title in WORDS.ja && text in WORDS.ja, `${status}: ${title} ${text}`);
  }
});
