/** Filters and texts of style layers: valid time and language. Pure: expressions in, expressions out.
 *  What does not live here: the map they are set on (map.ts). */

import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";

type Filter = FilterSpecification | undefined;

/** Rows whose half open validity holds the instant; rows without an end, such as overview counts, pass. */
export function validAt(instant: string): ExpressionSpecification {
  return [
    "all",
    ["<=", ["to-string", ["get", "valid_from_at"]], instant],
    ["<", instant, ["to-string", ["coalesce", ["get", "valid_to_at"], "9999"]]],
  ];
}

const speaksOfValidity = (filter: unknown): boolean => /"valid_(from|to)_at"/.test(JSON.stringify(filter));

/** The filter without the conditions on validity which the style was served with. */
export function withoutValidity(filter: Filter): Filter {
  if (!filter || !speaksOfValidity(filter)) return filter;
  if (!Array.isArray(filter) || filter[0] !== "all") return undefined;
  const kept = filter.slice(1).filter((part) => !speaksOfValidity(part));
  return kept.length ? (["all", ...kept] as FilterSpecification) : undefined;
}

/** A layer's own filter, held at `instant` instead of the moment it was served for. */
export function filterAt(filter: Filter, instant: string): FilterSpecification {
  const own = withoutValidity(filter);
  return (own ? ["all", own, validAt(instant)] : validAt(instant)) as FilterSpecification;
}

const IN_JAPANESE = '["get","name:ja"]';
const IN_ENGLISH = '["get","name:en"]';

/** The label of a symbol layer in English where the source gives one; else as the style writes it. */
export function labelIn(lang: "ja" | "en", field: unknown): unknown {
  const written = JSON.stringify(field ?? null);
  if (lang === "ja" || !written.includes('"name')) return field;
  if (written.includes(IN_ENGLISH)) return field;
  if (written.includes(IN_JAPANESE)) return JSON.parse(written.replaceAll(IN_JAPANESE, IN_ENGLISH));
  return ["coalesce", ["get", "name:en"], field];
}

/** The layers of a style which draw a tileset, from top to bottom. */
export function drawnBy(layers: LayerSpecification[], source: string): LayerSpecification[] {
  return layers.filter((layer) => "source" in layer && layer.source === source).reverse();
}
