/** One version in the list of a feed: what it is, where it stands, and what the API says this key may do with it.
 *  What does not live here: the forms of the deeds (deeds_version.ts). */

import { h } from "../dom.ts";
import { sizeText } from "../send/files.ts";
import { badge, keepFile } from "../send/parts.ts";
import { desk } from "./api.ts";
import type { App } from "./app.ts";
import { momentOf } from "./dates.ts";
import { versionDeeds } from "./deeds_version.ts";
import { refusalText } from "./forms.ts";
import { terms, whoOf } from "./parts.ts";
import { orgOf } from "./place.ts";
import type { Line, Version } from "./shapes.ts";
import type { Word } from "./words.ts";

const TONES: Record<Version["stage"], string> = {
  received: "calm", checked: "bad", draft: "warn", scheduled: "calm", live: "live", superseded: "calm", withdrawn: "calm",
};

/** Where a version stands, in a word. */
const stageWord = (one: Version): Word => (one.stage === "checked" || one.stage === "received" ? `state_${one.state}` : `stage_${one.stage}`);

/** The file of a version: it needs this session, so it is asked for and then given. */
function fileButton(app: App, line: Line, one: Version, fault: HTMLElement): HTMLElement {
  const keep = async (): Promise<void> => {
    fault.textContent = "";
    try {
      keepFile(await desk.file(line.feed, one.number), one.file_name || `${line.feed.feed.replace("/", "-")}-${one.number}.zip`);
    } catch (reason) {
      fault.textContent = refusalText(app, reason);
    }
  };
  return h("button", { type: "button", class: "as-link", onclick: () => void keep() }, app.say("version_file"));
}

function links(app: App, line: Line, one: Version, fault: HTMLElement): HTMLElement {
  const { say, lang } = app;
  const step = (name: string, word: Word): HTMLElement => h("a", { href: `send?feed=${one.feed}&version=${one.number}&step=${name}&lang=${lang}` }, say(word));
  const isChecked = one.state !== "received" && one.state !== "checking" && one.state !== "withdrawn";
  const compares = isChecked && line.version !== null && line.version !== one.number && one.state !== "unreadable" && one.state !== "failed";
  return h(
    "p",
    { class: "ways" },
    isChecked && one.state !== "failed" && step("report", compares ? "version_report_compare" : "version_report"),
    one.state === "ready" && step("preview", "version_preview"),
    one.state !== "withdrawn" && fileButton(app, line, one, fault),
  );
}

export function versionItem(app: App, line: Line, one: Version): HTMLElement {
  const { say, lang } = app;
  const fault = h("p", { class: "fault", role: "alert" });
  const schedule = one.schedule?.state === "waiting" ? one.schedule : null;
  const sender = one.sender ? whoOf(app, one.sender, orgOf(one.feed)) : "";
  return h(
    "li",
    { class: `version ${one.stage}`, "data-version": one.number },
    h("h3", {}, say("version_n", { n: one.number }), " ", badge(TONES[one.stage], say(stageWord(one)))),
    h("p", { class: "of-file" }, h("span", { class: "name" }, one.file_name), h("span", { class: "hint" }, ` ${sizeText(one.size_bytes)} · ${momentOf(one.received_at, lang, line.timezone)}${sender ? ` · ${sender}` : ""}`)),
    terms(
      schedule && [say("term_time"), say("time_at", { date: momentOf(schedule.due_at, lang, schedule.timezone), zone: schedule.timezone })],
      one.override && [say("term_override"), one.override.reason],
      Boolean(one.reason) && [say("term_reason"), one.reason],
    ),
    links(app, line, one, fault),
    fault,
    versionDeeds(app, line, one),
  );
}
