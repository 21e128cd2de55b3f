/** The map of what changed: before, after, or both; each kind has a colour, and a form for who sees no colours.
 *  What does not live here: opening a map (map.ts), what there is to show (changes.ts), words and lists (compare.ts). */

import type { ExpressionSpecification, FilterSpecification, LayerSpecification, Map as MapLibre } from "maplibre-gl";
import { theme } from "../theme.ts";
import type { App } from "./app.ts";
import type { Look, Spot } from "./changes.ts";
import type { Box } from "./findings.ts";
import { FONT, ground, open } from "./map.ts";

/** Colours of Okabe and Ito, told apart by every eye; grey is what is over. The legend has the same (maps.css). */
const COLOURS = {
  light: { begun: "#0072b2", moved: "#b84e00", renamed: "#7a3e8f", ended: "#5f6a76", kept: "#8a95a1", paper: "#ffffff" },
  dark: { begun: "#56b4e9", moved: "#e69f00", renamed: "#cc79a7", ended: "#aab4bf", kept: "#6d7985", paper: "#10161d" },
} as const;

const is = (name: string, value: string): ExpressionSpecification => ["==", ["get", name], value];
const both = (...parts: ExpressionSpecification[]): FilterSpecification => ["all", ...parts];

/** Layers with their filter, and in which looks each is seen. */
function layersOf(): [LayerSpecification & { source: string }, readonly Look[]][] {
  const colour = COLOURS[theme()];
  const [old, fresh]: Look[][] = [["before", "both"], ["both", "after"]];
  const all: Look[] = ["before", "both", "after"];
  const byChange: ExpressionSpecification = ["match", ["get", "change"], "begun", colour.begun, "renamed", colour.renamed, colour.moved];
  const sign = (id: string, filter: FilterSpecification, text: string, size: number): LayerSpecification & { source: string } => ({
    id, type: "symbol", source: "changes", filter,
    layout: { "text-field": text, "text-font": FONT, "text-size": size, "text-allow-overlap": true, "text-ignore-placement": true },
    paint: { "text-color": colour.paper },
  });
  const circle = (id: string, filter: FilterSpecification, paint: object): LayerSpecification & { source: string } =>
    ({ id, type: "circle", source: "changes", filter, paint }) as LayerSpecification & { source: string };
  const line = (id: string, filter: FilterSpecification, paint: object): LayerSpecification & { source: string } =>
    ({ id, type: "line", source: "changes", filter, layout: { "line-cap": "round", "line-join": "round" }, paint }) as LayerSpecification & { source: string };
  return [
    [line("routes-old", both(is("what", "route"), is("side", "old")), { "line-color": colour.ended, "line-width": 3, "line-dasharray": [1.5, 2] }), old ?? []],
    [line("routes-new", both(is("what", "route"), is("side", "new")), { "line-color": byChange, "line-width": 4, "line-opacity": 0.85 }), fresh ?? []],
    [circle("kept", is("change", "kept"), { "circle-radius": 4, "circle-color": colour.kept, "circle-stroke-color": colour.paper, "circle-stroke-width": 1 }), all],
    [line("moves", is("what", "move"), { "line-color": colour.moved, "line-width": 2.5 }), ["both"]],
    [circle("from", is("what", "from"), { "circle-radius": 5, "circle-color": colour.paper, "circle-stroke-color": colour.ended, "circle-stroke-width": 2.5 }), old ?? []],
    [circle("ended", both(is("what", "stop"), is("change", "ended")), { "circle-radius": 8, "circle-color": colour.ended, "circle-stroke-color": colour.paper, "circle-stroke-width": 1.5 }), old ?? []],
    [sign("ended-sign", both(is("what", "stop"), is("change", "ended")), "×", 15), old ?? []],
    [circle("renamed", both(is("what", "stop"), is("change", "renamed")), { "circle-radius": 8, "circle-color": colour.renamed, "circle-stroke-color": colour.paper, "circle-stroke-width": 1.5 }), all],
    [sign("renamed-sign", both(is("what", "stop"), is("change", "renamed")), "A", 11), all],
    [circle("begun", both(is("what", "stop"), is("change", "begun")), { "circle-radius": 8, "circle-color": colour.begun, "circle-stroke-color": colour.paper, "circle-stroke-width": 1.5 }), fresh ?? []],
    [sign("begun-sign", both(is("what", "stop"), is("change", "begun")), "+", 15), fresh ?? []],
    [{
      id: "heads", type: "symbol", source: "changes", filter: is("what", "head"),
      layout: { "text-field": "▲", "text-font": FONT, "text-size": 18, "text-rotate": ["get", "bearing"], "text-rotation-alignment": "map", "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": colour.moved, "text-halo-color": colour.paper, "text-halo-width": 1.5 },
    }, fresh ?? []],
    [circle("chosen", ["==", ["get", "number"], -1], { "circle-radius": 16, "circle-color": "rgba(212, 81, 47, .15)", "circle-stroke-color": "#d4512f", "circle-stroke-width": 3 }), all],
    [line("chosen-line", ["==", ["get", "number"], -1], { "line-color": "#d4512f", "line-width": 7, "line-opacity": 0.45 }), all],
  ];
}

