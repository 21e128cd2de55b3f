/** The dialogs: a link to share, and "use this in your app" with lines, addresses, downloads and credits to copy.
 *  What does not live here: the ten lines themselves (example/second-origin.html). */

import example from "../example/second-origin.html?raw";
import { ROOT, type Feed, type Licence, type Release } from "./api.ts";
import { h, icon, ICONS } from "./dom.ts";
import { signButton } from "./inspector.ts";
import { licenceLinks } from "./labels.ts";
import type { Lang } from "./state.ts";
import { sayIn, sayOr, type Say } from "./strings.ts";
import { addresses, creditsOf, tenLines, type Address } from "./uses.ts";

function copyButton(text: () => string, say: Say, id?: string): HTMLElement {
  const label = h("span", { role: "status" }, say("copy"));
  const button = h("button", { type: "button", class: "copy", id }, icon(ICONS.copy), label);
  button.addEventListener("click", () => void copy(button, label, text(), say));
  return button;
}

/** Fails after a while: some browsers neither copy nor refuse, but wait for a leave that nobody is asked for. */
const refusal = (): Promise<never> => new Promise((_, fail) => setTimeout(() => fail(new Error("not copied")), 1_500));

async function copy(button: HTMLElement, label: HTMLElement, text: string, say: Say): Promise<void> {
  try {
    await Promise.race([navigator.clipboard.writeText(text), refusal()]);
    label.textContent = say("copied");
    button.classList.add("done");
  } catch {
    label.textContent = say("copy_by_hand"); // a page that is not secure may not copy; the text can be selected
    const field = button.parentElement?.querySelector("input, pre");
    if (field) getSelection()?.selectAllChildren(field);
    if (field instanceof HTMLInputElement) field.select();
  }
  setTimeout(() => {
    label.textContent = say("copy");
    button.classList.remove("done");
  }, 2_500);
}

function open(dialog: HTMLDialogElement, title: string, say: Say, ...content: HTMLElement[]): void {
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "dialog-title" }, title), signButton("close-dialog", say("close"), ICONS.close, () => dialog.close())),
    h("div", { class: "content" }, ...content),
  );
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close(); // beside the sheet itself
  };
  if (!dialog.open) dialog.showModal();
}

/** A link that shows what is shown now. */
export function openShare(dialog: HTMLDialogElement, lang: Lang, link: string): void {
  const say = sayIn(lang);
  const field = h("input", { id: "share-link", type: "url", readonly: true, value: link, "aria-label": say("share_link") });
  field.addEventListener("focus", () => field.select());
  open(dialog, say("share"), say, h("p", {}, say("share_text")), h("div", { class: "copied" }, field, copyButton(() => link, say, "copy-link")));
  document.getElementById("copy-link")?.focus();
}

export interface UseModel {
  lang: Lang;
  release: Release;
  tilesets: string[];
  licences: Record<string, Licence>;
  /** west,south,east,north of what is in view */
  bbox: string;
}

/** Everything an app needs to show the same. */
export function openUse(dialog: HTMLDialogElement, model: UseModel): void {
  const say = sayIn(model.lang);
  const base = ROOT.href.replace(/\/$/, "");
  const lines = tenLines(example, base);
  const credits = creditsOf(model.release.feeds).join("\n");
  open(
    dialog,
    say("use"),
    say,
    h("p", {}, say("use_text")),
    h("h3", {}, say("use_lines")),
    h("div", { class: "code" }, h("pre", { id: "ten-lines", tabindex: "0" }, h("code", {}, lines)), copyButton(() => lines, say, "copy-lines")),
    h("h3", {}, say("use_addresses")),
    h("ul", { id: "addresses" }, ...addresses(base, model).map((one) => addressRow(one, model.lang, say))),
    h("h3", {}, say("use_credits")),
    h("p", {}, say("use_credits_text")),
    h("div", { class: "code" }, h("pre", { id: "credits", tabindex: "0" }, h("code", {}, credits)), copyButton(() => credits, say, "copy-credits")),
    h("ul", { class: "licence-list" }, ...licenceRows(model.release.feeds, model)),
    h("p", { class: "links" }, h("a", { href: `${base}/openapi.json` }, icon(ICONS.data), say("openapi"))),
  );
}

function addressRow({ word, url, about, isFile }: Address, lang: Lang, say: Say): HTMLElement {
  const name = about ? `${say(word)} · ${sayOr(lang, `layer_${about}`, about)}` : say(word);
  return h("li", {}, h("span", {}, name), h("a", { href: url, ...(isFile ? { download: "" } : {}) }, decodeURI(url)), copyButton(() => url, say));
}

function licenceRows(feeds: Feed[], { licences, lang }: UseModel): HTMLElement[] {
  const ids = [...new Set(feeds.flatMap((feed) => feed.licence_ids))].sort();
  return ids.map((id) => h("li", {}, h("code", {}, id), " ", licenceLinks([id], licences, lang)));
}
