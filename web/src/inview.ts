/** What is in view, as a list: the map for those who do not point at it. Kinds in the order they lie on the map.
 *  What does not live here: what is in view (map.ts, inView), what one of them says (inspector.ts). */

import { h, ICONS } from "./dom.ts";
import { titleIn, type Found } from "./features.ts";
import { signButton } from "./inspector.ts";
import { colourOf } from "./labels.ts";
import type { Lang } from "./state.ts";
import { sayIn, sayOr } from "./strings.ts";

/** Rows of one kind that are shown. */
const MOST = 60;

export interface InViewModel {
  lang: Lang;
  seen: Found[];
}

/** The list; `choose` gets the place of a row in `seen`. */
export function inViewList({ lang, seen }: InViewModel, choose: (index: number) => void, close: () => void): HTMLElement[] {
  const say = sayIn(lang);
  const single = seen.filter((one) => one.id);
  const counted = seen.filter((one) => !one.id).reduce((sum, one) => sum + one.count, 0);
  const kinds = [...new Set(single.map((one) => one.collection))];
  return [
    h("div", { class: "controls" }, h("span", { class: "spring" }), signButton("close-inspector", say("close"), ICONS.close, close)),
    h("h2", { tabindex: "-1" }, say("in_view")),
    ...kinds.map((kind) => {
      const named = byName(single.filter((one) => one.collection === kind), lang);
      const title = sayOr(lang, `kind_${kind}`, kind);
      return h(
        "section",
        {},
        h("h3", {}, `${title} `, h("span", { class: "count" }, String(named.length))),
        h("ul", { class: "rows" }, ...named.slice(0, MOST).map((many) => row(many, (one) => choose(seen.indexOf(one)), lang))),
        named.length > MOST && h("p", { class: "quietly" }, say("more_in_view", { n: named.length - MOST })),
      );
    }),
    ...(counted > 0 ? [h("p", { class: "quietly" }, say("zoom_for_stops", { n: counted }))] : []),
    ...(seen.length === 0 ? [h("p", { class: "quietly" }, say("nothing_in_view"))] : []),
  ];
}

/** What has one name is one row: the poles of a stop, a route in both directions. */
export function byName(many: Found[], lang: Lang): Found[][] {
  const rows = new Map<string, Found[]>();
  for (const one of many) {
    const name = titleIn(one, lang) || one.id;
    rows.set(name, [...(rows.get(name) ?? []), one]);
  }
  return [...rows.values()];
}

function row(many: Found[], choose: (one: Found) => void, lang: Lang): HTMLElement {
  const [one] = many;
  if (!one) return h("li");
  const mark = h("span", { class: `kind-mark ${one.collection}`, "aria-hidden": "true" });
  const colour = colourOf("route_color", one.attributes["route_color"]);
  if (colour) mark.style.setProperty("--own", colour);
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row", onclick: () => choose(one) },
      mark,
      h("span", {}, titleIn(one, lang) || sayIn(lang)("unnamed")),
      many.length > 1 && h("small", {}, `× ${many.length}`),
    ),
  );
}
