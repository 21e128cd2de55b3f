/** The list of findings: by code, filtered by severity, each with file, line, column, value, expectation and its place.
 *  What does not live here: the map the places are on (map.ts), grouping (findings.ts). */

import { h } from "../dom.ts";
import type { App } from "./app.ts";
import { countOf, SEVERITIES, type Finding, type Group, type Report, type Severity, type Spot } from "./findings.ts";
import { badge, button, sign } from "./parts.ts";

const AT_ONCE = 5;
const STEP = 50;

interface OnMap {
  show(spot: Spot): void;
  filter(severity: Severity | null): void;
}

export interface FindingList {
  element: HTMLElement;
  /** Bring the first finding of a spot to sight and focus it. */
  pick(number: number): void;
}

/** Where a finding is, as one line: `stops.txt 12 行目 stop_lat`. */
export function whereText(app: App, finding: Finding): string {
  const line = finding.row === null ? app.say("where_whole") : app.say("where_row", { n: finding.row });
  return [finding.table, line, finding.column].filter(Boolean).join(" ");
}

const shown = (app: App, value: string | null): HTMLElement | null =>
  value === null ? null : value === "" ? h("span", { class: "none" }, app.say("empty_value")) : h("bdi", {}, visible(value));

/** Characters that cannot be seen, by number; long texts cut. Names and values come from strangers' files. */
function visible(text: string): string {
  const seen = text.slice(0, 300).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `‹U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}›`);
  return text.length > 300 ? `${seen}…` : seen;
}

/** Whether the findings of a code say different things, so that its heading is but one of them. */
const varied = (group: Group): boolean => group.findings.some((one) => one.message !== group.message);

function pair(term: string, value: HTMLElement | null): (HTMLElement | null)[] {
  return value ? [h("dt", {}, term), h("dd", {}, value)] : [];
}

export function findingList(app: App, report: Report, groups: readonly Group[], spots: readonly Spot[], onMap: OnMap): FindingList {
  const { say } = app;
  const spotOf = new Map(spots.flatMap((spot) => spot.findings.map((finding) => [finding, spot] as const)));
  const place = h("div", { class: "groups" });
  let severity: Severity | null = null;
  let chosen: Finding | null = null;
  const limits = new Map<Group, number>();

  function choose(finding: Finding, spot: Spot): void {
    chosen = finding;
    for (const one of place.querySelectorAll(".finding")) one.classList.toggle("chosen", one.getAttribute("data-spot") === String(spot.number));
    onMap.show(spot);
    app.tell(say("went_there", { n: spot.number, where: whereText(app, finding) }));
  }

  function oneFinding(group: Group, finding: Finding): HTMLElement {
    const spot = spotOf.get(finding);
    const pin = spot
      ? h("button", { type: "button", class: `spot ${finding.severity}`, onclick: () => choose(finding, spot) },
          sign("pin"), h("span", { class: "number" }, String(spot.number)), " ", h("span", { class: "words" }, say("show_place")), h("span", { class: "unseen" }, ` ${whereText(app, finding)}`))
      : h("span", { class: "no-place" }, say("no_place"));
    return h(
      "li",
      { class: `finding${finding === chosen ? " chosen" : ""}`, "data-spot": spot?.number },
      h("p", { class: "at" }, h("bdi", {}, finding.table ?? ""), " ", h("b", {}, finding.row === null ? say("where_whole") : say("where_row", { n: finding.row.toLocaleString("en") })), " ", finding.column ? h("code", {}, visible(finding.column)) : null),
      pin,
      group.same ? null : h("p", { class: "said" }, h("bdi", {}, visible(finding.message))),
      finding.value === null && finding.expected === null ? null
        : h("dl", {}, ...pair(say("value"), shown(app, finding.value)), ...pair(say("expected"), shown(app, finding.expected))),
    );
  }

  function oneGroup(group: Group): HTMLElement {
    const { total } = group;
    const limit = limits.get(group) ?? AT_ONCE;
    const rest = group.findings.length - limit;
    const more = rest > 0 && button(say("more_n", { n: Math.min(rest, STEP) }), () => {
      limits.set(group, limit + STEP);
      const again = oneGroup(group);
      article.replaceWith(again);
      again.querySelectorAll<HTMLElement>(".finding")[limit]?.querySelector<HTMLElement>("button")?.focus();
    }, "quiet");
    const unkept = total.total - group.findings.length;
    const article = h(
      "article",
      { class: `group ${total.severity}`, "data-code": total.code },
      h("h2", {},
        badge(total.severity, say(`severity_${total.severity}`)), total.blocking ? badge("blocks", say("blocks")) : null,
        total.mark === "unverified" ? badge("calm", say("unverified")) : null,
        h("span", { class: "count" }, say("count_n", { n: total.total.toLocaleString("en") })), h("code", {}, total.code)),
      h("p", { class: "message" }, h("bdi", {}, group.findings.length > 1 && varied(group) ? say("example", { message: visible(group.message) }) : visible(group.message))),
      group.fix ? h("p", { class: "fix" }, h("b", {}, say("fix")), " ", h("bdi", {}, visible(group.fix))) : null,
      h("ul", { class: "findings" }, ...group.findings.slice(0, limit).map((finding) => oneFinding(group, finding))),
      more,
      rest <= 0 && unkept > 0 && h("p", { class: "hint" }, say("more_unkept", { n: unkept.toLocaleString("en") })),
    );
    return article;
  }

  function draw(): void {
    const some = groups.filter((group) => severity === null || group.total.severity === severity);
    if (some.length) place.replaceChildren(...some.map(oneGroup));
    else place.replaceChildren(h("p", { class: "nothing" }, say(groups.length ? "nothing_shown" : "nothing_found")));
  }

  function filters(): HTMLElement {
    const all = SEVERITIES.reduce((sum, one) => sum + countOf(report, one), 0);
    const choices: [Severity | null, string][] = [
      [null, say("filter_all", { n: all.toLocaleString("en") })],
      ...SEVERITIES.map((one): [Severity, string] => [one, say("filter_one", { name: say(`severity_${one}`), n: countOf(report, one).toLocaleString("en") })]),
    ];
    const buttons = choices.map(([one, text]) => {
      const made = h("button", { type: "button", class: `filter ${one ?? "ALL"}`, "aria-pressed": String(one === severity), onclick: () => {
        severity = one;
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === made)));
        draw();
        onMap.filter(one);
      } }, text);
      return made;
    });
    return h("div", { class: "filters", role: "group", "aria-label": say("filter") }, ...buttons);
  }

  function pick(number: number): void {
    const spot = spots[number - 1];
    const [finding] = spot?.findings ?? [];
    const group = groups.find((one) => finding && one.findings.includes(finding));
    if (!spot || !finding || !group) return;
    limits.set(group, Math.max(limits.get(group) ?? AT_ONCE, group.findings.indexOf(finding) + 1));
    draw();
    choose(finding, spot);
    const found = place.querySelector<HTMLElement>(`[data-spot="${number}"] button`);
    found?.scrollIntoView({ block: "center" });
    found?.focus({ preventScroll: true });
  }

  draw();
  const note = groups.some((group) => group.findings.some((one) => one.row !== null)) && h("p", { class: "hint" }, say("row_note"));
  const element = h("section", { class: "list", "aria-label": say("report_title") }, groups.length ? filters() : null, note, place);
  return { element, pick };
}
