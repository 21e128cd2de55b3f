/** The version beside what is live: how many stops and routes change, in a line at once; map, legend and words when
 *  they are asked for. What does not live here: comparing (the service), the map itself (compare_map.ts). */

import { h } from "../dom.ts";
import type { Version } from "./api.ts";
import { feedOf, versionOf, type App } from "./app.ts";
import { countsOf, LOOKS, shortOf, spotsOf, type Diff, type Kind, type Look, type Spot } from "./changes.ts";
import { compareMap, type CompareMap } from "./compare_map.ts";
import { boxOf, type Box, type Report } from "./findings.ts";
import { button, keepFile, lostLine, row } from "./parts.ts";
import { troubleOf } from "./problems.ts";
import { until, wasLeft } from "./waiting.ts";

const AT_ONCE = 30;
const SHOWN = 8;

/** The number of the live version a version is compared with; null where there is nothing to compare. */
export function comparedWith(app: App, report: Report): number | null {
  const live = feedOf(app).live;
  const isGtfs = (format: string | undefined): boolean => format === "gtfs" || format === "gtfs-jp";
  if (!live || live.version === versionOf(app).number || !report.summary.readable) return null;
  return isGtfs(live.format) && isGtfs(report.format) ? live.version : null;
}

const mark = (kind: Kind): HTMLElement => h("span", { class: `change-mark ${kind}`, "aria-hidden": "true" });

/** How many of each kind, each with the form and colour it has on the map. */
function legend(app: App, diff: Diff): HTMLElement {
  const chips = countsOf(diff).map(([kind, count]) => h("li", { "data-kind": kind }, mark(kind), `${app.say(`change_${kind}`)} `, h("b", {}, count.toLocaleString("en"))));
  return h("ul", { class: "legend", "aria-label": app.say("compare_legend") }, ...chips);
}

/** The changes in words, by kind; each line with the first things it is about. */
function words(app: App, diff: Diff): HTMLElement {
  const { say } = app;
  const groups = diff.told.groups.map((group, i) =>
    h("details", { class: "told", open: i < 3 },
      h("summary", {}, group.title, h("span", { class: "hint" }, ` ${say("count_n", { n: group.lines.length })}`)),
      ...group.lines.map((line) => {
        const hidden = line.items.slice(SHOWN);
        return h("div", { class: "told-line", "data-code": line.code },
          h("p", {}, h("bdi", {}, line.words)),
          line.items.length > 0 && h("ul", {}, ...line.items.slice(0, SHOWN).map((item) => h("li", {}, h("bdi", {}, item)))),
          hidden.length > 0 && h("details", {}, h("summary", {}, say("more_n", { n: hidden.length })), h("ul", {}, ...hidden.map((item) => h("li", {}, h("bdi", {}, item))))),
          line.more > 0 && h("p", { class: "hint" }, say("more_unkept", { n: line.more })));
      })));
  return h("div", { class: "told-all" }, ...groups);
}

/** The three looks as a choice; arrow keys change it, as in any group of radio buttons. */
function looks(app: App, diff: Diff, change: (look: Look) => void): HTMLElement {
  const choice = (look: Look): HTMLElement =>
    h("label", {}, h("input", { type: "radio", name: "look", id: `look-${look}`, value: look, checked: look === "both", onchange: () => change(look) }),
      h("span", {}, app.say(`look_${look}`, { n: look === "before" ? diff.against : diff.version })));
  return h("fieldset", { class: "compare looks" }, h("legend", { class: "unseen" }, app.say("preview_switch")), ...LOOKS.map(choice));
}

/** The changes of the map one below the other, each a button that goes there. */
function spotList(app: App, spots: readonly Spot[], go: (spot: Spot) => void): { element: HTMLElement; choose: (number: number) => void } {
  const { say, lang } = app;
  const list = h("ul", { class: "spots" });
  const more = button(say("more_n", { n: Math.max(0, spots.length - AT_ONCE) }), () => add(spots.length), "quiet");
  const add = (upto: number): void => {
    const from = list.childElementCount;
    for (const spot of spots.slice(from, upto)) {
      list.append(h("li", {}, h("button", { type: "button", "data-spot": spot.number, onclick: () => go(spot) }, mark(spot.kind), h("bdi", {}, spot[lang]))));
    }
    more.hidden = list.childElementCount >= spots.length;
    if (from > 0) list.querySelectorAll("button")[from]?.focus();
  };
  add(AT_ONCE);
  const choose = (number: number): void => {
    if (!list.querySelector(`[data-spot="${number}"]`)) add(spots.length);
    for (const one of list.querySelectorAll("button")) one.toggleAttribute("aria-current", one.dataset["spot"] === String(number));
    const chosen = list.querySelector(`[data-spot="${number}"]`);
    const [outer, inner] = [list.getBoundingClientRect(), chosen?.getBoundingClientRect()];
    if (inner) list.scrollTop += inner.top - outer.top - outer.height / 3; // in the list alone: the page stays where it is
  };
  return { element: h("div", { class: "spots-all" }, list, more), choose };
}

