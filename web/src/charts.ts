/** Two small charts of a feed, as SVG of our own: trips by day, and departures by hour of the usual day.
 *  What does not live here: where the numbers come from (api.ts), where charts stand (feeds.ts). */

import { h } from "./dom.ts";
import { dateText } from "./labels.ts";
import type { Lang } from "./state.ts";
import { sayIn } from "./strings.ts";

const [WIDE, HIGH] = [300, 64];
const MOST_BARS = 150;

export interface Day {
  date: string;
  trips: number;
}

/** One bar of a chart: what it counts (the mean, where it stands for several days), from its first day on. */
export interface Bar {
  date: string;
  days: number;
  trips: number;
}

/** Days as bars, in order, with days without service between them; many days are put together evenly. */
export function barsOf(days: Day[], most = MOST_BARS): Bar[] {
  const sorted = days.toSorted((a, b) => a.date.localeCompare(b.date));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return [];
  const at = (date: string): number => Math.round(Date.parse(date) / 86_400_000);
  const start = at(first.date);
  const each = Math.ceil((at(last.date) - start + 1) / most);
  const bars = Array.from({ length: Math.ceil((at(last.date) - start + 1) / each) }, (_, i) => ({
    date: new Date((start + i * each) * 86_400_000).toISOString().slice(0, 10),
    days: each,
    trips: 0,
  }));
  for (const { date, trips } of sorted) {
    const bar = bars[Math.floor((at(date) - start) / each)];
    if (bar) bar.trips += trips;
  }
  return bars.map((bar) => ({ ...bar, trips: Math.round(bar.trips / each) }));
}

function svg(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

function chart(values: number[], label: string, isChosen: (i: number) => boolean, titleOf: (i: number) => string): SVGElement {
  const most = Math.max(1, ...values);
  const step = WIDE / Math.max(1, values.length);
  const gap = step > 3 ? Math.min(2, step * 0.22) : 0;
  const drawing = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "chart", role: "img", "aria-label": label, preserveAspectRatio: "none" });
  drawing.append(svg("line", { x1: 0, x2: WIDE, y1: HIGH - 0.5, y2: HIGH - 0.5, class: "axis" }));
  values.forEach((value, i) => {
    const high = (value / most) * (HIGH - 4);
    const bar = svg("rect", {
      x: (i * step + gap / 2).toFixed(2),
      y: (HIGH - high).toFixed(2),
      width: (step - gap).toFixed(2),
      height: high.toFixed(2),
      class: isChosen(i) ? "bar chosen" : "bar",
    });
    const title = svg("title", {});
    title.textContent = titleOf(i);
    bar.append(title);
    drawing.append(bar);
  });
  return drawing;
}

const under = (...texts: string[]): HTMLElement => h("p", { class: "under", "aria-hidden": "true" }, ...texts.map((text) => h("span", {}, text)));

/** Trips by day, the reference date marked. */
export function byDate(days: Day[], date: string, lang: Lang, go: (date: string) => void): HTMLElement {
  const say = sayIn(lang);
  const bars = barsOf(days);
  const most = Math.max(...bars.map((bar) => bar.trips));
  const [first, last] = [bars[0]?.date ?? "", days.toSorted((a, b) => a.date.localeCompare(b.date)).at(-1)?.date ?? ""];
  const words = { from: dateText(first, lang), to: dateText(last, lang), n: most.toLocaleString(lang) };
  const next = (i: number): string => bars[i + 1]?.date ?? "9999";
  const drawing = chart(
    bars.map((bar) => bar.trips),
    say("chart_dates", words),
    (i) => (bars[i]?.date ?? "") <= date && date < next(i) && date <= last,
    (i) => `${dateText(bars[i]?.date ?? first, lang)}: ${(bars[i]?.trips ?? 0).toLocaleString(lang)}`,
  );
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect();
    const bar = bars[Math.floor(((event.clientX - box.left) / box.width) * bars.length)];
    if (bar) go(bar.date);
  });
  return h("figure", { id: "chart-dates" }, h("figcaption", {}, say("trips_by_date"), h("span", { class: "count" }, say("at_most", { n: words.n }))), drawing, under(words.from, words.to));
}

/** Departures by hour of the usual day. */
export function byHour(hours: number[], date: string, lang: Lang): HTMLElement {
  const say = sayIn(lang);
  const most = Math.max(...hours);
  const total = hours.reduce((sum, n) => sum + n, 0).toLocaleString(lang);
  const peak = hours.indexOf(most);
  const drawing = chart(hours, say("chart_hours", { date: dateText(date, lang), n: total, peak, most }), (i) => i === peak, (i) => `${i}:00–: ${hours[i] ?? 0}`);
  return h("figure", { id: "chart-hours" }, h("figcaption", {}, say("trips_by_hour", { date: dateText(date, lang) }), h("span", { class: "count" }, say("in_all", { n: total }))), drawing, under("0", "6", "12", "18", "24"));
}
