/** The panel: name of the house, reference date, the two layers with their legends, sources and licences.
 *  What does not live here: what happens when something is chosen (main.ts). */

import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Collection, Feed, Release, TileJson } from "./api.ts";
import { inForce, type Moment } from "./clock.ts";
import { h, icon, ICONS } from "./dom.ts";
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
  hidden: ReadonlySet<string>;
  open: boolean;
}

export interface PanelActions {
  toggleLang(): void;
  toggleOpen(open: boolean): void;
  setAt(date: string | null): void;
  setShown(source: string, shown: boolean): void;
}

/** Draws the panel into `panel`, keeping the focus where it was. */
export function drawPanel(panel: HTMLElement, model: PanelModel, actions: PanelActions): void {
  const say = sayIn(model.lang);
  const focused = panel.contains(document.activeElement) ? document.activeElement?.id : null;
  panel.setAttribute("aria-label", say("panel_label"));
  panel.replaceChildren(
    header(model, actions, say),
    h(
      "div",
      { id: "panel-body", class: model.open ? "" : "folded" },
      model.release && model.release.feeds.length > 0 && dateControl(model, actions, say),
      model.style && floors(model, actions, say),
      model.release && model.release.feeds.length > 0 && sources(model, model.release, say),
    ),
  );
  if (focused) document.getElementById(focused)?.focus();
}

function header(model: PanelModel, actions: PanelActions, say: Say): HTMLElement {
  return h(
    "header",
    {},
    h("h1", {}, h("span", { class: "mark", "aria-hidden": "true" }), h("b", { lang: "ja" }, "二重"), h("i", {}, "Futae")),
    h(
      "button",
      {
        id: "switch-language",
        type: "button",
        class: "quiet",
        lang: model.lang === "ja" ? "en" : "ja",
        "aria-label": say("switch_language_label"),
        onclick: () => actions.toggleLang(),
      },
      say("switch_language"),
    ),
    h(
      "button",
      {
        id: "open-panel",
        type: "button",
        class: "quiet square",
        "aria-label": say("open_panel"),
        "aria-expanded": model.open,
        "aria-controls": "panel-body",
        onclick: () => actions.toggleOpen(!model.open),
      },
      icon(ICONS.layers),
    ),
    h("p", { class: "tagline" }, say("tagline")),
  );
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
  );
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
  const title = (model.lang === "ja" ? declared?.title_ja : declared?.title_en) ?? "";
  const words = row.aggregated ? say("aggregated") : title || sayOr(model.lang, `kind_${row.collection}`, row.collection);
  return h("li", {}, row.swatch(), words);
}

function sources(model: PanelModel, release: Release, say: Say): HTMLElement {
  return h(
    "details",
    { id: "sources" },
    h(
      "summary",
      { id: "sources-summary" },
      say("sources"),
      h("span", { class: "count" }, say("sources_count", { n: release.feeds.length })),
    ),
    h("ul", {}, ...release.feeds.map((feed) => sourceRow(feed, model, say))),
    h("p", { class: "release" }, say("release", { n: release.release })),
  );
}

function sourceRow(feed: Feed, model: PanelModel, say: Say): HTMLElement {
  const valid = inForce(feed, model.at.instant);
  const span = feed.first_on && feed.last_on ? [feed.first_on, feed.last_on] : null;
  return h(
    "li",
    {},
    h("strong", {}, feed.title || feed.holder || feed.feed),
    h("span", { class: valid ? "badge" : "badge off" }, say(valid ? "in_force" : "not_in_force")),
    h("span", { class: "credit" }, feed.attribution || feed.holder),
    h("span", { class: "credit" }, licenceText(feed, say)),
    span &&
      h(
        "span",
        { class: "credit" },
        span.map((day) => dateText(day, model.lang)).join(` ${say("until")} `),
      ),
  );
}

/** The licences of a feed by their ids; `unknown` in words. */
export const licenceText = (feed: Feed, say: Say): string =>
  feed.licence_ids.map((id) => (id === "unknown" ? say("licence_unknown") : id)).join(" · ");
