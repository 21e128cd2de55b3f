/** The settings of a feed: shown to everybody of its organisation, changed by its administrators.
 *  What does not live here: which licences there are and what blocks (the service). */

import { h } from "../dom.ts";
import { desk, type FeedIn } from "./api.ts";
import type { App } from "./app.ts";
import { check, choice, deedButton, field, type Deed } from "./forms.ts";
import { terms } from "./parts.ts";
import { orgOf } from "./place.ts";
import type { Feed, Line } from "./shapes.ts";
import { sayOr } from "./words.ts";

const EDITIONS = ["auto", "v2", "v3", "v4"];
const BASES = ["default", "strict", "lenient"];

const audienceText = (app: App, audience: string): string => sayOr(app.lang, `audience_${audience.split(":")[0] ?? ""}`, audience).replace("{name}", audience.split(":")[1] ?? "");

/** What is sent: names only when they were changed, for what is shown may have been learned from the live file. */
function changed(feed: Feed, given: Record<"title" | "holder" | "licences" | "audience" | "edition" | "timezone" | "base" | "silent", string>, clean: boolean): FeedIn {
  const body: FeedIn = {
    licence_ids: given.licences.split(/[\s,、]+/).filter(Boolean), audience: given.audience, edition: given.edition, publish_when_clean: clean,
    silent_after_days: Number(given.silent) || 0,
  };
  if (given.title !== feed.title) body.title = given.title;
  if (given.holder !== feed.holder) body.holder = given.holder;
  if (given.timezone && given.timezone !== feed.timezone) body.timezone = given.timezone;
  if (given.base !== feed.policy.base) body.policy = { ...feed.policy, base: given.base };
  return body;
}

function settingsDeed(app: App, line: Line): Deed {
  const { say } = app;
  const { feed } = line;
  const audiences = [...new Set(["public", `org:${orgOf(feed.feed)}`, feed.audience])];
  const title = field("set-title", say("set_title"), { value: feed.title, maxlength: "200" });
  const holder = field("set-holder", say("set_holder"), { value: feed.holder, maxlength: "200" }, say("set_holder_hint"));
  const licences = field("set-licences", say("set_licences"), { value: feed.licence_ids.join(", "), spellcheck: "false" }, say("set_licences_hint"));
  const audience = choice("set-audience", say("set_audience"), audiences.map((one) => [one, audienceText(app, one)]), feed.audience);
  const edition = choice("set-edition", say("set_edition"), EDITIONS.map((one) => [one, sayOr(app.lang, `edition_${one}`, one)]), feed.edition);
  const timezone = field("set-timezone", say("set_timezone"), { value: feed.timezone ?? "", spellcheck: "false" });
  const base = choice("set-policy", say("set_policy"), BASES.map((one) => [one, sayOr(app.lang, `policy_${one}`, one)]), feed.policy.base);
  const silent = field("set-silent", say("set_silent"), { type: "number", min: "0", max: "3660", value: String(feed.silent_after_days ?? 0) }, say("set_silent_hint"));
  const clean = check("set-clean", say("set_clean"), feed.publish_when_clean);
  const texts = { title, holder, licences, audience, edition, timezone, base, silent };
  return {
    id: "settings",
    title: say("settings_change"),
    fields: [title, holder, licences, audience, edition, timezone, base, silent, clean].map((one) => one.element),
    go: say("settings_go"),
    missing: () => (licences.input.value.trim() ? null : { word: "set_licences_missing", field: licences.input }),
    act: async () => {
      const given = Object.fromEntries(Object.entries(texts).map(([name, one]) => [name, one.input.value.trim()])) as Parameters<typeof changed>[1];
      await desk.putFeed(feed.feed, changed(feed, given, clean.input.checked));
      app.again(say("settings_done"));
    },
  };
}

/** The section of a feed's settings. */
export function settingsFold(app: App, line: Line): HTMLElement {
  const { say, lang } = app;
  const { feed } = line;
  const place = h("div", { class: "deed-place" });
  return h(
    "section",
    { id: "feed-settings" },
    h("h2", {}, say("settings_title")),
    terms(
      [say("set_licences"), feed.licence_ids.join(", ")],
      [say("set_audience"), audienceText(app, feed.audience)],
      [say("set_clean_term"), say(feed.publish_when_clean ? "yes" : "no")],
      [say("set_policy"), sayOr(lang, `policy_${feed.policy.base}`, feed.policy.base)],
      [say("set_edition"), sayOr(lang, `edition_${feed.edition}`, feed.edition)],
      [say("set_silent_term"), feed.silent_after_days ? say("days_n", { n: feed.silent_after_days }) : say("never")],
    ),
    line.scopes.includes("admin") && h("div", { class: "row small" }, deedButton(app, say("settings_change"), place, () => settingsDeed(app, line), { id: "settings-open" })),
    place,
  );
}
