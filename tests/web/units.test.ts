/** The pure modules of the page, run by Node's own test runner (test_units.py starts it).
 *  What does not live here: anything that needs a browser (test_page.py). */

import assert from "node:assert/strict";
import test from "node:test";
import type { Feed } from "../../web/src/api.ts";
import { days, elsewhere, inForce, noon, resolve, zoneOf } from "../../web/src/clock.ts";
import { filterAt, labelIn, validAt, withoutValidity } from "../../web/src/filters.ts";
import { colourOf, textOf, titleOf } from "../../web/src/labels.ts";
import { colourIn, legendOf } from "../../web/src/legend.ts";
import { sayIn, WORDS } from "../../web/src/strings.ts";

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
