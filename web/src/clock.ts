/** Valid time on the page: the reference date, what is in force then, and where service can be found instead.
 *  Instants are ISO 8601 UTC without fractions (`2020-01-15T03:00:00Z`), so that they compare as text, as the
 *  tiles' own `valid_from_at` and `valid_to_at` do. What does not live here: filters (filters.ts), the clock's
 *  reading of now outside `resolve`. */

import type { Feed } from "./api.ts";

export const DEFAULT_ZONE = "Asia/Tokyo";

/** The moment the map shows: `instant` for comparing, `date` as people of `zone` write it. */
export interface Moment {
  instant: string;
  date: string;
  zone: string;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

const iso = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");

/** The local date of an instant in a zone, as YYYY-MM-DD. */
export function localDate(time: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(time);
}

function offsetMinutes(time: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return Math.round((Date.parse(`${parts.format(time).replace(" ", "T")}Z`) - time) / 60_000);
}

/** Noon of a local date, as an instant: in the middle of the service day whatever the day's clock does. */
export function noon(date: string, zone: string): string {
  const guess = Date.parse(`${date}T12:00:00Z`);
  return iso(guess - offsetMinutes(guess, zone) * 60_000);
}

/** The zone most feeds keep. */
export function zoneOf(feeds: Feed[]): string {
  const counts = new Map<string, number>();
  for (const { timezone } of feeds) if (timezone) counts.set(timezone, (counts.get(timezone) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? DEFAULT_ZONE;
}

/** The moment asked for by `?at=` (a local date or an instant), else the release's reference date, else now. */
export function resolve(at: string | null, reference: string | null | undefined, zone: string, now: number): Moment {
  for (const asked of [at, reference]) {
    if (!asked || Number.isNaN(Date.parse(asked))) continue;
    if (DATE.test(asked)) return { instant: noon(asked, zone), date: asked, zone };
    return { instant: iso(Date.parse(asked)), date: localDate(Date.parse(asked), zone), zone };
  }
  return { instant: iso(now), date: localDate(now, zone), zone };
}

type Validity = { valid_from_at?: string | null; valid_to_at?: string | null };

/** True when the half open interval holds the instant; an absent end is unbounded. */
export function inForce(row: Validity, instant: string): boolean {
  const time = Date.parse(instant);
  const from = row.valid_from_at ? Date.parse(row.valid_from_at) : -Infinity;
  const to = row.valid_to_at ? Date.parse(row.valid_to_at) : Infinity;
  return from <= time && time < to;
}

/** First and last local day of a validity; null where unbounded. */
export function days(row: Validity, zone: string): [string | null, string | null] {
  const from = row.valid_from_at ? localDate(Date.parse(row.valid_from_at), zone) : null;
  const to = row.valid_to_at ? localDate(Date.parse(row.valid_to_at) - 1000, zone) : null;
  return [from, to];
}

/** Where to find service when no feed with service days is in force: the last day before, else the first day after.
 *  Null when something is in force, or no feed has service days. */
export function elsewhere(feeds: Feed[], at: Moment): { date: string; kind: "last" | "first" } | null {
  const served = feeds.filter((feed) => feed.last_on);
  if (served.length === 0 || served.some((feed) => inForce(feed, at.instant))) return null;
  const ended = served.map((feed) => feed.last_on ?? "").filter((day) => day < at.date);
  const last = ended.sort().at(-1);
  if (last) return { date: last, kind: "last" };
  const [first] = served.map((feed) => feed.first_on ?? "").filter((day) => day > at.date).sort();
  return first ? { date: first, kind: "first" } : null;
}

export type Standing = "now" | "ending" | "ended" | "coming" | "always";

const SOON_DAYS = 30;

/** How a feed stands at an instant: in force, in force but not for long, over, not yet begun, or without days. */
export function standingOf(feed: Feed, instant: string): Standing {
  if (!feed.valid_from_at && !feed.valid_to_at) return "always";
  const time = Date.parse(instant);
  if (feed.valid_to_at && time >= Date.parse(feed.valid_to_at)) return "ended";
  if (!inForce(feed, instant)) return "coming";
  const soon = new Date(time + SOON_DAYS * 86_400_000).toISOString();
  return inForce({ valid_to_at: feed.valid_to_at }, soon) ? "now" : "ending";
}

const ORDER: Standing[] = ["now", "ending", "coming", "ended", "always"];

/** In force first, then what comes, then what is over; by name within each. */
export function inOrder(feeds: Feed[], instant: string, lang: string): Feed[] {
  const place = (feed: Feed): number => ORDER.indexOf(standingOf(feed, instant));
  return feeds.toSorted((a, b) => place(a) - place(b) || (a.title || a.feed).localeCompare(b.title || b.feed, lang));
}
