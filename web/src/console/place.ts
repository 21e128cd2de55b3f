/** Where a person is in the console: what the address bar says of it, `?part=audit&org=ORG&feed=ORG/FEED`. A link shows
 *  the same to a colleague, who signs in with a key of their own. What does not live here: going there (main.ts). */

export const PARTS = ["feeds", "keys", "audit", "deliveries"] as const;
export type Part = (typeof PARTS)[number];

export interface Place {
  part: Part;
  /** The organisation that was chosen, where a key is for several. */
  org: string | null;
  /** Of the part `feeds`: the one that is open; of `audit`: the one whose lines are shown. */
  feed: string | null;
}

export const START: Place = { part: "feeds", org: null, feed: null };

const SLUG = "[a-z0-9][a-z0-9._-]*";
const ORG = new RegExp(`^${SLUG}$`);
const FEED = new RegExp(`^${SLUG}/${SLUG}$`);

/** The place that a query string names; what cannot be read is left out. */
export function readPlace(search: string): Place {
  const given = new URLSearchParams(search);
  const part = PARTS.find((one) => one === given.get("part")) ?? "feeds";
  const [org, feed] = [given.get("org") ?? "", given.get("feed") ?? ""];
  const mayHaveFeed = part === "feeds" || part === "audit";
  return { part, org: ORG.test(org) ? org : null, feed: mayHaveFeed && FEED.test(feed) ? feed : null };
}

/** The query string of a place, with what else the address says (`lang`). */
export function placeQuery(place: Place, search: string): string {
  const others = new URLSearchParams(search);
  for (const name of ["part", "org", "feed"]) others.delete(name);
  const said = new URLSearchParams();
  if (place.part !== "feeds") said.set("part", place.part);
  if (place.org) said.set("org", place.org);
  if (place.feed) said.set("feed", place.feed);
  for (const [name, value] of others) said.set(name, value);
  const query = said.toString().replaceAll("%2F", "/");
  return query ? `?${query}` : "";
}

/** The organisation that a feed belongs to. */
export const orgOf = (feed: string): string => feed.split("/")[0] ?? "";
