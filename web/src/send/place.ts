/** Where a person is on the way: what the address bar says of it, `?feed=ORG/FEED&version=N&step=report`. Never the key,
 *  which is kept nowhere. What does not live here: going there (main.ts). */

export const STEPS = ["key", "feed", "file", "report", "preview", "publish"] as const;
export type Step = (typeof STEPS)[number];

export interface Place {
  feed: string | null;
  version: number | null;
  step: Step | null;
}

export const NOWHERE: Place = { feed: null, version: null, step: null };

const FEED = /^[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*$/;

/** The place that a query string names; what cannot be read is left out. */
export function readPlace(search: string): Place {
  const given = new URLSearchParams(search);
  const feed = given.get("feed") ?? "";
  if (!FEED.test(feed)) return NOWHERE;
  const number = /^[1-9]\d{0,8}$/.exec(given.get("version") ?? "")?.[0];
  const step = STEPS.find((one) => one === given.get("step")) ?? null;
  return { feed, version: number ? Number(number) : null, step };
}

/** The query string of a place, with what else the address says (`lang`). */
export function placeQuery(place: Place, search: string): string {
  const others = new URLSearchParams(search);
  for (const name of ["feed", "version", "step"]) others.delete(name);
  const said = new URLSearchParams();
  if (place.feed) said.set("feed", place.feed);
  if (place.version) said.set("version", String(place.version));
  if (place.step && place.feed) said.set("step", place.step);
  for (const [name, value] of others) said.set(name, value);
  const query = said.toString().replaceAll("%2F", "/");
  return query ? `?${query}` : "";
}

/** The step that can be shown at a place: not behind what is known. A step before the version's own is always open. */
export function openStep(place: Place, hasKey: boolean, isReady: boolean): Step {
  if (!hasKey) return "key";
  if (!place.feed) return place.step === "key" ? "key" : "feed";
  if (!place.version) return place.step === "key" || place.step === "feed" ? place.step : "file";
  const wanted = place.step ?? "report";
  return (wanted === "preview" || wanted === "publish") && !isReady ? "report" : wanted;
}
