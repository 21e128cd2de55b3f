/** What was sent to the feed before, each version with its state and the way to its report.
 *  What does not live here: the report (step_report.ts). */

import { h } from "../dom.ts";
import type { Version } from "./api.ts";
import { feedOf, type App } from "./app.ts";
import { badge, button, instantText } from "./parts.ts";
import { troubleOf } from "./problems.ts";

const AT_ONCE = 5;

/** The colour of a version's state. */
export const toneOf = (state: Version["state"]): string =>
  state === "ready" ? "good" : state === "received" || state === "checking" ? "calm" : "bad";

function line(app: App, version: Version): HTMLElement {
  const { say, lang } = app;
  const isLive = feedOf(app).live?.version === version.number;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button", class: "past-version", "data-version": version.number,
        onclick: () => app.go({ version: version.number, step: "report" }),
      },
      h("b", {}, say("version_n", { n: version.number })),
      h("span", { class: "name" }, version.file_name),
      h("span", { class: "hint" }, instantText(version.received_at, lang)),
      isLive ? badge("live", say("live")) : badge(toneOf(version.state), say(`state_${version.state}`)),
    ),
  );
}

/** The section with the versions; they come when they come. */
export function pastVersions(app: App): HTMLElement {
  const { say } = app;
  const place = h("div", { "aria-live": "off" }, h("p", { class: "hint" }, say("busy")));
  const draw = (versions: readonly Version[], shown: number): void => {
    const more = versions.length > shown && button(say("file_past_more"), () => draw(versions, versions.length), "quiet");
    if (versions.length === 0) place.replaceChildren(h("p", { class: "hint" }, say("file_past_none")));
    else place.replaceChildren(h("ul", { class: "past-versions" }, ...versions.slice(0, shown).map((one) => line(app, one))), more || "");
  };
  app.service.versions(feedOf(app).feed).then(
    (versions) => draw(versions, AT_ONCE),
    (reason: unknown) => place.replaceChildren(h("p", { class: "hint" }, say(troubleOf(reason).title))),
  );
  return h("section", { class: "sent-before", "aria-labelledby": "past-title" }, h("h2", { id: "past-title" }, say("file_past")), place);
}
