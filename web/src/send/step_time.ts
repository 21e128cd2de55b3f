/** Part of step 6: publishing at a date and time: the form, and what is shown while the time has not come.
 *  What does not live here: publishing now (step_publish.ts); making it true when it is due (the service). */

import { h } from "../dom.ts";
import type { Schedule, Version } from "./api.ts";
import { feedOf, versionOf, type App } from "./app.ts";
import { button, heading, lostLine, row, toldRefusal } from "./parts.ts";
import { aboutVersion } from "./step_report.ts";
import { pause, until, wasLeft } from "./waiting.ts";

const RARELY_MS = 60_000;

/** An instant on the clocks of a zone, to the second when it has any. */
function zonedText(instant: string, zone: string, lang: string): string {
  const whole = Date.parse(instant) % 60_000 === 0;
  const style = { dateStyle: "full", timeStyle: whole ? "short" : "medium", timeZone: zone } as const;
  return new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", style).format(Date.parse(instant));
}

/** The folded form; `set` hears the publication once the service has taken it. */
export function timeForm(app: App, set: (schedule: Schedule) => void): HTMLElement {
  const { say } = app;
  const [feed, version] = [feedOf(app), versionOf(app)];
  const fault = h("p", { id: "time-fault", class: "fault", role: "alert" });
  const at = h("input", { id: "time", type: "datetime-local", required: true, "aria-describedby": "time-zone time-fault" });
  const announced = h("input", { id: "announced", type: "checkbox", checked: true });
  const send = h("button", { type: "submit", class: "plain", id: "schedule" }, say("time_set"));
  const submit = async (): Promise<void> => {
    fault.textContent = at.value ? "" : say("time_missing");
    at.toggleAttribute("aria-invalid", !at.value);
    if (!at.value) return at.focus();
    send.disabled = true;
    try {
      set(await app.service.schedule(feed.feed, version.number, at.value, announced.checked));
    } catch (reason) {
      if (toldRefusal(app, fault, reason)) send.disabled = false;
    }
  };
  const begin = (event: Event): void => {
    event.preventDefault();
    void submit();
  };
  return h(
    "details",
    { class: "fold", id: "time-fold" },
    h("summary", {}, say("time_title")),
    h(
      "form",
      { novalidate: true, onsubmit: begin },
      h("label", { for: "time" }, say("time_label")),
      at,
      h("p", { id: "time-zone", class: "hint" }, feed.timezone ? say("time_zone", { zone: feed.timezone }) : say("time_zone_own")),
      h("label", { class: "check" }, announced, say("time_announced")),
      fault,
      row(send),
    ),
  );
}

/** The publication that waits; `came` hears the version once it is live, or its time was taken back. */
export function scheduled(app: App, schedule: Schedule, came: (version: Version) => void): HTMLElement {
  const { say } = app;
  const [feed, version] = [feedOf(app), versionOf(app)];
  const lost = lostLine(app);
  const cancel = button(say("scheduled_cancel"), () => void takeBack(), "plain", "cancel-schedule");
  const takeBack = async (): Promise<void> => {
    cancel.disabled = true;
    try {
      await app.service.cancelSchedule(feed.feed, version.number);
      app.tell(say("scheduled_cancelled"));
      app.go({ step: "publish" });
    } catch (reason) {
      if (!wasLeft(reason)) app.fail(reason);
    }
  };
  const asked = async (): Promise<Version | null> => {
    const left = Date.parse(schedule.due_at) - Date.now();
    await pause(Math.max(0, Math.min(left, RARELY_MS)), app.signal);
    const now = await app.service.version(feed.feed, version.number);
    return now.schedule?.state === "waiting" ? null : now;
  };
  until(asked, app.signal, lost.set).then(came, (reason: unknown) => wasLeft(reason) || app.fail(reason));
  app.state("scheduled");
  const date = zonedText(schedule.due_at, schedule.timezone, app.lang);
  return h(
    "div",
    { class: "card narrow", id: "publish-step" },
    heading(say("scheduled_title")),
    aboutVersion(app),
    h("p", { class: "lead", id: "due" }, say("scheduled_text", { n: version.number, date, zone: schedule.timezone })),
    h("p", { class: "hint" }, say(schedule.announced ? "scheduled_announced" : "scheduled_silent")),
    lost.element,
    row(version.actions.includes("cancel_schedule") && cancel, button(say("live_again"), () => app.go({ version: null, step: "file" }), "quiet")),
  );
}
