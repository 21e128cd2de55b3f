/** The report as the page shows it: findings by code, what blocks first, and the spots of the map. Pure.
 *  What does not live here: drawing (step_report.ts, map.ts), the words of findings, which come with the report. */

export type Severity = "ERROR" | "WARNING" | "INFO";
export const SEVERITIES: readonly Severity[] = ["ERROR", "WARNING", "INFO"];

export interface Finding {
  code: string;
  severity: Severity;
  blocking: boolean;
  table: string | null;
  row: number | null;
  column: string | null;
  value: string | null;
  expected: string | null;
  place: [number, number] | null;
  message: string;
  fix: string;
}

export interface Total {
  code: string;
  severity: Severity;
  blocking: boolean;
  total: number;
  shown: number;
  mark?: string;
}

export interface Report {
  format: string;
  edition: string;
  publishable: boolean;
  reference_date: string;
  summary: {
    readable: boolean;
    errors: number;
    warnings: number;
    infos: number;
    codes: Total[];
    bounds: [number, number, number, number] | null;
    facts: Record<string, string | number | boolean | null>;
    sketch?: string;
  };
  notices: Finding[];
}

/** One code with its findings, in turns over files and columns; `same` when their words differ in nothing but what stands
 *  in the fields anyway: file, line, column, value, expectation. */
export interface Group {
  total: Total;
  findings: Finding[];
  message: string;
  fix: string;
  same: boolean;
}

/** One place of the map with findings, numbered from 1; the worst of them gives its colour. */
export interface Spot {
  number: number;
  place: [number, number];
  severity: Severity;
  findings: Finding[];
}

/** Values by a key, in the order they first came. */
function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const value of values) {
    const many = found.get(keyOf(value));
    if (many) many.push(value);
    else found.set(keyOf(value), [value]);
  }
  return found;
}

const rank = (one: { blocking: boolean; severity: Severity }): number =>
  (one.blocking ? 0 : 10) + SEVERITIES.indexOf(one.severity);
const keyOf = (one: Finding | Total): string => `${one.code} ${one.severity} ${one.blocking}`;

/** The codes of a report, what blocks first, then by severity, then the most frequent. */
export function groupsOf(report: Report): Group[] {
  const by = grouped(report.notices, keyOf);
  return [...report.summary.codes]
    .sort((a, b) => rank(a) - rank(b) || b.total - a.total || a.code.localeCompare(b.code))
    .map((total) => {
      const findings = inTurns(by.get(keyOf(total)) ?? []);
      const first = findings[0];
      const same = new Set(findings.map(bareMessage)).size <= 1;
      return { total, findings, message: first?.message ?? total.code, fix: first?.fix ?? "", same };
    });
}

/** The words of a finding without what its own fields say. */
function bareMessage({ message, table, row, column, value, expected }: Finding): string {
  const own = [expected, value, table, column, row === null ? null : String(row)].filter((one) => one !== null && one !== "");
  return (own as string[]).sort((a, b) => b.length - a.length).reduce((text, one) => text.replaceAll(one, "\u0000"), message);
}

/** So that a thousand rows of one file hide nothing of another. */
function inTurns(findings: readonly Finding[]): Finding[] {
  const rows = [...grouped(findings, (one) => `${one.table} ${one.column}`).values()];
  const longest = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, i) => rows.flatMap((row) => row[i] ?? [])).flat();
}

const onEarth = ([lon, lat]: [number, number]): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 85;

/** The places of findings, those within a metre as one; numbered in the order of the groups. */
export function spotsOf(groups: readonly Group[]): Spot[] {
  const found = new Map<string, Spot>();
  for (const finding of groups.flatMap((group) => group.findings)) {
    if (!finding.place || !onEarth(finding.place)) continue;
    const key = finding.place.map((degrees) => degrees.toFixed(5)).join();
    const spot = found.get(key);
    if (spot) spot.findings.push(finding);
    else found.set(key, { number: found.size + 1, place: finding.place, severity: finding.severity, findings: [finding] });
  }
  return [...found.values()];
}

/** The stops a report's sketch names (`lon,lat lon,lat …`). */
export function sketchOf(report: Report): [number, number][] {
  const pairs = (report.summary.sketch ?? "").split(" ").filter(Boolean);
  return pairs.map((pair) => pair.split(",").map(Number) as [number, number]).filter(onEarth);
}

export type Box = [west: number, south: number, east: number, north: number];
const FAR = 2.5;

/** A box around places; without the outermost twentieth where those alone make it `FAR` times as wide or high, so that
 *  one stop in the sea leaves the town large. Null of none. */
export function boxOf(places: readonly [number, number][]): Box | null {
  if (places.length === 0) return null;
  const sorted = ([0, 1] as const).map((axis) => places.map((one) => one[axis]).sort((a, b) => a - b)) as [number[], number[]];
  const without = (cut: number): Box => {
    const [lons, lats] = sorted.map((values) => [values[cut] ?? 0, values[values.length - 1 - cut] ?? 0] as const) as [readonly [number, number], readonly [number, number]];
    return [lons[0], lats[0], lons[1], lats[1]];
  };
  const [whole, most] = [without(0), without(places.length < 20 ? 0 : Math.max(1, Math.floor(places.length / 40)))];
  const isFar = whole[2] - whole[0] > FAR * Math.max(most[2] - most[0], 1e-3) || whole[3] - whole[1] > FAR * Math.max(most[3] - most[1], 1e-3);
  return isFar ? most : whole;
}

/** What stands in the way of publishing. */
export const blockers = (groups: readonly Group[]): Group[] => groups.filter((group) => group.total.blocking);

/** How many findings of a severity there are (true total). */
export function countOf(report: Report, severity: Severity): number {
  const { errors, warnings, infos } = report.summary;
  return severity === "ERROR" ? errors : severity === "WARNING" ? warnings : infos;
}
