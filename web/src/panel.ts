/** The panel: reference date, the two layers with their legends, feeds with their state.
 *  What does not live here: the head of the page (head.ts), what happens when something is chosen (main.ts). */

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Collection, Licence, Release, TileJson } from "./api.ts";
import { inForce, type Moment } from "./clock.ts";
import { h } from "./dom.ts";
import { feedList } from "./feeds.ts";
import { drawnBy } from "./filters.ts";
import { dateText } from "./labels.ts";
import { legendOf, type LegendRow } from "./legend.ts";
import type { Lang } from "./state.ts";
import { sayIn, sayOr, type Say } from "./strings.ts";

export interface PanelModel {
  lang: Lang;
  at: Moment;
  askedAt: string | null;
  release: Release | null;
  style: StyleSpecification | null;
  tileJsons: Record<string, TileJson>;
  collections: Collection[];
  licences: Record<string, Licence>;
  hidden: ReadonlySet<string>;
}

export interface PanelActions {
  setAt(date: string | null): void;
  setShown(source: string, shown: boolean): void;
  toFeed(feed: string): void;
}

/** What the panel holds. Whether the list of feeds is open is kept by whoever opened it. */
export function panelParts(model: PanelModel, actions: PanelActions, feedsOpen: boolean): HTMLElement[] {
  const say = sayIn(model.lang);
  const { release } = model;
  const has = release !== null && release.feeds.length > 0;
  return [
    ...(has ? [dateControl(model, actions, say)] : []),
    ...(model.style ? [floors(model, actions, say)] : []),
    ...(has ? [feedList({ ...model, feeds: release.feeds, number: release.release }, actions.toFeed, feedsOpen)] : []),
    h("p", { class: "to-send" }, h("a", { id: "to-send", href: `send?lang=${model.lang}` }, say("to_send")), h("a", { id: "to-console", href: `console?lang=${model.lang}` }, say("to_console"))),
  ];
}

function dateControl(model: PanelModel, actions: PanelActions, say: Say): HTMLElement {
  const input = h("input", {
    id: "at",
    type: "date",
    value: model.at.date,
    max: "2999-12-31",
    required: true,
    onchange: () => input.value && actions.setAt(input.value),
  });
  return h(
    "section",
    { class: "date" },
    h("label", { for: "at" }, say("reference_date")),
    input,
    model.askedAt &&
      h("button", { id: "reset-date", type: "button", class: "quiet", onclick: () => actions.setAt(null) }, say("reset_date")),
    h("p", { id: "date-words" }, dateWords(model, say)),
  );
}

/** What the date means: how many of the feeds with service days are in force on it. */
function dateWords(model: PanelModel, say: Say): string {
  const served = (model.release?.feeds ?? []).filter((feed) => feed.last_on);
  const now = served.filter((feed) => inForce(feed, model.at.instant)).length;
  return served.length > 0 ? say("date_words", { date: dateText(model.at.date, model.lang), now, n: served.length }) : "";
}

/** The tilesets of the style, upper first: what is drawn last lies on top. */
export function sourcesOf(style: StyleSpecification): string[] {
  const order = style.layers.flatMap((layer) => ("source" in layer && layer.source ? [String(layer.source)] : []));
  const vector = (name: string): boolean => style.sources[name]?.type === "vector";
  return [...new Set(order.reverse())].filter(vector);
}

function floors(model: PanelModel, actions: PanelActions, say: Say): HTMLElement {
  const names = model.style ? sourcesOf(model.style) : [];
  return h(
    "section",
    { class: "floors" },
    ...names.map((source, i) => {
      const layers = model.style ? drawnBy(model.style.layers, source) : [];
      const place = i === 0 ? "upper" : "lower";
      return floor(source, place, layers, model, actions, say);
    }),
  );
}

function floor(
  source: string,
  place: "upper" | "lower",
  layers: LayerSpecification[],
  model: PanelModel,
  actions: PanelActions,
  say: Say,
): HTMLElement {
  const title = sayOr(model.lang, `layer_${source}`, model.tileJsons[source]?.name ?? source);
  const box = h("input", {
    id: `show-${source}`,
    type: "checkbox",
    role: "switch",
    checked: !model.hidden.has(source),
    "aria-label": `${say("show")}: ${title}`,
    onchange: () => actions.setShown(source, box.checked),
  });
  return h(
    "div",
    { class: `floor ${place}` },
    h(
      "label",
      { for: `show-${source}` },
      h("span", {}, h("small", {}, say(place)), h("strong", {}, title)),
      box,
    ),
    h("ul", {}, ...legendOf(layers).map((row) => legendRow(row, model, say))),
  );
}

function legendRow(row: LegendRow, model: PanelModel, say: Say): HTMLElement {
  const declared = model.collections.find((one) => one.id === row.collection);
  const title = (model.lang === "ja" ? declared?.title_ja : declared?.title_en) || row.collection;
  const words = row.aggregated ? say("aggregated") : sayOr(model.lang, `kind_${row.collection}`, title);
  return h("li", {}, row.swatch(), words);
}
