/** The page put together: what was asked for in the address, what the API answers, and what a touch changes.
 *  What does not live here: drawing (panel, inspector, notice), the map (map), meaning of time (clock). */

import "maplibre-gl/dist/maplibre-gl.css";
import "./style/base.css";
import "./style/panel.css";
import "./style/inspector.css";
import type { Map as MapLibre, MapMouseEvent, StyleSpecification } from "maplibre-gl";
import { drawable, getCollections, getRelease, getStyle, getTileJsons, type Collection, type Release, type TileJson } from "./api.ts";
import { elsewhere, resolve, zoneOf, type Moment } from "./clock.ts";
import { byId } from "./dom.ts";
import { drawnBy } from "./filters.ts";
import { drawInspector } from "./inspector.ts";
import { boundsOf, find, holdAt, makeMap, mark, reveal, show, speak, type Found } from "./map.ts";
import { sayBriefly, sayInstead, sayNothingInForce } from "./notice.ts";
import { drawPanel } from "./panel.ts";
import { keepAt, keepLang, readAt, readLang, type Lang } from "./state.ts";

interface Page {
  lang: Lang;
  askedAt: string | null;
  release: Release | null;
  style: StyleSpecification | null;
  tileJsons: Record<string, TileJson>;
  collections: Collection[];
  hidden: Set<string>;
  found: Found[];
  index: number;
  open: boolean;
  instead: "empty" | "error" | "webgl" | null;
}

const narrow = matchMedia("(max-width: 720px)");
const fine = matchMedia("(pointer: fine)");
let map: MapLibre | null = null;

const page: Page = {
  lang: readLang(),
  askedAt: readAt(),
  release: null,
  style: null,
  tileJsons: {},
  collections: [],
  hidden: new Set(),
  found: [],
  index: 0,
  open: !narrow.matches,
  instead: null,
};

function moment(): Moment {
  const zone = zoneOf(page.release?.feeds ?? []);
  return resolve(page.askedAt, page.release?.reference_date, zone, Date.now());
}

function draw(): void {
  const at = moment();
  document.documentElement.lang = page.lang;
  drawPanel(byId("panel"), { ...page, at }, actions);
  drawChosen(at);
  if (page.instead) sayInstead(byId("stage"), page.lang, page.instead, start);
  else sayNothingInForce(byId("notice"), page.lang, at, elsewhere(page.release?.feeds ?? [], at), actions.setAt);
}

function drawChosen(at: Moment): void {
  const feeds = page.release?.feeds ?? [];
  const model = page.found.length > 0 ? { ...page, at, feeds } : null;
  drawInspector(byId("inspector"), model, { close, turn });
  document.body.classList.toggle("inspecting", Boolean(model));
  if (map) mark(map, page.found[page.index] ?? null);
}

const actions = {
  toggleLang(): void {
    page.lang = page.lang === "ja" ? "en" : "ja";
    keepLang(page.lang);
    draw();
    if (map && page.style) speak(map, page.style, page.lang);
  },
  toggleOpen(open: boolean): void {
    page.open = open;
    draw();
  },
  setAt(date: string | null): void {
    page.askedAt = date;
    keepAt(date);
    close();
    draw();
    if (map && page.style) holdAt(map, page.style, moment().instant);
  },
  setShown(source: string, shown: boolean): void {
    if (shown) page.hidden.delete(source);
    else page.hidden.add(source);
    if (map && page.style) show(map, drawnBy(page.style.layers, source), shown);
    if (!shown && page.found.some((one) => one.source === source)) close();
  },
};

function close(): void {
  const wasInside = byId("inspector").contains(document.activeElement);
  page.found = [];
  drawChosen(moment());
  if (wasInside) map?.getCanvas().focus();
}

function turn(index: number): void {
  page.index = Math.max(0, Math.min(index, page.found.length - 1));
  const focused = document.activeElement?.id;
  drawChosen(moment());
  const again = focused ? document.getElementById(focused) : null;
  if (again && !(again as HTMLButtonElement).disabled) again.focus();
  else byId("close-inspector").focus();
}

/** Whether a sign stands for one feature, and not for several counted together. */
const isOne = ({ properties }: Found): boolean =>
  Boolean(properties["feature_id"]) && Number(properties["count"] ?? 1) === 1;

/** Inspects what lies at a point of the screen; counts are opened by zooming in. */
function inspect(at: { x: number; y: number }, takeFocus: boolean): void {
  if (!map) return;
  const found = find(map, at, fine.matches ? 5 : 12);
  const first = found[0];
  if (first && !isOne(first)) {
    map.easeTo({ center: first.lngLat, zoom: map.getZoom() + 2 });
    return;
  }
  page.found = found.filter(isOne);
  page.index = 0;
  if (narrow.matches && page.open) actions.toggleOpen(false);
  drawChosen(moment());
  if (page.found.length > 0) reveal(map, at);
  if (takeFocus) byId("inspector").querySelector<HTMLElement>("h2")?.focus();
}

function listen(made: MapLibre): void {
  made.on("click", (event: MapMouseEvent) => inspect(event.point, false));
  made.on("mousemove", (event: MapMouseEvent) => {
    made.getCanvas().style.cursor = find(made, event.point, 3).length ? "pointer" : "";
  });
  made.on("error", ({ error }) => {
    console.warn(error);
    if (byId("notice").childElementCount === 0) sayBriefly(byId("notice"), page.lang, "some_tiles_missing");
  });
  made.on("idle", () => (document.body.dataset["state"] = "ready"));
  made.on("movestart", () => (document.body.dataset["state"] = "busy"));
  made.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const { clientWidth, clientHeight } = made.getContainer();
    inspect({ x: clientWidth / 2, y: clientHeight / 2 }, true);
  });
}

function openMap(style: StyleSpecification): void {
  map?.remove();
  map = makeMap(byId("map"), style, boundsOf(page.tileJsons));
  const made = map;
  made.on("style.load", () => {
    holdAt(made, style, moment().instant);
    speak(made, style, page.lang);
  });
  listen(made);
}

/** Asks the API for everything the page needs, and draws what comes. */
async function start(): Promise<void> {
  page.instead = null;
  byId("stage").querySelector(".instead")?.remove();
  document.body.dataset["state"] = "busy";
  try {
    page.release = await getRelease();
    if (!page.release || page.release.feeds.length === 0) page.instead = "empty";
    else {
      const [style, collections] = await Promise.all([getStyle(), getCollections()]);
      page.tileJsons = await getTileJsons(style);
      page.style = drawable(style, page.tileJsons);
      page.collections = collections;
    }
  } catch (reason) {
    console.error(reason);
    page.instead = "error";
  }
  draw();
  if (page.instead || !page.style) {
    document.body.dataset["state"] = page.instead ?? "error";
    return;
  }
  try {
    openMap(page.style);
  } catch (reason) {
    console.error(reason);
    page.instead = "webgl";
    draw();
    document.body.dataset["state"] = "webgl";
  }
}

document.fonts.addEventListener("loadingdone", () => document.body.classList.add("fonts-came"));
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && page.found.length > 0) close();
});
draw();
void start();
