/** The page for sending, put together: which step is open, what it needs, and moving between steps.
 *  What does not live here: the steps (step_*.ts), asking (api.ts), what the address says (place.ts). */

import "maplibre-gl/dist/maplibre-gl.css";
import "../style/base.css";
import "./ground.css";
import "./steps.css";
import "./report.css";
import "./maps.css";
import "./compare.css";
import { ApiError } from "../api.ts";
import { byId, h } from "../dom.ts";
import { drawAnewWithFonts } from "../fonts.ts";
import { resume, sessionNow, signIn, signOut, wasSignedIn } from "../session.ts";
import { readLang } from "../state.ts";
import { onSystemTheme, wear } from "../theme.ts";
import { drawTopBar } from "../topbar.ts";
import { Service, type Me } from "./api.ts";
import type { App } from "./app.ts";
import { troubleBox } from "./parts.ts";
import { NOWHERE, openStep, placeQuery, readPlace, STEPS, type Step } from "./place.ts";
import { feedStep } from "./step_feed.ts";
import { fileStep } from "./step_file.ts";
import { keyStep } from "./step_key.ts";
import { previewStep } from "./step_preview.ts";
import { publishStep } from "./step_publish.ts";
import { reportStep } from "./step_report.ts";
import { wasLeft } from "./waiting.ts";
import { sayIn } from "./words.ts";

const DRAW: Record<Step, (app: App) => HTMLElement | Promise<HTMLElement>> = {
  key: keyStep,
  feed: feedStep,
  file: fileStep,
  report: reportStep,
  preview: previewStep,
  publish: publishStep,
};

let leave = new AbortController();

const app: App = {
  lang: readLang(),
  say: sayIn(readLang()),
  service: new Service(),
  me: null,
  place: readPlace(location.search),
  feed: null,
  version: null,
  keyFault: null,
  again: null,
  signal: leave.signal,
  go(change) {
    app.place = { ...app.place, ...change };
    keepPlace(true);
    void open(true);
  },
  useKey: (key) => void useKey(key),
  tell(text) {
    byId("said").textContent = text;
  },
  fail(reason) {
    if (wasLeft(reason)) return;
    if (isRefused(reason)) void refused(reason);
    else trouble(reason);
  },
  state(name) {
    document.body.dataset["state"] = name;
  },
};

