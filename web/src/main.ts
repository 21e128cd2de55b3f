/** The page put together: what a touch, a key or a link changes, and what is drawn then.
 *  What does not live here: what the page knows (page), drawing (panel, inspector, feeds, notice), the map (map). */

import "maplibre-gl/dist/maplibre-gl.css";
import "./style/base.css";
import "./style/map.css";
import "./style/panel.css";
import "./style/search.css";
import "./style/inspector.css";
import "./style/dialog.css";
import type { Map as MapLibre, MapMouseEvent, StyleSpecification } from "maplibre-gl";
import { ApiError, drawable, getFound, getItem, getStatistics, type Result } from "./api.ts";
import { elsewhere } from "./clock.ts";
import { openShare, openUse } from "./dialogs.ts";
import { byId } from "./dom.ts";
import { boxOf, fromItem, middleOf, titleIn, type Found } from "./features.ts";
import { feedView } from "./feeds.ts";
import { drawAnewWithFonts } from "./fonts.ts";
import { headParts, toolRow } from "./head.ts";
import { featureView } from "./inspector.ts";
import { inViewList } from "./inview.ts";
import { lookOf } from "./look.ts";
import { askAgain, boundsOf, dresser, find, flyTo, inView, isDrawn, makeMap, reveal, speak, type Bounds } from "./map.ts";
import { sayBriefly, sayInstead, sayNothingInForce, sayPreview } from "./notice.ts";
import { feedsOf, load, loadStyle, momentOf, newPage, type Pane } from "./page.ts";
import { panelParts, sourcesOf } from "./panel.ts";
import { Search } from "./search.ts";
import { keepAt, keepChosen, keepHidden, keepLang, readChosen, shareLink, type Chosen } from "./state.ts";
import { onSystemTheme, switchTheme, theme, wear } from "./theme.ts";

const narrow = matchMedia("(max-width: 720px)");
const fine = matchMedia("(pointer: fine)");
const page = newPage(!narrow.matches);
let map: MapLibre | null = null;
let dress: ReturnType<typeof dresser> | null = null;

const search = new Search(byId("search"), {
  find: (q, signal) => getFound(q, momentOf(page).date, page.lang, signal),
  choose: (result) => void choose(result),
});

function chosen(): Found | null {
  return page.pane.kind === "features" ? (page.pane.found[page.pane.index] ?? null) : null;
}

/** Draws everything but the map, keeping the focus where it was. */
function draw(): void {
  const focused = document.activeElement?.id;
  const model = { ...page, theme: theme(), hasMap: map !== null, at: momentOf(page) };
  document.documentElement.lang = page.lang;
  search.speak(page.lang);
  byId("side").setAttribute("aria-label", model.lang === "ja" ? "二重 Futae" : "Futae");
  byId("panel").hidden = narrow.matches && !page.open;
  byId("head").replaceChildren(...headParts(model, actions), ...(narrow.matches ? [] : [toolRow(model, actions)]));
  const isOpen = document.querySelector<HTMLDetailsElement>("#sources")?.open ?? false;
  byId("panel").replaceChildren(...(narrow.matches ? [toolRow(model, actions)] : []), ...panelParts(model, actions, isOpen));
  drawPane();
  drawNotice();
  if (focused) document.getElementById(focused)?.focus();
}

function drawNotice(): void {
  const at = momentOf(page);
  if (page.instead) return sayInstead(byId("stage"), page.lang, page.instead, () => void start());
  sayNothingInForce(byId("notice"), page.lang, at, elsewhere(feedsOf(page), at), actions.setAt);
  sayPreview(byId("preview"), page.lang, page.preview);
}

