/** What the page knows: what was asked for in the address, and what the API answered. Loading fills it.
 *  What does not live here: drawing it, and what a touch changes (main.ts). */

import type { StyleSpecification } from "maplibre-gl";
import {
  drawable,
  getCollections,
  getLicences,
  getRelease,
  getStyle,
  getTileJsons,
  ROOT,
  type Collection,
  type Feed,
  type Licence,
  type Release,
  type Statistics,
  type TileJson,
} from "./api.ts";
import { resolve, zoneOf, type Moment } from "./clock.ts";
import type { Found } from "./features.ts";
import { getPreview, getPreviewStyle, previewedFeed, type Preview } from "./preview.ts";
import { readAt, readHidden, readLang, readPreview, type Lang } from "./state.ts";
import { theme } from "./theme.ts";

/** What stands in the inspector: features found, what is in view, or one feed. */
export type Pane =
  | { kind: "none" }
  | { kind: "features"; found: Found[]; index: number; listed: boolean }
  | { kind: "list"; seen: Found[] }
  | { kind: "feed"; feed: string; statistics: Statistics | "none" | "later" | null; before: Pane };

export interface Page {
  lang: Lang;
  askedAt: string | null;
  release: Release | null;
  preview: Preview | null;
  style: StyleSpecification | null;
  tileJsons: Record<string, TileJson>;
  collections: Collection[];
  licences: Record<string, Licence>;
  hidden: Set<string>;
  pane: Pane;
  open: boolean;
  instead: "empty" | "error" | "webgl" | "preview_gone" | null;
}

/** The page as the address asks for it, before anything has come. */
export const newPage = (open: boolean): Page => ({
  lang: readLang(),
  askedAt: readAt(),
  release: null,
  preview: null,
  style: null,
  tileJsons: {},
  collections: [],
  licences: {},
  hidden: readHidden(),
  pane: { kind: "none" },
  open,
  instead: null,
});

/** The feeds of the release. */
export const feedsOf = (page: Page): Feed[] => page.release?.feeds ?? [];

/** The moment the page shows. */
export function momentOf(page: Page): Moment {
  const zone = zoneOf(feedsOf(page));
  return resolve(page.askedAt, page.release?.reference_date, zone, Date.now());
}

/** The style in the theme that is worn: the release's, or that of the preview. Throws ApiError. */
export const loadStyle = (preview: Preview | null): Promise<StyleSpecification> =>
  preview ? getPreviewStyle(preview, theme()) : getStyle(theme());

/** Asks for everything the page needs. Throws ApiError. */
export async function load(page: Page): Promise<void> {
  const asked = readPreview(ROOT.href);
  const [release, preview] = await Promise.all([getRelease(), asked ? getPreview(asked) : null]);
  page.preview = preview;
  page.release = preview ? await withPreview(release, preview) : release;
  if (feedsOf(page).length === 0) {
    page.instead = "empty";
    return;
  }
  const [style, collections, licences] = await Promise.all([loadStyle(preview), getCollections(), getLicences()]);
  page.tileJsons = { ...(await getTileJsons(style)), ...preview?.tilesets };
  page.style = drawable(style, page.tileJsons);
  Object.assign(page, { collections, licences });
}

/** The release with the version of the preview in place of its feed's own. */
async function withPreview(release: Release | null, preview: Preview): Promise<Release> {
  const feeds = release?.feeds ?? [];
  const own = await previewedFeed(preview, feeds.find((feed) => feed.feed === preview.feed));
  return { release: 0, ...release, feeds: [own, ...feeds.filter((feed) => feed.feed !== preview.feed)] };
}
