/** The inspector: what one feature says, what it comes from and under which licence, and where to take it.
 *  What does not live here: finding the feature (map.ts), the wording of single values (labels.ts). */

import { downloadAddress, itemAddress, type Collection, type Feed } from "./api.ts";
import { days, inForce, type Moment } from "./clock.ts";
import { h, icon, ICONS } from "./dom.ts";
import { colourOf, dateText, textOf, titleOf } from "./labels.ts";
import type { Found } from "./map.ts";
import { licenceText } from "./panel.ts";
import type { Lang } from "./state.ts";
import { sayIn, sayOr, type Say } from "./strings.ts";

export interface InspectorModel {
  lang: Lang;
  at: Moment;
  askedAt: string | null;
  found: Found[];
  index: number;
  feeds: Feed[];
  collections: Collection[];
}

export interface InspectorActions {
  close(): void;
  turn(index: number): void;
}

/** Attributes that have a place of their own, and so are not in the list of the others. */
const PLACED = /^(name|_?name(_ja|_kana|_en)?|name:.*|feature_id|feed|valid_(from|to)_at|count)$/;

/** Draws the chosen feature, or hides the inspector when there is none. */
export function drawInspector(inspector: HTMLElement, model: InspectorModel | null, actions: InspectorActions): void {
  const found = model?.found[model.index];
  inspector.hidden = !found;
  if (!model || !found) {
    inspector.replaceChildren();
    return;
  }
  const say = sayIn(model.lang);
  inspector.setAttribute("aria-label", say("inspector_label"));
  inspector.replaceChildren(
    controls(model, actions, say),
    ...heading(found, model, say),
    attributes(found, model, say) ?? "",
    provenance(found, model, say),
    links(found, model, say),
  );
}

function controls(model: InspectorModel, actions: InspectorActions, say: Say): HTMLElement {
  const button = (id: string, label: string, path: string, act: () => void, disabled = false): HTMLElement =>
    h(
      "button",
      { id, type: "button", class: "quiet square", "aria-label": label, disabled, onclick: act },
      icon(path),
    );
  const { index, found } = model;
  const many = found.length > 1;
  return h(
    "div",
    { class: "controls" },
    many && button("previous", say("previous"), ICONS.back, () => actions.turn(index - 1), index === 0),
    many && h("span", { class: "count" }, say("of", { i: index + 1, n: found.length })),
    many && button("next", say("next"), ICONS.forward, () => actions.turn(index + 1), index === found.length - 1),
    h("span", { class: "spring" }),
    button("close-inspector", say("close"), ICONS.close, () => actions.close()),
  );
}

const text = (found: Found, ...names: string[]): string => {
  for (const name of names) {
    const value = found.properties[name];
    if (typeof value === "string" && value) return value;
  }
  return "";
};

/** The feed of a feature; overview tiles leave it to the feature's id, `{org}/{feed}:{table}:{key}` (DESIGN §3). */
const feedOf = (found: Found): string => text(found, "feed") || (text(found, "feature_id").split(":")[0] ?? "");

function heading(found: Found, model: InspectorModel, say: Say): HTMLElement[] {
  const declared = model.collections.find((one) => one.id === found.collection);
  const kind = (model.lang === "ja" ? declared?.title_ja : declared?.title_en) ?? "";
  const name = text(found, "name:ja", "name");
  const kana = text(found, "name:ja-Hrkt");
  const english = text(found, "name:en");
  const colour = colourOf("route_color", found.properties["route_color"]);
  const stripe = h("span", { class: "stripe", "aria-hidden": "true" });
  if (colour) stripe.style.background = colour;
  return [
    h("p", { class: "kind" }, colour ? stripe : null, sayOr(model.lang, `kind_${found.collection}`, kind || found.collection)),
    h("h2", { tabindex: "-1", lang: "ja" }, name || say("unnamed")),
    h(
      "p",
      { class: "names" },
      kana && h("span", { lang: "ja-Hrkt", title: say("reading") }, kana),
      english && h("span", { lang: "en", title: say("english") }, english),
    ),
  ];
}

function attributes(found: Found, model: InspectorModel, say: Say): HTMLElement | null {
  const collection = model.collections.find((one) => one.id === found.collection);
  const zone = model.at.zone;
  const rows = Object.entries(found.properties)
    .filter(([column, value]) => !PLACED.test(column) && value !== null && value !== "")
    .flatMap(([column, value]) => {
      const colour = colourOf(column, value);
      const chip = h("span", { class: "chip", "aria-hidden": "true" });
      if (colour) chip.style.background = colour;
      const written = textOf(column, value, { collection, lang: model.lang, say, zone });
      return row(titleOf(column, collection, model.lang), h("span", {}, colour ? chip : null, colour ?? written));
    });
  if (rows.length === 0) return null;
  return h("section", {}, h("h3", {}, say("details")), h("dl", {}, ...rows));
}

const row = (title: string, value: Node | string): HTMLElement[] => [h("dt", {}, title), h("dd", {}, value)];

function validityText(found: Found, feed: Feed | undefined, model: InspectorModel, say: Say): HTMLElement {
  const own = "valid_from_at" in found.properties || "valid_to_at" in found.properties;
  const [from, to] = days(own ? found.properties : (feed ?? {}), model.at.zone);
  const day = (date: string | null): HTMLElement | null =>
    date ? h("span", { class: "day" }, dateText(date, model.lang)) : null;
  const valid = inForce(own ? found.properties : (feed ?? {}), model.at.instant);
  return h(
    "span",
    {},
    ...(from || to ? [day(from), ` ${say("until")} `, day(to)] : [say("always")]),
    " ",
    h("span", { class: valid ? "badge" : "badge off" }, say(valid ? "in_force" : "not_in_force")),
  );
}

function provenance(found: Found, model: InspectorModel, say: Say): HTMLElement {
  const key = feedOf(found);
  const feed = model.feeds.find((one) => one.feed === key);
  const rows = [...row(say("validity"), validityText(found, feed, model, say))];
  if (feed) {
    const title = feed.title || feed.feed;
    const version = h("span", { class: "day count" }, say("version", { n: feed.version }));
    rows.unshift(...row(say("feed"), h("span", {}, title, " ", version)));
    if (feed.holder && feed.holder !== title) rows.push(...row(say("holder"), feed.holder));
    rows.push(...row(say("licence"), licenceText(feed, say)));
    if (feed.attribution) rows.push(...row(say("credit"), feed.attribution));
  } else if (key) rows.unshift(...row(say("feed"), key));
  return h("section", {}, h("h3", {}, say("source")), h("dl", {}, ...rows));
}

function links(found: Found, model: InspectorModel, say: Say): HTMLElement {
  const id = text(found, "feature_id");
  const feed = feedOf(found);
  const at = model.askedAt ?? model.at.date;
  return h(
    "p",
    { class: "links" },
    id && h("a", { href: itemAddress(found.collection, id, at), id: "item" }, icon(ICONS.data), say("item")),
    feed && h("a", { href: downloadAddress(feed), id: "download" }, icon(ICONS.download), say("download")),
  );
}
