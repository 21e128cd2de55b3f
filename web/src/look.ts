/** The style as it is shown: the house style held at a moment, in a language, without what is switched off, with the
 *  chosen feature marked. One pure function, so that no change can forget another.
 *  What does not live here: the map it is set on (map.ts), how things are drawn (the API's style). */

import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { filterAt, labelIn } from "./filters.ts";
import type { Chosen, Lang } from "./state.ts";

export const CHOSEN = "futae-chosen";
const CHOSEN_COLOUR = { light: "#d4512f", dark: "#ff9a70" };

export interface Look {
  instant: string;
  lang: Lang;
  theme: "light" | "dark";
  hidden: ReadonlySet<string>;
  chosen: Chosen | null;
}

/** What is set on the map. */
export function lookOf(style: StyleSpecification, look: Look): StyleSpecification {
  const mark = look.chosen ? marked(style, look.chosen, look.theme) : null;
  return { ...style, layers: [...style.layers.map((layer) => seen(layer, look)), ...(mark ? [mark] : [])] };
}

function seen(layer: LayerSpecification, { instant, lang, hidden }: Look): LayerSpecification {
  if (!("source" in layer) || !("source-layer" in layer)) return layer;
  const layout: Record<string, unknown> = { ...layer.layout };
  if (hidden.has(String(layer.source))) layout["visibility"] = "none";
  if (layout["text-field"]) layout["text-field"] = labelIn(lang, layout["text-field"]);
  const filter = filterAt("filter" in layer ? layer.filter : undefined, instant);
  return { ...layer, layout, filter } as LayerSpecification;
}

/** A ring around a point, a broad line along a line or a border; whole features, not only the tile that was touched. */
function marked(style: StyleSpecification, { collection, id }: Chosen, theme: "light" | "dark"): LayerSpecification | null {
  const drawing = style.layers.filter((layer) => "source-layer" in layer && layer["source-layer"] === collection);
  const source = drawing.map((layer) => ("source" in layer ? String(layer.source) : "")).find(Boolean);
  if (!source) return null;
  const kinds = new Set(drawing.map((layer) => layer.type));
  const colour = CHOSEN_COLOUR[theme];
  const common = {
    id: CHOSEN,
    source,
    "source-layer": collection,
    filter: ["==", ["get", "feature_id"], id] as FilterSpecification,
  };
  if (kinds.has("circle")) {
    const paint = { "circle-radius": 11, "circle-color": `${colour}29`, "circle-stroke-color": colour };
    return { ...common, type: "circle", paint: { ...paint, "circle-stroke-width": 2.5 } };
  }
  const width = kinds.has("fill") ? 2.5 : 5;
  const paint = { "line-color": colour, "line-width": width, "line-opacity": 0.85 };
  return { ...common, type: "line", layout: { "line-join": "round", "line-cap": "round" }, paint };
}
