/** The line on top of the pages of an organisation: name, title, ways to the other pages, the other language.
 *  What does not live here: the head of the map page (head.ts), what a page does in the other language. */

import { byId, h } from "./dom.ts";
import { keepLang, type Lang } from "./state.ts";

/** What such a page says of itself. */
interface Page {
  lang: Lang;
  say: (word: "title" | "map_page" | "switch_language" | "switch_language_label") => string;
}

/** Draw the line of a page with the way to its sister; `swap` hears the language that was asked for. */
export function drawTopBar({ lang, say }: Page, sister: { href: string; text: string; id: string }, swap: (to: Lang) => void): void {
  const other = lang === "ja" ? "en" : "ja";
  const change = (): void => {
    keepLang(other);
    swap(other);
    byId("switch-language").focus();
  };
  document.documentElement.lang = lang;
  byId("top").replaceChildren(
    h("a", { class: "brand", href: "./" }, h("span", { class: "mark", "aria-hidden": "true" }), h("b", {}, "二重"), h("i", {}, "Futae")),
    h("span", { class: "page-title" }, say("title")),
    h("a", { class: "to-map", id: sister.id, href: `${sister.href}?lang=${lang}` }, sister.text),
    h("a", { class: "to-map", href: `./?lang=${lang}` }, say("map_page")),
    h("button", { id: "switch-language", type: "button", class: "quiet", lang: other, "aria-label": say("switch_language_label"), onclick: change }, say("switch_language")),
  );
}
