/** Keys of an organisation's persons: who holds which, making, replacing and ending them.
 *  What does not live here: the organisations that act for it (agents.ts). */

import { h } from "../dom.ts";
import { badge } from "../send/parts.ts";
import { agentsSection } from "./agents.ts";
import { desk, type Made } from "./api.ts";
import { meOf, orgShown, type App } from "./app.ts";
import { dayOf, momentOf } from "./dates.ts";
import { checks, choice, deedButton, field, secretBox, type Deed } from "./forms.ts";
import { heading, nothing, orgChoice, scopeWords, terms } from "./parts.ts";
import { isOwnAdmin, SCOPES, type Key } from "./shapes.ts";

const GRACES = [0, 24, 72, 168];

/** What the part shows now; changed by what is made here, so that a secret is not lost to a new drawing. */
interface Shown {
  app: App;
  org: string;
  list: HTMLElement;
  secret: HTMLElement;
}

/** Show a secret above all else; the list is asked for anew once it was kept. */
function showSecret(shown: Shown, made: Made): void {
  const { app, secret } = shown;
  const box = secretBox(app, app.say("key_made", { name: made.person || made.prefix }), made.secret, () => app.again());
  secret.replaceChildren(box);
  shown.list.querySelectorAll("button").forEach((one) => (one.disabled = true)); // it shows what was
  box.scrollIntoView({ block: "nearest" });
  box.querySelector<HTMLElement>("h2")?.focus();
  app.tell(app.say("secret_once"));
}

function makeDeed(shown: Shown): Deed {
  const { app, org } = shown;
  const { say } = app;
  const mine = SCOPES.filter((one) => meOf(app).scopes.includes(one));
  const person = field("person", say("key_person"), { maxlength: "100", required: true }, say("key_person_hint"));
  const scopes = checks("scope", say("key_scopes"), mine.map((one) => [one, say(`scope_${one}`)]), ["upload", "publish"]);
  return {
    id: "key-make",
    title: say("key_make"),
    fields: [person.element, scopes.element],
    go: say("key_make_go"),
    missing: () => (person.input.value.trim() ? null : { word: "key_person_missing", field: person.input }),
    act: async () => showSecret(shown, await desk.makeKey(org, person.input.value.trim(), scopes.chosen())),
  };
}

function replaceDeed(shown: Shown, key: Key): Deed {
  const { app, org } = shown;
  const { say } = app;
  const grace = choice("grace", say("key_grace"), GRACES.map((one) => [String(one), say(one ? "grace_n" : "grace_none", { n: one })]), "0");
  return {
    id: "key-replace",
    title: say("key_replace_title", { name: key.person || key.prefix }),
    text: say("key_replace_text"),
    fields: [grace.element],
    go: say("key_replace_go"),
    act: async () => showSecret(shown, await desk.replaceKey(org, key.id, Number(grace.input.value))),
    refused: { 409: "key_ended_before", 403: "key_more_than_mine" },
  };
}

function endDeed(shown: Shown, key: Key): Deed {
  const { app, org } = shown;
  const { say } = app;
  return {
    id: "key-end",
    title: say("key_end_title", { name: key.person || key.prefix }),
    text: say("key_end_text"),
    go: say("key_end_go"),
    grave: true,
    act: async () => {
      await desk.endKey(org, key.id);
      app.again(say("key_end_done", { name: key.person || key.prefix }));
    },
    refused: { 409: "key_last_admin", 404: "key_ended_before" },
  };
}

function item(shown: Shown, key: Key, now: number): HTMLElement {
  const { app } = shown;
  const { say, lang } = app;
  const place = h("div", { class: "deed-place" });
  const ends = key.ended_at ? Date.parse(key.ended_at) : null;
  const isOver = ends !== null && ends <= now;
  const name = key.person || say("key_nobody");
  const label = (text: string): Record<string, unknown> => ({ "aria-label": `${text}, ${name}` });
  return h(
    "li",
    { class: isOver ? "key over" : "key", "data-key": key.id },
    h("h3", {}, name, " ", h("code", {}, `${key.prefix}…`), " ", isOver ? badge("calm", say("key_over")) : ends !== null ? badge("warn", say("key_ending", { at: momentOf(key.ended_at ?? "", lang) })) : null),
    terms(
      [say("term_may"), scopeWords(app, key.scopes), key.grants.length ? ` · ${say("key_grants", { names: key.grants.join(", ") })}` : ""],
      [say("term_made"), momentOf(key.made_at, lang)],
      [say("term_used"), key.last_used_on ? dayOf(key.last_used_on, lang) : say("never_used")],
      isOver && [say("term_ended"), momentOf(key.ended_at ?? "", lang)],
    ),
    isOver ? null : h("div", { class: "row small" },
      ends === null && deedButton(app, say("key_replace"), place, () => replaceDeed(shown, key), { "data-do": "replace", ...label(say("key_replace")) }),
      deedButton(app, say("key_end"), place, () => endDeed(shown, key), { "data-do": "end", ...label(say("key_end")) })),
    place,
  );
}

export async function keysPart(app: App): Promise<HTMLElement> {
  const { say } = app;
  const org = orgShown(app);
  const page = h("div", { class: "page" }, heading(say("part_keys")), orgChoice(app));
  if (!isOwnAdmin(meOf(app), org)) {
    page.append(h("p", { class: "note", id: "may-not" }, say("may_not_keys")));
    return page;
  }
  const [keys, agents] = await Promise.all([desk.keys(org), desk.agents(org)]);
  const now = Date.now();
  const place = h("div", { class: "deed-place" });
  const shown: Shown = { app, org, list: h("div", { class: "stack" }), secret: h("div", { class: "secret-place" }) };
  const isLive = (one: Key): boolean => !one.ended_at || Date.parse(one.ended_at) > now;
  const [live, over] = [keys.filter(isLive).reverse(), keys.filter((one) => !isLive(one)).reverse()];
  shown.list.append(
    h("div", { class: "row" }, deedButton(app, say("key_make"), place, () => makeDeed(shown), { id: "key-make-open", class: "strong" })),
    place,
    live.length ? h("ul", { class: "items" }, ...live.map((one) => item(shown, one, now))) : nothing(say("keys_none")),
    over.length ? h("details", { class: "fold" }, h("summary", {}, say("keys_over", { n: over.length })), h("ul", { class: "items" }, ...over.map((one) => item(shown, one, now)))) : "",
  );
  page.append(h("section", { "aria-labelledby": "keys-title" }, h("h2", { id: "keys-title" }, say("keys_title")), h("p", { class: "hint" }, say("keys_lead")), shown.secret, shown.list), agentsSection(app, org, agents));
  return page;
}
