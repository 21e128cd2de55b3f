/** Where a feed is followed: the address, how asking there went, setting and ending it. For administrators only: an
 *  address may hold a key. What does not live here: asking there (the service). */

import { h } from "../dom.ts";
import { desk } from "./api.ts";
import type { App } from "./app.ts";
import { momentOf } from "./dates.ts";
import { deedButton, field, type Deed } from "./forms.ts";
import { sourceOf } from "./overview.ts";
import { terms, toned } from "./parts.ts";
import type { Line, Source } from "./shapes.ts";

function setDeed(app: App, line: Line): Deed {
  const { say } = app;
  const url = field("source-url", say("source_url"), { type: "url", inputmode: "url", spellcheck: "false", maxlength: "2000", value: line.source?.url ?? "" }, say("source_url_hint"));
  const hours = field("source-hours", say("source_hours"), { type: "number", min: "1", max: "744", value: String(line.source?.every_hours ?? 24) });
  return {
    id: "source-set",
    title: say(line.source ? "source_change" : "source_begin"),
    text: say(line.feed.publish_when_clean ? "source_text_publishes" : "source_text"),
    fields: [url.element, hours.element],
    go: say("source_go"),
    missing: () => (url.input.value.trim() ? null : { word: "source_missing", field: url.input }),
    act: async () => {
      await desk.putSource(line.feed.feed, url.input.value.trim(), Number(hours.input.value) || 24);
      app.again(say("source_done"));
    },
  };
}

const endDeed = (app: App, line: Line): Deed => ({
  id: "source-end",
  title: app.say("source_end_title"),
  text: app.say("source_end_text"),
  go: app.say("source_end_go"),
  act: async () => {
    await desk.endSource(line.feed.feed);
    app.again(app.say("source_end_done"));
  },
});

function facts(app: App, source: Source): HTMLElement {
  const { say, lang } = app;
  return terms(
    [say("source_url"), h("code", {}, source.url)],
    [say("source_last"), toned(app, sourceOf(source)), " ", source.asked_at ? h("span", { class: "hint" }, say("source_asked", { at: momentOf(source.asked_at, lang) })) : ""],
    source.failures > 0 && [say("source_answer"), h("span", { lang: "en" }, source.outcome)],
    source.changed_at !== null && [say("source_changed"), momentOf(source.changed_at, lang)],
    [say("source_next"), say("source_next_at", { at: momentOf(source.next_at, lang), n: source.every_hours })],
  );
}

/** The section of a feed's source; null for a key that does not administer it. */
export function sourceFold(app: App, line: Line): HTMLElement | null {
  if (!line.scopes.includes("admin")) return null;
  const { say } = app;
  const place = h("div", { class: "deed-place" });
  return h(
    "section",
    { id: "source" },
    h("h2", {}, say("source_title")),
    line.source ? facts(app, line.source) : h("p", { class: "hint" }, say("source_none")),
    h("div", { class: "row small" },
      deedButton(app, say(line.source ? "source_change" : "source_begin"), place, () => setDeed(app, line), { id: "source-set-open" }),
      line.source && deedButton(app, say("source_end"), place, () => endDeed(app, line), { id: "source-end-open" })),
    place,
  );
}
