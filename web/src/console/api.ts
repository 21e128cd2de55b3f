/** What the console asks of the API, in the session of this browser.
 *  What does not live here: the shapes (shapes.ts), signing in (../session.ts), words for what went wrong (forms.ts). */

import { address, ApiError } from "../api.ts";
import { sessionHeaders } from "../session.ts";
import type { Agent, Deed, Delivery, Feed, Key, Line, Me, Page, Source, Target, Version } from "./shapes.ts";

export type Made = Key & { secret: string };

/** What a PUT of a feed takes; what is left out stands, but for those that are always there. */
export interface FeedIn {
  licence_ids: string[];
  audience: string;
  edition: string;
  timezone?: string;
  publish_when_clean: boolean;
  title?: string;
  holder?: string;
  policy?: Feed["policy"];
  silent_after_days?: number;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

async function ask(path: string, method: Method = "GET", body?: unknown, accept = "application/json"): Promise<Response> {
  const sent: RequestInit = { method, cache: "no-store", headers: { Accept: accept, ...sessionHeaders() } };
  if (body !== undefined) Object.assign(sent, { body: JSON.stringify(body), headers: { ...sent.headers, "Content-Type": "application/json" } });
  let answer: Response;
  try {
    answer = await fetch(address(path), sent);
  } catch (reason) {
    throw new ApiError(0, String(reason));
  }
  if (answer.ok) return answer;
  const said = (await answer.json().catch(() => null)) as { detail?: unknown } | null;
  throw new ApiError(answer.status, typeof said?.detail === "string" ? said.detail : answer.statusText);
}

const json = async <T>(path: string, method: Method = "GET", body?: unknown): Promise<T> => (await (await ask(path, method, body)).json()) as T;
const done = async (path: string, method: Method, body?: unknown): Promise<void> => void (await ask(path, method, body));

const ofOrg = (org: string, rest: string): string => `v1/orgs/${org}/${rest}`;
const ofVersion = (feed: string, number: number, rest = ""): string => `v1/feeds/${feed}/versions/${number}${rest}`;
const asPath = (link: string | undefined): string | null => (link ? link.replace(/^\//, "") : null);

/** Every method throws ApiError; status 0 is a lost network, 401 a session that is over. */
export const desk = {
  me: (): Promise<Me> => json("v1/me"),
  lines: async (): Promise<Line[]> => (await json<{ feeds: Line[] }>("v1/me/overview")).feeds,
  versions: async (feed: string): Promise<Version[]> => (await json<{ versions: Version[] }>(`v1/feeds/${feed}/versions`)).versions,

  publish: (feed: string, number: number): Promise<void> => done(ofVersion(feed, number, "/publish"), "POST"),
  schedule: (feed: string, number: number, at: string, announced: boolean): Promise<void> => done(ofVersion(feed, number, "/publish"), "POST", { at, announced }),
  override: (feed: string, number: number, reason: string): Promise<void> => done(ofVersion(feed, number, "/publish"), "POST", { override: reason }),
  cancelSchedule: (feed: string, number: number): Promise<void> => done(ofVersion(feed, number, "/schedule"), "DELETE"),
  rollback: (feed: string, live: number, reason: string): Promise<void> => done(`v1/feeds/${feed}/rollback`, "POST", { expected_live: live, reason }),
  withdraw: (feed: string, number: number, reason: string): Promise<void> => done(ofVersion(feed, number, "/withdraw"), "POST", { reason }),

  putFeed: (feed: string, body: FeedIn): Promise<void> => done(`v1/feeds/${feed}`, "PUT", body),
  putSource: (feed: string, url: string, hours: number): Promise<Source> => json(`v1/feeds/${feed}/source`, "PUT", { url, every_hours: hours }),
  endSource: (feed: string): Promise<void> => done(`v1/feeds/${feed}/source`, "DELETE"),

  /** The file of a version (a number), or of a generation, as it was sent. */
  async file(feed: Feed, which: number | "current" | "next" | "merged"): Promise<Blob> {
    const audience = feed.audience === "public" ? "" : `?audience=${encodeURIComponent(feed.audience)}`;
    const path = typeof which === "number" ? ofVersion(feed.feed, which, "/file") : `v1/feeds/${feed.feed}/${which}.zip${audience}`;
    return (await ask(path, "GET", undefined, "*/*")).blob();
  },

  keys: async (org: string): Promise<Key[]> => (await json<{ keys: Key[] }>(ofOrg(org, "keys"))).keys,
  makeKey: (org: string, person: string, scopes: string[]): Promise<Made> => json(ofOrg(org, "keys"), "POST", { person, scopes }),
  replaceKey: (org: string, id: string, grace: number): Promise<Made> => json(ofOrg(org, `keys/${id}/replace`), "POST", { grace_h: grace }),
  endKey: (org: string, id: string): Promise<void> => done(ofOrg(org, `keys/${id}`), "DELETE"),

  agents: async (org: string): Promise<Agent[]> => (await json<{ agents: Agent[] }>(ofOrg(org, "agents"))).agents,
  letAct: (org: string, agent: string, scopes: string[]): Promise<void> => done(ofOrg(org, `agents/${encodeURIComponent(agent)}`), "PUT", { scopes }),
  endAgent: (org: string, agent: string): Promise<void> => done(ofOrg(org, `agents/${agent}`), "DELETE"),

  /** What was done, newest first: of an organisation or one feed of it, or the page that an address names. */
  async deeds(org: string, feed: string | null, next: string | null = null): Promise<Page<Deed>> {
    const only = feed ? `&feed=${feed.split("/")[1] ?? ""}` : "";
    const page = await json<{ lines: Deed[]; links: Record<string, string> }>(next ?? ofOrg(org, `audit?limit=50${only}`));
    return { rows: page.lines, next: asPath(page.links["next"]) };
  },

  async deliveries(org: string, next: string | null = null): Promise<Page<Delivery>> {
    const page = await json<{ deliveries: Delivery[]; links: Record<string, string> }>(next ?? ofOrg(org, "deliveries?limit=50"));
    return { rows: page.deliveries, next: asPath(page.links["next"]) };
  },
  replay: (org: string, id: number): Promise<void> => done(ofOrg(org, `deliveries/${id}/replay`), "POST"),

  webhooks: async (org: string): Promise<Target[]> => (await json<{ webhooks: Target[] }>(ofOrg(org, "webhooks"))).webhooks,
  mails: (org: string): Promise<{ mails: Target[]; is_sent: boolean }> => json(ofOrg(org, "mails")),
  putWebhook: (org: string, name: string, url: string, kinds: string[]): Promise<{ secret: string | null }> => json(ofOrg(org, `webhooks/${encodeURIComponent(name)}`), "PUT", { url, kinds }),
  putMail: (org: string, name: string, to: string, kinds: string[], lang: string): Promise<void> => done(ofOrg(org, `mails/${encodeURIComponent(name)}`), "PUT", { address: to, kinds, lang }),
  endTarget: (org: string, channel: "webhook" | "mail", name: string): Promise<void> => done(ofOrg(org, `${channel}s/${name}`), "DELETE"),
};
