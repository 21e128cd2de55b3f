/** Who is told of an organisation's events: webhooks and mail addresses, named and removed by its administrators.
 *  What does not live here: what was sent to them (section_deliveries.ts). */

import { h } from "../dom.ts";
import { badge } from "../send/parts.ts";
import { desk } from "./api.ts";
import type { App } from "./app.ts";
import { momentOf } from "./dates.ts";
import { checks, choice, deedButton, field, secretBox, type Deed } from "./forms.ts";
import { nothing, terms } from "./parts.ts";
import type { Target } from "./shapes.ts";
import { sayOr } from "./words.ts";

const KINDS = ["checked", "published", "withdrawn", "expiring", "expired", "silent"] as const;

interface Asked {
  app: App;
  org: string;
  /** Where a secret is shown. */
  secret: HTMLElement;
}

const kindWords = (app: App, kinds: readonly string[]): string =>
  kinds.length ? kinds.map((one) => sayOr(app.lang, `kind_${one}`, one)).join(app.lang === "ja" ? "・" : ", ") : app.say("kinds_all");

/** The kinds that are wanted; all of them is what the service calls none in particular. */
const wanted = (chosen: string[]): string[] => (chosen.length === KINDS.length ? [] : chosen);

function kindChecks(app: App): ReturnType<typeof checks> {
  return checks("kind", app.say("target_kinds"), KINDS.map((one) => [one, app.say(`kind_${one}`)]), KINDS);
}

function webhookDeed(asked: Asked): Deed {
  const { app, org } = asked;
  const { say } = app;
  const name = field("target-name", say("target_name"), { maxlength: "64", spellcheck: "false", autocapitalize: "off" }, say("target_name_hint"));
  const url = field("target-url", say("target_url"), { type: "url", inputmode: "url", spellcheck: "false", maxlength: "2000" }, say("target_url_hint"));
  const kinds = kindChecks(app);
  return {
    id: "webhook-add",
    title: say("webhook_add"),
    fields: [name.element, url.element, kinds.element],
    go: say("target_go"),
    missing: () => missingOf(name.input, url.input, kinds, "target_url_missing"),
    act: async () => {
      const made = await desk.putWebhook(org, name.input.value.trim(), url.input.value.trim(), wanted(kinds.chosen()));
      if (!made.secret) return app.again(say("target_done", { name: name.input.value.trim() }));
      const box = secretBox(app, say("webhook_secret", { name: name.input.value.trim() }), made.secret, () => app.again());
      asked.secret.replaceChildren(box);
      box.querySelector<HTMLElement>("h2")?.focus();
    },
  };
}

function mailDeed(asked: Asked): Deed {
  const { app, org } = asked;
  const { say } = app;
  const name = field("target-name", say("target_name"), { maxlength: "64", spellcheck: "false", autocapitalize: "off" }, say("target_name_hint"));
  const to = field("target-address", say("target_address"), { type: "email", inputmode: "email", maxlength: "254" }, say("target_address_hint"));
  const lang = choice("target-lang", say("target_lang"), [["ja", "日本語"], ["en", "English"]], app.lang);
  const kinds = kindChecks(app);
  return {
    id: "mail-add",
    title: say("mail_add"),
    fields: [name.element, to.element, lang.element, kinds.element],
    go: say("target_go"),
    missing: () => missingOf(name.input, to.input, kinds, "target_address_missing"),
    act: async () => {
      await desk.putMail(org, name.input.value.trim(), to.input.value.trim(), wanted(kinds.chosen()), lang.input.value);
      app.again(say("target_done", { name: name.input.value.trim() }));
    },
  };
}

function missingOf(name: HTMLInputElement, where: HTMLInputElement, kinds: ReturnType<typeof checks>, word: "target_url_missing" | "target_address_missing"): ReturnType<NonNullable<Deed["missing"]>> {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name.value.trim())) return { word: "target_name_missing", field: name };
  if (!where.value.trim()) return { word, field: where };
  return kinds.chosen().length ? null : { word: "target_kinds_missing", field: kinds.first() };
}

const endDeed = (asked: Asked, channel: "webhook" | "mail", one: Target): Deed => ({
  id: "target-end",
  title: asked.app.say("target_end_title", { name: one.name }),
  text: asked.app.say("target_end_text"),
  go: asked.app.say("target_end_go"),
  act: async () => {
    await desk.endTarget(asked.org, channel, one.name);
    asked.app.again(asked.app.say("target_end_done", { name: one.name }));
  },
});

function item(asked: Asked, channel: "webhook" | "mail", one: Target): HTMLElement {
  const { app } = asked;
  const { say, lang } = app;
  const place = h("div", { class: "deed-place" });
  const text = say("target_end");
  const standing = one.disabled_at ? badge("bad", say("target_disabled")) : one.failing_since ? badge("warn", say("target_failing", { at: momentOf(one.failing_since, lang) })) : null;
  return h(
    "li",
    { class: "target", "data-target": one.name },
    h("h4", {}, say(`channel_${channel}`), " ", h("code", {}, one.name), " ", standing),
    terms(
      [say(channel === "webhook" ? "target_url" : "target_address"), one.url ?? one.address ?? ""],
      [say("target_kinds"), kindWords(app, one.kinds)],
      Boolean(one.disabled_reason) && [say("term_reason"), h("span", { lang: "en" }, one.disabled_reason)],
    ),
    h("div", { class: "row small" }, deedButton(app, text, place, () => endDeed(asked, channel, one), { "data-do": "end", "aria-label": `${text}, ${one.name}` })),
    place,
  );
}

export function targetsSection(app: App, org: string, webhooks: readonly Target[], mails: { mails: Target[]; is_sent: boolean }): HTMLElement {
  const { say } = app;
  const asked: Asked = { app, org, secret: h("div", { class: "secret-place" }) };
  const place = h("div", { class: "deed-place" });
  const items = [...webhooks.map((one) => item(asked, "webhook", one)), ...mails.mails.map((one) => item(asked, "mail", one))];
  return h(
    "section",
    { "aria-labelledby": "targets-title", id: "targets" },
    h("h2", { id: "targets-title" }, say("targets_title")),
    h("p", { class: "hint" }, say("targets_lead")),
    asked.secret,
    items.length ? h("ul", { class: "items" }, ...items) : nothing(say("targets_none")),
    h("div", { class: "row small" },
      mails.is_sent && deedButton(app, say("mail_add"), place, () => mailDeed(asked), { id: "mail-add-open" }),
      deedButton(app, say("webhook_add"), place, () => webhookDeed(asked), { id: "webhook-add-open" })),
    mails.is_sent ? null : h("p", { class: "hint" }, say("mail_unsent")),
    place,
  );
}
