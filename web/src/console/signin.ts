/** Signing in: the key is given once and exchanged for a session of this browser.
 *  What does not live here: the exchange (../session.ts). */

import { ApiError } from "../api.ts";
import { h } from "../dom.ts";
import { cleanKey, faultOfKey } from "../send/key.ts";
import { row } from "../send/parts.ts";
import { signIn } from "../session.ts";
import type { App } from "./app.ts";
import { refusalText } from "./forms.ts";
import { heading } from "./parts.ts";
import type { Word } from "./words.ts";

/** The card that asks for the key; `came` hears that somebody is signed in. `why` is said above it. */
export function signInCard(app: App, why: Word | null, came: () => void): HTMLElement {
  const { say } = app;
  const input = h("input", {
    id: "key", type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true, "aria-describedby": "key-hint key-fault",
  });
  const fault = h("p", { id: "key-fault", class: "fault", role: "alert" });
  const blame = (text: string): void => {
    fault.textContent = text;
    if (!text) return input.removeAttribute("aria-invalid");
    input.setAttribute("aria-invalid", "true");
    input.focus();
  };
  const next = h("button", { type: "submit", class: "strong", id: "key-next" }, say("sign_in"));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const key = cleanKey(input.value);
    const found = faultOfKey(key);
    blame(found ? say(found) : "");
    if (found) return;
    next.disabled = true;
    try {
      await signIn(key);
      came();
    } catch (reason) {
      next.disabled = false;
      blame(reason instanceof ApiError && reason.status === 401 ? say("key_unknown") : refusalText(app, reason));
    }
  };
  const show = h("input", { type: "checkbox", id: "key-show", onchange: () => (input.type = show.checked ? "text" : "password") });
  return h(
    "div",
    { class: "card narrow" },
    heading(say("sign_in_title")),
    why ? h("p", { class: "warn", id: "why" }, say(why)) : null,
    h("p", { class: "lead" }, say("sign_in_lead")),
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
    h("p", { class: "hint" }, say("sign_in_kept")),
    h("p", { class: "hint" }, say("key_none")),
  );
}
