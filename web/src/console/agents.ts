/** The organisations that may act for this one: letting one, changing what it may, taking it back.
 *  What does not live here: what an agent's keys do then (the service). */

import { h } from "../dom.ts";
import { desk } from "./api.ts";
import { meOf, type App } from "./app.ts";
import { momentOf } from "./dates.ts";
import { checks, deedButton, field, type Deed } from "./forms.ts";
import { nothing, scopeWords, terms } from "./parts.ts";
import { SCOPES, type Agent } from "./shapes.ts";

function letDeed(app: App, org: string, agent: Agent | null): Deed {
  const { say } = app;
  const mine = SCOPES.filter((one) => meOf(app).scopes.includes(one));
  const name = field("agent", say("agent_name"), { maxlength: "64", spellcheck: "false", autocapitalize: "off", required: true, readonly: agent !== null, value: agent?.agent ?? "" }, say("agent_name_hint"));
  const scopes = checks("agent-scope", say("agent_scopes"), mine.map((one) => [one, say(`scope_${one}`)]), agent?.scopes ?? ["upload", "publish"]);
  return {
    id: "agent-let",
    title: say(agent ? "agent_change" : "agent_let"),
    text: say("agent_text"),
    fields: [name.element, scopes.element],
    go: say("agent_go"),
    missing: () => {
      if (!name.input.value.trim()) return { word: "agent_missing", field: name.input };
      return scopes.chosen().length ? null : { word: "agent_scopes_missing", field: scopes.first() };
    },
    act: async () => {
      await desk.letAct(org, name.input.value.trim(), scopes.chosen());
      app.again(say("agent_done", { name: name.input.value.trim() }));
    },
    refused: { 404: "agent_unknown" },
  };
}

const endDeed = (app: App, org: string, agent: Agent): Deed => ({
  id: "agent-end",
  title: app.say("agent_end_title", { name: agent.name || agent.agent }),
  text: app.say("agent_end_text"),
  go: app.say("agent_end_go"),
  act: async () => {
    await desk.endAgent(org, agent.agent);
    app.again(app.say("agent_end_done", { name: agent.name || agent.agent }));
  },
});

function item(app: App, org: string, agent: Agent): HTMLElement {
  const { say, lang } = app;
  const place = h("div", { class: "deed-place" });
  const label = (text: string): Record<string, unknown> => ({ "aria-label": `${text}, ${agent.agent}` });
  return h(
    "li",
    { class: "agent", "data-agent": agent.agent },
    h("h3", {}, agent.name || agent.agent, " ", h("code", {}, agent.agent)),
    terms([say("term_may"), scopeWords(app, agent.scopes)], [say("term_since"), momentOf(agent.granted_at, lang)]),
    h("div", { class: "row small" },
      deedButton(app, say("agent_change"), place, () => letDeed(app, org, agent), { "data-do": "change", ...label(say("agent_change")) }),
      deedButton(app, say("agent_end"), place, () => endDeed(app, org, agent), { "data-do": "end", ...label(say("agent_end")) })),
    place,
  );
}

export function agentsSection(app: App, org: string, agents: readonly Agent[]): HTMLElement {
  const { say } = app;
  const place = h("div", { class: "deed-place" });
  return h(
    "section",
    { "aria-labelledby": "agents-title", id: "agents" },
    h("h2", { id: "agents-title" }, say("agents_title")),
    h("p", { class: "hint" }, say("agents_lead")),
    agents.length ? h("ul", { class: "items" }, ...agents.map((one) => item(app, org, one))) : nothing(say("agents_none")),
    h("div", { class: "row" }, deedButton(app, say("agent_let"), place, () => letDeed(app, org, null), { id: "agent-let-open" })),
    place,
  );
}