/** The map with what belongs to it; it is drawn when it comes. */
function onMap(app: App, diff: Diff): HTMLElement {
  const { say, lang } = app;
  const canvas = h("div", { class: "map", id: "compare-map", "data-state": "busy" });
  const said = h("p", { class: "spot-words", id: "spot-words", role: "status" }, say("compare_touch"));
  const rest = h("div", {});
  const fill = async (): Promise<void> => {
    const { spots, features } = spotsOf(await app.service.diffMap(feedOf(app).feed, diff.version, diff.against));
    app.signal.throwIfAborted();
    if (spots.length === 0) return canvas.replaceWith(h("p", { class: "hint" }, say("compare_no_place")));
    let map: CompareMap | null = null;
    const go = (spot: Spot): void => {
      said.replaceChildren(mark(spot.kind), h("bdi", {}, spot[lang]));
      list.choose(spot.number);
      map?.show(spot);
    };
    const list = spotList(app, spots, go);
    rest.replaceChildren(list.element);
    const picked = (number: number): void => {
      const spot = spots.find((one) => one.number === number);
      if (spot) go(spot);
    };
    map = await compareMap(app, canvas, { features, bounds: around(spots), title: say("compare_map") }, picked);
    map?.look("both");
    if (map) canvas.before(looks(app, diff, (look) => map?.look(look)));
  };
  fill().catch((reason: unknown) => wasLeft(reason) || canvas.replaceChildren(h("p", { class: "instead", role: "alert" }, say(troubleOf(reason).title))));
  return h("div", { class: "compare-where" }, canvas, said, rest);
}

const around = (spots: readonly Spot[]): Box | null => boxOf(spots.flatMap(({ box: [west, south, east, north] }) => [[west, south], [east, north]] as [number, number][]));

/** What stands when the comparison is there: its gist, and the rest behind a button. */
function told(app: App, diff: Diff): HTMLElement[] {
  const { say, lang } = app;
  if (diff.equal) return [h("p", {}, say("compare_equal"))];
  const inside = h("div", { class: "compare-inside", id: "compare-inside", hidden: true });
  const keep = (): void => {
    const { feed } = versionOf(app);
    app.service.diffFile(feed, diff.version, diff.against, lang).then((blob) => keepFile(blob, `${feed.replace("/", "-")}-${diff.against}-${diff.version}-diff.html`), app.fail);
  };
  const toggle = button(say("compare_open"), () => {
    inside.hidden = !inside.hidden;
    toggle.setAttribute("aria-expanded", String(!inside.hidden));
    toggle.textContent = say(inside.hidden ? "compare_open" : "compare_close");
    if (!inside.hidden && !inside.hasChildNodes()) {
      inside.append(onMap(app, diff), h("div", {}, words(app, diff), row(button(say("compare_keep"), keep, "plain", "keep-diff"))));
    }
  }, "plain", "compare-open");
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", "compare-inside");
  const short = shortOf(diff).slice(0, 5);
  const list = short.length > 0 && h("ul", { class: "short" }, ...short.map((text) => h("li", {}, h("bdi", {}, text))));
  return [
    countsOf(diff).length > 0 ? legend(app, diff) : h("p", { class: "hint" }, say(short.length > 0 ? "compare_no_place" : "compare_none")),
    ...(list ? [list] : []),
    row(toggle),
    inside,
  ];
}

/** The section beside the report; it fills once the service has compared, some seconds after the check. */
export function comparing(app: App, version: Version, against: number): HTMLElement {
  const { say, lang } = app;
  const lost = lostLine(app);
  const place = h("div", { class: "compare-gist" }, h("p", { class: "hint", role: "status" }, say("compare_making")));
  const element = h("section", { class: "comparing", id: "comparing", "data-state": "busy", "aria-labelledby": "compare-title" },
    h("h2", { id: "compare-title" }, say("compare_title", { n: against })), lost.element, place);
  until(() => app.service.diff(version.feed, version.number, against, lang), app.signal, lost.set).then(
    (diff) => {
      place.replaceChildren(...told(app, diff));
      element.dataset["state"] = "ready";
    },
    (reason: unknown) => {
      if (wasLeft(reason)) return;
      place.replaceChildren(h("p", { class: "hint" }, say("compare_failed")));
      element.dataset["state"] = "failed";
    },
  );
  return element;
}
