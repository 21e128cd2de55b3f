/** Signing in: the key is given once and exchanged for a session of this browser.
 *  What does not live here: the form (../send/key_form.ts), the exchange (../session.ts). */

import { ApiError } from "../api.ts";
import { h } from "../dom.ts";
import { keyForm } from "../send/key_form.ts";
import { signIn } from "../session.ts";
import type { App } from "./app.ts";
import { refusalText } from "./forms.ts";
import { heading } from "./parts.ts";
import type { Word } from "./words.ts";

/** The card that asks for the key; `came` hears that somebody is signed in. `why` is said above it. */
export function signInCard(app: App, why: Word | null, came: () => void): HTMLElement {
  const { say } = app;
  const begin = async (key: string): Promise<void> => {
    try {
      await signIn(key);
      came();
    } catch (reason) {
      form.blame(reason instanceof ApiError && reason.status === 401 ? say("key_unknown") : refusalText(app, reason));
    }
  };
  const form = keyForm(say, say("sign_in"), (key) => void begin(key));
  return h(
    "div",
    { class: "card narrow" },
    heading(say("sign_in_title")),
    why ? h("p", { class: "warn", id: "why" }, say(why)) : null,
    h("p", { class: "lead" }, say("sign_in_lead")),
    form.element,
    h("p", { class: "hint" }, say("sign_in_kept")),
    h("p", { class: "hint" }, say("key_none")),
  );
}
