/** Step 5: the version on the map before it is published, beside what is live; and a link for others to look.
 *  What does not live here: cutting and signing (the service), publishing (step_publish.ts). */

import type { StyleSpecification } from "maplibre-gl";
import { address } from "../api.ts";
import { h } from "../dom.ts";
import type { Preview } from "./api.ts";
import { feedOf, isLive, versionOf, type App } from "./app.ts";
import { styleMap } from "./map.ts";
import { button, dayText, heading, lostLine, row } from "./parts.ts";
import { aboutVersion } from "./step_report.ts";
import { until, wasLeft } from "./waiting.ts";
import { sayOr } from "./words.ts";

/** The preview once its tiles are cut. Throws when they could not be. */
async function whenCut(app: App, number: number, lost: (is: boolean) => void): Promise<Preview> {
  const asked = async (): Promise<Preview | null> => {
    const now = await app.service.preview(feedOf(app).feed, number);
    return now.state === "preparing" ? null : now;
  };
  return until(asked, app.signal, lost);
}

function counts(app: App, fresh: Preview, old: Preview | null): HTMLElement {
  const { say, lang } = app;
  const { number } = versionOf(app);
  const ids = [...new Set([...fresh.collections, ...(old?.collections ?? [])].map((one) => one.id))];
  const of = (preview: Preview | null, id: string): number => preview?.collections.find((one) => one.id === id)?.count ?? 0;
  const change = (id: string): string => {
    const by = of(fresh, id) - of(old, id);
    return by === 0 ? "±0" : by > 0 ? `+${by.toLocaleString("en")}` : `−${(-by).toLocaleString("en")}`;
  };
  const head = [say("preview_kind"), ...(old ? [say("preview_now", { n: feedOf(app).live?.version ?? 0 })] : []), old ? say("preview_new", { n: number }) : say("version_n", { n: number }), ...(old ? [say("preview_change")] : [])];
  return h(
    "table",
    { class: "counts" },
    h("caption", {}, say("preview_counts")),
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...ids.map((id) =>
      h("tr", {}, h("th", { scope: "row" }, sayOr(lang, `kind_${id}`, id)),
        old ? h("td", {}, of(old, id).toLocaleString("en")) : null,
        h("td", {}, of(fresh, id).toLocaleString("en")),
        old ? h("td", {}, change(id)) : null))),
  );
}

/** The two styles as a choice of two; arrow keys change it, as in any group of radio buttons. */
function comparing(app: App, live: number, change: (which: "before" | "after") => void): HTMLElement {
  const { say } = app;
  const choice = (which: "before" | "after", text: string): HTMLElement =>
    h("label", {}, h("input", { type: "radio", name: "which", id: `show-${which}`, value: which, checked: which === "after", onchange: () => change(which) }), h("span", {}, text));
  return h("fieldset", { class: "compare" }, h("legend", { class: "unseen" }, say("preview_switch")),
    choice("before", say("preview_before", { n: live })), choice("after", say("preview_after", { n: versionOf(app).number })));
}

function sharing(app: App): HTMLElement {
  const { say, lang } = app;
  const place = h("div", { "aria-live": "polite" });
  const make = async (): Promise<void> => {
    const { feed, number } = versionOf(app);
    const made = await app.service.previewLink(feed, number);
    const { pathname, search } = new URL(made.url);
    const page = new URL(address(""));
    page.search = new URLSearchParams({ preview: pathname + search, lang }).toString();
    const copied = await navigator.clipboard?.writeText(page.href).then(() => true, () => false);
    const input = h("input", { id: "link", readonly: true, value: page.href, onfocus: () => input.select() });
    place.replaceChildren(
      h("label", { for: "link" }, say("link_label", { date: dayText(made.expires_at, lang) })),
      input,
      h("p", { class: "hint" }, say(copied ? "link_copied" : "link_select"), " ", h("a", { id: "open-link", href: page.href, target: "_blank" }, say("link_open"))),
    );
    if (!copied) input.focus();
  };
  return h("section", { class: "share", "aria-labelledby": "share-title" },
    h("h2", { id: "share-title" }, say("link_title")), h("p", { class: "hint" }, say("link_text")),
    row(button(say("link_make"), () => void make().catch(app.fail), "plain", "make-link")), place);
}

/** What stands over the map, with the way on. */
function top(app: App): HTMLElement {
  const { say } = app;
  const live = feedOf(app).live;
  const lead = isLive(app) ? "preview_live" : "preview_lead";
  return h("section", { class: "card" }, heading(say("preview_title")), aboutVersion(app),
    h("p", {}, say(lead), live || isLive(app) ? null : ` ${say("preview_first")}`),
    row(button(say("to_publish"), () => app.go({ step: "publish" }), "strong", "to-publish"), button(say("back"), () => app.go({ step: "report" }), "plain")));
}

/** Step 5. The map comes once its tiles are cut, a second or so after the first asking. */
export function previewStep(app: App): HTMLElement {
  const { say } = app;
  const { feed, number } = versionOf(app);
  const live = isLive(app) ? null : (app.feed?.live?.version ?? null);
  const lost = lostLine(app);
  const canvas = h("div", { class: "map tall", id: "preview-map", "data-state": "busy" }, h("p", { class: "instead", role: "status" }, say("preview_preparing")));
  const beside = h("div", { class: "beside" });
  const fill = async (): Promise<void> => {
    const [fresh, old] = await Promise.all([whenCut(app, number, lost.set), live ? whenCut(app, live, lost.set) : null]);
    if (fresh.state === "failed") return canvas.replaceChildren(h("p", { class: "instead", role: "alert" }, say("preview_failed")));
    const styleOf = (one: number): Promise<StyleSpecification> => app.service.previewStyle(feed, one, app.lang);
    const [after, before] = await Promise.all([styleOf(number), live && old?.state === "ready" ? styleOf(live) : null]);
    app.signal.throwIfAborted();
    canvas.replaceChildren();
    const change = styleMap(app, canvas, after, fresh.bounds, say("preview_map"));
    const switched = (which: "before" | "after"): void => {
      canvas.dataset["which"] = which;
      change?.(which === "before" && before ? before : after);
      app.tell(which === "before" ? say("preview_before", { n: live ?? 0 }) : say("preview_after", { n: number }));
    };
    if (before && live && change) canvas.before(comparing(app, live, switched));
    beside.replaceChildren(counts(app, fresh, old?.state === "ready" ? old : null));
    canvas.dataset["which"] = "after";
  };
  fill().catch((reason: unknown) => wasLeft(reason) || app.fail(reason));
  app.state("preview");
  return h(
    "div",
    { class: "wide before-after" },
    h("div", { class: "over" }, top(app), lost.element),
    h("div", { class: "where" }, canvas),
    h("div", { class: "rest" }, beside, sharing(app)),
  );
}
