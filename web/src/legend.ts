/** Legends read from the style itself, so that they cannot say other than what is drawn.
 *  What does not live here: the words beside the signs (panel.ts). */

import type { LayerSpecification } from "maplibre-gl";
import { h } from "./dom.ts";

export interface LegendRow {
  collection: string;
  /** True for signs that stand for several features at once (overview counts). */
  aggregated: boolean;
  swatch(): HTMLElement;
}

/** The first colour a paint value names: itself, or the last colour of an expression (its fallback). */
export function colourIn(value: unknown, otherwise: string): string {
  if (typeof value === "string") return /^(#|rgb|hsl)/.test(value) ? value : otherwise;
  if (!Array.isArray(value)) return otherwise;
  for (const part of value.toReversed()) {
    const found = colourIn(part, "");
    if (found) return found;
  }
  return otherwise;
}

const paintOf = (layer: LayerSpecification): Record<string, unknown> =>
  ("paint" in layer ? (layer.paint as Record<string, unknown> | undefined) : undefined) ?? {};

function sign(kind: "dot" | "line" | "area" | "many", fill: string, stroke: string): HTMLElement {
  const swatch = h("span", { class: `swatch ${kind}`, "aria-hidden": "true" });
  swatch.style.setProperty("--fill", fill);
  swatch.style.setProperty("--stroke", stroke);
  return swatch;
}

function rowOf(layer: LayerSpecification): LegendRow | null {
  const collection = "source-layer" in layer ? layer["source-layer"] : undefined;
  if (!collection) return null;
  const paint = paintOf(layer);
  if (layer.type === "circle") {
    const aggregated = /count/.test(layer.id) || /"count"/.test(JSON.stringify(paint["circle-radius"] ?? ""));
    const fill = colourIn(paint["circle-color"], "#274a78");
    const stroke = colourIn(paint["circle-stroke-color"], fill);
    return { collection, aggregated, swatch: () => sign(aggregated ? "many" : "dot", fill, stroke) };
  }
  if (layer.type === "line") {
    const stroke = colourIn(paint["line-color"], "#274a78");
    return { collection, aggregated: false, swatch: () => sign("line", stroke, stroke) };
  }
  if (layer.type === "fill") {
    const fill = colourIn(paint["fill-color"], "#f6f3ea");
    const stroke = colourIn(paint["fill-outline-color"], "#c9c2b2");
    return { collection, aggregated: false, swatch: () => sign("area", fill, stroke) };
  }
  return null;
}

/** One row per collection and kind of sign; an area's fill stands for its outline too, a line's top coat for its case. */
export function legendOf(layers: LayerSpecification[]): LegendRow[] {
  const rows = layers.map(rowOf).filter((row) => row !== null);
  const areas = new Set(layers.flatMap((one) => (one.type === "fill" ? [one["source-layer"] ?? ""] : [])));
  const best = new Map<string, LegendRow>();
  for (const row of rows) {
    const key = `${row.collection} ${row.aggregated}`;
    const isArea = row.swatch().classList.contains("area");
    if (areas.has(row.collection) && !isArea) continue;
    if (!best.has(key)) best.set(key, row);
  }
  return [...best.values()].sort((a, b) => Number(a.aggregated) - Number(b.aggregated));
}
