/** The console of an organisation, put together: which part is open, who is signed in, and moving between parts.
 *  What does not live here: the parts (section_*.ts), asking (api.ts), what the address says (place.ts). */

import "../style/base.css";
import "../send/ground.css";
import "../send/steps.css";
import "./console.css";
import "./lists.css";
import { ApiError } from "../api.ts";
import { byId, h } from "../dom.ts";
import { drawAnewWithFonts } from "../fonts.ts";
import { button, row } from "../send/parts.ts";
import { troubleOf } from "../send/problems.ts";
import { resume, sessionNow, signOut, wasSignedIn } from "../session.ts";
import { readLang } from "../state.ts";
import { wear } from "../theme.ts";
import { drawTopBar } from "../topbar.ts";
import { desk } from "./api.ts";
import { meOf, type App } from "./app.ts";
import { heading, placeLink, scopeWords } from "./parts.ts";
import { PARTS, placeQuery, readPlace, type Part } from "./place.ts";
import { auditPart } from "./section_audit.ts";
import { deliveriesPart } from "./section_deliveries.ts";
import { feedPart } from "./section_feed.ts";
import { feedsPart } from "./section_feeds.ts";
import { keysPart } from "./section_keys.ts";
import { signInCard } from "./signin.ts";
import { sayIn, type Word } from "./words.ts";

const DRAW: Record<Part, (app: App) => Promise<HTMLElement>> = {
  feeds: (app) => (app.place.feed ? feedPart(app) : feedsPart(app)),
  keys: keysPart,
  audit: auditPart,
  deliveries: deliveriesPart,
};
const LATER_MS = 4_000;
const MOST_LATER = 30;

let leave = new AbortController();
let told: string | null = null;
let laters = 0;

const app: App = {
  lang: readLang(),
  say: sayIn(readLang()),
  me: null,
  place: readPlace(location.search),
  signal: leave.signal,
  go(change) {
    app.place = { ...app.place, ...change };
    history.pushState(null, "", `${location.pathname}${placeQuery(app.place, location.search)}`);
    laters = 0;
    told = null;
    void open(true);
  },
  again(said) {
    told = said ?? null;
    laters = 0;
    void open(true);
  },
  later() {
    const { signal } = app;
    if ((laters += 1) > MOST_LATER) return;
    setTimeout(() => {
      if (signal.aborted) return;
      if (isBusy()) app.later();
      else void open(false, true);
    }, LATER_MS);
  },
  tell(text) {
    byId("said").textContent = text;
  },
  fail(reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") return;
    if (reason instanceof ApiError && reason.status === 401) return void refused();
    console.warn(reason);
    byId("part").replaceChildren(troubleCard(reason));
    byId("part").querySelector<HTMLElement>("h1")?.focus();
    state("trouble");
  },
};

/** Whether somebody is at something that a new drawing would take away. */
const isBusy = (): boolean =>
  document.hidden || document.querySelector(".deed, #secret-box, details[open], #part :focus:not(h1)") !== null;

function state(name: string): void {
  document.body.dataset["state"] = name;
}

function troubleCard(reason: unknown): HTMLElement {
  const { say } = app;
  const { title, text, values } = troubleOf(reason);
  const back = app.place.feed || app.place.org ? placeLink(app, { part: "feeds" }, say("part_feeds"), { class: "button" }) : null;
  return h("div", { class: "card narrow" }, h("div", { class: "trouble", role: "alert" }, heading(say(title as Word)), h("p", {}, say(text as Word, values)), row(button(say("retry"), () => app.again(), "strong", "retry"), back)));
}

/** Ask for the key; afterwards the same place is opened. */
function askForKey(why: Word | null): void {
  leave.abort();
  app.me = null;
  drawHead();
  byId("part").removeAttribute("aria-busy");
  byId("part").replaceChildren(signInCard(app, why, () => void open(true)));
  document.title = `${app.say("sign_in_title")} | 二重 Futae`;
  byId("key").focus();
  state("signin");
}

