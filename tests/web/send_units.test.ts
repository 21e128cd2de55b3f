/** The pure modules of the page for sending, run by Node's own test runner (test_units.py starts it).
 *  What does not live here: anything that needs a browser (test_send.py). */

import assert from "node:assert/strict";
import test from "node:test";
import { bearing, countsOf, shortOf, spotsOf as changesOf, type ChangeFeature, type Diff } from "../../web/src/send/changes.ts";
import { judge, sizeText } from "../../web/src/send/files.ts";
import { boxOf, groupsOf, sketchOf, spotsOf, type Finding, type Report, type Total } from "../../web/src/send/findings.ts";
import { cleanKey, faultOfKey } from "../../web/src/send/key.ts";
import { NOWHERE, openStep, placeQuery, readPlace } from "../../web/src/send/place.ts";
import { mayPass, troubleOf } from "../../web/src/send/problems.ts";
import { sayIn, WORDS } from "../../web/src/send/words.ts";

const KEY = `futae_0123456789ab_${"c".repeat(48)}`;

function finding(changes: Partial<Finding>): Finding {
  return {
    code: "invalid_color", severity: "ERROR", blocking: false, table: "routes.txt", row: 2, column: "route_color",
    value: "blue", expected: "RRGGBB", place: null, message: "", fix: "", ...changes,
  };
}

function report(notices: Finding[], codes: Partial<Total>[]): Report {
  const full = codes.map((one): Total => ({ code: "", severity: "ERROR", blocking: false, total: 1, shown: 1, ...one }));
  const summary = { readable: true, errors: 0, warnings: 0, infos: 0, codes: full, bounds: null, facts: {}, sketch: "" };
  return { format: "gtfs", edition: "", publishable: true, reference_date: "2026-11-23", summary, notices };
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number) {
    super("said");
    this.status = status;
  }
}

test("a key is found in what was pasted with it", () => {
  for (const pasted of [KEY, ` ${KEY}\n`, `"${KEY}"`, `鍵: ${KEY} です`, `Bearer ${KEY}`, KEY.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)), `${KEY.slice(0, 30)}\n  ${KEY.slice(30)}`]) {
    assert.equal(cleanKey(pasted), KEY, pasted);
  }
});

test("a key that cannot be one is told before it is sent", () => {
  assert.equal(faultOfKey(KEY), null);
  assert.equal(faultOfKey(cleanKey(" \n")), "key_empty");
  assert.equal(faultOfKey(cleanKey("パスワード")), "key_not_one");
  assert.equal(faultOfKey(cleanKey(KEY.slice(0, -1))), "key_cut");
  assert.equal(faultOfKey(cleanKey(`${KEY}0`)), "key_cut");
});

test("the address names feed, version and step, and never a key", () => {
  const place = { feed: "shiomi/bus", version: 3, step: "report" as const };
  assert.equal(placeQuery(place, "?lang=en"), "?feed=shiomi/bus&version=3&step=report&lang=en");
  assert.deepEqual(readPlace(placeQuery(place, "")), place);
  assert.equal(placeQuery(NOWHERE, "?feed=shiomi/bus&version=3"), "");
});

test("what an address cannot mean is left out", () => {
  assert.deepEqual(readPlace("?feed=../me&version=1"), NOWHERE);
  assert.deepEqual(readPlace("?feed=a/b?x&version=1"), NOWHERE);
  assert.deepEqual(readPlace("?feed=a/b&version=-1&step=fly"), { ...NOWHERE, feed: "a/b" });
});

test("the step that is open follows from what is known", () => {
  const at = (changes: object) => ({ ...NOWHERE, ...changes });
  assert.equal(openStep(at({ feed: "a/b", version: 1, step: "publish" }), false, true), "key");
  assert.equal(openStep(NOWHERE, true, false), "feed");
  assert.equal(openStep(at({ feed: "a/b" }), true, false), "file");
  assert.equal(openStep(at({ feed: "a/b", version: 1 }), true, false), "report");
  assert.equal(openStep(at({ feed: "a/b", version: 1, step: "publish" }), true, false), "report");
  assert.equal(openStep(at({ feed: "a/b", version: 1, step: "publish" }), true, true), "publish");
  assert.equal(openStep(at({ feed: "a/b", step: "publish" }), true, false), "file");
  assert.equal(openStep(at({ step: "key" }), true, false), "key");
});

