/** The head of the page: its name, and what one can do everywhere (list, share, use, theme, language). On a phone the
 *  tools stand in the sheet. What does not live here: what a tool does (main.ts). */

import { h, icon, ICONS } from "./dom.ts";
import { signButton } from "./inspector.ts";
import type { Lang } from "./state.ts";
import { sayIn, type Say } from "./strings.ts";

export interface HeadModel {
  lang: Lang;
  theme: "light" | "dark";
  open: boolean;
  hasMap: boolean;
}

export interface HeadActions {
  toggleLang(): void;
  toggleTheme(): void;
  toggleOpen(open: boolean): void;
  list(): void;
  share(): void;
  use(): void;
}

/** The name, and the button that opens the sheet where the page is narrow. */
export function headParts(model: HeadModel, actions: HeadActions): HTMLElement[] {
  const say = sayIn(model.lang);
  const open = h(
    "button",
    {
      id: "open-panel",
      type: "button",
      class: "quiet square",
      "aria-label": say("open_panel"),
      "aria-expanded": String(model.open),
      "aria-controls": "panel",
      onclick: () => actions.toggleOpen(!model.open),
    },
    icon(ICONS.layers),
  );
  return [
    h("h1", {}, h("span", { class: "mark", "aria-hidden": "true" }), h("b", { lang: "ja" }, "二重"), h("i", { lang: "en" }, "Futae")),
    open,
  ];
}

/** The tools, in one row. */
export function toolRow(model: HeadModel, actions: HeadActions): HTMLElement {
  const say = sayIn(model.lang);
  const dark = model.theme === "dark";
  return h(
    "div",
    { id: "tools", role: "group", "aria-label": say("tools") },
    model.hasMap && signButton("list-in-view", say("list_in_view"), ICONS.list, () => actions.list()),
    model.hasMap && signButton("share", say("share"), ICONS.share, () => actions.share()),
    model.hasMap && signButton("use", say("use"), ICONS.code, () => actions.use()),
    signButton("switch-theme", say(dark ? "to_light" : "to_dark"), dark ? ICONS.sun : ICONS.moon, () => actions.toggleTheme()),
    language(model, actions, say),
  );
}

function language(model: HeadModel, actions: HeadActions, say: Say): HTMLElement {
  return h(
    "button",
    {
      id: "switch-language",
      type: "button",
      class: "quiet",
      lang: model.lang === "ja" ? "en" : "ja",
      "aria-label": say("switch_language_label"),
      onclick: () => actions.toggleLang(),
    },
    say("switch_language"),
  );
}
