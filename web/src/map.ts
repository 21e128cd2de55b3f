/** The map itself: made from the house style, held at a moment, layers shown or hidden, features found by a touch.
 *  What does not live here: panels and words beyond the map's own controls. */

import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type FilterSpecification,
  type LayerSpecification,
  type MapGeoJSONFeature,
  type PointLike,
  type StyleSpecification,
  type SymbolLayerSpecification,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { TileJson } from "./api.ts";
import { filterAt, labelIn } from "./filters.ts";
import type { Lang } from "./state.ts";
import { sayIn, type Word } from "./strings.ts";

setWorkerUrl(new URL(workerUrl, document.baseURI).href);

const CHOSEN = "futae-chosen";
const CHOSEN_COLOUR = "#d4512f";
const CONTROL_WORDS: Record<string, Word> = {
  canvas: "map_label",
  "ctrl-zoom-in": "zoom_in",
  "ctrl-zoom-out": "zoom_out",
  "ctrl-compass": "north",
  "ctrl-attrib-button": "attribution",
};

/** One feature under the finger. */
export interface Found {
  collection: string;
  source: string;
  properties: Record<string, unknown>;
  lngLat: [number, number];
}

type Label = NonNullable<SymbolLayerSpecification["layout"]>["text-field"];
/** Above this width (CSS pixels) panels are cards beside the map; the style sheets say the same. */
const WIDE = 720;

type Bounds = [number, number, number, number];

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
    ...(bounds && !location.hash.includes("map=") ? { bounds, fitBoundsOptions: { padding: roomBeside() } } : {}),
    maxPitch: 60,
  });
  map.addControl(new AttributionControl(), "bottom-right");
  map.addControl(new NavigationControl({ visualizePitch: true }), "bottom-right");
  map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-left");
  return map;
}

/** Padding that keeps the data clear of the panel, on wide and on narrow screens. */
function roomBeside(): { top: number; bottom: number; left: number; right: number } {
  const wide = window.innerWidth > WIDE;
  return wide ? { top: 48, bottom: 48, left: 372, right: 72 } : { top: 96, bottom: 72, left: 32, right: 32 };
}

/** Shows what the style draws as it is valid at `instant`, whatever moment it was served for. */
export function holdAt(map: MapLibre, style: StyleSpecification, instant: string): void {
  for (const layer of style.layers) {
    if (!("source" in layer) || !("source-layer" in layer)) continue;
    map.setFilter(layer.id, filterAt("filter" in layer ? layer.filter : undefined, instant));
  }
}

/** Writes labels in the language, where the data has it, and the words of the map's own controls. */
export function speak(map: MapLibre, style: StyleSpecification, lang: Lang): void {
  for (const [part, word] of Object.entries(CONTROL_WORDS)) {
    const control = map.getContainer().querySelector(`.maplibregl-${part}`);
    control?.setAttribute("aria-label", sayIn(lang)(word));
    if (part !== "canvas") control?.setAttribute("title", sayIn(lang)(word));
  }
  for (const layer of style.layers) {
    if (layer.type !== "symbol" || !layer.layout?.["text-field"]) continue;
    const label = labelIn(lang, layer.layout["text-field"]) as Label;
    map.setLayoutProperty(layer.id, "text-field", label);
  }
}

/** Shows or hides everything a tileset draws. */
export function show(map: MapLibre, layers: LayerSpecification[], visible: boolean): void {
  for (const layer of layers) map.setLayoutProperty(layer.id, "visibility", visible ? "visible" : "none");
}

/** Moves the map so far that a point of the screen is not under the inspector. */
export function reveal(map: MapLibre, at: { x: number; y: number }): void {
  const { clientWidth, clientHeight } = map.getContainer();
  const wide = clientWidth > WIDE;
  const over = wide ? at.x - (clientWidth - 400) : at.y - clientHeight * 0.4;
  if (over > 0) map.panBy(wide ? [over, 0] : [0, over]);
}

const SPREAD: Record<string, number> = { Point: 0, MultiPoint: 0, LineString: 1, MultiLineString: 1 };

/** Features within `reach` pixels of a point of the screen, points before lines before areas, each once. */
export function find(map: MapLibre, at: { x: number; y: number }, reach: number): Found[] {
  const box: [PointLike, PointLike] = [
    [at.x - reach, at.y - reach],
    [at.x + reach, at.y + reach],
  ];
  const { lng, lat } = map.unproject([at.x, at.y]);
  const near = map.queryRenderedFeatures(box).filter((one) => one.layer.id !== CHOSEN && isFeature(one));
  const exact = new Set(map.queryRenderedFeatures([at.x, at.y]).map(keyOf));
  const fits = (one: MapGeoJSONFeature): boolean => (SPREAD[one.geometry.type] ?? 2) < 2 || exact.has(keyOf(one));
  const unique = new Map(near.filter(fits).map((one) => [keyOf(one), one]));
  return [...unique.values()]
    .sort((a, b) => (SPREAD[a.geometry.type] ?? 2) - (SPREAD[b.geometry.type] ?? 2))
    .map((one) => ({
      collection: one.sourceLayer ?? "",
      source: one.source,
      properties: one.properties,
      lngLat: one.geometry.type === "Point" ? (one.geometry.coordinates as [number, number]) : [lng, lat],
    }));
}

/** False for what only carries the label of a feature of another layer; that one is found where it lies. */
function isFeature(one: MapGeoJSONFeature): boolean {
  const collection = (one.layer.metadata as Record<string, unknown> | undefined)?.["futae:collection"];
  return collection === undefined || collection === one.sourceLayer;
}

function keyOf(one: MapGeoJSONFeature): string {
  const { feature_id, valid_from_at } = one.properties as Record<string, unknown>;
  return feature_id ? `${one.sourceLayer} ${String(feature_id)} ${String(valid_from_at)}` : JSON.stringify(one.geometry);
}

/** Marks one feature on the map, or none. Whole features are marked, not only the tile that was touched. */
export function mark(map: MapLibre, found: Found | null): void {
  if (map.getLayer(CHOSEN)) map.removeLayer(CHOSEN);
  const id = found?.properties["feature_id"];
  if (!found || typeof id !== "string") return;
  const kinds = map
    .getStyle()
    .layers.filter((layer) => "source-layer" in layer && layer["source-layer"] === found.collection)
    .map((layer) => layer.type);
  const common = {
    id: CHOSEN,
    source: found.source,
    "source-layer": found.collection,
    filter: ["==", ["get", "feature_id"], id] as FilterSpecification,
  };
  if (kinds.includes("circle")) {
    map.addLayer({
      ...common,
      type: "circle",
      paint: {
        "circle-radius": 11,
        "circle-color": "rgba(212, 81, 47, .16)",
        "circle-stroke-color": CHOSEN_COLOUR,
        "circle-stroke-width": 2.5,
      },
    });
    return;
  }
  map.addLayer({
    ...common,
    type: "line",
    layout: { "line-join": "round", "line-cap": "round" },
    paint: { "line-color": CHOSEN_COLOUR, "line-width": kinds.includes("fill") ? 2.5 : 5, "line-opacity": 0.85 },
  });
}
