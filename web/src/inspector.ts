/** The inspector: what one feature says, what it comes from and under which licence, and where to take it.
 *  What does not live here: finding the feature (map.ts, api.ts), the wording of single values (labels.ts). */

import { downloadAddress, itemAddress, reportAddress, type Collection, type Feed, type Licence } from "./api.ts";
import { days, inForce, type Moment } from "./clock.ts";
import { h, icon, ICONS } from "./dom.ts";
import { rowOf, titleIn, type Found } from "./features.ts";
import { colourOf, dateText, inkOn, licenceLinks, textOf, titleOf } from "./labels.ts";
import type { Lang } from "./state.ts";
import { sayIn, sayOr, type Say } from "./strings.ts";

export interface InspectorModel {
  lang: Lang;
  at: Moment;
  askedAt: string | null;
  found: Found[];
  index: number;
  /** True when the list is that of what is in view, to which one can go back. */
  listed: boolean;
  feeds: Feed[];
  collections: Collection[];
  licences: Record<string, Licence>;
  /** The feed whose unpublished version is shown; its features have no address of their own yet. */
  previewed: string | null;
}

export interface InspectorActions {
  close(): void;
  turn(index: number): void;
  toList(): void;
  toFeed(feed: string): void;
  fly(found: Found): void;
  toFeature(collection: string, id: string): void;
}

/** What the inspector holds for the chosen feature. */
export function featureView(model: InspectorModel, actions: InspectorActions): HTMLElement[] {
  const found = model.found[model.index];
  if (!found) return [];
  const say = sayIn(model.lang);
  const rows = attributes(found, model, actions, say);
  return [
    controls(model, actions, say),
    ...heading(found, model, say),
    ...(rows.length > 0 ? [h("section", {}, h("h3", {}, say("details")), h("dl", {}, ...rows))] : []),
    provenance(found, model, actions, say),
    links(found, model, actions, say),
  ];
}

/** A sign to press, named for those who do not see it. */
export const signButton = (id: string, label: string, path: string, act: () => void, disabled = false): HTMLElement =>
  h("button", { id, type: "button", class: "quiet square", "aria-label": label, title: label, disabled, onclick: act }, icon(path));

function controls(model: InspectorModel, actions: InspectorActions, say: Say): HTMLElement {
  const { index, found } = model;
  const many = found.length > 1;
  return h(
    "div",
    { class: "controls" },
    model.listed && h("button", { id: "to-list", type: "button", class: "quiet", onclick: () => actions.toList() }, icon(ICONS.list), say("in_view")),
    many && signButton("previous", say("previous"), ICONS.back, () => actions.turn(index - 1), index === 0),
    many && h("span", { class: "count" }, say("of", { i: index + 1, n: found.length })),
    many && signButton("next", say("next"), ICONS.forward, () => actions.turn(index + 1), index === found.length - 1),
    h("span", { class: "spring" }),
    signButton("close-inspector", say("close"), ICONS.close, () => actions.close()),
  );
}

const inLang = (lang: Lang, one: { title_ja?: string; title_en?: string } | undefined): string =>
  (lang === "ja" ? one?.title_ja : one?.title_en) ?? "";

function heading(found: Found, model: InspectorModel, say: Say): HTMLElement[] {
  const declared = model.collections.find((one) => one.id === found.collection);
  const kind = sayOr(model.lang, `kind_${found.collection}`, inLang(model.lang, declared) || found.collection);
  const colour = colourOf("route_color", found.attributes["route_color"]);
  const stripe = h("span", { class: "stripe", "aria-hidden": "true" });
  if (colour) stripe.style.background = colour;
  const title = titleIn(found, model.lang);
  const { ja, written, kana, en } = found.names;
  const others = [...new Set([ja || written, en])].filter((name) => name && name !== title);
  return [
    h("p", { class: "kind" }, colour ? stripe : h("span", { class: `kind-mark ${found.collection}`, "aria-hidden": "true" }), kind),
    h("h2", { tabindex: "-1", lang: title === en && title !== ja ? "en" : "ja" }, title || say("unnamed")),
    h(
      "p",
      { class: "names" },
      kana && h("span", { lang: "ja-Hrkt", title: say("reading") }, kana),
      ...others.map((name) => h("span", { lang: name === en ? "en" : "ja" }, name)),
    ),
  ];
}