const TOUCHED = ["heads", "begun", "ended", "renamed", "from", "moves", "routes-new", "routes-old"];

/** What a map of changes can be told. */
export interface CompareMap {
  /** Show the older version, the newer, or both. */
  look(look: Look): void;
  /** Go to a change and ring it. */
  show(spot: Spot): void;
}

/** A map of the features in `container`; `picked` hears the number of the change that was touched. */
export async function compareMap(
  app: App,
  container: HTMLElement,
  what: { features: object[]; bounds: Box | null; title: string },
  picked: (number: number) => void,
): Promise<CompareMap | null> {
  const style = await ground(app);
  app.signal.throwIfAborted();
  const map = open(app, container, style, what.bounds, what.title);
  if (!map) return null;
  const layers = layersOf();
  map.on("load", () => {
    map.addSource("changes", { type: "geojson", data: { type: "FeatureCollection", features: what.features } as never });
    for (const [layer] of layers) map.addLayer(layer);
  });
  listen(map, picked);
  const whenDrawn = (then: () => void): void => void (map.getLayer("chosen") ? then() : map.once("load", then));
  return {
    look: (look) =>
      whenDrawn(() => {
        container.dataset["look"] = look;
        for (const [layer, looks] of layers) map.setLayoutProperty(layer.id, "visibility", looks.includes(look) ? "visible" : "none");
      }),
    show: (spot) => whenDrawn(() => ring(map, container, spot)),
  };
}

function ring(map: MapLibre, container: HTMLElement, spot: Spot): void {
  const mine: ExpressionSpecification = ["==", ["get", "number"], spot.number];
  map.setFilter("chosen", ["all", mine, ["match", ["get", "what"], ["stop", "head"], true, false]]);
  map.setFilter("chosen-line", ["all", mine, ["match", ["get", "what"], ["route", "move"], true, false]]);
  container.dataset["spot"] = String(spot.number);
  map.fitBounds(spot.box, { padding: 60, maxZoom: 16, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 700 });
}

function listen(map: MapLibre, picked: (number: number) => void): void {
  const under = (at: [number, number]): number => {
    if (!map.getLayer("chosen")) return 0;
    const near: [[number, number], [number, number]] = [[at[0] - 6, at[1] - 6], [at[0] + 6, at[1] + 6]];
    const found = map.queryRenderedFeatures(near, { layers: TOUCHED });
    found.sort((a, b) => TOUCHED.indexOf(a.layer.id) - TOUCHED.indexOf(b.layer.id));
    return Number(found[0]?.properties["number"] ?? 0);
  };
  map.on("click", ({ point }) => {
    const number = under([point.x, point.y]);
    if (number) picked(number);
  });
  map.on("mousemove", ({ point }) => (map.getCanvas().style.cursor = under([point.x, point.y]) ? "pointer" : ""));
}
