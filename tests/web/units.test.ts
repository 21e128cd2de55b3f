/** The pure modules of the page, run by Node's own test runner (test_units.py starts it).
 *  What does not live here: anything that needs a browser (test_page.py). */

import assert from "node:assert/strict";
import test from "node:test";
import type { Feed } from "../../web/src/api.ts";
import { barsOf } from "../../web/src/charts.ts";
import { days, elsewhere, inForce, inOrder, noon, resolve, standingOf, zoneOf } from "../../web/src/clock.ts";
import { boxOf, fromItem, fromTile, rowOf, titleIn } from "../../web/src/features.ts";
import { filterAt, labelIn, validAt, withoutValidity } from "../../web/src/filters.ts";
import { colourOf, inkOn, textOf, titleOf } from "../../web/src/labels.ts";
import { colourIn, legendOf } from "../../web/src/legend.ts";
import { lookOf } from "../../web/src/look.ts";
import { moved } from "../../web/src/search.ts";
import { chosenIn, previewIn, withValue } from "../../web/src/state.ts";
import { sayIn, WORDS } from "../../web/src/strings.ts";
import { addresses, creditsOf, tenLines } from "../../web/src/uses.ts";

const TOKYO = "Asia/Tokyo";

function feed(changes: Partial<Feed>): Feed {
  return {
    feed: "town/bus",
    title: "",
    holder: "",
    licence_ids: [],
    attribution: "",
    version: 1,
    first_on: "2019-10-01",
    last_on: "2020-03-31",
    valid_from_at: "2019-09-30T15:00:00Z",
    valid_to_at: "2020-03-31T15:00:00Z",
    ...changes,
  };
}

test("noon of a local date, also where the clock is moved", () => {
  assert.equal(noon("2020-01-15", TOKYO), "2020-01-15T03:00:00Z");
  assert.equal(noon("2020-01-15", "Europe/Berlin"), "2020-01-15T11:00:00Z");
  assert.equal(noon("2020-07-15", "Europe/Berlin"), "2020-07-15T10:00:00Z");
  assert.equal(noon("2020-07-15", "Pacific/Auckland"), "2020-07-15T00:00:00Z");
});

test("the moment: asked for, else the release's, else now", () => {
  const now = Date.parse("2026-11-23T20:00:00Z");
  assert.equal(resolve("2020-01-15", "2026-01-01", TOKYO, now).instant, "2020-01-15T03:00:00Z");
  assert.equal(resolve("2020-01-15T18:30:00+09:00", null, TOKYO, now).instant, "2020-01-15T09:30:00Z");
  assert.equal(resolve("2020-01-15T18:00:00Z", null, TOKYO, now).date, "2020-01-16");
  assert.equal(resolve(null, "2026-01-01", TOKYO, now).date, "2026-01-01");
  assert.equal(resolve("nonsense", undefined, TOKYO, now).date, "2026-11-24");
});

test("validity is half open, and unbounded where an end is absent", () => {
  assert.equal(inForce(feed({}), "2019-09-30T15:00:00Z"), true);
  assert.equal(inForce(feed({}), "2020-03-31T15:00:00Z"), false);
  assert.equal(inForce({ valid_from_at: null, valid_to_at: null }, "1900-01-01T00:00:00Z"), true);
  assert.deepEqual(days(feed({}), TOKYO), ["2019-10-01", "2020-03-31"]);
  assert.deepEqual(days({ valid_from_at: "2020-12-31T15:00:00Z" }, TOKYO), ["2021-01-01", null]);
});

test("where service is found when nothing is in force", () => {
  const at = (date: string) => resolve(date, null, TOKYO, 0);
  const area = feed({ first_on: null, last_on: null, valid_to_at: null });
  assert.equal(elsewhere([feed({}), area], at("2020-01-15")), null);
  assert.deepEqual(elsewhere([feed({}), area], at("2026-11-23")), { date: "2020-03-31", kind: "last" });
  assert.deepEqual(elsewhere([feed({})], at("2019-06-03")), { date: "2019-10-01", kind: "first" });
  assert.equal(elsewhere([area], at("1990-01-01")), null);
});

test("the zone most feeds keep", () => {
  const of = (...zones: string[]) => zoneOf(zones.map((timezone) => feed({ timezone })));
  assert.equal(of("Europe/Berlin", TOKYO, TOKYO), TOKYO);
  assert.equal(of("Europe/Berlin"), "Europe/Berlin");
  assert.equal(zoneOf([feed({})]), TOKYO);
});

