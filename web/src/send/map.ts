/** The maps of this page: how one is opened, the spots of a report, and a version that is not published.
 *  What does not live here: the map page's map (../map.ts), what changed (compare_map.ts), what is said beside the maps. */

import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  setWorkerUrl,
  type ExpressionSpecification,
  type StyleSpecification,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { address, ROOT } from "../api.ts";
import type { App } from "./app.ts";
import { h } from "../dom.ts";
import { theme } from "../theme.ts";
import type { Severity, Spot } from "./findings.ts";

setWorkerUrl(new URL(workerUrl, document.baseURI).href);

type Box = [number, number, number, number];

export const FONT = ["Noto Sans JP Regular"];
const COLOURS: Record<Severity, string> = { ERROR: "#b3261e", WARNING: "#9a6400", INFO: "#2f6690" };
const PAPER = { light: "#e8eef1", dark: "#18222c" };
const MANY = 150;
/** With more spots than this their signs are small and carry no number. */

/** A map in `container`, without what a browser without WebGL cannot do (then null, and the container says so). The
 *  session's header goes only to addresses of feeds, which need it. */
export function open(app: App, container: HTMLElement, style: StyleSpecification, bounds: Box | null, title: string): MapLibre | null {
  const feeds = address("v1/feeds/");
  container.dataset["state"] = "busy";
  try {
    const map = new MapLibre({
      container,
      style,
      attributionControl: false,
      localIdeographFontFamily: false,
      ...(bounds ? { bounds, fitBoundsOptions: { padding: 36, maxZoom: 15 } } : {}),
      transformRequest: (url) => (url.startsWith(feeds) ? { url, headers: app.service.headers } : { url }),
      locale: {
        "Map.Title": title,
        "NavigationControl.ZoomIn": app.say("map_zoom_in"),
        "NavigationControl.ZoomOut": app.say("map_zoom_out"),
        "AttributionControl.ToggleAttribution": app.say("map_attribution"),
      },
    });
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new AttributionControl({ compact: true }), "bottom-right");
    map.on("idle", () => (container.dataset["state"] = "ready"));
    map.on("movestart", () => (container.dataset["state"] = "busy"));
    map.on("error", ({ error }) => console.warn(error));
    app.signal.addEventListener("abort", () => map.remove(), { once: true });
    return map;
  } catch (reason) {
    console.error(reason);
    container.replaceChildren(h("p", { class: "instead" }, app.say("no_webgl")));
    container.dataset["state"] = "none";
    return null;
  }
}

/** The lower floor of what the public sees, to find one's way by; plain paper where nothing is published yet. */
export async function ground(app: App): Promise<StyleSpecification> {
  const bare: StyleSpecification = {
    version: 8,
    glyphs: `${ROOT.href}v1/fonts/{fontstack}/{range}.pbf`,
    sources: {},
    layers: [{ id: "background", type: "background", paint: { "background-color": PAPER[theme()] } }],
  };
  const style = await app.service.style(app.lang).catch(() => bare);
  const layers = style.layers.filter(
    (layer) => layer.type === "background" || (layer.metadata as Record<string, unknown> | undefined)?.["futae:floor"] === "base",
  );
  const used = new Set(layers.flatMap((layer) => ("source" in layer ? [String(layer.source)] : [])));
  const sources = Object.fromEntries(Object.entries(style.sources).filter(([name]) => used.has(name)));
  return { ...style, sources, layers };
}

const points = (features: readonly [[number, number], Record<string, unknown>][]) => ({
  type: "FeatureCollection" as const,
  features: features.map(([coordinates, properties]) => ({
    type: "Feature" as const,
    properties,
    geometry: { type: "Point" as const, coordinates },
  })),
});

/** What a map of findings can be told. */
export interface FindingsMap {
  /** Fly to a spot and ring it. */
  show(spot: Spot): void;
  /** Draw only spots that hold a finding of the severity; all for null. */
  filter(severity: Severity | null): void;
}

/** A map of the spots over the feed's own stops; `picked` hears which spot was touched. */
export async function findingsMap(
  app: App,
  container: HTMLElement,
  what: { spots: readonly Spot[]; stops: readonly [number, number][]; bounds: Box | null; title: string },
  picked: (number: number) => void,
): Promise<FindingsMap | null> {
  const style = await ground(app);
  app.signal.throwIfAborted();
  const map = open(app, container, style, what.bounds, what.title);
  if (!map) return null;
  map.on("load", () => drawSpots(map, what.spots, what.stops));
  map.on("click", "spots", (event) => {
    const number = event.features?.[0]?.properties["number"] as number | undefined;
    if (number) picked(number);
  });
  map.on("mousemove", (event) => {
    const over = map.getLayer("spots") && map.queryRenderedFeatures(event.point, { layers: ["spots"] }).length > 0;
    map.getCanvas().style.cursor = over ? "pointer" : "";
  });
  const whenDrawn = (then: () => void): void => void (map.getLayer("spots") ? then() : map.once("load", then));
  return {
    show: (spot) =>
      whenDrawn(() => {
        map.setFilter("chosen", ["==", ["get", "number"], spot.number]);
        container.dataset["spot"] = String(spot.number);
        map.easeTo({ center: spot.place, zoom: Math.max(map.getZoom(), 14), duration: 900 });
      }),
    filter: (severity) =>
      whenDrawn(() => {
        const only: ExpressionSpecification = severity ? ["in", severity, ["get", "severities"]] : ["literal", true];
        for (const layer of ["spots", "numbers"]) map.setFilter(layer, only);
      }),
  };
}

function drawSpots(map: MapLibre, spots: readonly Spot[], stops: readonly [number, number][]): void {
  const small = spots.length > MANY;
  const told = [...spots].reverse().map((spot): [[number, number], Record<string, unknown>] => [
    spot.place,
    { number: spot.number, severity: spot.severity, severities: spot.findings.map((one) => one.severity).join(" ") },
  ]);
  map.addSource("stops", { type: "geojson", data: points(stops.map((one) => [one, {}])) });
  map.addSource("spots", { type: "geojson", data: points(told) });
  const colour: ExpressionSpecification = ["match", ["get", "severity"], "ERROR", COLOURS.ERROR, "WARNING", COLOURS.WARNING, COLOURS.INFO];
  map.addLayer({ id: "stops", type: "circle", source: "stops", paint: { "circle-radius": 3, "circle-color": "#7b8794", "circle-opacity": 0.75 } });
  map.addLayer({
    id: "chosen", type: "circle", source: "spots", filter: ["==", ["get", "number"], -1],
    paint: { "circle-radius": small ? 14 : 20, "circle-color": "rgba(212, 81, 47, .18)", "circle-stroke-color": "#d4512f", "circle-stroke-width": 3 },
  });
  map.addLayer({
    id: "spots", type: "circle", source: "spots",
    paint: { "circle-radius": small ? 6 : 11, "circle-color": colour, "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
  });
  map.addLayer({
    id: "numbers", type: "symbol", source: "spots",
    layout: { "text-field": small ? "" : ["to-string", ["get", "number"]], "text-font": FONT, "text-size": 12, "symbol-sort-key": ["get", "number"] },
    paint: { "text-color": "#ffffff" },
  });
}

/** A map of one style that can be exchanged for another; the place stays. */
export function styleMap(app: App, container: HTMLElement, style: StyleSpecification, bounds: Box | null, title: string): ((next: StyleSpecification) => void) | null {
  const map = open(app, container, style, bounds, title);
  if (!map) return null;
  return (next) => {
    container.dataset["state"] = "busy";
    map.setStyle(next, { diff: false });
  };
}
