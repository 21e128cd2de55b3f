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
  format?: string;
  edition?: string;
  received_at?: string;
  bounds?: [number, number, number, number] | null;
  counts?: Record<string, number>;
  skipped?: Record<string, number>;
}

export interface Release {
  release: number;
  made_at?: string;
  reference_date?: string | null;
  feeds: Feed[];
}

export interface TileJson {
  name?: string;
  tiles?: string[];
  minzoom?: number;
  maxzoom?: number;
  attribution?: string;
  bounds?: [number, number, number, number];
  vector_layers?: { id: string; fields?: Record<string, string> }[];
}

/** A licence and where its text stands. */
export interface Licence {
  licence_id: string;
  name_ja: string;
  name_en: string;
  url: string;
}

/** Where a feature comes from: a version of a feed, under these licences. */
export interface Provenance {
  feed: string;
  version: number;
  licence_ids: string[];
  attribution: string;
  valid_from_at: string | null;
  valid_to_at: string | null;
}

/** One feature as GET …/items/{id} gives it. */
export interface Item {
  id: string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown>;
  provenance: Provenance;
  linked?: Record<string, Record<string, unknown>>;
}

/** One place found by name; several rows of one name near each other (poles of a stop) are one. */
export interface Result {
  feature_id: string;
  feature_ids: string[];
  count: number;
  collection: string;
  feed: string;
  title: string;
  name: string;
  name_kana: string | null;
  name_en: string | null;
  context: string;
  geometry: { coordinates: [number, number] };
  bbox: [number, number, number, number];
  is_in_force: boolean;
}

/** Statistics of a feed; hours and routes are those of its most usual day, `reference_date`. */
export interface Statistics {
  service_by_date?: { date: string; trips: number }[];
  departures_by_hour?: number[];
  reference_date?: string | null;
  routes?: {
    route_id: string;
    name: string;
    trips: number;
    headway_min: number | null;
    first_departure: string | null;
    last_departure: string | null;
  }[];
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

/** The address of a feed (`org/feed`), or of something below it. */
export const feedAddress = (feed: string, rest = ""): string =>
  address(`v1/feeds/${feed.split("/").map(encodeURIComponent).join("/")}${rest}`);

/** The map page over a box of longitudes and latitudes (west, south, east, north); where nothing is, as it opens. */
export function mapAddress(box: readonly [number, number, number, number] | null | undefined, lang: string): string {
  const widest = box ? Math.max(box[2] - box[0], box[3] - box[1], 0.002) : 0;
  const zoom = Math.max(4, Math.min(14, Math.log2(360 / (widest || 1)) + 0.5));
  const at = box ? `#map=${zoom.toFixed(1)}/${((box[1] + box[3]) / 2).toFixed(4)}/${((box[0] + box[2]) / 2).toFixed(4)}` : "";
  return `${address("")}?lang=${lang}${at}`;
}

/** The file of a feed as its sender wrote it. */
export const downloadAddress = (feed: string): string => feedAddress(feed, "/current.zip");

/** The report on a version of a feed, as a page. */
export const reportAddress = (feed: string, version: number, lang: string): string =>
  feedAddress(feed, `/versions/${version}/report?format=html&lang=${lang}`);

const PAUSES_MS = [400, 1200];

/** Whether asking again may help: nothing answered, or the service is busy. */
const mayPass = (status: number): boolean => status === 0 || status === 429 || status >= 500;

async function ask(url: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  } catch (reason) {
    if (signal?.aborted) throw reason;
    throw new ApiError(0, String(reason));
  }
}

/** The answer as JSON; what may pass is asked again, twice. Throws ApiError, and AbortError when told to stop. */
export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    let status = 0;
    try {
      const answer = await ask(url, signal);
      if (answer.ok) return (await answer.json()) as T;
      status = answer.status;
      throw new ApiError(status, `${status} ${url}`);
    } catch (reason) {
      const pause = PAUSES_MS[tries];
      if (!(reason instanceof ApiError) || !mayPass(status) || pause === undefined) throw reason;
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}