/** Draws what stands in the inspector, and marks it on the map. */
function drawPane(): void {
  const { pane } = page;
  const inspector = byId("inspector");
  const model = { ...page, at: momentOf(page), feeds: feedsOf(page), number: page.release?.release ?? 0, previewed: page.preview?.feed ?? null };
  const parts = ((): HTMLElement[] => {
    if (pane.kind === "features") return featureView({ ...model, ...pane }, paneActions);
    if (pane.kind === "list") return inViewList({ ...model, ...pane }, (index) => void chooseSeen(pane.seen, index), close);
    const feed = pane.kind === "feed" ? feedsOf(page).find((one) => one.feed === pane.feed) : undefined;
    if (pane.kind !== "feed" || !feed) return [];
    const back = pane.before.kind === "none" ? null : () => showPane(pane.before);
    return feedView(feed, model, pane.statistics, { close, back, fly: (bounds) => fly(bounds), go: actions.setAt });
  })();
  inspector.hidden = parts.length === 0;
  inspector.setAttribute("aria-labelledby", "pane-title");
  inspector.replaceChildren(...parts);
  const title = inspector.querySelector("h2");
  if (title) title.id = "pane-title";
  document.body.classList.toggle("inspecting", parts.length > 0);
}

/** Shows something in the inspector, with the keyboard on its title when it was chosen by keyboard. */
function showPane(pane: Pane, takeFocus = true): void {
  page.pane = pane;
  const one = chosen();
  keepChosen(one?.id ? { collection: one.collection, id: one.id } : null);
  if (narrow.matches && page.open && pane.kind !== "none") actions.toggleOpen(false);
  drawPane();
  byId("inspector").scrollTop = 0;
  dressMap();
  if (takeFocus) byId("inspector").querySelector("h2")?.focus();
}

/** The style as it is to be seen now. */
function dressed(style: StyleSpecification): StyleSpecification {
  const one = chosen();
  const mark: Chosen | null = one?.id ? { collection: one.collection, id: one.id } : null;
  return lookOf(style, { instant: momentOf(page).instant, lang: page.lang, theme: theme(), hidden: page.hidden, chosen: mark });
}

function dressMap(): void {
  if (!page.style || !dress) return;
  document.body.dataset["state"] = "busy";
  dress(dressed(page.style));
}

const actions = {
  toggleLang(): void {
    page.lang = page.lang === "ja" ? "en" : "ja";
    keepLang(page.lang);
    draw();
    if (map) speak(map, page.lang);
    dressMap();
  },
  toggleTheme(): void {
    switchTheme();
    void reclothe();
  },
  toggleOpen(open: boolean): void {
    page.open = open;
    if (open && narrow.matches) close();
    draw();
    if (open && narrow.matches) byId("panel").querySelector<HTMLElement>("button")?.focus();
  },
  setAt(date: string | null): void {
    page.askedAt = date;
    keepAt(date);
    if (page.pane.kind !== "feed") close();
    draw();
    dressMap();
  },
  setShown(source: string, shown: boolean): void {
    if (shown) page.hidden.delete(source);
    else page.hidden.add(source);
    keepHidden(page.hidden);
    dressMap();
  },
  toFeed(feed: string): void {
    showPane({ kind: "feed", feed, statistics: null, before: page.pane });
    void count(feed);
  },
  list(): void {
    void list();
  },
  share(): void {
    openShare(byId("dialog") as HTMLDialogElement, page.lang, shareLink(page.lang));
  },
  use(): void {
    if (!page.release || !page.style || !map) return;
    const bbox = map.getBounds().toArray().flat().map((degrees) => degrees.toFixed(4)).join(",");
    const tilesets = sourcesOf(page.style);
    openUse(byId("dialog") as HTMLDialogElement, { ...page, release: page.release, tilesets, bbox });
  },
};

const paneActions = {
  close,
  turn(index: number): void {
    if (page.pane.kind !== "features") return;
    const { found, listed } = page.pane;
    const focused = document.activeElement?.id;
    showPane({ kind: "features", found, index: Math.max(0, Math.min(index, found.length - 1)), listed }, false);
    void fill();
    const again = focused ? document.getElementById(focused) : null;
    if (again && !(again as HTMLButtonElement).disabled) again.focus();
    else byId("close-inspector").focus();
  },
  toList: actions.list,
  toFeed: actions.toFeed,
  fly: (found: Found): void => void flyToFeature(found),
  toFeature: (collection: string, id: string): void => void openFeature({ collection, id }, true),
};

