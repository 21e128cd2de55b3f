/** What may be done with a version, each with a form that says what will happen: publish, set and take back a time, answer
 *  for a blocked one, go back, withdraw. Only what the API names in `actions` is offered.
 *  What does not live here: what each of them changes (the service). */

import { h } from "../dom.ts";
import { desk } from "./api.ts";
import { meOf, type App } from "./app.ts";
import { check, deedButton, field, reasonField, type Deed } from "./forms.ts";
import { orgOf } from "./place.ts";
import { may, type Line, type Version } from "./shapes.ts";

type Make = (app: App, line: Line, one: Version) => Deed;

const nameOf = (line: Line): string => line.feed.title || line.feed.feed;

const publish: Make = (app, line, one) => {
  const { say } = app;
  const older = line.version !== null && line.version > one.number;
  return {
    id: "publish",
    title: say("publish_title", { n: one.number, feed: nameOf(line) }),
    text: line.version === null ? say("publish_first") : say(older ? "publish_older" : "publish_text", { m: line.version, n: one.number }),
    go: say("publish_go"),
    act: async () => {
      await desk.publish(one.feed, one.number);
      app.again(say("publish_done", { n: one.number }));
    },
  };
};

const schedule: Make = (app, line, one) => {
  const { say } = app;
  const at = field("at", say("time_label"), { type: "datetime-local", required: true }, say("time_zone", { zone: one.schedule?.timezone ?? line.timezone }));
  const announced = check("announced", say("time_announced"), one.schedule?.announced ?? true);
  if (one.schedule) at.input.value = one.schedule.due_local.slice(0, 16);
  return {
    id: "schedule",
    title: say("schedule_title", { n: one.number }),
    text: say("schedule_text"),
    fields: [at.element, announced.element],
    go: say("schedule_go"),
    missing: () => (at.input.value ? null : { word: "time_missing", field: at.input }),
    act: async () => {
      await desk.schedule(one.feed, one.number, at.input.value, announced.input.checked);
      app.again(say("schedule_done", { n: one.number }));
    },
    refused: { 400: "time_refused" },
  };
};

const cancelSchedule: Make = (app, _line, one) => ({
  id: "unschedule",
  title: app.say("unschedule_title", { n: one.number }),
  text: app.say("unschedule_text"),
  go: app.say("unschedule_go"),
  act: async () => {
    await desk.cancelSchedule(one.feed, one.number);
    app.again(app.say("unschedule_done", { n: one.number }));
  },
  refused: { 404: "unschedule_gone" },
});

const override: Make = (app, _line, one) => {
  const { say } = app;
  const reason = reasonField("override-reason", say("reason_must"));
  return {
    id: "override",
    title: say("override_title", { n: one.number }),
    text: say("override_text"),
    fields: [reason.element],
    go: say("override_go"),
    grave: true,
    missing: () => (reason.input.value.trim() ? null : { word: "reason_missing", field: reason.input }),
    act: async () => {
      await desk.override(one.feed, one.number, reason.input.value.trim());
      app.again(say("override_done", { n: one.number }));
    },
  };
};

const rollback: Make = (app, _line, one) => {
  const { say } = app;
  const reason = reasonField("rollback-reason", say("reason_may"));
  return {
    id: "rollback",
    title: say("rollback_title", { n: one.number }),
    text: say("rollback_text", { n: one.number }),
    fields: [reason.element],
    go: say("rollback_go"),
    act: async () => {
      await desk.rollback(one.feed, one.number, reason.input.value.trim());
      app.again(say("rollback_done", { n: one.number }));
    },
  };
};

const withdraw: Make = (app, line, one) => {
  const { say } = app;
  const reason = reasonField("withdraw-reason", say("reason_public"));
  const sure = check("withdraw-sure", say("withdraw_sure", { n: one.number }), false);
  const isLive = line.version === one.number;
  return {
    id: "withdraw",
    title: say("withdraw_title", { n: one.number }),
    text: say(isLive ? "withdraw_live" : "withdraw_text"),
    fields: [reason.element, sure.element],
    go: say("withdraw_go"),
    grave: true,
    missing: () => {
      if (!reason.input.value.trim()) return { word: "reason_missing", field: reason.input };
      return sure.input.checked ? null : { word: "withdraw_unsure", field: sure.input };
    },
    act: async () => {
      await desk.withdraw(one.feed, one.number, reason.input.value.trim());
      app.again(say("withdraw_done", { n: one.number }));
    },
  };
};

const ACTIONS = { publish, schedule, cancel_schedule: cancelSchedule, override, rollback, withdraw } as const;

/** The buttons for what may be done next with a version, and the place for their forms; null when nothing may. */
export function versionDeeds(app: App, line: Line, one: Version): HTMLElement | null {
  const { say } = app;
  const place = h("div", { class: "deed-place" });
  const named = Object.keys(ACTIONS).filter((name): name is keyof typeof ACTIONS => one.actions.includes(name));
  if (!named.length) return null;
  const text = (name: keyof typeof ACTIONS): string => say(name === "schedule" && one.schedule ? "do_reschedule" : `do_${name}`);
  const buttons = named.map((name) => deedButton(app, text(name), place, () => ACTIONS[name](app, line, one), { "data-do": name, "aria-label": `${text(name)}, ${say("version_n", { n: one.number })}` }));
  const asks = one.state === "blocked" && !named.includes("override") && may(meOf(app), "publish", orgOf(one.feed));
  return h("div", { class: "deeds" }, asks ? h("p", { class: "hint" }, say("may_not_override")) : null, h("div", { class: "row small" }, ...buttons), place);
}
