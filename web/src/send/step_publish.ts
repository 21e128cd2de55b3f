/** Step 6: publish, wait for the release that holds it, and say where it is seen now.
 *  What does not live here: what a publication changes (the service); publishing at a time (step_time.ts); going back
 *  (step_back.ts); withdrawing (step_withdraw.ts). */

import { downloadAddress, mapAddress } from "../api.ts";
import { h } from "../dom.ts";
import type { FeedModel, Schedule, Version } from "./api.ts";
import { feedOf, isLive, may, versionOf, type App } from "./app.ts";
import { button, heading, keepFile, lostLine, progressList, row, sign } from "./parts.ts";
import { audienceText, licenceText } from "./step_feed.ts";
import { backForm } from "./step_back.ts";
import { aboutVersion } from "./step_report.ts";
import { scheduled, timeForm } from "./step_time.ts";
import { withdrawForm } from "./step_withdraw.ts";
import { until, wasLeft } from "./waiting.ts";

const LONG_MS = 30_000;

export async function publishStep(app: App): Promise<HTMLElement> {
  const version = versionOf(app);
  app.state("publish");
  if (isLive(app)) return done(app, feedOf(app), true);
  // accepted before, perhaps before a reload: is the release still on its way?
  if (version.live_change !== null && (await app.service.releasedChange(feedOf(app).audience)) < version.live_change) return waiting(app, version.live_change);
  if (version.schedule?.state === "waiting") return timed(app, version.schedule);
  return asking(app);
}

/** The wait for the time that was set, and what follows it. */
function timed(app: App, schedule: Schedule): HTMLElement {
  return scheduled(app, schedule, (version) => {
    app.version = version;
    if (version.live_change === null) app.go({ step: "publish" });
    else show(waiting(app, version.live_change));
  });
}

/** Put another card in place of this step's, and the focus on it. */
function show(card: HTMLElement): void {
  document.getElementById("publish-step")?.replaceWith(card);
  card.querySelector<HTMLElement>("h1")?.focus();
}

function facts(app: App): HTMLElement {
  const { say } = app;
  const [feed, version] = [feedOf(app), versionOf(app)];
  const rows: [string, string][] = [
    [say("publish_what"), `${feed.title || feed.feed} · ${say("version_n", { n: version.number })}`],
    [say("publish_file"), version.file_name],
    [say("publish_who"), audienceText(feed.audience, say)],
    [say("publish_licence"), licenceText(feed, say)],
  ];
  const live = feed.live?.version;
  if (live !== version.number) rows.push([say("publish_instead"), live ? say("publish_instead_n", { n: live }) : say("publish_instead_none")]);
  return h("dl", { class: "facts" }, ...rows.flatMap(([term, value]) => [h("dt", {}, term), h("dd", {}, value)]));
}

function asking(app: App): HTMLElement {
  const { say } = app;
  const [feed, version] = [feedOf(app), versionOf(app)];
  const older = feed.live && feed.live.version > version.number;
  const unknown = !feed.licence_ids.some((one) => one !== "unknown");
  const publish = button(say("publish_now"), () => void begin(), "strong", "publish");
  const onTime = (schedule: Schedule): void => {
    app.version = { ...version, schedule, actions: [...version.actions, "cancel_schedule"] };
    show(timed(app, schedule));
  };
  const begin = async (): Promise<void> => {
    publish.disabled = true;
    publish.textContent = say("publishing");
    try {
      const { change } = await app.service.publish(feed.feed, version.number);
      show(waiting(app, change));
    } catch (reason) {
      if (!wasLeft(reason)) app.fail(reason);
    }
  };
  return h(
    "div",
    { class: "card narrow", id: "publish-step" },
    heading(say("publish_title")),
    h("p", { class: "lead" }, say("publish_lead")),
    facts(app),
    older && h("p", { class: "warn" }, say("publish_older", { n: version.number, m: feed.live?.version ?? 0 })),
    unknown && h("p", { class: "warn" }, say("publish_unknown")),
    may(app, "publish") ? null : h("p", { class: "warn" }, say("publish_may_not")),
    row(may(app, "publish") && publish, button(say("back"), () => app.go({ step: "preview" }), "plain")),
    version.actions.includes("schedule") ? timeForm(app, onTime) : null,
    withdrawForm(app),
  );
}

/** The wait for the release that holds the change. */
function waiting(app: App, change: number): HTMLElement {
  const { say } = app;
  const [before, version] = [feedOf(app), versionOf(app)];
  const progress = progressList(app, ["publish_sent", "publish_making", "publish_shown"]);
  const lost = lostLine(app);
  const long = h("p", { class: "hint", role: "status" });
  const timer = setTimeout(() => (long.textContent = say("publish_long")), LONG_MS);
  const root = h("div", { class: "card narrow", id: "publish-step" }, heading(say("publishing")), aboutVersion(app), progress.element, lost.element, long);
  const asked = async (): Promise<[FeedModel, Version] | null> => {
    if ((await app.service.releasedChange(before.audience)) < change) return null;
    return Promise.all([app.service.feed(before.feed), app.service.version(before.feed, version.number)]);
  };
  progress.set(1);
  until(asked, app.signal, lost.set).then(
    ([feed, now]) => {
      [app.feed, app.version] = [feed, now];
      show(feed.live?.version === version.number ? done(app, feed, false) : hidden(app));
    },
    (reason: unknown) => wasLeft(reason) || app.fail(reason),
  ).finally(() => clearTimeout(timer));
  app.state("publishing");
  return root;
}

function hidden(app: App): HTMLElement {
  app.state("hidden");
  const { say } = app;
  return h("div", { class: "card narrow", id: "publish-step" }, heading(say("live_hidden_title")), aboutVersion(app), h("p", {}, say("live_hidden_text")));
}

function done(app: App, feed: FeedModel, already: boolean): HTMLElement {
  const { say } = app;
  const version = versionOf(app);
  const isPublic = feed.audience === "public";
  const keep = (): void => {
    app.service.currentFile(feed).then((blob) => keepFile(blob, "current.zip"), app.fail);
  };
  app.state("live");
  return h(
    "div",
    { class: "card narrow", id: "publish-step" },
    h("div", { class: "verdict good flat" }, h("span", { class: "sign" }, sign("check")), h("div", {}, heading(say("live_title")), h("p", {}, say(already ? "live_already" : "live_text", { n: version.number })))),
    facts(app),
    row(
      isPublic && h("a", { class: "button strong", id: "live-map", href: mapAddress(feed.live?.bounds, app.lang) }, say("live_map")),
      isPublic ? h("a", { class: "button", id: "live-file", href: downloadAddress(feed.feed) }, say("live_file")) : button(say("live_file"), keep, "plain", "live-file"),
    ),
    backForm(app),
    withdrawForm(app),
    row(button(say("live_again"), () => app.go({ version: null, step: "file" }), "quiet")),
  );
}
