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
} as const;
