/** Feeds: the list in the panel, and the page of one feed with its state, licence, files and small charts.
 *  What does not live here: drawing charts (charts.ts), asking for statistics (main.ts). */

import { downloadAddress, feedAddress, reportAddress, type Feed, type Licence, type Statistics } from "./api.ts";
import { byDate, byHour } from "./charts.ts";
import { inOrder, localDate, standingOf, type Moment, type Standing } from "./clock.ts";
import { h, icon, ICONS } from "./dom.ts";
import { signButton, validityText } from "./inspector.ts";
import { dateText, licenceLinks, licenceName } from "./labels.ts";
import type { Lang } from "./state.ts";
import { sayIn, sayOr, type Say, type Word } from "./strings.ts";

export interface FeedsModel {
  lang: Lang;
  at: Moment;
  feeds: Feed[];
  number: number;
  licences: Record<string, Licence>;
}

const badge = (standing: Standing, say: Say): HTMLElement =>
  h("span", { class: `badge ${standing}` }, say(`feed_${standing}` as Word));

/** The list of all feeds of the release. */
export function feedList(model: FeedsModel, open: (feed: string) => void, isOpen: boolean): HTMLElement {
  const say = sayIn(model.lang);
  const rows = inOrder(model.feeds, model.at.instant, model.lang).map((feed) => listRow(feed, model, open, say));
  return h(
    "details",
    { id: "sources", open: isOpen },
    h("summary", { id: "sources-summary" }, say("sources"), h("span", { class: "count" }, say("sources_count", { n: model.feeds.length }))),
    h("ul", {}, ...rows),
    h("p", { class: "release" }, say("release", { n: model.number })),
  );
}

function listRow(feed: Feed, model: FeedsModel, open: (feed: string) => void, say: Say): HTMLElement {
  const name = feed.title || feed.holder || feed.feed;
  return h(
    "li",
    {},
    h("button", { type: "button", class: "as-link", id: `feed-${feed.feed}`, onclick: () => open(feed.feed) }, name),
    badge(standingOf(feed, model.at.instant), say),
    h("span", { class: "credit" }, feed.attribution || feed.holder),
    h("span", { class: "credit" }, feed.licence_ids.map((id) => licenceName(id, model.licences, model.lang)).join(" · ")),
    feed.first_on && feed.last_on && h("span", { class: "credit" }, [feed.first_on, feed.last_on].map((day) => dateText(day, model.lang)).join(` ${say("until")} `)),
  );
}

export interface FeedActions {
  close(): void;
  back: (() => void) | null;
  fly(bounds: [number, number, number, number]): void;
  go(date: string): void;
}

/** The page of one feed. `statistics` are null while they are asked for, 'none' when there are none. */
export function feedView(feed: Feed, model: FeedsModel, statistics: Statistics | "none" | "later" | null, actions: FeedActions): HTMLElement[] {
  const say = sayIn(model.lang);
  const { bounds } = feed;
  return [
    h(
      "div",
      { class: "controls" },
      actions.back && h("button", { id: "back", type: "button", class: "quiet", onclick: actions.back }, icon(ICONS.back), say("back")),
      h("span", { class: "spring" }),
      signButton("close-inspector", say("close"), ICONS.close, () => actions.close()),
    ),
    h("p", { class: "kind" }, say("feed"), badge(standingOf(feed, model.at.instant), say)),
    h("h2", { tabindex: "-1" }, feed.title || feed.feed),
    facts(feed, model, say),
    ...charts(feed, model, statistics, actions, say),
    h(
      "p",
      { class: "links" },
      bounds && h("button", { id: "fly", type: "button", class: "row", onclick: () => actions.fly(bounds) }, icon(ICONS.target), say("fly")),
      h("a", { id: "report", href: reportAddress(feed.feed, feed.version, model.lang) }, icon(ICONS.report), say("report")),
      h("a", { id: "download", href: downloadAddress(feed.feed) }, icon(ICONS.download), say("download")),
      h("a", { id: "feed-json", href: feedAddress(feed.feed) }, icon(ICONS.data), say("feed_json")),
    ),
  ];
}

function facts(feed: Feed, model: FeedsModel, say: Say): HTMLElement {
  const row = (word: Word, value: Node | string): HTMLElement[] => [h("dt", {}, say(word)), h("dd", {}, value)];
  const counts = Object.entries(feed.counts ?? {}).map(([kind, n]) => `${sayOr(model.lang, `kind_${kind}`, kind)} ${n.toLocaleString(model.lang)}`);
  const skipped = Object.values(feed.skipped ?? {}).reduce((sum, n) => sum + n, 0);
  const received = feed.received_at ? localDate(Date.parse(feed.received_at), model.at.zone) : null;
  return h(
    "section",
    {},
    h(
      "dl",
      {},
      ...row("holder", feed.holder || feed.feed),
      ...row("validity", validityText(feed, model.at, model.lang, say)),
      ...row("licence", licenceLinks(feed.licence_ids, model.licences, model.lang)),
      ...row("credit", feed.attribution || feed.holder),
      ...row("version_title", h("span", {}, `${say("version", { n: feed.version })} `, h("span", { class: "count" }, [feed.format, feed.edition].filter(Boolean).join(" ")))),
      ...(received ? row("received", dateText(received, model.lang)) : []),
      ...(counts.length > 0 ? row("features", counts.join(" · ")) : []),
      ...(skipped > 0 ? row("skipped", String(skipped)) : []),
      ...row("feed_id", h("code", {}, feed.feed)),
    ),
  );
}

function charts(feed: Feed, model: FeedsModel, statistics: Statistics | "none" | "later" | null, actions: FeedActions, say: Say): HTMLElement[] {
  if (statistics === "none" || !feed.last_on) return [];
  const title = h("h3", {}, say("statistics"));
  if (statistics === null || statistics === "later") {
    return [h("section", { id: "statistics", "aria-busy": "true" }, title, h("p", { class: "quietly" }, say(statistics ? "statistics_later" : "loading")))];
  }
  const hours = statistics.departures_by_hour ?? [];
  const { reference_date } = statistics;
  return [
    h(
      "section",
      { id: "statistics" },
      title,
      statistics.service_by_date && statistics.service_by_date.length > 0 ? byDate(statistics.service_by_date, model.at.date, model.lang, actions.go) : null,
      hours.some((n) => n > 0) && reference_date ? byHour(hours, reference_date, model.lang) : null,
      routes(statistics, model.lang, say),
    ),
  ];
}

const MOST_ROUTES = 8;

/** The routes that run most on the usual day. */
function routes({ routes = [] }: Statistics, lang: Lang, say: Say): HTMLElement | null {
  const most = routes.toSorted((a, b) => b.trips - a.trips).slice(0, MOST_ROUTES);
  if (most.length === 0) return null;
  const clock = (time: string | null): string => time?.slice(0, 5) ?? "–";
  const head = [say("kind_routes"), say("trips"), say("headway"), say("first_last")];
  return h(
    "table",
    {},
    h("caption", {}, say(routes.length > MOST_ROUTES ? "routes_most" : "routes_all", { n: MOST_ROUTES })),
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h(
      "tbody",
      {},
      ...most.map((one) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, one.name || one.route_id),
          h("td", {}, one.trips.toLocaleString(lang)),
          h("td", {}, one.headway_min === null ? "–" : say("minutes", { n: Math.round(one.headway_min) })),
          h("td", {}, `${clock(one.first_departure)}–${clock(one.last_departure)}`),
        ),
      ),
    ),
  );
}
