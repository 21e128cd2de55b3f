/** A line of the audit log as a sentence: from its action, its subject and its detail. Pure.
 *  What does not live here: who did it (parts.ts), drawing it (section_audit.ts). */

import type { Lang } from "../state.ts";
import { momentOf } from "./dates.ts";
import { SCOPES, type Deed } from "./shapes.ts";
import { sayIn, WORDS, type Word } from "./words.ts";

/** `shiomi/bus/3` as organisation, feed and version; empty and null where there is none. */
export function subjectOf(subject: string): { org: string; feed: string; version: number | null } {
  const [org = "", feed = "", number = ""] = subject.split("/");
  return { org, feed: feed ? `${org}/${feed}` : "", version: /^\d+$/.test(number) ? Number(number) : null };
}

const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** The word of an action: one that tells its state apart where there is one (`a_version_check_blocked`). */
function wordOf(deed: Deed): Word | null {
  const plain = `a_${deed.action.replace(".", "_")}`;
  const closer = `${plain}_${text(deed.detail["state"])}`;
  return closer in WORDS.ja ? (closer as Word) : plain in WORDS.ja ? (plain as Word) : null;
}

/** What was done, in a sentence; `title` names a feed as people do. What is not known is said as it stands. */
export function sentenceOf(deed: Deed, lang: Lang, title: (feed: string) => string): string {
  const say = sayIn(lang);
  const word = wordOf(deed);
  if (!word) return `${deed.action} ${deed.subject}`;
  const { feed, version } = subjectOf(deed.subject);
  const { detail } = deed;
  const given = Array.isArray(detail["scopes"]) ? detail["scopes"] : [];
  const scopes = SCOPES.filter((one) => given.includes(one)).map((one) => say(`may_${one}`));
  const zone = text(detail["timezone"]) || undefined;
  const at = text(detail["due_at"] ?? detail["old_ends_at"]);
  return say(word, {
    feed: title(feed), n: version ?? "", file: text(detail["file_name"]), name: text(detail["name"] ?? detail["agent"]),
    person: text(detail["person"]) || say("key_nobody"), scopes: scopes.join(lang === "ja" ? "・" : ", ") || say("may_nothing"), url: text(detail["url"]),
    date: at ? momentOf(at, lang, zone) : "",
  });
}

/** Why it was done, as somebody wrote; empty where nobody did, or where the service says what the sentence does. */
export function reasonOf(deed: Deed): string {
  const reason = text(deed.detail["reason"]);
  return /^(scheduled for |feed changed|it was withdrawn$)/.test(reason) ? "" : reason;
}
