/** What the page says over the map: nothing in force, nothing at all, not reachable. Quietly, and with a way out.
 *  What does not live here: when to say it (main.ts, clock.elsewhere). */

import { h } from "./dom.ts";
import { dateText } from "./labels.ts";
import type { Lang } from "./state.ts";
import { sayIn, type Word } from "./strings.ts";
import type { Moment } from "./clock.ts";
import type { Preview } from "./preview.ts";

/** The notice that nothing is in force at the moment, with the way to a day with service. */
export function sayNothingInForce(
  notice: HTMLElement,
  lang: Lang,
  at: Moment,
  there: { date: string; kind: "last" | "first" } | null,
  go: (date: string) => void,
): void {
  if (!there) {
    notice.replaceChildren();
    return;
  }
  const say = sayIn(lang);
  const date = dateText(there.date, lang);
  notice.replaceChildren(
    h(
      "div",
      { class: "card" },
      h(
        "p",
        {},
        h("span", {}, say("nothing_in_force", { date: dateText(at.date, lang) })),
        " ",
        h("span", {}, say(there.kind === "last" ? "last_service" : "first_service", { date })),
      ),
      h("button", { id: "go-there", type: "button", class: "strong", onclick: () => go(there.date) }, say("go_there", { date })),
    ),
  );
}

/** A line that needs no answer. */
export function sayBriefly(notice: HTMLElement, lang: Lang, word: Word, values: Record<string, number> = {}): void {
  notice.replaceChildren(h("div", { class: "card brief" }, h("p", {}, sayIn(lang)(word, values))));
}

/** The band that says that what is shown is not public. */
export function sayPreview(band: HTMLElement, lang: Lang, preview: Preview | null): void {
  band.hidden = preview === null;
  if (!preview) return;
  const say = sayIn(lang);
  const word = preview.state === "ready" ? "preview_text" : "preview_failed";
  band.replaceChildren(
    h("strong", {}, say("preview_title")),
    h("span", {}, say(word, { feed: preview.feed, n: preview.version })),
    h("a", { href: "./" }, say("preview_leave")),
  );
}

/** In place of the map: there is none to show. */
export function sayInstead(stage: HTMLElement, lang: Lang, kind: "empty" | "error" | "webgl" | "preview_gone", retry: () => void): void {
  const say = sayIn(lang);
  stage.querySelector(".instead")?.remove();
  stage.append(
    h(
      "div",
      { class: `instead ${kind}`, role: kind === "empty" ? "status" : "alert" },
      h("span", { class: "mark", "aria-hidden": "true" }),
      h("h2", {}, say(`${kind}_title`)),
      h("p", {}, say(`${kind}_text`)),
      kind === "empty" && h("pre", {}, h("code", {}, "futae demo")),
      kind === "preview_gone" && h("a", { href: "./" }, say("preview_leave")),
      (kind === "empty" || kind === "error") && h("button", { id: "retry", type: "button", class: "strong", onclick: retry }, say(kind === "empty" ? "look_again" : "retry")),
    ),
  );
}
