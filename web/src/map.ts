/** The map itself: made from a style, dressed anew, features found by a touch or in view, tiles asked for again.
 *  What does not live here: what the style is (look.ts), panels and words beyond the map's own controls. */

import {
  AttributionControl,
  LngLatBounds,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type MapGeoJSONFeature,
  type PointLike,
  type StyleSpecification,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { TileJson } from "./api.ts";
import { fromTile, type Found } from "./features.ts";
import { CHOSEN } from "./look.ts";
import type { Lang } from "./state.ts";
import { sayIn, type Word } from "./strings.ts";

setWorkerUrl(new URL(workerUrl, document.baseURI).href);

const CONTROL_WORDS: Record<string, Word> = {
  canvas: "map_label",
  "ctrl-zoom-in": "zoom_in",
  "ctrl-zoom-out": "zoom_out",
  "ctrl-compass": "north",
  "ctrl-attrib-button": "attribution",
};

/** Above this width (CSS pixels) panels are cards beside the map; the style sheets say the same. */
const WIDE = 720;
const SHEET = 0.42;
/** How often tiles that failed are asked for again, and after how long. */
const AGAIN_MS = [1_000, 3_000, 9_000];

export type Bounds = [number, number, number, number];

/** Where the release's data lies: the upper tileset's bounds, else the lower's; null when neither says. */
export function boundsOf(tileJsons: Record<string, TileJson>): Bounds | null {
  for (const name of ["transit", "places", ...Object.keys(tileJsons)]) {
    const bounds = tileJsons[name]?.bounds;
    if (bounds?.length === 4 && bounds[2] - bounds[0] < 359) return bounds;
  }
  return null;
}

/** A map of `style` in `container`; throws when the browser has no WebGL. */
export function makeMap(container: HTMLElement, style: StyleSpecification, bounds: Bounds | null): MapLibre {
  const map = new MapLibre({
    container,
    style,
    hash: "map",
    localIdeographFontFamily: false,
    attributionControl: false,
    ...(bounds && !location.hash.includes("map=") ? { bounds, fitBoundsOptions: { padding: roomBeside(), maxZoom: 15 } } : {}),
    maxPitch: 60,
  });
  map.addControl(new AttributionControl({ compact: true }), "bottom-right");
  if (window.innerWidth <= WIDE) map.once("load", () => foldCredits(container));
  map.addControl(new NavigationControl({ visualizePitch: true }), "bottom-right");
  map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-left");
  return map;
}

/** On a phone the credits stand behind their sign, one touch away; open, they would cover the map's foot. */
function foldCredits(container: HTMLElement): void {
  container.querySelector(".maplibregl-ctrl-attrib")?.classList.remove("maplibregl-compact-show");
  container.querySelector(".maplibregl-ctrl-attrib")?.removeAttribute("open");
}

/** Padding that keeps the data clear of the panels, on wide and on narrow screens. */
function roomBeside(chosen = false): { top: number; bottom: number; left: number; right: number } {
  if (window.innerWidth > WIDE) return { top: 48, bottom: 48, left: 400, right: chosen ? 400 : 72 };
  const sheet = chosen ? window.innerHeight * SHEET : 72;
  return { top: 96, bottom: sheet, left: 32, right: 32 };
}

/** A function that dresses the map as soon as what it loads is there: a tile that is made anew while it is still
 *  loading can be lost, and the map with it never comes to rest. Changes go in as differences. */
export function dresser(map: MapLibre): (style: StyleSpecification) => void {
  let wanted: StyleSpecification | null = null;
  return (style) => {
    const waits = wanted !== null;
    wanted = style;
    if (waits) return;
    void isLoaded(map).then(() => {
      if (wanted) map.setStyle(wanted, { diff: true });
      wanted = null;
      map.triggerRepaint(); // so that the map comes to rest, and says so, even when nothing has changed
    });
  };
}

/** What MapLibre tells of an error: the source it came from, and the tile, if it was one. */
interface Failure {
  error: unknown;
  sourceId?: string;
  tile?: { tileID?: { canonical: { x: number; y: number; z: number } } };
}

/** Asks again for tiles that failed, some seconds later; `gaveUp` is told what still fails after that. Each tile is
 *  named to MapLibre: asked for a whole source anew, it waits for ever for those that failed. */
export function askAgain(map: MapLibre, gaveUp: (error: unknown) => void): void {
  const tries = new Map<string, number>();
  map.on("error", (event) => {
    const { error, sourceId, tile } = event as Failure;
    const at = tile?.tileID?.canonical;
    const key = `${sourceId} ${at?.z}/${at?.x}/${at?.y}`;
    const tried = tries.get(key) ?? 0;
    const pause = AGAIN_MS[tried];
    if (!sourceId || !at || pause === undefined) return gaveUp(error);
    tries.set(key, tried + 1);
    setTimeout(() => {
      if (map.getSource(sourceId)) map.refreshTiles(sourceId, [{ x: at.x, y: at.y, z: at.z }]);
    }, pause);
  });
}

/** Writes the words of the map's own controls. */
export function speak(map: MapLibre, lang: Lang): void {
  for (const [part, word] of Object.entries(CONTROL_WORDS)) {
    const control = map.getContainer().querySelector(`.maplibregl-${part}`);
    control?.setAttribute("aria-label", sayIn(lang)(word));
    if (part !== "canvas") control?.setAttribute("title", sayIn(lang)(word));
  }
}

/** Moves the map so far that a point of the screen is not under the inspector. */
export function reveal(map: MapLibre, at: { x: number; y: number }): void {
  const { clientWidth, clientHeight } = map.getContainer();
  const wide = clientWidth > WIDE;
  const over = wide ? at.x - (clientWidth - 400) : at.y - clientHeight * (1 - SHEET - 0.14);
  if (over > 0) map.panBy(wide ? [over, 0] : [0, over]);
}

/** Flies to a box, leaving room for the inspector; a point is shown with its street. */
export function flyTo(map: MapLibre, box: Bounds): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(new LngLatBounds(box), { padding: roomBeside(true), maxZoom: 16.2, maxDuration: 1_800, animate: !still });
}

