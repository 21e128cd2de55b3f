/** One feed: how it stands, its versions, where it is followed, its settings.
 *  What does not live here: a version and its deeds (versions.ts), the forms of source and settings (source.ts, settings.ts). */

import { ApiError, downloadAddress } from "../api.ts";
import { h } from "../dom.ts";
import { button, keepFile } from "../send/parts.ts";
import { desk } from "./api.ts";
import type { App } from "./app.ts";
import { refusalText } from "./forms.ts";
import { heading, nothing, placeLink } from "./parts.ts";
import { feedLinks, isFresh, serviceLine, standingTerms } from "./section_feeds.ts";
import { settingsFold } from "./settings.ts";
import type { Line } from "./shapes.ts";
import { sourceFold } from "./source.ts";
import { versionItem } from "./versions.ts";

const GENERATIONS = ["current", "next", "merged"] as const;
const AT_ONCE = 10;

/** The files that are given out now, next, and both as one. */
function generations(app: App, line: Line): HTMLElement {
  const { say } = app;
  const fault = h("p", { class: "fault", role: "alert" });
  const keep = async (which: (typeof GENERATIONS)[number]): Promise<void> => {
    fault.textContent = "";
    try {
      keepFile(await desk.file(line.feed, which), `${line.feed.feed.replace("/", "-")}-${which}.zip`);
    } catch (reason) {
      fault.textContent = refusalText(app, reason, { 404: which === "current" ? "file_none_live" : "file_none_next", 410: "file_none_live" });
    }
  };
  const buttons = GENERATIONS.map((which) => button(say(`file_${which}`), () => void keep(which), "plain", `file-${which}`));
  const address = line.feed.audience === "public" ? h("p", { class: "hint" }, say("file_address"), " ", h("code", {}, downloadAddress(line.feed.feed))) : null;
  return h("section", {}, h("h2", {}, say("files_title")), h("p", { class: "hint" }, say("files_lead")), h("div", { class: "row small" }, ...buttons), fault, address);
}

export async function feedPart(app: App): Promise<HTMLElement> {
  const { say } = app;
  const feed = app.place.feed ?? "";
  const [lines, versions] = await Promise.all([desk.lines(), desk.versions(feed)]);
  const line = lines.find((one) => one.feed.feed === feed);
  if (!line) throw new ApiError(404, feed);
  if (isFresh(line)) app.later();
  const list = h("ol", { class: "versions" }, ...versions.slice(0, AT_ONCE).map((one) => versionItem(app, line, one)));
  const all = (): void => {
    list.append(...versions.slice(AT_ONCE).map((one) => versionItem(app, line, one)));
    more.remove();
  };
  const more = button(say("versions_older", { n: versions.length - AT_ONCE }), all, "plain", "older");
  const missing = (["publish", "admin"] as const).find((scope) => !line.scopes.includes(scope));
  return h(
    "div",
    { class: "page" },
    h("p", { class: "crumbs" }, placeLink(app, { part: "feeds" }, say("part_feeds"))),
    heading(line.feed.title || feed),
    h("p", { class: "hint" }, h("code", {}, feed)),
    h("section", { class: "card flat" }, serviceLine(app, line), standingTerms(app, line), feedLinks(app, line)),
    h("section", { "aria-labelledby": "versions-title" },
      h("h2", { id: "versions-title" }, say("versions_title")),
      missing === "publish" ? h("p", { class: "note", id: "may-not" }, say("may_not_publish")) : null,
      versions.length ? list : nothing(say("versions_none")),
      versions.length > AT_ONCE ? h("div", { class: "row" }, more) : null),
    generations(app, line),
    missing === "admin" ? h("p", { class: "note", id: "may-not-admin" }, say("may_not_admin")) : null,
    sourceFold(app, line),
    settingsFold(app, line),
    h("p", {}, placeLink(app, { part: "audit", feed }, say("audit_of_feed"))),
  );
}
