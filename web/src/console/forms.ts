/** Forms: a deed that is asked once more before it is done, its fields, and a secret that is shown once.
 *  What does not live here: what the deeds are (section_*.ts, deeds_*.ts). */

import { ApiError } from "../api.ts";
import { h } from "../dom.ts";
import { button, row } from "../send/parts.ts";
import { troubleOf } from "../send/problems.ts";
import type { App } from "./app.ts";
import type { Word } from "./words.ts";

export interface Deed {
  id: string;
  title: string;
  text?: string | undefined;
  fields?: HTMLElement[];
  go: string;
  /** Whether it cannot be taken back. */
  grave?: boolean;
  /** What is missing, before anybody is asked; null when nothing is. */
  missing?: () => { word: Word; field: HTMLElement } | null;
  act: () => Promise<void>;
  /** Words for what may be refused, in place of the general ones. */
  refused?: Partial<Record<number, Word>>;
}

/** Why the service refused, in words. */
export function refusalText(app: App, reason: unknown, own: Deed["refused"] = {}): string {
  const { title, text, values } = troubleOf(reason);
  const known = reason instanceof ApiError ? own[reason.status] : undefined;
  if (known) return app.say(known);
  const detail = reason instanceof ApiError && reason.status === 409 ? app.say("e_400", values) : app.say(text as Word, values);
  return [app.say(title as Word), detail].join(app.lang === "ja" ? "。" : ". ");
}

/** The form of a deed. `close` puts it away. */
function formOf(app: App, deed: Deed, close: () => void): HTMLFormElement {
  const fault = h("p", { class: "fault", role: "alert" });
  const go = h("button", { type: "submit", class: deed.grave ? "strong grave" : "strong", id: `${deed.id}-go` }, deed.go);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const missing = deed.missing?.();
    fault.textContent = missing ? app.say(missing.word) : "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    if (missing) {
      missing.field.setAttribute("aria-invalid", "true");
      return missing.field.focus();
    }
    go.disabled = true;
    try {
      await deed.act();
    } catch (reason) {
      if (reason instanceof ApiError && reason.status === 401) return app.fail(reason);
      fault.textContent = refusalText(app, reason, deed.refused);
      go.disabled = false;
    }
  };
  const form = h(
    "form",
    { class: "deed", id: deed.id, "aria-label": deed.title, novalidate: true, onsubmit: submit },
    h("h3", { tabindex: "-1" }, deed.title),
    deed.text ? h("p", {}, deed.text) : null,
    ...(deed.fields ?? []),
    fault,
    row(go, button(app.say("not"), close, "plain")),
  );
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  return form;
}

/** A button that opens the form of a deed in a place, one at a time, and gets the focus back when it is closed. */
export function deedButton(app: App, text: string, place: HTMLElement, deed: () => Deed, more: Record<string, unknown> = {}): HTMLButtonElement {
  const one = h("button", { type: "button", class: "plain", "aria-expanded": "false", ...more }, text);
  const close = (): void => {
    place.replaceChildren();
    one.setAttribute("aria-expanded", "false");
    one.focus();
  };
  one.addEventListener("click", () => {
    if (one.getAttribute("aria-expanded") === "true") return close();
    one.parentElement?.querySelectorAll("[aria-expanded]").forEach((other) => other.setAttribute("aria-expanded", "false"));
    const form = formOf(app, deed(), close);
    place.replaceChildren(form);
    one.setAttribute("aria-expanded", "true");
    form.scrollIntoView({ block: "nearest" });
    (form.querySelector<HTMLElement>("input:not([type=checkbox]), textarea, select") ?? form.querySelector<HTMLElement>("h3"))?.focus();
  });
  return one;
}

/** A field of one line. */
export function field(id: string, label: string, more: Record<string, unknown> = {}, hint = ""): { element: HTMLElement; input: HTMLInputElement } {
  const input = h("input", { id, type: "text", autocomplete: "off", "aria-describedby": hint ? `${id}-hint` : null, ...more });
  return { element: h("div", { class: "field" }, h("label", { for: id }, label), input, hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null), input };
}

/** A field for a reason. */
export function reasonField(id: string, label: string): { element: HTMLElement; input: HTMLTextAreaElement } {
  const input = h("textarea", { id, rows: "2", maxlength: "2000" });
  return { element: h("div", { class: "field" }, h("label", { for: id }, label), input), input };
}

/** A choice of one. */
export function choice(id: string, label: string, options: readonly [string, string][], chosen: string): { element: HTMLElement; input: HTMLSelectElement } {
  const input = h("select", { id }, ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
  return { element: h("div", { class: "field" }, h("label", { for: id }, label), input), input };
}

/** A thing that is so or not. */
export function check(id: string, label: string, checked: boolean, more: Record<string, unknown> = {}): { element: HTMLElement; input: HTMLInputElement } {
  const input = h("input", { id, type: "checkbox", checked, ...more });
  return { element: h("label", { class: "check" }, input, label), input };
}

/** Things of which several may be so. */
export function checks(id: string, title: string, options: readonly [string, string][], checked: readonly string[]): { element: HTMLElement; chosen: () => string[]; first: () => HTMLElement } {
  const many = options.map(([value, text]) => ({ value, ...check(`${id}-${value}`, text, checked.includes(value)) }));
  const element = h("fieldset", { id }, h("legend", {}, title), ...many.map((one) => one.element));
  return { element, chosen: () => many.filter((one) => one.input.checked).map((one) => one.value), first: () => many[0]?.input ?? element };
}

/** A secret that is in this answer only, with a button that copies it; `done` hears that it was kept. */
export function secretBox(app: App, title: string, secret: string, done: () => void): HTMLElement {
  const { say } = app;
  const shown = h("input", { id: "secret", readonly: true, value: secret, "aria-label": title, spellcheck: "false" });
  const copy = button(say("secret_copy"), () => void keep(), "strong", "secret-copy");
  const keep = async (): Promise<void> => {
    shown.select();
    try {
      await navigator.clipboard.writeText(secret);
      copy.textContent = say("secret_copied");
      app.tell(say("secret_copied"));
    } catch {
      copy.textContent = say("secret_selected");
      app.tell(say("secret_selected"));
    }
  };
  return h(
    "section",
    { class: "secret", id: "secret-box", "aria-label": title },
    h("h2", { tabindex: "-1" }, title),
    h("p", { class: "warn" }, say("secret_once")),
    shown,
    row(copy, button(say("secret_done"), done, "plain", "secret-done")),
  );
}