test("a layer's own filter stays, the moment it was served for goes", () => {
  const own = [">", ["get", "count"], 1];
  const served = ["all", own, ...validAt("2019-01-01T00:00:00Z").slice(1)] as never;
  const now = "2020-01-15T03:00:00Z";
  assert.deepEqual(withoutValidity(served), ["all", own]);
  assert.deepEqual(filterAt(served, now), ["all", ["all", own], validAt(now)]);
  assert.deepEqual(filterAt(undefined, now), validAt(now));
  assert.deepEqual(filterAt(validAt("2019-01-01T00:00:00Z") as never, now), validAt(now));
});

test("labels in English fall back on what the style writes; counts are left alone", () => {
  const field = ["coalesce", ["get", "name:ja"], ["get", "name"]];
  assert.deepEqual(labelIn("en", field), ["coalesce", ["get", "name:en"], ["get", "name"]]);
  assert.deepEqual(labelIn("en", ["coalesce", ["get", "platform_code"], field]), [
    "coalesce", ["get", "platform_code"], ["coalesce", ["get", "name:en"], ["get", "name"]],
  ]);
  assert.deepEqual(labelIn("en", ["get", "name"]), ["coalesce", ["get", "name:en"], ["get", "name"]]);
  assert.equal(labelIn("ja", field), field);
  const count = ["to-string", ["get", "count"]];
  assert.equal(labelIn("en", count), count);
});

test("values are written by what their column means", () => {
  const context = { collection: undefined, lang: "ja" as const, say: sayIn("ja"), zone: TOKYO };
  assert.equal(textOf("has_shape", true, context), "はい");
  assert.equal(textOf("route_type", 3, context), "バス");
  assert.equal(textOf("network_length_m", 12345.678, context), "12,345.68 m");
  assert.equal(textOf("wheelchair_boarding_code", "1", context), "乗れる便がある");
  assert.equal(textOf("wheelchair_boarding_code", "9", context), "9");
  assert.equal(textOf("trips_per_day", 299.15, context), "299");
  assert.equal(textOf("trips_per_day", 2.75, context), "2.8");
  assert.equal(textOf("valid_to_at", "2020-03-31T15:00:00Z", context), "2020年4月1日");
  assert.equal(textOf("last_service_on", "2020-03-31", { ...context, lang: "en" }), "31 March 2020");
  const declared = { id: "roads", columns: [{ name: "width", title_ja: "幅員", title_en: "Width", unit: "m" }] };
  assert.equal(textOf("width", 5.5, { ...context, collection: declared }), "5.5 m");
  assert.equal(titleOf("width", declared, "en"), "Width");
  assert.equal(titleOf("unheard_of", declared, "ja"), "unheard_of");
  assert.equal(colourOf("route_color", "1a5fb4"), "#1a5fb4");
  assert.equal(colourOf("route_color", "red;background:url(x)"), null);
});

test("legends say what the style draws", () => {
  assert.equal(colourIn(["to-color", ["get", "route_color"], "#4f7ea8"], "#000"), "#4f7ea8");
  assert.equal(colourIn(["get", "route_color"], "#000"), "#000");
  const layer = (id: string, type: string, paint: object) =>
    ({ id, type, source: "transit", "source-layer": id.split("-")[0], paint }) as never;
  globalThis.document = { createElement: () => ({ style: { setProperty() {} }, classList: { contains: () => false }, setAttribute() {}, append() {} }) } as never;
  const rows = legendOf([
    layer("stops-circle", "circle", { "circle-color": "#fff" }),
    layer("stops-overview", "circle", { "circle-radius": ["get", "count"] }),
    layer("routes-line", "line", { "line-color": "#123456" }),
    layer("routes-casing", "line", { "line-color": "#fff" }),
  ]);
  assert.deepEqual(rows.map((row) => [row.collection, row.aggregated]), [["stops", false], ["routes", false], ["stops", true]]);
});

test("both languages have all words, with the same places to fill", () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [word, ja] of Object.entries(WORDS.ja)) {
    const en = WORDS.en[word as keyof typeof WORDS.en];
    assert.ok(ja && en, word);
    assert.deepEqual(places(ja), places(en), word);
  }
});

