/** How an attribute of a feature is called and written. Titles come from GET /v1/collections; the few here serve when
 *  it gives none. What does not live here: which attributes are shown, and where (inspector.ts). */

import type { Collection, Licence } from "./api.ts";
import { h } from "./dom.ts";
import type { Lang } from "./state.ts";
import type { Say } from "./strings.ts";
import { localDate } from "./clock.ts";

/** GTFS route_type (reference, routes.txt); extended types are written as their number. */
const ROUTE_TYPES: Record<string, [ja: string, en: string]> = {
  "0": ["路面電車", "Tram"],
  "1": ["地下鉄", "Subway"],
  "2": ["鉄道", "Rail"],
  "3": ["バス", "Bus"],
  "4": ["船", "Ferry"],
  "5": ["ケーブルトラム", "Cable tram"],
  "6": ["ロープウェイ", "Aerial lift"],
  "7": ["ケーブルカー", "Funicular"],
  "11": ["トロリーバス", "Trolleybus"],
  "12": ["モノレール", "Monorail"],
};

/** GTFS location_type (reference, stops.txt). */
const LOCATION_TYPES: Record<string, [ja: string, en: string]> = {
  "0": ["停留所・のりば", "Stop or platform"],
  "1": ["駅・停留所群", "Station"],
  "2": ["出入口", "Entrance"],
  "3": ["経路上の点", "Pathway node"],
  "4": ["乗車位置", "Boarding area"],
};

/** GTFS wheelchair_boarding (reference, stops.txt). */
const WHEELCHAIR: Record<string, [ja: string, en: string]> = {
  "0": ["情報なし", "No information"],
  "1": ["乗れる便がある", "Some vehicles can be boarded"],
  "2": ["乗れない", "Not possible"],
};

/** Codes that are written as words, by column. */
const CODES: Record<string, Record<string, [ja: string, en: string]>> = {
  location_type: LOCATION_TYPES,
  route_type: ROUTE_TYPES,
  wheelchair_boarding_code: WHEELCHAIR,
};

/** Short titles of what is shown most, before the longer ones of the declarations. */
const TITLES: Record<string, [ja: string, en: string]> = {
  route_type: ["種別", "Type"],
  location_type: ["種別", "Type"],
  route_short_name: ["略称", "Short name"],
  route_long_name: ["路線名", "Long name"],
  route_color: ["路線の色", "Colour"],
  route_text_color: ["文字の色", "Text colour"],
  has_shape: ["線形データ", "From shapes"],
  stop_code: ["停留所番号", "Stop code"],
  platform_code: ["のりば", "Platform"],
  trips_per_day: ["一日の本数", "Trips a day"],
  last_service_on: ["最終運行日", "Last service"],
  agency_name: ["事業者", "Agency"],
  place_code: ["区域コード", "Area code"],
  prefecture_name: ["都道府県", "Prefecture"],
};

/** The title of a column in the language of the page; its name when nobody declares it. */
export function titleOf(column: string, collection: Collection | undefined, lang: Lang): string {
  const short = TITLES[column]?.[lang === "ja" ? 0 : 1];
  if (short) return short;
  const declared = collection?.columns?.find((one) => one.name === column);
  const title = lang === "ja" ? declared?.title_ja : declared?.title_en;
  return title || column;
}

function unitOf(column: string, collection: Collection | undefined): string {
  const declared = collection?.columns?.find((one) => one.name === column)?.unit;
  if (declared === "1/d") return "";
  return declared || (/_(m|s)$/.exec(column)?.[1] || (column.endsWith("_kmh") ? "km/h" : ""));
}

/** A value as text, by the suffix of its column (DESIGN §12, law 5). */
export function textOf(
  column: string,
  value: unknown,
  context: { collection: Collection | undefined; lang: Lang; say: Say; zone: string },
): string {
  const { collection, lang, say, zone } = context;
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  const code = CODES[column];
  if (code) return code[String(value)]?.[lang === "ja" ? 0 : 1] ?? String(value);
  if (column.endsWith("_at") && !Number.isNaN(Date.parse(String(value)))) {
    return dateText(localDate(Date.parse(String(value)), zone), lang);
  }
  if (column.endsWith("_on") && /^\d{4}-\d{2}-\d{2}$/.test(String(value))) return dateText(String(value), lang);
  const unit = unitOf(column, collection);
  if (typeof value !== "number") return unit ? `${String(value)} ${unit}` : String(value);
  // a mean number of trips is no measurement: nobody counts hundredths of a bus
  const digits = column !== "trips_per_day" ? 2 : value < 10 ? 1 : 0;
  const number = new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value);
  return unit ? `${number} ${unit}` : number;
}

/** A colour written as GTFS does (`1A5FB4`) or as CSS does, as CSS; null for anything else. */
export function colourOf(column: string, value: unknown): string | null {
  if (!column.endsWith("_color")) return null;
  const hex = /^#?([0-9a-f]{6})$/i.exec(String(value))?.[1];
  return hex ? `#${hex}` : null;
}

/** A calendar date as a reader of the language writes it. */
export function dateText(date: string, lang: Lang): string {
  return new Intl.DateTimeFormat(lang === "ja" ? "ja-JP" : "en-GB", { dateStyle: "long", timeZone: "UTC" }).format(
    Date.parse(`${date}T00:00:00Z`),
  );
}

/** Black or white, whichever can be read on a colour (WCAG 2.1, relative luminance). */
export function inkOn(hex: string): "#000" | "#fff" {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

/** What a licence is called in the language of the page; its id when the service does not say. */
export const licenceName = (id: string, licences: Record<string, Licence>, lang: Lang): string =>
  licences[id]?.[lang === "ja" ? "name_ja" : "name_en"] ?? id;

/** The licences by name, each with a link to its text where it has one. */
export function licenceLinks(ids: string[], licences: Record<string, Licence>, lang: Lang): HTMLElement {
  const named = ids.map((id) => {
    const [name, url] = [licenceName(id, licences, lang), licences[id]?.url];
    return url ? h("a", { href: url, rel: "license noopener" }, name) : h("span", {}, name);
  });
  return h("span", { class: "licences" }, ...named);
}
