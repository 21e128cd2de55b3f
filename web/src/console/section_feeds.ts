/** The first part: every feed of the key, and how it stands.
 *  What does not live here: one feed and its versions (section_feed.ts), the judging (overview.ts). */

import { downloadAddress, mapAddress } from "../api.ts";
import { h } from "../dom.ts";
import { badge } from "../send/parts.ts";
import { desk } from "./api.ts";
import { meOf, type App } from "./app.ts";
import { dayIn, momentOf } from "./dates.ts";
import { byUrgency, hasLicence, isOnItsWay, pendingOf, serviceOf, sourceOf, summaryOf } from "./overview.ts";
import { heading, nothing, placeLink, terms, toned } from "./parts.ts";
import { orgOf } from "./place.ts";
import { orgsOf, type Line } from "./shapes.ts";

/** How a feed stands, as terms: what is live, what comes next, what waits, where it comes from. */
export function standingTerms(app: App, line: Line): HTMLElement {
  const { say, lang } = app;
  const { next, source } = line;
  const way = isOnItsWay(line) && h("p", { class: "hint" }, say(hasLicence(line) ? "live_coming" : "live_unlicensed"));
  const live = line.version !== null && line.live_at
    ? say("live_since", { n: line.version, date: dayIn(line.live_at, lang, line.timezone) }) : say("live_none");
  const waiting = line.pending.filter((one) => one.number !== next?.number || one.state !== "ready");
  const pending = waiting.map((one) => h("p", {}, toned(app, pendingOf(line, one)), " ", h("span", { class: "hint" }, say("pending_file", { name: one.file_name, at: momentOf(one.received_at, lang, line.timezone) }))));
  return terms(
    [say("term_live"), live, way || ""],
    next && [say("term_next"), h("b", {}, say("next_at", { n: next.number, date: momentOf(next.due_at, lang, next.timezone), zone: next.timezone })), next.announced ? "" : h("span", { class: "hint" }, ` ${say("next_silent")}`)],
    pending.length > 0 && [say("term_pending"), ...pending],
    source && [say("term_source"), toned(app, sourceOf(source)), " ", h("span", { class: "hint" }, source.asked_at ? say("source_asked", { at: momentOf(source.asked_at, lang, line.timezone) }) : "", source.failures > 0 ? ` ${say("source_said", { outcome: source.outcome })}` : "")],
  );
}

/** The ways out of a feed: sending to it, its map, its file. */
export function feedLinks(app: App, line: Line): HTMLElement {
  const { say, lang } = app;
  const { feed } = line;
  const isOpen = feed.audience === "public" && feed.live;
  return h(
    "p",
    { class: "ways" },
    line.scopes.includes("upload") && h("a", { href: `send?feed=${feed.feed}&lang=${lang}` }, say("way_send")),
    isOpen && h("a", { href: mapAddress(feed.live?.bounds, lang) }, say("way_map")),
    isOpen && h("a", { href: downloadAddress(feed.feed) }, say("way_file")),
  );
}

/** Until when the service lasts, the largest words of a feed. */
export function serviceLine(app: App, line: Line): HTMLElement {
  const said = serviceOf(line, app.lang);
  const later = line.last_service_of !== null && line.last_service_of !== line.version;
  return h("p", { class: `service tone-${said.tone}` }, app.say(said.word, said.values), later ? h("span", { class: "hint" }, ` ${app.say("service_later", { n: line.last_service_of ?? 0 })}`) : null);
}

function card(app: App, line: Line): HTMLElement {
  const { feed } = line;
  const tone = serviceOf(line, app.lang).tone;
  return h(
    "li",
    { class: `feed tone-${tone}`, "data-feed": feed.feed },
    h("h3", {}, placeLink(app, { part: "feeds", feed: feed.feed }, feed.title || feed.feed), " ", h("code", {}, feed.feed)),
    serviceLine(app, line),
    standingTerms(app, line),
    feedLinks(app, line),
  );
}

function group(app: App, org: string, lines: readonly Line[], named: boolean): HTMLElement {
  const acts = meOf(app).acts_for.find((one) => one.org === org);
  return h(
    "section",
    {},
    named ? h("h2", {}, org, acts ? h("span", { class: "hint" }, ` ${app.say("org_acted")}`) : null) : h("h2", { class: "unseen" }, org),
    lines.length ? h("ul", { class: "feeds" }, ...[...lines].sort(byUrgency).map((one) => card(app, one))) : nothing(app.say("feeds_none")),
  );
}

export async function feedsPart(app: App): Promise<HTMLElement> {
  const { say } = app;
  const lines = await desk.lines();
  const orgs = orgsOf(meOf(app));
  const sums = summaryOf(lines);
  if (lines.some(isFresh)) app.later();
  return h(
    "div",
    { class: "page" },
    heading(say("part_feeds")),
    lines.length > 0 && h("p", { class: "sums", id: "sums" }, sums.length ? h("span", {}, say("sum_lead", { n: lines.length })) : h("span", { class: "fine" }, say("sum_fine", { n: lines.length })), ...sums.map((one) => badge(one.tone, say(one.word, one.values)))),
    orgs.length === 0 ? nothing(say("feeds_none")) : null,
    ...orgs.map((org) => group(app, org, lines.filter((one) => orgOf(one.feed.feed) === org), orgs.length > 1)),
  );
}

/** Whether a feed will look otherwise in some seconds. */
export const isFresh = (line: Line): boolean =>
  (isOnItsWay(line) && hasLicence(line)) || line.pending.some((one) => one.state === "received" || one.state === "checking");
