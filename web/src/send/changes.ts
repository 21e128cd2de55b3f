/** What changed between two versions, as the service tells it, and what of it stands on which map. Pure.
 *  What does not live here: asking (api.ts), the map (compare_map.ts), drawing (compare.ts). */

import type { Box } from "./findings.ts";

export interface ToldLine {
  code: string;
  words: string;
  items: string[];
  more: number;
}

export interface ToldGroup {
  name: string;
  title: string;
  lines: ToldLine[];
}

export interface Diff {
  version: number;
  against: number;
  why: "named" | "live" | "last" | "before";
  equal: boolean;
  told: { lang: string; short: string[]; groups: ToldGroup[] };
  map: { bbox: Box | null; counts: { stops: Record<string, number>; routes: Record<string, number> }; left_out: Record<string, number> };
}

export interface ChangeProperties {
  what: "stop" | "move" | "route";
  change: "begun" | "ended" | "moved" | "renamed" | "changed" | "kept";
  side?: "old" | "new";
  id: string;
  name: string;
  ja?: string;
  en?: string;
}

export interface ChangeFeature {
  type: "Feature";
  properties: ChangeProperties;
  geometry:
    | { type: "Point"; coordinates: [number, number] }
    | { type: "LineString"; coordinates: [number, number][] }
    | { type: "MultiLineString"; coordinates: [number, number][][] };
}

export interface ChangeMap {
  type: "FeatureCollection";
  features: ChangeFeature[];
}

/** What the map shows: the older version, the newer one, or one over the other. */
export const LOOKS = ["before", "both", "after"] as const;
export type Look = (typeof LOOKS)[number];

/** Kinds of change in the order of the legend, with how many there are of each. */
export const KINDS = ["stop_begun", "stop_ended", "stop_moved", "stop_renamed", "route_begun", "route_ended", "route_changed"] as const;
export type Kind = (typeof KINDS)[number];

/** How many of each kind; those of which there are none are left out. */
export function countsOf(diff: Diff): [Kind, number][] {
  const { stops, routes } = diff.map.counts;
  return KINDS.map((kind): [Kind, number] => {
    const [what, change] = kind.split("_") as [string, string];
    return [kind, (what === "stop" ? stops : routes)[change] ?? 0];
  }).filter(([, count]) => count > 0);
}

/** The few sentences that tell most, without those that the legend's counts say already. */
export function shortOf(diff: Diff): string[] {
  const counted = diff.told.groups.flatMap((group) => group.lines).filter((line) => /^(stops|routes)_(begun|ended|moved|renamed)$/.test(line.code));
  const said = new Set(counted.map((line) => line.words));
  return diff.told.short.filter((text) => !said.has(text));
}

/** One change that can be gone to: its number on this page, its words in both languages, where it is. */
export interface Spot {
  number: number;
  kind: Kind;
  ja: string;
  en: string;
  box: Box;
}

const placesOf = ({ geometry }: ChangeFeature): [number, number][] =>
  geometry.type === "Point" ? [geometry.coordinates] : geometry.type === "LineString" ? geometry.coordinates : geometry.coordinates.flat();

function around(places: readonly [number, number][]): Box {
  const [lons, lats] = [places.map(([lon]) => lon), places.map(([, lat]) => lat)];
  const least = (all: number[]): number => all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (all: number[]): number => all.reduce((a, b) => Math.max(a, b), -Infinity);
  return [least(lons), least(lats), most(lons), most(lats)];
}

/** The changes of the map, each once (a stop that moves is a point and a line there, a route that changes its way two
 *  sets of lines), and the features with `number`, that of their change, 0 for a stop that stays; a move has two more,
 *  `from` and `head`, where it begins and ends. */
export function spotsOf(map: ChangeMap): { spots: Spot[]; features: object[] } {
  const found = new Map<string, Spot>();
  const features = map.features.map((feature) => {
    const { what, change, id } = feature.properties;
    if (change === "kept") return { ...feature, properties: { ...feature.properties, number: 0 } };
    const kind = `${what === "route" ? "route" : "stop"}_${change}` as Kind;
    const key = `${kind} ${id}`;
    const box = around(placesOf(feature));
    const spot = found.get(key) ?? { number: found.size + 1, kind, ja: feature.properties.ja ?? "", en: feature.properties.en ?? "", box };
    const [a, b] = [spot.box, box];
    found.set(key, { ...spot, box: [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])] });
    return { ...feature, properties: { ...feature.properties, number: spot.number } };
  });
  const spots = [...found.values()].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.number - b.number);
  return { spots, features: features.flatMap(withEnds) };
}

/** A move as its line, the place it leaves, and its point turned the way it goes. */
function withEnds(feature: { properties: { what: string; number: number }; geometry: ChangeFeature["geometry"] }): object[] {
  if (feature.properties.what !== "move" || feature.geometry.type !== "LineString") return [feature];
  const [from, to] = feature.geometry.coordinates as [[number, number], [number, number]];
  const point = (what: string, coordinates: [number, number], more: object): object => ({
    type: "Feature", properties: { ...feature.properties, what, ...more }, geometry: { type: "Point", coordinates },
  });
  return [feature, point("from", from, {}), point("head", to, { bearing: bearing(from, to) })];
}

/** Degrees clockwise from north, on a map of Mercator. */
export function bearing(from: [number, number], to: [number, number]): number {
  const x = (to[0] - from[0]) * Math.cos((((from[1] + to[1]) / 2) * Math.PI) / 180);
  return Math.round((Math.atan2(x, to[1] - from[1]) * 180) / Math.PI);
}