test("wrong kinds of file are told apart, right ones and unknown ones are sent", () => {
  const word = (names: string[], folders = 0, size = 10) => {
    const found = judge(names.map((name) => ({ name, size })), folders, 1024);
    return found.ok ? "ok" : found.word;
  };
  assert.deepEqual(["GTFS-JP.zip", "N03-21.geojson", "area.gml", "data.csv", "feed"].map((one) => word([one])), Array(5).fill("ok"));
  assert.equal(word(["時刻表.xlsx"]), "file_sheet");
  assert.equal(word(["手引き.PDF"]), "file_document");
  assert.equal(word(["stops.txt"]), "file_table");
  assert.equal(word(["stops.txt", "routes.txt"]), "file_table");
  assert.equal(word(["N03.shp", "N03.dbf"]), "file_shape_part");
  assert.equal(word(["a.zip", "b.zip"]), "file_many");
  assert.equal(word(["gtfs"], 1), "file_folder");
  assert.equal(word([]), "file_none");
  assert.equal(word(["a.zip"], 0, 0), "file_empty");
  assert.equal(word(["a.zip"], 0, 1025), "file_large");
  assert.equal(word(["a.zip"], 0, 1024), "ok");
});

test("sizes as a computer's own windows show them", () => {
  assert.deepEqual([812, 24_576, 3_250_586, 536_870_912].map(sizeText), ["812 B", "24 KB", "3.1 MB", "512 MB"]);
});

test("what blocks comes first, then by severity, then the most frequent", () => {
  const codes: Partial<Total>[] = [
    { code: "info", severity: "INFO", total: 900 }, { code: "few", total: 2 }, { code: "many", total: 7 },
    { code: "warned", severity: "WARNING" }, { code: "stop", blocking: true },
  ];
  assert.deepEqual(groupsOf(report([], codes)).map((one) => one.total.code), ["stop", "many", "few", "warned", "info"]);
});

test("findings of one code: in turns over files; what only repeats the fields is said once", () => {
  const rows = [2, 3, 4].map((row) => finding({ row, message: `routes.txt 行${row} blue` }));
  const other = finding({ table: "stops.txt", column: "x", row: 9, message: "stops.txt 行9 blue" });
  const [group] = groupsOf(report([...rows, other], [{ code: "invalid_color", total: 4, shown: 4 }]));
  assert.deepEqual(group?.findings.map((one) => one.row), [2, 9, 3, 4]);
  assert.equal(group?.same, true);
  const named = groupsOf(report([...rows, finding({ row: 5, message: "港 行5 blue" })], [{ code: "invalid_color" }]));
  assert.equal(named[0]?.same, false);
});

test("findings of one place are one spot, those without a place none, those off the earth none", () => {
  const places: ([number, number] | null)[] = [[137.5, 34.5], null, [137.500001, 34.5], [34.5, 137.5]];
  const notices = places.map((place, i) => finding({ place, row: i + 2 }));
  const spots = spotsOf(groupsOf(report(notices, [{ code: "invalid_color", total: 4 }])));
  assert.deepEqual(spots.map((one) => [one.number, one.place, one.findings.length]), [[1, [137.5, 34.5], 2]]);
});

test("one stop in the sea leaves the town large; few stops are all shown", () => {
  const town = Array.from({ length: 60 }, (_, i): [number, number] => [137 + (i % 10) / 100, 34 + Math.floor(i / 10) / 100]);
  const [west, south, east, north] = boxOf([...town, [0, 0]]) ?? [0, 0, 0, 0];
  assert.deepEqual([west, south, east, north].map((one) => Math.round(one * 100) / 100), [137, 34, 137.09, 34.05]);
  assert.deepEqual(boxOf([[1, 2], [3, 40]]), [1, 2, 3, 40]);
  assert.equal(boxOf([]), null);
  assert.deepEqual(sketchOf({ ...report([], []), summary: { ...report([], []).summary, sketch: "137.1,34.2 500,0" } }), [[137.1, 34.2]]);
});

