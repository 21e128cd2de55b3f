/** One feature, whether a tile or the API gave it: the same names, the same attributes. Pure.
 *  What does not live here: finding it (map.ts, api.ts), showing it (inspector.ts). */

import type { Item, Provenance } from "./api.ts";

export interface Names {
  written: string;
  ja: string;
  kana: string;
  en: string;
}

export interface Found {
  collection: string;
  id: string;
  /** `org/feed`; the beginning of the id. */
  feed: string;
  /** How many features it stands for; more than one for counts of overview tiles, which have no id. */
  count: number;
  names: Names;
  /** All attributes but names and identity; columns as the API calls them. */
  attributes: Record<string, unknown>;
  valid: { valid_from_at?: string | null; valid_to_at?: string | null };
  lngLat: [number, number];
  /** Only of what came from the API. */
  provenance: Provenance | null;
  linked: Record<string, Record<string, unknown>>;
}

/** Attributes that have a place of their own, and so are not among the others. */
const PLACED = /^(name|_?name(_ja|_kana|_en)?|name:.*|feature_id|feed|valid_(from|to)_at|count)$/;

const textIn = (properties: Record<string, unknown>, ...names: string[]): string => {
  for (const name of names) {
    const value = properties[name];
    if (typeof value === "string" && value) return value;
  }
  return "";
};

/** The columns that hold the name: `stop_name` of `stops`, else the first column that ends in `_name`. */
export function nameColumn(collection: string, properties: Record<string, unknown>): string {
  const own = `${collection.replace(/s$/, "")}_name`;
  return own in properties ? own : (Object.keys(properties).find((one) => one.endsWith("_name")) ?? own);
}

const feedOf = (id: string, properties: Record<string, unknown>): string =>
  textIn(properties, "feed") || (id.split(":")[0] ?? "");

function validIn({ valid_from_at, valid_to_at }: Record<string, unknown>): Found["valid"] {
  if (valid_from_at === undefined && valid_to_at === undefined) return {};
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return { valid_from_at: text(valid_from_at), valid_to_at: text(valid_to_at) };
}

/** What a tile holds of a feature. */
export function fromTile(collection: string, properties: Record<string, unknown>, lngLat: [number, number]): Found {
  const id = textIn(properties, "feature_id");
  const written = textIn(properties, "name");
  return {
    collection,
    id,
    feed: feedOf(id, properties),
    count: Number(properties["count"] ?? 1),
    names: {
      written,
      ja: textIn(properties, "name:ja"),
      kana: textIn(properties, "name:ja-Hrkt"),
      en: textIn(properties, "name:en"),
    },
    attributes: rest(properties, () => false),
    valid: validIn(properties),
    lngLat,
    provenance: null,
    linked: {},
  };
}

/** A feature as the API gives it. */
export function fromItem(collection: string, item: Item, lngLat: [number, number]): Found {
  const { properties } = item;
  const own = nameColumn(collection, properties);
  const part = (end: string): string => textIn(properties, `${own}${end}`);
  return {
    collection,
    id: item.id,
    feed: feedOf(item.id, properties),
    count: 1,
    names: { written: part(""), ja: part("_ja"), kana: part("_kana"), en: part("_en") },
    attributes: rest(properties, (column) => column === own || column.startsWith(`${own}_`)),
    valid: validIn({ valid_from_at: null, valid_to_at: null, ...properties }),
    lngLat,
    provenance: item.provenance,
    linked: item.linked ?? {},
  };
}

function rest(properties: Record<string, unknown>, isName: (column: string) => boolean): Record<string, unknown> {
  const kept = Object.entries(properties).filter(
    ([column, value]) => !PLACED.test(column) && !isName(column) && value !== null && value !== "",
  );
  return Object.fromEntries(kept);
}

/** The name in the language of the page, else as the source writes it. */
export const titleIn = ({ names }: Found, lang: "ja" | "en"): string =>
  (lang === "ja" ? names.ja : names.en) || names.written || names.ja || names.en;

/** The file and the row a feature was made from, by its id `{org}/{feed}:{table}:{key}` (DESIGN §3). */
export function rowOf(id: string): { table: string; key: string } | null {
  const [, table, key] = /^[^:]*:([^:]+):(.+)$/.exec(id) ?? [];
  return table && key ? { table, key } : null;
}

/** The box around a geometry of any kind; null when it has no position. */
export function boxOf(geometry: Item["geometry"]): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part as unknown[];
    if (typeof x !== "number" || typeof y !== "number") return part.forEach(walk);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  walk(geometry?.coordinates);
  return box[0] === Infinity ? null : box;
}

/** The middle of a box. */
export const middleOf = (box: [number, number, number, number]): [number, number] => [
  (box[0] + box[2]) / 2,
  (box[1] + box[3]) / 2,
];