test("the query remembers what is asked, and can be read", () => {
  assert.equal(withValue("?lang=en", "feature", "stops/shiomi/bus:stops:101"), "?lang=en&feature=stops/shiomi/bus:stops:101");
  assert.equal(withValue("?lang=en&at=2020-01-01", "at", null), "?lang=en");
  assert.equal(withValue("?at=2020-01-01", "at", null), "");
  assert.equal(withValue("", "hide", "places,transit"), "?hide=places,transit");
  assert.equal(withValue("", "feature", "stops/a/b:stops:x&y z"), "?feature=stops/a/b:stops:x%26y+z");
  assert.deepEqual(chosenIn("stops/shiomi/bus:stops:101"), { collection: "stops", id: "shiomi/bus:stops:101" });
  assert.equal(chosenIn("stops"), null);
  assert.equal(chosenIn("../etc/x:y:z"), null);
  assert.equal(chosenIn(null), null);
});

test("only a preview of this service is a preview", () => {
  const root = "http://127.0.0.1:8000/";
  const path = "/v1/feeds/shiomi/bus/versions/3/preview";
  assert.equal(previewIn(`${path}?sig=a&until=9`, root)?.href, `${root.slice(0, -1)}${path}?sig=a&until=9`);
  assert.equal(previewIn(`http://127.0.0.1:8000${path}?sig=a`, root)?.search, "?sig=a");
  assert.equal(previewIn(`http://example.org${path}`, root), null);
  assert.equal(previewIn(`//example.org${path}`, root), null);
  assert.equal(previewIn("/v1/feeds/shiomi/bus/versions/3/file", root), null);
  assert.equal(previewIn(null, root), null);
  const below = "http://127.0.0.1:8000/map/";
  assert.equal(previewIn(`http://127.0.0.1:8000/map${path}`, below)?.pathname, `/map${path}`);
});

test("a feature is the same from a tile and from the API", () => {
  const tile = {
    feature_id: "shiomi/bus:stops:101", name: "汐見駅前", "name:ja": "汐見駅前", "name:ja-Hrkt": "しおみえきまえ",
    "name:en": "Shiomi Station", location_type: 1, valid_from_at: "2026-03-31T15:00:00Z", valid_to_at: "2027-05-31T15:00:00Z",
  };
  const item = {
    id: "shiomi/bus:stops:101", geometry: { type: "Point", coordinates: [137.9, 34.36] },
    properties: {
      feature_id: "shiomi/bus:stops:101", feed: "shiomi/bus", stop_name: "汐見駅前", stop_name_ja: "汐見駅前",
      stop_name_kana: "しおみえきまえ", stop_name_en: "Shiomi Station", location_type: 1,
      valid_from_at: "2026-03-31T15:00:00Z", valid_to_at: "2027-05-31T15:00:00Z",
    },
    provenance: { feed: "shiomi/bus", version: 1, licence_ids: [], attribution: "", valid_from_at: null, valid_to_at: null },
  };
  const [a, b] = [fromTile("stops", tile, [137.9, 34.36]), fromItem("stops", item, [137.9, 34.36])];
  assert.deepEqual({ ...b, provenance: null }, a);
  assert.deepEqual(a.attributes, { location_type: 1 });
  assert.equal(titleIn(a, "en"), "Shiomi Station");
  assert.equal(titleIn(fromTile("stops", { name: "x", count: 12 }, [0, 0]), "en"), "x");
  assert.equal(fromTile("stops", { count: 12 }, [0, 0]).count, 12);
  const area = { ...item, id: "a/b:places:1", properties: { prefecture_name: "潮路県", place_name: "汐見市", municipality_name: "汐見市" } };
  const place = fromItem("places", area, [0, 0]);
  assert.equal(place.names.written, "汐見市");
  assert.deepEqual(place.attributes, { prefecture_name: "潮路県", municipality_name: "汐見市" });
  assert.deepEqual(place.valid, { valid_from_at: null, valid_to_at: null });
});

test("the row a feature was made from, and the box around it", () => {
  assert.deepEqual(rowOf("shiomi/bus:stops:a:b"), { table: "stops", key: "a:b" });
  assert.equal(rowOf("nothing"), null);
  assert.deepEqual(boxOf({ type: "MultiLineString", coordinates: [[[1, 2], [3, -4]], [[0, 9]]] }), [0, -4, 3, 9]);
  assert.deepEqual(boxOf({ type: "Point", coordinates: [7, 8] }), [7, 8, 7, 8]);
  assert.equal(boxOf(null), null);
});