/** The session was refused: another page of this browser may have begun one since; else it is over. */
async function refused(): Promise<void> {
  const before = sessionNow()?.proof;
  try {
    const found = await resume();
    if (!found || found.proof === before) return askForKey("session_over");
    app.me = null;
    await open(true);
  } catch (reason) {
    if (reason instanceof ApiError && reason.status === 401) askForKey("session_over");
    else app.fail(reason);
  }
}

/** Draw the part of the place; the old one stays until the new one is there, and altogether when this came `unasked` and
 *  somebody began something meanwhile. */
async function open(takeFocus: boolean, unasked = false): Promise<void> {
  leave.abort();
  leave = new AbortController();
  app.signal = leave.signal;
  const { signal } = app;
  const root = byId("part");
  root.setAttribute("aria-busy", "true");
  if (!root.hasChildNodes()) root.append(h("p", { class: "empty" }, app.say("busy")));
  try {
    app.me ??= await desk.me();
    signal.throwIfAborted();
    drawHead();
    const drawn = await DRAW[app.place.part](app);
    signal.throwIfAborted();
    if (unasked && isBusy()) return app.later();
    const onHeading = root.querySelector("h1:focus") !== null;
    root.replaceChildren(told ? h("p", { class: "did", id: "did" }, told) : "", drawn);
    const title = drawn.querySelector("h1")?.textContent ?? app.say("title");
    document.title = `${title} | ${app.say("title")} | 二重 Futae`;
    state(app.place.part === "feeds" && app.place.feed ? "feed" : app.place.part);
    if (told && takeFocus) app.tell(told);
    if (takeFocus) focusOn(root);
    else if (onHeading) root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  } catch (reason) {
    if (!signal.aborted) app.fail(reason);
  } finally {
    if (!signal.aborted) root.removeAttribute("aria-busy");
  }
}

function focusOn(root: HTMLElement): void {
  scrollTo({ top: 0 });
  root.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
}

async function leaveSession(): Promise<void> {
  try {
    await signOut();
  } catch (reason) {
    return app.fail(reason);
  }
  askForKey("signed_out");
}

function drawTop(): void {
  drawTopBar(app, { id: "to-send", href: "send", text: app.say("send_page") }, (lang) => {
    app.lang = lang;
    app.say = sayIn(lang);
    drawTop();
    if (!app.me) askForKey(null);
    else if (!document.querySelector("#secret-box")) void open(false); // a secret is shown once
  });
}

/** The line of parts, with who is signed in; nothing while nobody is. */
function drawHead(): void {
  drawTop();
  const nav = byId("parts");
  nav.hidden = !app.me;
  if (!app.me) return;
  const { say } = app;
  const me = meOf(app);
  const items = PARTS.map((part) => h("li", {}, placeLink(app, { part, org: app.place.org }, say(`part_${part}`), { id: `to-${part}`, "aria-current": part === app.place.part ? "page" : null })));
  const who = [me.person, me.org === "*" ? say("org_all") : me.org].filter(Boolean).join(" · ");
  nav.setAttribute("aria-label", say("parts"));
  nav.replaceChildren(
    h("ul", {}, ...items),
    h("p", { class: "who" }, h("span", { id: "who" }, say("who_am_i", { who, what: scopeWords(app, me.scopes) })), button(say("sign_out"), () => void leaveSession(), "quiet", "sign-out")),
  );
}

async function begin(): Promise<void> {
  wear();
  drawAnewWithFonts();
  drawTop();
  byId("part").replaceChildren(h("p", { class: "empty" }, app.say("busy")));
  try {
    const was = wasSignedIn();
    if (await resume()) await open(false);
    else askForKey(was ? "session_over" : null);
  } catch (reason) {
    app.fail(reason);
  }
}

addEventListener("popstate", () => {
  app.place = readPlace(location.search);
  told = null;
  if (app.me) void open(true);
});
void begin();
