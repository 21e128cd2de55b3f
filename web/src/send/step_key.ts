/** Step 1: the key, to sign in with. What does not live here: its form (key_form.ts), exchanging it (../session.ts, main.ts). */

import { h } from "../dom.ts";
import type { App } from "./app.ts";
import { keyForm } from "./key_form.ts";
import { button, heading } from "./parts.ts";

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
  const form = keyForm(say, say("key_next"), app.useKey);
  const { keyFault } = app;
  if (keyFault) queueMicrotask(() => form.blame(say(keyFault)));
  return h(
    "div",
    { class: "card narrow" },
    heading(say("key_title")),
    h("p", { class: "lead" }, say("key_lead")),
    form.element,
    app.me ? h("p", { class: "hint" }, keyLine(app), " ", button(say("step_feed"), () => app.go({ step: "feed", feed: null, version: null }), "quiet"), signOutButton(app)) : null,
    h("p", { class: "hint" }, say("key_kept")),
    h("p", { class: "hint" }, say("key_none")),
  );
}
