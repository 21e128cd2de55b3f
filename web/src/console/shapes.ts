/** What the API answers, as far as the console relies on it, and what a key may do by it. Pure.
 *  What does not live here: asking (api.ts). */

import type { FeedModel as SentFeed, Schedule as SentSchedule, Version as SentVersion } from "../send/api.ts";

export interface Feed extends SentFeed {
  edition: string;
  policy: { base: string; block: string[]; permit: string[] };
  silent_after_days: number | null;
}

export interface Me {
  org: string;
  person: string;
  scopes: string[];
  acts_for: { org: string; scopes: string[] }[];
  feeds: Feed[];
}

export interface Schedule extends SentSchedule {
  due_local: string;
}

export interface Pending {
  number: number;
  state: SentVersion["state"];
  file_name: string;
  received_at: string;
}

export interface Source {
  url: string;
  every_hours: number;
  next_at: string;
  asked_at: string | null;
  changed_at: string | null;
  failures: number;
  status: number | null;
  outcome: string;
  version: number | null;
}

/** How one feed stands. */
export interface Line {
  feed: Feed;
  scopes: string[];
  timezone: string;
  today: string;
  version: number | null;
  live_at: string | null;
  last_service_on: string | null;
  last_service_of: number | null;
  days_left: number | null;
  next: Schedule | null;
  pending: Pending[];
  source: Source | null;
}

export interface Version extends SentVersion {
  stage: "received" | "checked" | "draft" | "scheduled" | "live" | "superseded" | "withdrawn";
  schedule: Schedule | null;
  override: { reason: string; set_at: string } | null;
  sender: Actor | null;
}

/** Who did something: a person's key, or a service. */
export interface Actor {
  actor: string;
  person: string;
  org: string;
}

export interface Key {
  id: string;
  prefix: string;
  person: string;
  scopes: string[];
  grants: string[];
  made_at: string;
  last_used_on: string | null;
  ended_at: string | null;
  replaces: string | null;
}

export interface Agent {
  agent: string;
  name: string;
  scopes: string[];
  granted_at: string;
}

export interface Deed extends Actor {
  id: number;
  at: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

export interface Target {
  name: string;
  kinds: string[];
  failing_since: string | null;
  disabled_at: string | null;
  disabled_reason: string;
  url?: string;
  address?: string;
  lang?: string;
}

export interface Delivery {
  id: number;
  channel: "webhook" | "mail";
  target: string;
  kind: string;
  feed: string;
  version: number | null;
  replay: number;
  state: "waiting" | "sent" | "failed" | "cancelled";
  attempts: number;
  next_at: string | null;
  outcome: string;
  happened_at: string;
  tries: { attempt: number; begun_at: string; status: number | null; outcome: string }[];
}

/** A page of a list, and the address of the next one. */
export interface Page<T> {
  rows: T[];
  next: string | null;
}

export const SCOPES = ["upload", "publish", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

const EVERY = "*";

/** The organisations a key is for: its own, and those it acts for. */
export function orgsOf(me: Me): string[] {
  const own = me.org === EVERY ? me.feeds.map((one) => one.feed.split("/")[0] ?? "") : [me.org];
  return [...new Set([...own, ...me.acts_for.map((one) => one.org)])].sort((a, b) => Number(b === me.org) - Number(a === me.org) || a.localeCompare(b));
}

/** Whether a key may do a thing for an organisation. */
export function may(me: Me, scope: Scope, org: string): boolean {
  if (me.org === org || me.org === EVERY) return me.scopes.includes(scope);
  return Boolean(me.acts_for.find((one) => one.org === org)?.scopes.includes(scope));
}

/** Whether a key may read what was done with an organisation and what it was told: a member's, or an agent's that administers. */
export const mayLookInto = (me: Me, org: string): boolean => me.org === org || may(me, "admin", org);

/** Whether a key may make keys, name agents and say who is told for an organisation: never an agent's. */
export const isOwnAdmin = (me: Me, org: string): boolean => (me.org === org || me.org === EVERY) && me.scopes.includes("admin");