test("every refusal has words and a way on; only a lost network or a sick service is asked again by itself", () => {
  const ways = [0, 400, 401, 403, 404, 409, 410, 413, 422, 500, 503].map((status) => troubleOf(new Refusal(status)).way);
  assert.deepEqual(ways, ["retry", "none", "key", "key", "feed", "retry", "none", "none", "none", "retry", "retry"]);
  assert.equal(troubleOf(new Refusal(413), "512 MB").values["max"], "512 MB");
  assert.equal(troubleOf(new TypeError("x")).text, "e_500");
  assert.deepEqual([new Refusal(0), new Refusal(503), new Refusal(404), new TypeError("x")].map(mayPass), [true, true, false, false]);
});

test("both languages have the same words, with the same places to fill", () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  assert.deepEqual(Object.keys(WORDS.en), Object.keys(WORDS.ja));
  for (const [word, text] of Object.entries(WORDS.ja)) {
    assert.deepEqual(places(WORDS.en[word as keyof typeof WORDS.en]), places(text), word);
  }
  assert.equal(sayIn("ja")("version_n", { n: 3 }), "第3版");
});

const change = (properties: Partial<ChangeFeature["properties"]>, geometry: ChangeFeature["geometry"]): ChangeFeature => ({
  type: "Feature", properties: { what: "stop", change: "begun", id: "s1", name: "港", ...properties }, geometry,
});

test("the legend counts kinds in its order and leaves out those of which there are none", () => {
  const counts = { stops: { begun: 2, ended: 0, moved: 6, renamed: 0, kept: 9 }, routes: { begun: 0, ended: 1, changed: 0 } };
  assert.deepEqual(countsOf({ map: { counts } } as unknown as Diff), [["stop_begun", 2], ["stop_moved", 6], ["route_ended", 1]]);
});

test("what the legend counts is not said twice", () => {
  const line = (code: string, words: string) => ({ code, words, items: [], more: 0 });
  const told = { lang: "en", short: ["Stops that begin: 2", "Fares: 3"], groups: [{ name: "stops", title: "", lines: [line("stops_begun", "Stops that begin: 2"), line("fares_changed", "Fares: 3")] }] };
  assert.deepEqual(shortOf({ told } as unknown as Diff), ["Fares: 3"]);
});

test("a change is one line of the list however many features draw it", () => {
  const moved = { change: "moved", id: "s2", ja: "動く", en: "moves" } as const;
  const { spots, features } = changesOf({
    type: "FeatureCollection",
    features: [
      change({ what: "route", change: "changed", side: "old", id: "r1" }, { type: "MultiLineString", coordinates: [[[137, 34], [137.1, 34]]] }),
      change({ what: "route", change: "changed", side: "new", id: "r1" }, { type: "MultiLineString", coordinates: [[[137, 34], [137.2, 34.1]]] }),
      change({ ...moved, what: "move" }, { type: "LineString", coordinates: [[137, 34], [137, 34.5]] }),
      change(moved, { type: "Point", coordinates: [137, 34.5] }),
      change({ change: "kept", id: "s3" }, { type: "Point", coordinates: [137, 34.6] }),
    ],
  });
  assert.deepEqual(spots, [
    { number: 2, kind: "stop_moved", ja: "動く", en: "moves", box: [137, 34, 137, 34.5] },
    { number: 1, kind: "route_changed", ja: "", en: "", box: [137, 34, 137.2, 34.1] },
  ]);
  const told = features as { properties: { what: string; number: number; bearing?: number }; geometry: { coordinates: unknown } }[];
  assert.deepEqual(told.map((one) => [one.properties.what, one.properties.number, one.properties.bearing]), [
    ["route", 1, undefined], ["route", 1, undefined], ["move", 2, undefined], ["from", 2, undefined], ["head", 2, 0],
    ["stop", 2, undefined], ["stop", 0, undefined],
  ]);
  assert.deepEqual(told[4]?.geometry.coordinates, [137, 34.5]);
});

test("a move is turned the way it goes", () => {
  assert.deepEqual([[0, 1], [1, 0], [0, -1], [-1, 0]].map(([x, y]) => bearing([0, 0], [x!, y!])), [0, 90, 180, -90]);
  assert.equal(bearing([137, 60], [138, 60.5]), 45); // a degree of longitude is half as long up there
});
