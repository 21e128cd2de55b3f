/** Days and instants as people of a language write them. Pure.
 *  What does not live here: the clock; which zone is whose (it comes in as an argument). */

import type { Lang } from "../state.ts";

const PLACES: Record<Lang, string> = { ja: "ja-JP", en: "en-GB" };

/** A day `2027-03-31`, which is of no zone. */
export const dayOf = (day: string, lang: Lang): string =>
  new Intl.DateTimeFormat(PLACES[lang], { dateStyle: lang === "ja" ? "long" : "medium", timeZone: "UTC" }).format(Date.parse(`${day}T00:00:00Z`));

/** An instant to the minute, on the reader's own clocks or on those of a zone. */
export function momentOf(instant: string, lang: Lang, zone?: string): string {
  const style = { dateStyle: "medium", timeStyle: "short" } as const;
  return new Intl.DateTimeFormat(PLACES[lang], zone ? { ...style, timeZone: zone } : style).format(Date.parse(instant));
}

/** The day of an instant in a zone. */
export const dayIn = (instant: string, lang: Lang, zone: string): string =>
  new Intl.DateTimeFormat(PLACES[lang], { dateStyle: lang === "ja" ? "long" : "medium", timeZone: zone }).format(Date.parse(instant));