const PATIENCE_MS = 8_000;

/** Resolves when the map has come to rest; at the latest after some seconds, with what there is then. */
const atRest = (map: MapLibre): Promise<unknown> =>
  Promise.race([map.once("idle"), new Promise((done) => setTimeout(done, PATIENCE_MS))]);

async function isLoaded(map: MapLibre): Promise<void> {
  if (!map.loaded()) await atRest(map);
}

/** Resolves when everything that is in view is drawn. */
export async function isDrawn(map: MapLibre): Promise<void> {
  if (!map.loaded() || map.isMoving()) await atRest(map);
}

const SPREAD: Record<string, number> = { Point: 0, MultiPoint: 0, LineString: 1, MultiLineString: 1 };
const spreadOf = (one: MapGeoJSONFeature): number => SPREAD[one.geometry.type] ?? 2;

/** Features within `reach` pixels of a point of the screen, points before lines before areas, each once. */
export function find(map: MapLibre, at: { x: number; y: number }, reach: number): Found[] {
  const box: [PointLike, PointLike] = [
    [at.x - reach, at.y - reach],
    [at.x + reach, at.y + reach],
  ];
  const exact = new Set(map.queryRenderedFeatures([at.x, at.y]).map(keyOf));
  const fits = (one: MapGeoJSONFeature): boolean => spreadOf(one) < 2 || exact.has(keyOf(one));
  return found(map, map.queryRenderedFeatures(box).filter(fits), at);
}

/** Everything drawn in the part of the map that no panel covers, nearest to its middle first within each kind. */
export function inView(map: MapLibre): Found[] {
  const { clientWidth, clientHeight } = map.getContainer();
  const { top, bottom, left, right } = roomBeside();
  const box: [PointLike, PointLike] = [
    [left, top],
    [clientWidth - right, clientHeight - bottom],
  ];
  const middle = { x: (left + clientWidth - right) / 2, y: (top + clientHeight - bottom) / 2 };
  const many = found(map, map.queryRenderedFeatures(box), middle);
  const away = new Map(
    many.map((one) => {
      const { x, y } = map.project(one.lngLat);
      return [one, Math.hypot(x - middle.x, y - middle.y)];
    }),
  );
  const kinds = [...new Set(many.map((one) => one.collection))];
  const order = (one: Found): number => kinds.indexOf(one.collection);
  return many.sort((a, b) => order(a) - order(b) || (away.get(a) ?? 0) - (away.get(b) ?? 0));
}

function found(map: MapLibre, drawn: MapGeoJSONFeature[], at: { x: number; y: number }): Found[] {
  const { lng, lat } = map.unproject([at.x, at.y]);
  const unique = new Map(drawn.filter(isFeature).map((one) => [keyOf(one), one]));
  return [...unique.values()]
    .sort((a, b) => spreadOf(a) - spreadOf(b))
    .map((one) => {
      const place = one.geometry.type === "Point" ? (one.geometry.coordinates as [number, number]) : null;
      return fromTile(one.sourceLayer ?? "", one.properties, place ?? [lng, lat]);
    });
}

/** False for the mark, and for what only carries the label of a feature of another layer. */
function isFeature(one: MapGeoJSONFeature): boolean {
  if (one.layer.id === CHOSEN) return false;
  const collection = (one.layer.metadata as Record<string, unknown> | undefined)?.["futae:collection"];
  return collection === undefined || collection === one.sourceLayer;
}

function keyOf(one: MapGeoJSONFeature): string {
  const { feature_id, valid_from_at } = one.properties as Record<string, unknown>;
  return feature_id ? `${one.sourceLayer} ${String(feature_id)} ${String(valid_from_at)}` : JSON.stringify(one.geometry);
}
