/** Part of steps 4 and 6: withdrawing a version for good: what it does, why, and once more before it is done.
 *  What does not live here: withdrawing (the service); going back to the version before, which can be undone
 *  (step_back.ts). */

import { h } from "../dom.ts";
import type { FeedModel, Version } from "./api.ts";
import { feedOf, isLive, versionOf, type App } from "./app.ts";
import { button, row, toldRefusal } from "./parts.ts";
import { until } from "./waiting.ts";
import type { Word } from "./words.ts";

/** What withdrawing does to this version, line by line. Pure. */
export function consequences(feed: FeedModel, version: Version): Word[] {
  const live = feed.live?.version;
  const map: Word = live === version.number ? "withdraw_live" : live ? "withdraw_other_live" : "withdraw_none_live";
  const rather: Word[] = version.actions.includes("rollback") ? ["withdraw_rather_back"] : [];
  const planned: Word[] = version.schedule?.state === "waiting" ? ["withdraw_scheduled"] : [];
  return ["withdraw_answers", map, ...planned, ...rather];
}

/** The feed once the map no longer shows the version. */
async function whenOff(app: App, feed: string, number: number): Promise<void> {
  const asked = async (): Promise<true | null> => ((await app.service.feed(feed)).live?.version === number ? null : true);
  await until(asked, app.signal, () => undefined);
}

/** The folded form; null where this key cannot withdraw this version. */
export function withdrawForm(app: App): HTMLElement | null {
  const { say } = app;
  const [feed, version] = [feedOf(app), versionOf(app)];
  if (!version.actions.includes("withdraw")) return null;
  const fault = h("p", { id: "withdraw-fault", class: "fault", role: "alert" });
  const reason = h("textarea", { id: "withdraw-reason", rows: "2", maxlength: "2000", required: true, "aria-describedby": "withdraw-public withdraw-fault" });
  const place = h("div", {});
  const begin = async (): Promise<void> => {
    const wasLive = isLive(app);
    place.replaceChildren(h("p", { role: "status", tabindex: "-1" }, say(wasLive ? "withdraw_off_map" : "withdrawing")));
    place.querySelector<HTMLElement>("p")?.focus();
    try {
      await app.service.withdraw(feed.feed, version.number, reason.value.trim());
      if (wasLive) await whenOff(app, feed.feed, version.number);
      app.go({ step: "report" });
    } catch (refused) {
      if (toldRefusal(app, fault, refused)) first();
    }
  };
  const first = (): void => {
    reason.readOnly = false;
    place.replaceChildren(row(button(say("withdraw_next"), ask, "plain", "withdraw")));
  };
  const ask = (): void => {
    const missing = reason.value.trim() === "";
    fault.textContent = missing ? say("withdraw_missing") : "";
    if (missing) {
      reason.setAttribute("aria-invalid", "true");
      return reason.focus();
    }
    reason.removeAttribute("aria-invalid");
    reason.readOnly = true;
    place.replaceChildren(surely(app, () => void begin(), () => {
      first();
      place.querySelector<HTMLElement>("#withdraw")?.focus();
    }));
    place.querySelector<HTMLElement>("#withdraw-sure")?.focus();
  };
  first();
  return h(
    "details",
    { class: "fold", id: "withdraw-fold" },
    h("summary", {}, say("withdraw_title")),
    h("p", {}, say("withdraw_lead", { n: version.number })),
    h("ul", { class: "effects" }, ...consequences(feed, version).map((word) => h("li", {}, say(word, { n: version.number, m: feed.live?.version ?? 0 })))),
    h("label", { for: "withdraw-reason" }, say("withdraw_reason")),
    reason,
    h("p", { id: "withdraw-public", class: "hint" }, say("withdraw_public")),
    fault,
    place,
  );
}

/** The question before it is done; its words get the focus, so that a second Enter does nothing. */
function surely(app: App, yes: () => void, no: () => void): HTMLElement {
  const { say } = app;
  const words = { n: versionOf(app).number };
  return h(
    "div",
    { role: "group", class: "warn", "aria-labelledby": "withdraw-sure" },
    h("p", { id: "withdraw-sure", tabindex: "-1" }, say("withdraw_sure", words)),
    row(button(say("withdraw_no"), no, "plain", "withdraw-no"), button(say("withdraw_yes", words), yes, "plain", "withdraw-yes")),
  );
}
