/** Making elements, in one line each. Text is always set as text, never as HTML: names come from strangers' files.
 *  What does not live here: anything that knows the map or the language. */

type Child = Node | string | null | undefined | false;
type Properties = Record<string, unknown>;

/** An element of `tag`. Properties are set as attributes, except `on…` (listeners), `class` and booleans. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value as EventListener);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** The element of index.html with that id; throws when index.html and the page disagree. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/** A drawn sign from 24×24 path data; it says nothing to a screen reader. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  close: "M6 6 18 18M18 6 6 18",
  back: "M15 5 8 12 15 19",
  forward: "M9 5 16 12 9 19",
  layers: "M12 4 21 9 12 14 3 9ZM4 13.500 12 18 20 13.500",
  data: "M8 6 2 12 8 18M16 6 22 12 16 18",
  download: "M12 4V16M7 11 12 16 17 11M5 20H19",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16 21 21",
  share: "M12 15V4M8 7.500 12 3.500 16 7.500M6 11H5V20H19V11H18",
  code: "M8 7 3 12 8 17M16 7 21 12 16 17M13.500 5 10.500 19",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2V4.500M12 19.500V22M2 12H4.500M19.500 12H22M4.900 4.900 6.700 6.700M17.300 17.300 19.100 19.100M4.900 19.100 6.700 17.300M17.300 6.700 19.100 4.900",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z",
  list: "M9 6H20M9 12H20M9 18H20M4.500 6H4.600M4.500 12H4.600M4.500 18H4.600",
  report: "M7 3H14L19 8V21H7ZM14 3V8H19M10 13H16M10 17H16",
  copy: "M9 8H19V20H9ZM15 8V4H5V16H9",
  done: "M5 13 10 18 19 7",
  target: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM12 2V7M12 17V22M2 12H7M17 12H22",
  upload: "M12 16V4M7 9 12 4 17 9M5 20H19",
} as const;