/** The same, with null for what is not there (404). */
export async function getOrNull<T>(url: string, signal?: AbortSignal): Promise<T | null> {
  try {
    return await getJson<T>(url, signal);
  } catch (reason) {
    if (reason instanceof ApiError && reason.status === 404) return null;
    throw reason;
  }
}

/** The current release, or null when none has been made yet (404). Throws ApiError. */
export const getRelease = (): Promise<Release | null> => getOrNull(address("v1/releases/current"));

/** The house style in a theme. Throws ApiError. */
export const getStyle = (theme: "light" | "dark"): Promise<StyleSpecification> =>
  getJson(address(`v1/styles/futae.json?theme=${theme}`));

/** One feature as it is valid at `at`, with its municipality where it has one; null when it is not there. */
export const getItem = (collection: string, featureId: string, at: string | null): Promise<Item | null> => {
  const url = itemAddress(collection, featureId, at);
  const links = collection === "stops" ? "links=municipality" : "";
  return getOrNull(links ? `${url}${url.includes("?") ? "&" : "?"}${links}` : url);
};

/** Places of a name, a reading or Latin letters, best first. */
export async function getFound(q: string, at: string, lang: string, signal: AbortSignal): Promise<Result[]> {
  const asked = new URLSearchParams({ q, at, lang, limit: "8" });
  return (await getJson<{ results: Result[] }>(address(`v1/search?${asked.toString()}`), signal)).results;
}

/** Statistics of a feed; 'later' while they are being made, 'none' where there are none. Throws ApiError. */
export async function getStatistics(feed: string): Promise<Statistics | "later" | "none"> {
  const answer = await ask(feedAddress(feed, "/statistics"));
  if (answer.ok) return (await answer.json()) as Statistics;
  if (answer.status === 404) return answer.headers.has("Retry-After") ? "later" : "none";
  throw new ApiError(answer.status, `${answer.status} ${answer.url}`);
}

/** All licences the service knows, by id; none when it does not say. */
export async function getLicences(): Promise<Record<string, Licence>> {
  try {
    const many = await getJson<Licence[]>(address("v1/licences"));
    return Object.fromEntries(many.map((one) => [one.licence_id, one]));
  } catch {
    return {};
  }
}

/** TileJSON of every vector source of the style, by source name; those that are not there are left out. Throws
 *  ApiError: a source that does not answer now is not one that has nothing. */
export async function getTileJsons(style: StyleSpecification): Promise<Record<string, TileJson>> {
  const found: Record<string, TileJson> = {};
  const asked = Object.entries(style.sources).map(async ([name, source]) => {
    if (source.type !== "vector") return;
    const given = source.url ? await getOrNull<TileJson>(new URL(source.url, ROOT).href) : {};
    if (given) found[name] = given;
  });
  await Promise.all(asked);
  return found;
}

/** The style as the map needs it: vector sources with what their TileJSON says (it has been asked, and so is not asked
 *  again), without those that gave none, and without their layers. */
export function drawable(style: StyleSpecification, tileJsons: Record<string, TileJson>): StyleSpecification {
  const sources: StyleSpecification["sources"] = {};
  for (const [name, source] of Object.entries(style.sources)) {
    const said = tileJsons[name];
    if (source.type !== "vector" || (said && !said.tiles)) sources[name] = source;
    else if (said?.tiles) {
      const { url: _, ...rest } = source;
      const { tiles, minzoom = 0, maxzoom = 22, attribution = "", bounds } = said;
      sources[name] = { ...rest, tiles, minzoom, maxzoom, attribution, ...(bounds ? { bounds } : {}) };
    }
  }
  const layers = style.layers.filter((layer) => !("source" in layer) || String(layer.source) in sources);
  return { ...style, sources, layers };
}

/** Titles of the collections; none when the API does not give them. */
export async function getCollections(): Promise<Collection[]> {
  try {
    return (await getJson<{ collections?: Collection[] }>(address("v1/collections"))).collections ?? [];
  } catch {
    return [];
  }
}
