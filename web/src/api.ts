/** What the page asks of the API, and the shapes it relies on. Fields marked `?` are used when they come.
 *  What does not live here: drawing, and the map's own requests (tiles, glyphs), which MapLibre makes. */

import type { StyleSpecification } from "maplibre-gl";

/** One live feed of a release; dates are local to its `timezone`, instants are ISO 8601 UTC, half open. */
export interface Feed {
  feed: string;
  title: string;
  holder: string;
  licence_ids: string[];
  attribution: string;
  version: number;
  timezone?: string;
  first_on: string | null;
  last_on: string | null;
  valid_from_at: string | null;
  valid_to_at: string | null;
}

export interface Release {
  release: number;
  made_at?: string;
  reference_date?: string | null;
  feeds: Feed[];
}

export interface TileJson {
  name?: string;
  bounds?: [number, number, number, number];
  vector_layers?: { id: string; fields?: Record<string, string> }[];
}

/** Titles of a collection and its columns, when GET /v1/collections gives them. */
export interface Collection {
  id: string;
  title_ja?: string;
  title_en?: string;
  columns?: { name: string; title_ja?: string; title_en?: string; unit?: string }[];
}

/** The service could not be reached, or answered with an error. `status` is 0 when nothing answered. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The address the page was loaded from: the API's own root. */
export const ROOT = new URL("./", document.baseURI);

/** An absolute address on the API; the parts of `path` must already be encoded. */
export const address = (path: string): string => new URL(path, ROOT).href;

/** The item of a feature; with `at`, the row that is valid then. */
export function itemAddress(collection: string, featureId: string, at: string | null): string {
  const item = `v1/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(featureId)}`;
  return address(at ? `${item}?at=${encodeURIComponent(at)}` : item);
}

/** The file of a feed as its sender wrote it (`feed` is `org/feed`). */
export const downloadAddress = (feed: string): string =>
  address(`v1/feeds/${feed.split("/").map(encodeURIComponent).join("/")}/current.zip`);

async function getJson<T>(url: string): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, { headers: { Accept: "application/json" } });
  } catch (reason) {
    throw new ApiError(0, String(reason));
  }
  if (!answer.ok) throw new ApiError(answer.status, `${answer.status} ${url}`);
  return (await answer.json()) as T;
}

/** The current release, or null when none has been made yet (404). Throws ApiError. */
export async function getRelease(): Promise<Release | null> {
  try {
    return await getJson<Release>(address("v1/releases/current"));
  } catch (reason) {
    if (reason instanceof ApiError && reason.status === 404) return null;
    throw reason;
  }
}

/** The house style. Throws ApiError. */
export const getStyle = (): Promise<StyleSpecification> => getJson(address("v1/styles/futae.json"));

/** TileJSON of every vector source of the style, by source name; those that do not answer are left out. */
export async function getTileJsons(style: StyleSpecification): Promise<Record<string, TileJson>> {
  const found: Record<string, TileJson> = {};
  const asked = Object.entries(style.sources).map(async ([name, source]) => {
    if (source.type !== "vector") return;
    if (!source.url) found[name] = {};
    else found[name] = await getJson<TileJson>(new URL(source.url, ROOT).href);
  });
  await Promise.allSettled(asked);
  return found;
}

/** The style without what cannot be drawn: vector sources that gave no TileJSON, and their layers. */
export function drawable(style: StyleSpecification, tileJsons: Record<string, TileJson>): StyleSpecification {
  const gone = Object.keys(style.sources).filter((name) => style.sources[name]?.type === "vector" && !tileJsons[name]);
  return {
    ...style,
    sources: Object.fromEntries(Object.entries(style.sources).filter(([name]) => !gone.includes(name))),
    layers: style.layers.filter((layer) => !("source" in layer && gone.includes(String(layer.source)))),
  };
}

/** Titles of the collections; none when the API does not give them. */
export async function getCollections(): Promise<Collection[]> {
  try {
    return (await getJson<{ collections?: Collection[] }>(address("v1/collections"))).collections ?? [];
  } catch {
    return [];
  }
}
