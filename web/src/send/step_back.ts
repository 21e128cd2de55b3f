/** Part of step 6: going back from the live version to the one that was live before.
 *  What does not live here: which one that is, and making it live (the service); withdrawing for good. */

import { h } from "../dom.ts";
import { feedOf, versionOf, type App } from "./app.ts";
import { button, row, toldRefusal } from "./parts.ts";

/** The folded form; null where this key, or this version, cannot go back. */
export function backForm(app: App): HTMLElement | null {
  const { say } = app;
  const [feed, version] = [feedOf(app), versionOf(app)];
  if (!version.actions.includes("rollback")) return null;
  const fault = h("p", { class: "fault", role: "alert" });
  const reason = h("textarea", { id: "back-reason", rows: "2", maxlength: "2000" });
  const go = button(say("back_now"), () => void begin(), "plain", "go-back");
  const begin = async (): Promise<void> => {
    go.disabled = true;
    fault.textContent = "";
    try {
      const back = await app.service.rollback(feed.feed, version.number, reason.value.trim());
      app.go({ version: back.version, step: "publish" });
    } catch (refused) {
      if (toldRefusal(app, fault, refused)) go.disabled = false;
    }
  };
  return h(
    "details",
    { class: "fold", id: "back-fold" },
    h("summary", {}, say("back_title")),
    h("p", {}, say("back_lead")),
    h("label", { for: "back-reason" }, say("back_reason")),
    reason,
    fault,
    row(go),
  );
}
