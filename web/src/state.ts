/** What the address bar remembers, so that a link shows the same: `?at=` (local date or instant), `?lang=`, `?hide=`
 *  (tilesets that are switched off), `?feature=` (collection/feature id), `?preview=` (the address of a preview); the
 *  map keeps its own `#map=`. What does not live here: any drawing; the theme, which is the reader's own (theme.ts). */

export type Lang = "ja" | "en";

/** A feature by name: its collection and its id. */
export interface Chosen {
  collection: string;
  id: string;
}

/** The query with one value changed, or without it. Signs that may stand in a query are left to be read. */
export function withValue(search: string, name: string, value: string | null): string {
  const changed = new URLSearchParams(search);
  if (value) changed.set(name, value);
  else changed.delete(name);
  const query = changed.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%2C", ",");
  return query ? `?${query}` : "";
}

/** `stops/shiomi/bus:stops:101` → its collection and its id; null for anything else. */
export function chosenIn(text: string | null): Chosen | null {
  const [, collection, id] = /^([a-z0-9_]+)\/(.+)$/.exec(text ?? "") ?? [];
  return collection && id ? { collection, id } : null;
}

const PREVIEW = /^\/v1\/feeds\/[^/]+\/[^/]+\/versions\/\d+\/preview$/;

/** The address of a preview of this very service; null for any other address. */
export function previewIn(text: string | null, root: string): URL | null {
  if (!text || !URL.canParse(text, root)) return null;
  const url = new URL(text, root);
  const path = url.pathname.replace(new URL(root).pathname, "/");
  return url.origin === new URL(root).origin && PREVIEW.test(path) ? url : null;
}

const asked = (name: string): string | null => new URLSearchParams(location.search).get(name);

function keep(name: string, value: string | null): void {
  const query = withValue(location.search, name, value);
  history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
}

/** The language asked for, else the browser's, when it is Japanese; else English. */
export function readLang(): Lang {
  return (asked("lang") ?? navigator.language).toLowerCase().startsWith("ja") ? "ja" : "en";
}

export const keepLang = (lang: Lang): void => keep("lang", lang);
export const readAt = (): string | null => asked("at");
export const keepAt = (at: string | null): void => keep("at", at);
export const readHidden = (): Set<string> => new Set((asked("hide") ?? "").split(",").filter(Boolean));
export const keepHidden = (hidden: ReadonlySet<string>): void => keep("hide", [...hidden].sort().join(","));
export const readChosen = (): Chosen | null => chosenIn(asked("feature"));
export const keepChosen = (one: Chosen | null): void => keep("feature", one ? `${one.collection}/${one.id}` : null);
export const readPreview = (root: string): URL | null => previewIn(asked("preview"), root);

/** A link that shows what is shown now, the reader's language included. */
export const shareLink = (lang: Lang): string =>
  `${location.origin}${location.pathname}${withValue(location.search, "lang", lang)}${location.hash}`;
