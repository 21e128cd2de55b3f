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
      const many = single.filter((one) => one.collection === kind);
      const title = sayOr(lang, `kind_${kind}`, kind);
      return h(
        "section",
        {},
        h("h3", {}, `${title} `, h("span", { class: "count" }, String(many.length))),
        h("ul", { class: "rows" }, ...many.slice(0, MOST).map((one) => row(one, seen.indexOf(one), lang, choose))),
        many.length > MOST && h("p", { class: "quietly" }, say("more_in_view", { n: many.length - MOST })),
      );
    }),
    ...(counted > 0 ? [h("p", { class: "quietly" }, say("zoom_for_stops", { n: counted }))] : []),
    ...(seen.length === 0 ? [h("p", { class: "quietly" }, say("nothing_in_view"))] : []),
  ];
}

function row(one: Found, index: number, lang: Lang, choose: (index: number) => void): HTMLElement {
  const mark = h("span", { class: `kind-mark ${one.collection}`, "aria-hidden": "true" });
  const colour = colourOf("route_color", one.attributes["route_color"]);
  if (colour) mark.style.setProperty("--own", colour);
  const platform = one.attributes["platform_code"];
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row", onclick: () => choose(index) },
      mark,
      h("span", {}, titleIn(one, lang) || sayIn(lang)("unnamed")),
      typeof platform === "string" && h("small", {}, platform),
    ),
  );
}
