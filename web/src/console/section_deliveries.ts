/** What an organisation was told, to whom, and how it went; sending it once more.
 *  What does not live here: naming who is told (targets.ts). */

import { h } from "../dom.ts";
import { badge } from "../send/parts.ts";
import { desk } from "./api.ts";
import { meOf, orgShown, type App } from "./app.ts";
import { momentOf } from "./dates.ts";
import { deedButton, type Deed } from "./forms.ts";
import { growing, heading, nothing, orgChoice } from "./parts.ts";
import { isOwnAdmin, may, mayLookInto, type Delivery } from "./shapes.ts";
import { targetsSection } from "./targets.ts";
import { sayOr } from "./words.ts";

const TONES: Record<Delivery["state"], string> = { waiting: "calm", sent: "good", failed: "bad", cancelled: "calm" };

const SOON_MS = 60_000;

/** Whether a delivery is tried within a minute: then it is worth looking again. */
const isSoon = (one: Delivery): boolean => one.state === "waiting" && (!one.next_at || Date.parse(one.next_at) < Date.now() + SOON_MS);

const replayDeed = (app: App, org: string, one: Delivery): Deed => ({
  id: "replay",
  title: app.say("replay_title", { name: one.target }),
  text: app.say("replay_text"),
  go: app.say("replay_go"),
  act: async () => {
    await desk.replay(org, one.id);
    app.again(app.say("replay_done"));
  },
  refused: { 409: "replay_refused" },
});

/** Each try and what was answered. */
function tries(app: App, one: Delivery): HTMLElement | null {
  const { say, lang } = app;
  if (!one.tries.length) return null;
  const rows = one.tries.map((each) => h("li", {}, `${say("try_n", { n: each.attempt })} · ${momentOf(each.begun_at, lang)} · `, each.status ? `${each.status} ` : "", h("span", { lang: "en" }, each.outcome)));
  return h("details", { class: "tries" }, h("summary", {}, say("tries_n", { n: one.attempts })), h("ol", {}, ...rows));
}

function line(app: App, org: string, one: Delivery): HTMLElement {
  const { say, lang } = app;
  const place = h("div", { class: "deed-place" });
  const feeds = meOf(app).feeds;
  const title = feeds.find((each) => each.feed === one.feed)?.title || one.feed;
  const what = [title, one.version ? say("version_n", { n: one.version }) : "", sayOr(lang, `kind_${one.kind}`, one.kind)].filter(Boolean).join(" · ");
  const text = say("replay");
  const mayReplay = may(meOf(app), "admin", org) && one.state !== "waiting";
  return h(
    "li",
    { "data-delivery": one.id, "data-state": one.state },
    h("p", { class: "when" }, h("time", { datetime: one.happened_at }, momentOf(one.happened_at, lang)), " ", h("span", { class: "by" }, say(`channel_${one.channel}`), " ", h("code", {}, one.target))),
    h("p", { class: "what" }, what, " ", badge(TONES[one.state], say(`delivery_${one.state}`)), one.replay > 0 ? h("span", { class: "hint" }, ` ${say("replay_n", { n: one.replay })}`) : null),
    one.state === "waiting" && one.next_at ? h("p", { class: "hint" }, say("delivery_next", { at: momentOf(one.next_at, lang) })) : null,
    one.outcome && one.state !== "sent" ? h("p", { class: "why" }, say("delivery_said"), h("span", { lang: "en" }, one.outcome)) : null,
    tries(app, one),
    mayReplay ? h("div", { class: "row small" }, deedButton(app, text, place, () => replayDeed(app, org, one), { "data-do": "replay", "aria-label": `${text}, ${what}` })) : null,
    place,
  );
}

export async function deliveriesPart(app: App): Promise<HTMLElement> {
  const { say } = app;
  const org = orgShown(app);
  const me = meOf(app);
  const page = h("div", { class: "page" }, heading(say("part_deliveries")), orgChoice(app));
  if (!mayLookInto(me, org)) {
    page.append(h("p", { class: "note", id: "may-not" }, say("may_not_look")));
    return page;
  }
  const isAdmin = isOwnAdmin(me, org);
  const [first, webhooks, mails] = await Promise.all([desk.deliveries(org), isAdmin ? desk.webhooks(org) : null, isAdmin ? desk.mails(org) : null]);
  if (first.rows.some(isSoon)) app.later();
  const more = (next: string): ReturnType<typeof desk.deliveries> => desk.deliveries(org, next);
  page.append(
    webhooks && mails ? targetsSection(app, org, webhooks, mails) : h("p", { class: "note", id: "may-not" }, say("may_not_targets")),
    h("section", { "aria-labelledby": "log-title" },
      h("h2", { id: "log-title" }, say("deliveries_title")),
      first.rows.length ? growing(app, first, (one) => line(app, org, one), more) : nothing(say("deliveries_none"))),
  );
  return page;
}