function attributes(found: Found, model: InspectorModel, actions: InspectorActions, say: Say): HTMLElement[] {
  const collection = model.collections.find((one) => one.id === found.collection);
  const zone = model.at.zone;
  const shown = { ...found.attributes };
  const title = titleIn(found, model.lang);
  for (const name of ["route_short_name", "route_long_name", "municipality_name"]) {
    if (shown[name] === title || shown[name] === found.names.written) delete shown[name];
  }
  const [fill, ink] = [colourOf("route_color", shown["route_color"]), colourOf("route_text_color", shown["route_text_color"])];
  delete shown["route_text_color"];
  const rows = Object.entries(shown).flatMap(([column, value]) => {
    const colour = colourOf(column, value);
    if (!colour) return row(titleOf(column, collection, model.lang), textOf(column, value, { collection, lang: model.lang, say, zone }));
    const chip = h("span", { class: "chip" }, colour);
    chip.style.background = colour;
    chip.style.color = (column === "route_color" && fill && ink && ink !== fill ? ink : null) ?? inkOn(colour);
    return row(titleOf(column, collection, model.lang), chip);
  });
  const place = found.linked["municipality"]?.["place_feature_id"];
  const { place_name, place_code } = found.linked["municipality"] ?? {};
  if (typeof place !== "string") return rows;
  const go = h("button", { id: "to-place", type: "button", class: "as-link", onclick: () => actions.toFeature("places", place) }, String(place_name ?? place_code ?? place));
  return [...rows, ...row(say("kind_places"), go)];
}

const row = (title: string, value: Node | string): HTMLElement[] => [h("dt", {}, title), h("dd", {}, value)];

/** Two days and whether the moment lies between them. */
export function validityText(valid: Found["valid"], at: Moment, lang: Lang, say: Say): HTMLElement {
  const [from, to] = days(valid, at.zone);
  const day = (date: string | null): HTMLElement | null => (date ? h("span", { class: "day" }, dateText(date, lang)) : null);
  const now = inForce(valid, at.instant);
  return h(
    "span",
    {},
    ...(from || to ? [day(from), ` ${say("until")} `, day(to)] : [say("always")]),
    " ",
    h("span", { class: now ? "badge" : "badge off" }, say(now ? "in_force" : "not_in_force")),
  );
}

function provenance(found: Found, model: InspectorModel, actions: InspectorActions, say: Say): HTMLElement {
  const feed = model.feeds.find((one) => one.feed === found.feed);
  const from = found.provenance ?? feed;
  const own = "valid_from_at" in found.valid;
  const rows: HTMLElement[] = [];
  if (feed) {
    const open = h("button", { id: "to-feed", type: "button", class: "as-link", onclick: () => actions.toFeed(feed.feed) }, feed.title || feed.feed);
    rows.push(...row(say("feed"), open));
    if (feed.holder && feed.holder !== feed.title) rows.push(...row(say("holder"), feed.holder));
  } else rows.push(...row(say("feed"), found.feed));
  if (from) rows.push(...row(say("version_title"), h("span", { class: "day" }, say("version", { n: from.version }))));
  const source = rowOf(found.id);
  if (source) rows.push(...row(say("source_row"), h("code", {}, `${source.table} › ${source.key}`)));
  rows.push(...row(say("validity"), validityText(own ? found.valid : (feed ?? {}), model.at, model.lang, say)));
  if (from) rows.push(...row(say("licence"), licenceLinks(from.licence_ids, model.licences, model.lang)));
  if (from?.attribution) rows.push(...row(say("credit"), from.attribution));
  return h("section", { id: "provenance" }, h("h3", {}, say("source")), h("dl", {}, ...rows));
}

function links(found: Found, model: InspectorModel, actions: InspectorActions, say: Say): HTMLElement {
  const at = model.askedAt ?? model.at.date;
  const version = (found.provenance ?? model.feeds.find((one) => one.feed === found.feed))?.version;
  const isPreview = model.previewed !== null && model.previewed === found.feed;
  const link = (id: string, href: string, path: string, text: string): HTMLElement => h("a", { href, id }, icon(path), text);
  return h(
    "p",
    { class: "links" },
    h("button", { id: "fly", type: "button", class: "row", onclick: () => actions.fly(found) }, icon(ICONS.target), say("fly")),
    found.id && !isPreview && link("item", itemAddress(found.collection, found.id, at), ICONS.data, say("item")),
    version !== undefined && !isPreview && link("report", reportAddress(found.feed, version, model.lang), ICONS.report, say("report")),
    !isPreview && link("download", downloadAddress(found.feed), ICONS.download, say("download")),
  );
}