function keepPlace(asNew: boolean): void {
  const query = placeQuery(app.place, location.search);
  const url = `${location.pathname}${query}`;
  if (asNew && query !== location.search) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

const isRefused = (reason: unknown): boolean => reason instanceof ApiError && reason.status === 401;

/** Show what went wrong in place of the step. */
function trouble(reason: unknown): void {
  console.warn(reason);
  byId("step").replaceChildren(h("div", { class: "card narrow" }, troubleBox(app, reason, () => void open(true))));
  byId("step").querySelector<HTMLElement>("h1")?.focus();
  app.state("trouble");
}

/** The page's session was refused: another tab may have begun another, else the key is asked for. The place stays. */
async function refused(reason: unknown): Promise<void> {
  const proof = sessionNow()?.proof;
  try {
    const found = await resume();
    if (found && found.proof === proof) return trouble(reason);
    if (!found) app.keyFault = "session_over";
    app.me = null;
    void open(true);
  } catch (other) {
    trouble(other);
  }
}

/** Sign in with a key, in place of whoever is signed in; '' only signs out. */
async function useKey(key: string): Promise<void> {
  try {
    await signOut();
    app.me = null;
    if (key) await signIn(key);
  } catch (reason) {
    if (!isRefused(reason)) return trouble(reason);
    app.keyFault = "key_unknown";
  }
  app.place = { ...app.place, step: app.place.version || !key ? app.place.step : null };
  void open(true);
}

/** Who is signed in; null when the key is to be asked for. Throws ApiError. */
async function whoIsIn(): Promise<Me | null> {
  const before = wasSignedIn();
  const session = sessionNow() ?? (await resume());
  if (!session && before) app.keyFault = "session_over";
  return session && app.service.me();
}

/** What the place needs, asked anew: what is live may have changed. Throws ApiError. */
async function load(): Promise<Step> {
  const { service, signal } = app;
  app.me ??= await whoIsIn();
  const only = app.me?.feeds.length === 1 && app.me.scopes.includes("upload") ? app.me.feeds[0] : null;
  if (only && !app.place.feed && !app.place.step) app.place = { ...app.place, feed: only.feed };
  const { feed, version } = app.me ? app.place : NOWHERE;
  [app.feed, app.version] = await Promise.all([feed ? service.feed(feed) : null, feed && version ? service.version(feed, version) : null]);
  signal.throwIfAborted();
  const isReady = app.version?.state === "ready";
  return openStep(app.place, Boolean(app.me), isReady);
}

/** Draw the step of the place; the old one stays until the new one is there. */
async function open(takeFocus: boolean): Promise<void> {
  leave.abort();
  leave = new AbortController();
  app.signal = leave.signal;
  const { signal } = app;
  const root = byId("step");
  root.setAttribute("aria-busy", "true");
  try {
    const step = await load();
    if (app.place.feed && app.me) app.place = { ...app.place, step };
    keepPlace(false);
    const drawn = await DRAW[step](app);
    signal.throwIfAborted();
    root.replaceChildren(drawn);
    drawSteps(step);
    document.title = `${app.say(`step_${step}`)} | ${app.say("title")} | 二重 Futae`;
    if (step === "key" || step === "feed") app.state(step);
    else if (step === "file") app.state("file");
    app.keyFault = null;
    if (takeFocus) focusOn(root);
  } catch (reason) {
    if (!signal.aborted) app.fail(reason);
  } finally {
    if (!signal.aborted) root.removeAttribute("aria-busy");
  }
}

function focusOn(root: HTMLElement): void {
  scrollTo({ top: 0 });
  if (root.querySelector("[aria-invalid]")) root.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  else root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
}

function drawTop(): void {
  drawTopBar(app, { id: "to-console", href: "console", text: app.say("console_page") }, (lang) => {
    app.lang = lang;
    app.say = sayIn(lang);
    drawTop();
    // opening the step anew would give up a file that is on its way
    if (document.body.dataset["state"] !== "sending") void open(false);
  });
}

/** Whether a step can be gone back to from where one is. */
function reachable(step: Step): boolean {
  if (!app.me || step === "key" || step === "feed") return true;
  if (step === "file") return Boolean(app.place.feed);
  return step === "report" ? Boolean(app.version) : app.version?.state === "ready";
}

function drawSteps(now: Step): void {
  const { say } = app;
  const nav = byId("steps");
  nav.setAttribute("aria-label", say("steps"));
  const to = (step: Step): void => {
    const at = STEPS.indexOf(step);
    app.go({ step, ...(at < 3 ? { version: null } : {}), ...(at < 2 ? { feed: null } : {}) });
  };
  const items = STEPS.map((step, i) => {
    const name = say(`step_${step}`);
    const words = [h("span", { class: "n", "aria-hidden": "true" }, String(i + 1)), h("span", { class: "name" }, name)];
    const past = i < STEPS.indexOf(now);
    const inside = step === now || !app.me || !reachable(step) ? h("span", step === now ? { "aria-current": "step" } : {}, ...words) : h("button", { type: "button", id: `to-${step}`, onclick: () => to(step) }, ...words);
    return h("li", { class: step === now ? "now" : past ? "past" : "later" }, inside);
  });
  nav.replaceChildren(h("ol", {}, ...items));
}

addEventListener("popstate", () => {
  app.place = readPlace(location.search);
  void open(true);
});
// the map's own colours come with its style
onSystemTheme(() => document.querySelector(".map") && void open(false));
wear();
drawAnewWithFonts();
drawTop();
void open(false);
