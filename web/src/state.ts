/** What the address bar remembers: `?at=` (local date or instant), `?lang=`; the map keeps its own `#hash`.
 *  What does not live here: any drawing. */

export type Lang = "ja" | "en";

const parameters = (): URLSearchParams => new URLSearchParams(location.search);

function keep(name: string, value: string | null): void {
  const changed = parameters();
  if (value) changed.set(name, value);
  else changed.delete(name);
  const query = changed.toString().replaceAll("%3A", ":");
  history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
}

/** The language asked for, else the browser's, when it is Japanese; else English. */
export function readLang(): Lang {
  const asked = parameters().get("lang") ?? navigator.language;
  return asked.toLowerCase().startsWith("ja") ? "ja" : "en";
}

export const keepLang = (lang: Lang): void => keep("lang", lang);
export const readAt = (): string | null => parameters().get("at");
export const keepAt = (at: string | null): void => keep("at", at);
