/** Pieces that several steps are made of. What does not live here: any step, any asking. */

import { h, icon } from "../dom.ts";
import type { App } from "./app.ts";
import { sizeText } from "./files.ts";
import { troubleOf } from "./problems.ts";
import { wasLeft } from "./waiting.ts";
import type { Word } from "./words.ts";

type Listener = () => void;

const PATHS = {
  check: "M5 12.5 10 17.5 19 7",
  cross: "M6 6 18 18M18 6 6 18",
  pin: "M12 21C7 15.500 5.500 12.800 5.500 10A6.500 6.500 0 0 1 18.500 10C18.500 12.800 17 15.500 12 21ZM12 12.200A2.200 2.200 0 1 0 12 7.800 2.200 2.200 0 1 0 12 12.200",
  up: "M12 20V6M6 11 12 5 18 11M4 20H20",
  file: "M6 3H14L19 8V21H6ZM14 3V8H19",
} as const;

/** A drawn sign of this page. */
export const sign = (name: keyof typeof PATHS): SVGSVGElement => icon(PATHS[name]);

/** The heading of a step, which gets the focus when the step opens. */
export const heading = (text: string): HTMLElement => h("h1", { tabindex: "-1" }, text);

/** A button with words; `kind` 'strong' for the way on, 'plain' beside it, 'quiet' for the rest. */
export function button(text: string, onclick: Listener, kind: "strong" | "plain" | "quiet" = "plain", id?: string): HTMLButtonElement {
  return h("button", { type: "button", class: kind, id, onclick }, text);
}

/** A row of buttons. */
export const row = (...children: (HTMLElement | null | false)[]): HTMLElement => h("div", { class: "row" }, ...children);

/** What a step is, in a word and a colour. */
export const badge = (kind: string, text: string): HTMLElement => h("span", { class: `tag ${kind}` }, text);

/** What went wrong, with the way on. */
export function troubleBox(app: App, reason: unknown, retry: Listener): HTMLElement {
  const { title, text, values, way } = troubleOf(reason, app.me ? sizeText(app.me.max_upload_bytes) : "");
  const { say } = app;
  return h(
    "div",
    { class: "trouble", role: "alert" },
    heading(say(title)),
    h("p", {}, say(text, values)),
    row(
      way === "retry" && button(say("retry"), retry, "strong", "retry"),
      way === "key" && button(say("key_forget"), () => app.useKey(""), "strong", "retry"),
      way === "feed" && button(say("feed_title"), () => app.go({ feed: null, version: null, step: "feed" }), "strong", "retry"),
    ),
  );
}

/** A line that says the service is out of reach while asking goes on by itself. */
export function lostLine(app: App): { element: HTMLElement; set: (lost: boolean) => void } {
  const element = h("p", { class: "lost", role: "alert", hidden: true });
  const set = (lost: boolean): void => {
    if (lost === !element.hidden) return;
    element.hidden = !lost;
    element.textContent = lost ? [app.say("e_lost_title"), app.say("e_again")].join(app.lang === "ja" ? "。" : ". ") : "";
  };
  return { element, set };
}

/** Tell in a form's own line why the service refused; false when the step itself has failed (the key is of no use any
 *  more) or was left, and the form with it. */
export function toldRefusal(app: App, fault: HTMLElement, reason: unknown): boolean {
  if (wasLeft(reason)) return false;
  const trouble = troubleOf(reason);
  if (trouble.way === "key") app.fail(reason);
  else fault.textContent = app.say(trouble.text, trouble.values);
  return trouble.way !== "key";
}

/** A list of things that happen one after the other; `set(i)` says which is under way. */
export function progressList(app: App, words: readonly Word[]): { element: HTMLElement; set: (index: number) => void } {
  const items = words.map((word) => h("li", {}, h("span", { class: "dot", "aria-hidden": "true" }), h("span", {}, app.say(word)), h("span", { class: "state" })));
  const element = h("ol", { class: "progress" }, ...items);
  let at = -1;
  const set = (index: number): void => {
    if (index === at) return;
    at = index;
    items.forEach((item, i) => {
      item.className = i < index ? "past" : i === index ? "now" : "";
      item.lastElementChild!.textContent = i < index ? app.say("done") : i === index ? app.say("wait_now") : "";
    });
    const word = words[index];
    if (word) app.tell(app.say(word));
  };
  return { element, set };
}

/** Give a blob to the person as a file. */
export function keepFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const anchor = h("a", { href: url, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** An instant as people of the language write it, to the minute. */
export function instantText(instant: string, lang: string): string {
  return new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", { dateStyle: "medium", timeStyle: "short" }).format(Date.parse(instant));
}

/** The day of an instant. */
export function dayText(instant: string, lang: string): string {
  return new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", { dateStyle: "medium" }).format(Date.parse(instant));
}
