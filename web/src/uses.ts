/** What an app takes from here: the ten lines for this service, its addresses, the credits. Pure.
 *  What does not live here: showing and copying them (dialogs.ts). */

import type { Feed } from "./api.ts";
import type { Word } from "./strings.ts";

/** The example's expression for where Futae answers. */
const WHERE = /new URLSearchParams\(location\.search\)\.get\("api"\) \?\? "[^"]*"/;

/** The example, for the service at `base`. */
export const tenLines = (example: string, base: string): string => example.trim().replace(WHERE, () => JSON.stringify(base));

export interface Address {
  word: Word;
  url: string;
  /** What of several it is: a tileset. */
  about?: string;
  isFile?: boolean;
}

/** The addresses an app asks, and the files it may take whole. */
export function addresses(base: string, { tilesets, bbox }: { tilesets: string[]; bbox: string }): Address[] {
  const v1 = `${base}/v1`;
  return [
    { word: "use_style", url: `${v1}/styles/futae.json` },
    { word: "use_style_dark", url: `${v1}/styles/futae.json?theme=dark` },
    ...tilesets.map((about): Address => ({ word: "use_tilejson", about, url: `${v1}/tilesets/${about}` })),
    ...tilesets.map((about): Address => ({ word: "use_pmtiles", about, url: `${v1}/tilesets/${about}.pmtiles`, isFile: true })),
    { word: "use_items", url: `${v1}/collections/stops/items?bbox=${bbox}&limit=100` },
    { word: "use_search", url: `${v1}/search?q=${encodeURIComponent("みなと")}` },
    { word: "use_release", url: `${v1}/releases/current` },
    { word: "use_unified", url: `${v1}/gtfs/unified.zip`, isFile: true },
  ];
}

/** Whom to credit, each once, in the order of the release. */
export const creditsOf = (feeds: Feed[]): string[] => [...new Set(feeds.map((feed) => feed.attribution || feed.holder))];
