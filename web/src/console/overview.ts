/** How a feed stands, in words and a tone: until when it serves, what waits, how asking at its source went. Pure.
 *  What does not live here: drawing it (section_feeds.ts), reckoning the days (the service does, in the feed's zone). */

import type { Lang } from "../state.ts";
import { dayOf } from "./dates.ts";
import type { Line, Pending, Source } from "./shapes.ts";
import type { Word } from "./words.ts";

export type Tone = "good" | "warn" | "bad" | "calm";

export interface Said {
  tone: Tone;
  word: Word;
  values: Record<string, string | number>;
}

const SOON = 30;
const VERY_SOON = 7;

/** Until when the service of a feed lasts. */
export function serviceOf(line: Line, lang: Lang): Said {
  const { days_left: left, last_service_on: day } = line;
  if (line.version === null) return { tone: "calm", word: "service_none", values: {} };
  if (left === null || day === null) return { tone: "good", word: "service_open", values: {} };
  const values = { n: Math.abs(left), date: dayOf(day, lang) };
  if (left < 0) return { tone: "bad", word: "service_ended", values };
  if (left === 0) return { tone: "bad", word: "service_today", values };
  if (left <= SOON) return { tone: left <= VERY_SOON ? "bad" : "warn", word: "service_ends", values };
  return { tone: "good", word: "service_until", values };
}

/** What a version that is newer than the live one waits for. */
export function pendingOf(line: Line, one: Pending): Said {
  const values = { n: one.number };
  if (one.state === "ready") {
    if (line.next?.number === one.number) return { tone: "calm", word: "pending_time", values };
    return { tone: "warn", word: "pending_ready", values };
  }
  if (one.state === "received" || one.state === "checking") return { tone: "calm", word: "pending_check", values };
  if (one.state === "blocked") return { tone: "bad", word: "pending_blocked", values };
  return { tone: "bad", word: one.state === "unreadable" ? "pending_unreadable" : "pending_failed", values };
}

/** How asking at the source went last. */
export function sourceOf(source: Source): Said {
  const values = { n: source.failures, outcome: source.outcome };
  if (source.failures > 0) return { tone: "warn", word: "source_failing", values };
  if (!source.asked_at) return { tone: "calm", word: "source_not_yet", values };
  if (source.status === 304 || /^nothing new/.test(source.outcome)) return { tone: "good", word: "source_same", values };
  if (source.version !== null) return { tone: "good", word: "source_came", values: { ...values, n: source.version } };
  return { tone: "good", word: "source_well", values };
}

/** Whether what was published is not served yet: the next release is on its way, or the feed may not be served. */
export const isOnItsWay = (line: Line): boolean => line.version !== null && line.feed.live?.version !== line.version;

/** Whether a feed's licence lets it be given on, as far as it is known. */
export const hasLicence = (line: Line): boolean => line.feed.licence_ids.some((one) => one !== "unknown");

/** How much a feed wants somebody: 3 ended or nothing live, 2 ends very soon or something is to be mended, 1 ends soon, is to be
 *  published or is not reached, 0 nothing. */
export function urgency(line: Line): number {
  const tones = [serviceOf(line, "en"), ...line.pending.slice(0, 1).map((one) => pendingOf(line, one)), ...(line.source ? [sourceOf(line.source)] : [])].map((one) => one.tone);
  if (line.version === null || (line.days_left ?? 0) < 0) return 3;
  return tones.includes("bad") ? 2 : tones.includes("warn") ? 1 : 0;
}

/** The most urgent first, then by title. */
export const byUrgency = (a: Line, b: Line): number =>
  urgency(b) - urgency(a) || (a.feed.title || a.feed.feed).localeCompare(b.feed.title || b.feed.feed);

/** The counts above the list, those that are not zero. */
export function summaryOf(lines: readonly Line[]): Said[] {
  const left = (one: Line): number => one.days_left ?? SOON + 1;
  const count = (is: (one: Line) => boolean): number => lines.filter(is).length;
  const found: Said[] = [
    { tone: "bad", word: "sum_ended", values: { n: count((one) => one.version !== null && left(one) < 0) } },
    { tone: "warn", word: "sum_ending", values: { n: count((one) => one.version !== null && left(one) >= 0 && left(one) <= SOON) } },
    { tone: "calm", word: "sum_none", values: { n: count((one) => one.version === null) } },
    { tone: "bad", word: "sum_mend", values: { n: count((one) => pendingTone(one) === "bad") } },
    { tone: "warn", word: "sum_publish", values: { n: count((one) => pendingTone(one) === "warn") } },
    { tone: "warn", word: "sum_source", values: { n: count((one) => Boolean(one.source?.failures)) } },
  ];
  return found.filter((one) => one.values["n"] !== 0);
}

const pendingTone = (line: Line): Tone | null => (line.pending[0] ? pendingOf(line, line.pending[0]).tone : null);