test("the look of the map: moment, language, what is switched off, what is chosen", () => {
  const style = {
    version: 8, sources: {},
    layers: [
      { id: "background", type: "background" },
      { id: "places-fill", type: "fill", source: "places", "source-layer": "places", paint: {} },
      { id: "stops-circle", type: "circle", source: "transit", "source-layer": "stops", filter: ["!", ["has", "parent"]], paint: {} },
      { id: "stops-label", type: "symbol", source: "transit", "source-layer": "stops", layout: { "text-field": ["coalesce", ["get", "name:ja"], ["get", "name"]] } },
    ],
  } as never;
  const instant = "2020-01-15T03:00:00Z";
  const look = { instant, lang: "en" as const, theme: "dark" as const, hidden: new Set(["places"]), chosen: { collection: "stops", id: "a/b:stops:1" } };
  const seen = lookOf(style, look).layers as { id: string; layout?: Record<string, unknown>; filter?: unknown; type: string; source?: string }[];
  assert.deepEqual(seen.map((one) => one.id), ["background", "places-fill", "stops-circle", "stops-label", "futae-chosen"]);
  assert.deepEqual(seen.map((one) => one.layout?.["visibility"]), [undefined, "none", undefined, undefined, undefined]);
  assert.deepEqual(seen[2]?.filter, ["all", ["!", ["has", "parent"]], validAt(instant)]);
  assert.deepEqual(seen[3]?.layout?.["text-field"], ["coalesce", ["get", "name:en"], ["get", "name"]]);
  assert.deepEqual([seen[4]?.type, seen[4]?.source, seen[4]?.filter], ["circle", "transit", ["==", ["get", "feature_id"], "a/b:stops:1"]]);
  assert.equal(lookOf(style, { ...look, chosen: null }).layers.length, 4);
  assert.equal(lookOf(style, { ...look, chosen: { collection: "gone", id: "x" } }).layers.length, 4);
});

test("arrow keys go round the results by way of the text", () => {
  assert.deepEqual([moved(-1, 1, 3), moved(2, 1, 3), moved(-1, -1, 3), moved(0, -1, 3), moved(-1, 1, 0)], [0, -1, 2, -1, -1]);
});

test("how feeds stand, and in which order they are listed", () => {
  const at = "2020-01-15T03:00:00Z";
  const [now, ending] = [feed({ feed: "a" }), feed({ feed: "b", valid_to_at: "2020-02-01T15:00:00Z" })];
  const [ended, coming] = [feed({ feed: "c", valid_to_at: "2020-01-01T15:00:00Z" }), feed({ feed: "d", valid_from_at: "2020-02-01T15:00:00Z" })];
  const always = feed({ feed: "e", valid_from_at: null, valid_to_at: null });
  assert.deepEqual([now, ending, ended, coming, always].map((one) => standingOf(one, at)), ["now", "ending", "ended", "coming", "always"]);
  assert.deepEqual(inOrder([always, ended, coming, ending, now], at, "ja").map((one) => one.feed), ["a", "b", "d", "c", "e"]);
  assert.equal(standingOf(now, "2020-03-31T15:00:00Z"), "ended");
});

test("days become bars, with the days between them", () => {
  const days = [{ date: "2020-01-05", trips: 10 }, { date: "2020-01-01", trips: 4 }, { date: "2020-01-02", trips: 6 }];
  assert.deepEqual(barsOf(days), [
    { date: "2020-01-01", days: 1, trips: 4 }, { date: "2020-01-02", days: 1, trips: 6 }, { date: "2020-01-03", days: 1, trips: 0 },
    { date: "2020-01-04", days: 1, trips: 0 }, { date: "2020-01-05", days: 1, trips: 10 },
  ]);
  assert.deepEqual(barsOf(days, 3).map((bar) => [bar.date, bar.trips]), [["2020-01-01", 5], ["2020-01-03", 0], ["2020-01-05", 5]]);
  assert.deepEqual(barsOf([]), []);
});

test("what an app takes: ten lines for this service, addresses, credits once each", () => {
  const example = 'const api = new URLSearchParams(location.search).get("api") ?? "http://127.0.0.1:8000"; // here\n';
  assert.equal(tenLines(example, "https://map.example/x"), 'const api = "https://map.example/x"; // here');
  const urls = addresses("https://map.example", { tilesets: ["transit"], bbox: "1,2,3,4" }).map((one) => one.url);
  assert.ok(urls.includes("https://map.example/v1/tilesets/transit.pmtiles"));
  assert.ok(urls.includes("https://map.example/v1/collections/stops/items?bbox=1,2,3,4&limit=100"));
  assert.deepEqual(creditsOf([feed({ attribution: "A" }), feed({ attribution: "B" }), feed({ attribution: "A" })]), ["A", "B"]);
});

test("ink that can be read on a colour", () => {
  assert.deepEqual(["#ffffff", "#f0c000", "#c0392b", "#1a237e"].map(inkOn), ["#000", "#000", "#fff", "#fff"]);
});