function close(): void {
  const wasInside = byId("inspector").contains(document.activeElement);
  if (page.pane.kind !== "none") showPane({ kind: "none" }, false);
  if (wasInside) map?.getCanvas().focus();
}

/** The statistics of the feed that is open; asked for again while they are being made. */
async function count(feed: string): Promise<void> {
  const isOpen = (): boolean => page.pane.kind === "feed" && page.pane.feed === feed;
  while (isOpen()) {
    const statistics = await getStatistics(feed).catch(() => "none" as const);
    if (page.pane.kind !== "feed" || !isOpen()) return;
    const focused = document.activeElement?.id;
    page.pane = { ...page.pane, statistics };
    drawPane();
    if (focused) document.getElementById(focused)?.focus();
    if (statistics !== "later") return;
    await new Promise((done) => setTimeout(done, 4_000));
  }
}

/** Completes the chosen feature with what the API has of it: all attributes, provenance, its municipality. */
async function fill(): Promise<void> {
  const one = chosen();
  if (one?.provenance) return nameArea();
  if (!one?.id || one.feed === page.preview?.feed) return;
  const item = await getItem(one.collection, one.id, one.valid.valid_from_at ?? page.askedAt).catch(() => null);
  if (item) replaceChosen(one, fromItem(one.collection, item, one.lngLat));
  await nameArea();
}

/** Names the municipality of the chosen feature: as the map has it, else (its layer is hidden) as the API does. */
async function nameArea(): Promise<void> {
  const one = chosen();
  const tie = one?.linked["municipality"];
  if (!map || !one || !tie) return;
  await isDrawn(map);
  const id = String(tie["place_feature_id"]);
  const drawn = find(map, map.project(one.lngLat), 0).find((other) => other.id === id);
  const item = drawn ? null : await getItem("places", id, page.askedAt).catch(() => null);
  const area = drawn ?? (item && fromItem("places", item, one.lngLat));
  if (area) replaceChosen(one, { ...one, linked: { ...one.linked, municipality: { ...tie, place_name: titleIn(area, page.lang) } } });
}

/** Draws a feature anew that is known better now, if it is still the chosen one. */
function replaceChosen(one: Found, known: Found): void {
  if (page.pane.kind !== "features" || !page.pane.found.includes(one)) return;
  const { found } = page.pane;
  page.pane = { ...page.pane, found: found.with(found.indexOf(one), known) };
  if (chosen() !== known) return;
  const focused = document.activeElement?.id;
  drawPane();
  if (focused) document.getElementById(focused)?.focus();
}

function fly(box: Bounds): void {
  if (map) flyTo(map, box);
}

async function flyToFeature(one: Found): Promise<void> {
  const item = one.feed === page.preview?.feed ? null : await getItem(one.collection, one.id, page.askedAt).catch(() => null);
  fly(boxOf(item?.geometry ?? null) ?? [...one.lngLat, ...one.lngLat]);
}

/** Opens what a link or another feature names; `andFly` when the map is not already where it should be. */
async function openFeature({ collection, id }: Chosen, andFly: boolean): Promise<void> {
  const item = await getItem(collection, id, page.askedAt).catch(() => null);
  if (!item) {
    keepChosen(null);
    return sayBriefly(byId("notice"), page.lang, "feature_gone");
  }
  const box = boxOf(item.geometry);
  const found = fromItem(collection, item, box ? middleOf(box) : [0, 0]);
  if (andFly && box) fly(box);
  showPane({ kind: "features", found: [found], index: 0, listed: false });
  await nameArea();
}

/** Goes to a result of the search: the map flies there, and its poles or rows stand in the inspector. */
async function choose(result: Result): Promise<void> {
  fly(result.bbox);
  const ids = result.feature_ids.slice(0, 40);
  const many = await Promise.all(ids.map((id) => getItem(result.collection, id, null).catch(() => null)));
  const found = many.flatMap((item) => {
    const box = boxOf(item?.geometry ?? null);
    return item ? [fromItem(result.collection, item, box ? middleOf(box) : result.geometry.coordinates)] : [];
  });
  if (found.length === 0) return sayBriefly(byId("notice"), page.lang, "feature_gone");
  showPane({ kind: "features", found, index: 0, listed: false });
  await nameArea();
}

