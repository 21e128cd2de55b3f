/** The search box: a combobox over GET /v1/search, whole by keyboard (Arrow keys, Enter, Escape) and with an input
 *  method (nothing is chosen while a word is being composed). It keeps its own element, so that typing is never lost.
 *  What does not live here: asking (api.ts), flying there (main.ts). */

import type { Result } from "./api.ts";
import { h, icon, ICONS } from "./dom.ts";
import { sayIn, sayOr, type Word } from "./strings.ts";
import type { Lang } from "./state.ts";

const PAUSE_MS = 160;

export interface SearchActions {
  find(q: string, signal: AbortSignal): Promise<Result[]>;
  choose(result: Result): void;
}

/** Where the arrow keys lead: round the list, by way of the text itself (-1). */
export function moved(index: number, step: 1 | -1, length: number): number {
  const next = index + step;
  if (next < -1) return length - 1;
  return next >= length ? -1 : next;
}

export class Search {
  private readonly input: HTMLInputElement;
  private readonly list = h("ul", { id: "found", role: "listbox", hidden: true });
  private readonly status = h("p", { class: "unseen", role: "status" });
  private readonly clear: HTMLButtonElement;
  private results: Result[] = [];
  private index = -1;
  private lang: Lang = "ja";
  private asked: AbortController | null = null;
  private timer = 0;
  /** Enter was pressed before the answer came: then the first result is meant. */
  private hurried = false;
  private waits = false;
  private readonly actions: SearchActions;

  constructor(place: HTMLElement, actions: SearchActions) {
    this.actions = actions;
    this.input = h("input", {
      id: "q",
      type: "search",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      maxlength: 100,
      "aria-autocomplete": "list",
      "aria-controls": "found",
      "aria-expanded": "false",
      oninput: () => this.typed(),
      onkeydown: (event: KeyboardEvent) => this.pressed(event),
      onfocus: () => this.open(this.results.length > 0),
      onblur: () => this.open(false),
    });
    this.clear = h("button", { id: "clear-search", type: "button", class: "quiet square", hidden: true }, icon(ICONS.close));
    this.clear.addEventListener("click", () => this.empty());
    place.replaceChildren(icon(ICONS.search), this.input, this.clear, this.list, this.status);
  }

  /** Writes the words anew. */
  speak(lang: Lang): void {
    const say = sayIn(lang);
    this.lang = lang;
    this.input.placeholder = say("search_hint");
    this.input.setAttribute("aria-label", say("search"));
    this.list.setAttribute("aria-label", say("search_results"));
    this.clear.setAttribute("aria-label", say("search_clear"));
    if (this.results.length > 0) this.typed();
  }

  private empty(): void {
    this.input.value = "";
    this.typed();
    this.input.focus();
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.hurried = false;
    this.waits = true;
    const q = this.input.value.trim();
    this.clear.hidden = this.input.value === "";
    if (q === "") return this.show([], null);
    this.timer = window.setTimeout(() => void this.ask(q), PAUSE_MS);
  }

  private async ask(q: string): Promise<void> {
    const asked = new AbortController();
    this.asked = asked;
    try {
      const found = await this.actions.find(q, asked.signal);
      if (!asked.signal.aborted) this.show(found, found.length > 0 ? null : "search_nothing");
    } catch {
      if (!asked.signal.aborted) this.show([], "search_failed");
    }
  }

  private show(results: Result[], word: Word | null): void {
    const say = sayIn(this.lang);
    this.results = results;
    this.index = -1;
    this.waits = false;
    const rows = results.map((one, i) => this.row(one, i));
    const text = word ? say(word, { q: this.input.value.trim() }) : "";
    this.list.replaceChildren(...rows, ...(text ? [h("li", { class: "none", role: "option", "aria-disabled": "true" }, text)] : []));
    this.status.textContent = text || (results.length > 0 ? say("search_count", { n: results.length }) : "");
    this.open(document.activeElement === this.input && (results.length > 0 || text !== ""));
    this.point();
    if (this.hurried) this.take(0);
  }

  private row(one: Result, i: number): HTMLElement {
    const say = sayIn(this.lang);
    const aside = [one.context, sayOr(this.lang, `kind_${one.collection}`, one.collection)].filter(Boolean).join(" · ");
    const reading = this.lang === "ja" ? one.name_kana : one.title === one.name ? "" : one.name;
    const row = h(
      "li",
      { id: `found-${i}`, role: "option", "aria-selected": "false" },
      h("span", { class: `kind-mark ${one.collection}`, "aria-hidden": "true" }),
      h("b", {}, one.title, reading && reading !== one.title && h("small", { lang: "ja" }, reading)),
      h("small", {}, aside, !one.is_in_force && h("span", { class: "badge off" }, say("not_in_force"))),
    );
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the text keeps the focus
    row.addEventListener("click", () => this.take(i));
    return row;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      this.open(this.list.childElementCount > 0);
      this.index = moved(this.index, key === "ArrowDown" ? 1 : -1, this.results.length);
      this.point();
    } else if (key === "Enter") {
      if (this.waits) this.hurried = true;
      else this.take(Math.max(this.index, 0));
    } else if (key === "Escape" && (!this.list.hidden || this.input.value)) {
      event.stopPropagation();
      if (this.list.hidden) this.empty();
      else this.open(false);
      event.preventDefault();
    }
  }

  private point(): void {
    for (const [i, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(i === this.index));
      if (i === this.index) row.scrollIntoView({ block: "nearest" });
    }
    if (this.index >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  private take(index: number): void {
    const result = this.results[index];
    this.hurried = false;
    if (!result) return;
    this.input.blur();
    this.actions.choose(result);
  }
}
