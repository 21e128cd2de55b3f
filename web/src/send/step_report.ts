/** Step 4: waiting for the check, then the verdict, what changes, and what was found, each with its place on the map.
 *  What does not live here: the list itself (finding_list.ts), changes (compare.ts), the map (map.ts), judging. */

import { h } from "../dom.ts";
import { waits, type Version } from "./api.ts";
import { feedOf, isLive, may, versionOf, type App } from "./app.ts";
import { comparedWith, comparing } from "./compare.ts";
import { findingList } from "./finding_list.ts";
import { blockers, boxOf, groupsOf, sketchOf, spotsOf, type Group, type Report, type Spot } from "./findings.ts";
import { findingsMap, type FindingsMap } from "./map.ts";
import { badge, button, dayText, heading, keepFile, lostLine, progressList, row, sign } from "./parts.ts";
import { withdrawForm } from "./step_withdraw.ts";
import { until, wasLeft } from "./waiting.ts";

const LONG_MS = 20_000;

/** The version and its file, over the step's content. */
export function aboutVersion(app: App): HTMLElement {
  const [feed, version] = [feedOf(app), versionOf(app)];
  return h(
    "p",
    { class: "about" },
    h("b", {}, feed.title || feed.feed),
    " · ",
    app.say("version_n", { n: version.number }),
    " · ",
    h("span", { class: "name" }, version.file_name),
    isLive(app) ? badge("live", app.say("live")) : null,
  );
}

export async function reportStep(app: App): Promise<HTMLElement> {
  const version = versionOf(app);
  if (waits(version)) return waiting(app, version);
  if (version.state === "failed" || version.state === "withdrawn") return stopped(app, version);
  return finished(app, await app.service.report(version.feed, version.number, app.lang));
}

function waiting(app: App, first: Version): HTMLElement {
  const { say } = app;
  const progress = progressList(app, ["wait_sent", "wait_turn", "wait_read", "wait_done"]);
  const lost = lostLine(app);
  const long = h("p", { class: "hint", role: "status" });
  const timer = setTimeout(() => (long.textContent = say("wait_long")), LONG_MS);
  app.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  const asked = async (): Promise<Version | null> => {
    const now = await app.service.version(first.feed, first.number);
    progress.set(now.state === "received" ? 1 : now.state === "checking" ? 2 : 3);
    return waits(now) ? null : now;
  };
  progress.set(first.state === "received" ? 1 : 2);
  until(asked, app.signal, lost.set).then(
    () => app.go({}),
    (reason: unknown) => wasLeft(reason) || app.fail(reason),
  );
  app.state("checking");
  return h("div", { class: "card narrow" }, heading(say("wait_title")), aboutVersion(app), progress.element, lost.element, long);
}

function stopped(app: App, version: Version): HTMLElement {
  const { say } = app;
  const failed = version.state === "failed";
  app.state("stopped");
  return h(
    "div",
    { class: "card narrow" },
    heading(say(failed ? "failed_title" : "withdrawn_title")),
    aboutVersion(app),
    h("p", {}, failed ? say("failed_text") : nowOnMap(app)),
    version.reason ? h("p", { class: "hint", id: "stopped-reason" }, failed ? version.reason : say("withdrawn_reason", { reason: version.reason })) : null,
    row(button(say("live_again"), () => app.go({ version: null, step: "file" }), "strong")),
    withdrawForm(app),
  );
}

/** What the map shows of the feed, now that this version is withdrawn. */
function nowOnMap(app: App): string {
  const live = feedOf(app).live?.version;
  return live ? app.say("withdrawn_other_live", { m: live }) : app.say("withdrawn_none_live");
}

/** What became of the version, in a line nobody can misread, and the way on. */
function verdict(app: App, report: Report, groups: readonly Group[]): HTMLElement {
  const { say } = app;
  const kind = !report.summary.readable ? "unreadable" : report.publishable ? "ok" : "blocked";
  const text =
    kind === "ok" ? say(groups.length ? "ok_notes" : "ok_clean")
    : kind === "blocked" ? say("blocked_text", { n: blockers(groups).length })
    : say("unreadable_text");
  const judged = report.reference_date ? say("judged", { date: dayText(`${report.reference_date}T12:00:00`, app.lang) }) : "";
  const mend = may(app, "upload") && button(say(kind === "ok" ? "live_again" : "send_mended"), () => app.go({ version: null, step: "file" }), kind === "ok" ? "plain" : "strong", "mend");
  return h(
    "section",
    { class: `verdict ${kind === "ok" ? "good" : "bad"}`, id: "verdict", "data-verdict": kind },
    h("span", { class: "sign" }, sign(kind === "ok" ? "check" : "cross")),
    h("div", {}, heading(say(kind === "ok" && isLive(app) ? "live_now_title" : `${kind}_title`)), aboutVersion(app), h("p", {}, text, " ", judged)),
    kind === "ok"
      ? row(button(say(isLive(app) ? "live_map" : "to_preview"), () => app.go({ step: "preview" }), "strong", "to-preview"), mend)
      : row(mend),
  );
}

function keeping(app: App): HTMLElement {
  const { say, lang } = app;
  const { feed, number } = versionOf(app);
  const keep = (format: "html" | "json"): void => {
    app.service.reportFile(feed, number, lang, format).then(
      (blob) => keepFile(blob, `${feed.replace("/", "-")}-${number}-report.${format}`),
      app.fail,
    );
  };
  return h(
    "section",
    { class: "keep", "aria-labelledby": "keep-title" },
    h("h2", { id: "keep-title" }, say("keep_report")),
    row(button(say("keep_html"), () => keep("html"), "plain", "keep-html"), button(say("keep_json"), () => keep("json"), "plain", "keep-json")),
  );
}

function finished(app: App, report: Report): HTMLElement {
  const { say } = app;
  const groups = groupsOf(report);
  const spots = spotsOf(groups);
  const stops = sketchOf(report);
  const same = app.again === versionOf(app).number ? h("p", { class: "same", role: "status" }, say("same_bytes", { n: app.again })) : null;
  let map: FindingsMap | null = null;
  const list = findingList(app, report, groups, spots, {
    show: (spot) => map?.show(spot),
    filter: (severity) => map?.filter(severity),
  });
  const hasPlaces = spots.length > 0 || stops.length > 0;
  const canvas = h("div", { class: "map", id: "findings-map" });
  const side = h(
    "div",
    { class: "where" },
    hasPlaces ? canvas : null,
    h("p", { class: "hint" }, say(spots.length ? "map_dots" : hasPlaces ? "map_no_place" : "map_nothing")),
  );
  if (hasPlaces) {
    const what = { spots, stops, bounds: box(spots, stops), title: say("findings_map") };
    const pick = (number: number): void => list.pick(number);
    void findingsMap(app, canvas, what, pick).then((made) => (map = made), (reason: unknown) => wasLeft(reason) || console.error(reason));
  }
  const live = comparedWith(app, report);
  const beside = live === null ? null : comparing(app, versionOf(app), live);
  app.state("report");
  return h("div", { class: "wide" }, verdict(app, report, groups), same, beside, h("div", { class: "two" }, list.element, side), keeping(app), withdrawing(app));
}

function withdrawing(app: App): HTMLElement | null {
  const form = withdrawForm(app);
  return form && h("section", { class: "keep", id: "withdrawing" }, form);
}

function box(spots: readonly Spot[], stops: readonly [number, number][]): [number, number, number, number] | null {
  return boxOf(stops.length ? stops : spots.map((spot) => spot.place));
}
