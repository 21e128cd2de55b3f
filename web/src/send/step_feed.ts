/** Step 2: which feed. What does not live here: making feeds (futae feed add, PUT /v1/feeds). */

import { h } from "../dom.ts";
import type { FeedModel } from "./api.ts";
import { may, type App } from "./app.ts";
import { badge, dayText, heading } from "./parts.ts";
import { keyLine, signOutButton } from "./step_key.ts";
import type { Say, Word } from "./words.ts";

/** Who sees what a feed publishes. */
export function audienceText(audience: string, say: Say): string {
  const kind = audience.split(":")[0] ?? "public";
  return say(`audience_${kind === "org" || kind === "grant" ? kind : "public"}` as Word);
}

/** A feed's licences, or that there is none. */
export const licenceText = (feed: FeedModel, say: Say): string =>
  feed.licence_ids.filter((one) => one !== "unknown").join(", ") || say("licence_unknown");

function choice(app: App, feed: FeedModel): HTMLElement {
  const { say, lang } = app;
  const live = feed.live && say("feed_live", { n: feed.live.version, date: dayText(feed.live.live_at, lang) });
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "choice", "data-feed": feed.feed, onclick: () => app.go({ feed: feed.feed, version: null, step: "file" }) },
      h("b", {}, feed.title || feed.feed),
      h("code", {}, feed.feed),
      h("span", { class: "facts" }, badge(live ? "good" : "calm", live || say("feed_not_live")), h("span", {}, audienceText(feed.audience, say)), h("span", {}, licenceText(feed, say))),
    ),
  );
}

export function feedStep(app: App): HTMLElement {
  const { me, say } = app;
  const feeds = me?.feeds ?? [];
  const lead = !may(app, "upload") ? "feed_may_not" : feeds.length ? "feed_lead" : "feed_none";
  return h(
    "div",
    { class: "card narrow" },
    heading(say("feed_title")),
    h("p", { class: lead === "feed_lead" ? "lead" : "fault" }, say(lead)),
    h("ul", { class: "choices" }, ...(may(app, "upload") ? feeds.map((feed) => choice(app, feed)) : [])),
    h("p", { class: "hint" }, keyLine(app), " ", signOutButton(app)),
  );
}
