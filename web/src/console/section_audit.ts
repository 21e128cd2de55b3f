/** What was done with an organisation, newest first, and by whom: further pages, and only one feed's when that was chosen.
 *  What does not live here: the sentences (sentences.ts). */

import { h } from "../dom.ts";
import { desk } from "./api.ts";
import { meOf, orgShown, type App } from "./app.ts";
import { momentOf } from "./dates.ts";
import { growing, heading, nothing, orgChoice, placeLink, whoOf } from "./parts.ts";
import { orgOf } from "./place.ts";
import { reasonOf, sentenceOf, subjectOf } from "./sentences.ts";
import { mayLookInto, type Deed } from "./shapes.ts";

/** Stands for the feed in a sentence, until its link is put there. */
const MARK = "\u0001";

function line(app: App, deed: Deed, org: string): HTMLElement {
  const { say, lang } = app;
  const feeds = meOf(app).feeds;
  const { feed } = subjectOf(deed.subject);
  const known = feeds.find((one) => one.feed === feed);
  const title = (): string | Node => (known ? placeLink(app, { part: "feeds", feed }, known.title || feed) : feed);
  const reason = reasonOf(deed);
  const [before = "", ...after] = sentenceOf(deed, lang, () => MARK).split(MARK);
  return h(
    "li",
    { "data-action": deed.action },
    h("p", { class: "when" }, h("time", { datetime: deed.at }, momentOf(deed.at, lang)), " ", h("span", { class: "by" }, whoOf(app, deed, org))),
    h("p", { class: "what" }, before, ...after.flatMap((one) => [title(), one])),
    reason ? h("p", { class: "why" }, say("reason_said", { reason })) : null,
  );
}

/** The choice between all feeds of the organisation and one. */
function feedChoice(app: App, org: string): HTMLElement {
  const { say, place } = app;
  const feeds = meOf(app).feeds.filter((one) => orgOf(one.feed) === org);
  const all = h("option", { value: "" }, say("audit_all"));
  const select = h("select", { id: "only", onchange: () => app.go({ org, feed: select.value || null }) }, all, ...feeds.map((one) => h("option", { value: one.feed, selected: one.feed === place.feed }, one.title || one.feed)));
  return h("div", { class: "choose" }, h("label", { for: "only" }, say("audit_only")), select);
}

export async function auditPart(app: App): Promise<HTMLElement> {
  const { say } = app;
  const org = orgShown(app);
  const page = h("div", { class: "page" }, heading(say("part_audit")));
  if (!mayLookInto(meOf(app), org)) {
    page.append(h("div", { class: "choices-row" }, orgChoice(app)), h("p", { class: "note", id: "may-not" }, say("may_not_look")));
    return page;
  }
  const only = app.place.feed && orgOf(app.place.feed) === org ? app.place.feed : null;
  const first = await desk.deeds(org, only);
  page.append(h("div", { class: "choices-row" }, orgChoice(app), feedChoice(app, org)));
  const more = (next: string): ReturnType<typeof desk.deeds> => desk.deeds(org, only, next);
  page.append(first.rows.length ? growing(app, first, (one) => line(app, one, org), more) : nothing(say("audit_none")));
  return page;
}