/** What is in view, as a list. */
async function list(): Promise<void> {
  if (!map) return;
  await isDrawn(map);
  showPane({ kind: "list", seen: inView(map) });
}

async function chooseSeen(seen: Found[], index: number): Promise<void> {
  const single = seen.filter((one) => one.id);
  const one = seen[index];
  showPane({ kind: "features", found: single, index: one ? single.indexOf(one) : 0, listed: true });
  await fill();
}

/** Inspects what lies at a point of the screen; counts are opened by zooming in. True when there was something. */
function inspect(at: { x: number; y: number }, takeFocus: boolean): boolean {
  if (!map) return false;
  if (narrow.matches && page.open) actions.toggleOpen(false);
  const found = find(map, at, fine.matches ? 5 : 12);
  const [first] = found;
  if (first && !(first.id && first.count === 1)) {
    map.easeTo({ center: first.lngLat, zoom: map.getZoom() + 2 });
    return true;
  }
  const single = found.filter((one) => one.id && one.count === 1);
  if (single.length === 0) {
    close();
    return false;
  }
  showPane({ kind: "features", found: single, index: 0, listed: false }, takeFocus);
  reveal(map, at);
  void fill();
  return true;
}

/** Enter on the map: what is at its centre, once it is drawn; where nothing is, what is in view. */
async function inspectCentre(made: MapLibre): Promise<void> {
  await isDrawn(made);
  const { clientWidth, clientHeight } = made.getContainer();
  if (!inspect({ x: clientWidth / 2, y: clientHeight / 2 }, true)) await list();
}

function listen(made: MapLibre): void {
  made.on("click", (event: MapMouseEvent) => void inspect(event.point, false));
  made.on("mousemove", (event: MapMouseEvent) => {
    made.getCanvas().style.cursor = find(made, event.point, 3).length ? "pointer" : "";
  });
  askAgain(made, (error) => {
    console.warn(error);
    if (byId("notice").childElementCount === 0) sayBriefly(byId("notice"), page.lang, "some_tiles_missing");
  });
  made.on("idle", () => (document.body.dataset["state"] = "ready"));
  made.on("movestart", () => (document.body.dataset["state"] = "busy"));
  made.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") void inspectCentre(made);
  });
}

function openMap(): void {
  if (!page.style) return;
  map?.remove();
  map = makeMap(byId("map"), dressed(page.style), page.preview?.bounds ?? boundsOf(page.tileJsons));
  dress = dresser(map);
  listen(map);
  speak(map, page.lang);
}

/** The map in the theme that is worn now. */
async function reclothe(): Promise<void> {
  wear();
  draw();
  if (!map) return;
  document.body.dataset["state"] = "busy";
  try {
    page.style = drawable(await loadStyle(page.preview), page.tileJsons);
  } catch (reason) {
    console.warn(reason); // the page is dressed anew, the map stays as it was
  }
  draw(); // legends are read from the style
  dressMap();
}

/** Asks the API for everything the page needs, and draws what comes. */
async function start(): Promise<void> {
  page.instead = null;
  byId("stage").querySelector(".instead")?.remove();
  document.body.dataset["state"] = "busy";
  try {
    await load(page);
    if (!page.instead) openMap();
  } catch (reason) {
    console.error(reason);
    const isGone = location.search.includes("preview=") && reason instanceof ApiError && [404, 410].includes(reason.status);
    page.instead = isGone ? "preview_gone" : reason instanceof ApiError ? "error" : "webgl";
  }
  draw();
  if (page.instead) {
    document.body.dataset["state"] = page.instead;
    return;
  }
  const asked = readChosen();
  if (asked) await openFeature(asked, !location.hash.includes("map="));
}

drawAnewWithFonts();
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || (byId("dialog") as HTMLDialogElement).open) return;
  if (page.pane.kind !== "none") close();
  else if (narrow.matches && page.open) actions.toggleOpen(false);
});
narrow.addEventListener("change", draw);
onSystemTheme(() => void reclothe());
wear();
draw();
void start();
