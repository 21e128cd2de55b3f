/** Step 1: the key, to sign in with. What does not live here: exchanging it (../session.ts, main.ts). */

import { h } from "../dom.ts";
import type { App } from "./app.ts";
import { cleanKey, faultOfKey } from "./key.ts";
import { button, heading, row } from "./parts.ts";
import type { Word } from "./words.ts";

const SCOPES = ["upload", "publish", "admin"] as const;

/** Who is signed in, and what their key is for, in one line. */
export function keyLine(app: App): string {
  const { me, say, lang } = app;
  if (!me) return "";
  const words = SCOPES.filter((scope) => me.scopes.includes(scope)).map((scope) => say(`may_${scope}`));
  const what = words.join(lang === "ja" ? "・" : ", ") || say("may_nothing");
  const who = me.person ? `${me.person} · ` : "";
  return `${who}${me.org === "*" ? say("key_for_all") : say("key_for", { org: me.org })} · ${say("key_may", { what })}`;
}

/** The way out, for whoever shares the computer. */
export const signOutButton = (app: App): HTMLElement => button(app.say("sign_out"), () => app.useKey(""), "quiet", "sign-out");

export function keyStep(app: App): HTMLElement {
  const { say } = app;
  const input = h("input", {
    id: "key", name: "key", type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-describedby": "key-hint key-fault", required: true,
  });
  const fault = h("p", { id: "key-fault", class: "fault", role: "alert" });
  const blame = (word: Word | null): void => {
    fault.textContent = word ? say(word) : "";
    if (!word) return input.removeAttribute("aria-invalid");
    input.setAttribute("aria-invalid", "true");
    input.focus();
  };
  const show = h("input", { type: "checkbox", id: "key-show", onchange: () => (input.type = show.checked ? "text" : "password") });
  const next = h("button", { type: "submit", class: "strong", id: "key-next" }, say("key_next"));
  const submit = (event: Event): void => {
    event.preventDefault();
    const key = cleanKey(input.value);
    const found = faultOfKey(key);
    blame(found);
    if (found) return;
    next.disabled = true;
    input.value = "";
    app.useKey(key);
  };
  if (app.keyFault) queueMicrotask(() => blame(app.keyFault));
  return h(
    "div",
    { class: "card narrow" },
    heading(say("key_title")),
    h("p", { class: "lead" }, say("key_lead")),
    h(
      "form",
      { onsubmit: submit, novalidate: true },
      h("label", { for: "key" }, say("key_label")),
      input,
      h("p", { id: "key-hint", class: "hint" }, say("key_hint")),
      h("label", { class: "check" }, show, say("key_show")),
      fault,
      row(next),
    ),
    app.me ? h("p", { class: "hint" }, keyLine(app), " ", button(say("step_feed"), () => app.go({ step: "feed", feed: null, version: null }), "quiet"), signOutButton(app)) : null,
    h("p", { class: "hint" }, say("key_kept")),
    h("p", { class: "hint" }, say("key_none")),
  );
}
