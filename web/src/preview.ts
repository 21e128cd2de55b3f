/** The preview of a version that is not published: asked for until its tiles are cut, and told as a feed among the
 *  others. What does not live here: who may see it (the API decides by the link's signature). */

import type { StyleSpecification } from "maplibre-gl";
import { getJson, ROOT, type Feed, type Provenance, type TileJson } from "./api.ts";
import { days, DEFAULT_ZONE } from "./clock.ts";

export interface Preview {
  feed: string;
  version: number;
  state: "preparing" | "ready" | "failed";
  bounds: [number, number, number, number] | null;
  tilesets: Record<string, TileJson>;
  collections: { id: string; count: number; items: string }[];
  links: { style: string };
}

const AGAIN_MS = 1_000;
const TRIES = 120;

const absolute = (path: string): string => new URL(path.replace(/^\//, ""), ROOT).href;

/** The preview as soon as its tiles are there; it comes back as it is when they cannot be made. Throws ApiError. */
export async function getPreview(url: URL, tries = TRIES): Promise<Preview> {
  for (let left = tries; ; left -= 1) {
    const preview = await getJson<Preview>(url.href);
    if (preview.state !== "preparing" || left <= 0) return preview;
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
}

/** The house style over the version's own tiles. Throws ApiError. */
export function getPreviewStyle(preview: Preview, theme: "light" | "dark"): Promise<StyleSpecification> {
  const url = new URL(absolute(preview.links.style));
  url.searchParams.set("theme", theme);
  return getJson(url.href);
}

/** The version as a feed of the list, with the days it says itself. */
export async function previewedFeed(preview: Preview, published: Feed | undefined): Promise<Feed> {
  const [first] = preview.collections;
  let from: Provenance | undefined;
  if (first) {
    const url = new URL(absolute(first.items));
    url.searchParams.set("limit", "1");
    url.searchParams.set("at", "any");
    from = (await getJson<{ features: { provenance: Provenance }[] }>(url.href)).features[0]?.provenance;
  }
  const zone = published?.timezone;
  const [first_on, last_on] = days(from ?? {}, zone ?? DEFAULT_ZONE);
  return {
    ...(zone ? { timezone: zone } : {}),
    feed: preview.feed,
    title: published?.title ?? "",
    holder: published?.holder ?? "",
    licence_ids: from?.licence_ids ?? [],
    attribution: from?.attribution ?? "",
    version: preview.version,
    first_on,
    last_on,
    valid_from_at: from?.valid_from_at ?? null,
    valid_to_at: from?.valid_to_at ?? null,
    bounds: preview.bounds,
    counts: Object.fromEntries(preview.collections.map((one) => [one.id, one.count])),
  };
}

