/** Pieces that several parts of the console are made of. What does not live here: forms (forms.ts), any asking. */

import { h } from "../dom.ts";
import { badge, button } from "../send/parts.ts";
import type { App } from "./app.ts";
import { linkTo, meOf, orgShown } from "./app.ts";
import type { Said } from "./overview.ts";
import type { Place } from "./place.ts";
import { orgsOf, SCOPES, type Actor } from "./shapes.ts";
import { sayOr } from "./words.ts";

/** The heading of a part, which gets the focus when the part opens. */
export const heading = (text: string): HTMLElement => h("h1", { tabindex: "-1" }, text);

/** A link to another place of the console, followed without leaving the page. */
export function placeLink(app: App, change: Partial<Place>, text: string, more: Record<string, unknown> = {}): HTMLAnchorElement {
  const go = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    app.go({ org: null, feed: null, ...change });
  };
  return h("a", { href: linkTo(change), onclick: go, ...more }, text);
}

/** What was judged of a feed, as a badge of its tone. */
export const toned = (app: App, said: Said): HTMLElement => badge(said.tone, app.say(said.word, said.values));

/** A list of terms and what stands for them; what is null is left out. */
export function terms(...rows: ([string, ...(Node | string)[]] | null | false)[]): HTMLElement {
  const shown = rows.filter((one) => one !== null && one !== false);
  return h("dl", { class: "terms" }, ...shown.map(([term, ...values]) => h("div", {}, h("dt", {}, term), h("dd", {}, ...values))));
}

/** What a key or a grant may do, in words. */
export function scopeWords(app: App, scopes: readonly string[]): string {
  const words = SCOPES.filter((one) => scopes.includes(one)).map((one) => app.say(`may_${one}`));
  return words.join(app.lang === "ja" ? "・" : ", ") || app.say("may_nothing");
}

/** Who did something with what is an organisation's, in words: a person, an agent, the service. */
export function whoOf(app: App, one: Actor, owner: string): string {
  const { say } = app;
  if (one.org === "*") return one.person ? say("who_service_person", { name: one.person }) : say("who_service");
  if (one.org) {
    const name = one.person || say("who_nameless", { id: one.actor.replace(/^key:/, "").slice(0, 6) });
    return one.org === owner ? name : say("who_agent", { name, org: one.org });
  }
  return sayOr(app.lang, `actor_${one.actor.replace(/^key:/, "").replace(/[^a-z]/g, "_")}`, one.actor);
}

/** The choice between the organisations of a key that is for several; null for one. */
export function orgChoice(app: App): HTMLElement | null {
  const many = orgsOf(meOf(app));
  if (many.length < 2) return null;
  const shown = orgShown(app);
  const select = h("select", { id: "org", onchange: () => app.go({ org: select.value, feed: null }) }, ...many.map((one) => h("option", { value: one, selected: one === shown }, one)));
  return h("div", { class: "choose" }, h("label", { for: "org" }, app.say("org_choose")), select);
}

/** A line that says there is nothing. */
export const nothing = (text: string): HTMLElement => h("p", { class: "empty" }, text);

/** A list that grows by pages: `draw` makes a row, `more` asks for the next page. */
export function growing<T>(
  app: App, first: { rows: T[]; next: string | null }, draw: (row: T) => HTMLElement, more: (next: string) => Promise<{ rows: T[]; next: string | null }>,
): HTMLElement {
  const list = h("ol", { class: "lines" }, ...first.rows.map(draw));
  const fault = h("p", { class: "fault", role: "alert" });
  let next = first.next;
  const ask = button(app.say("more"), () => void go(), "plain", "more");
  const go = async (): Promise<void> => {
    if (!next) return;
    ask.disabled = true;
    fault.textContent = "";
    try {
      const page = await more(next);
      const rows = page.rows.map(draw);
      list.append(...rows);
      next = page.next;
      app.tell(app.say("more_came", { n: rows.length }));
      rows[0]?.setAttribute("tabindex", "-1");
      rows[0]?.focus();
    } catch (reason) {
      fault.textContent = app.say("more_failed");
      console.warn(reason);
    }
    ask.disabled = false;
    ask.hidden = next === null;
  };
  ask.hidden = next === null;
  return h("div", { class: "growing" }, list, fault, h("div", { class: "row" }, ask));
}
