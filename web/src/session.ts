/** The session of this browser with the service: a key is exchanged for a cookie that no script can read, and a proof
 *  that goes into a header of every request made with it. The key itself is kept nowhere. For every page that acts for
 *  somebody. What does not live here: asking for the key and words about it (send/), what a key is for (GET /v1/me). */

import { address, ApiError } from "./api.ts";

export interface Session {
  /** The organisation of the key; '*' for all. */
  org: string;
  /** Who holds the key; '' when nobody was named. */
  person: string;
  scopes: string[];
  /** When it ends by itself, in UTC. */
  expires_at: string;
  proof: string;
}

const ADDRESS = "v1/session";
/** In localStorage, until when this browser's session lasts. No secret: it only spares who never signed in a question. */
const MARK = "futae-session";

let current: Session | null = null;

/** The session this page works in; null while it has none. */
export const sessionNow = (): Session | null => current;

/** The headers that make a request the session's; none without one. */
export const sessionHeaders = (): Record<string, string> => (current ? { "X-Futae-Session": current.proof } : {});

function keep(session: Session | null): void {
  current = session;
  try {
    if (session) localStorage.setItem(MARK, session.expires_at);
    else localStorage.removeItem(MARK);
  } catch {
    /* a browser that keeps nothing is asked about each time */
  }
}

function marked(): "yes" | "no" | "unknown" {
  try {
    return localStorage.getItem(MARK) === null ? "no" : "yes";
  } catch {
    return "unknown";
  }
}

/** Whether somebody has signed in with this browser and not signed out since, be it that the session has ended. */
export const wasSignedIn = (): boolean => marked() === "yes";

async function ask(method: string, headers: Record<string, string> = {}, body: string | null = null): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address(ADDRESS), { method, headers, body, cache: "no-store", credentials: "same-origin" });
  } catch (reason) {
    throw new ApiError(0, String(reason));
  }
  if (answer.ok) return answer;
  const said = (await answer.json().catch(() => null)) as { detail?: unknown } | null;
  throw new ApiError(answer.status, typeof said?.detail === "string" ? said.detail : answer.statusText);
}

const isOver = (reason: unknown): boolean => reason instanceof ApiError && reason.status === 401;

/** Exchange a key; the page works in its session from here on. Throws ApiError: 401 for a wrong key. */
export async function signIn(key: string): Promise<Session> {
  const answer = await ask("POST", { "Content-Type": "application/json" }, JSON.stringify({ key }));
  const session = (await answer.json()) as Session;
  keep(session);
  return session;
}

/** The session that this browser has, null without one: after a reload, or when the page's own was refused (another tab
 *  may have begun another, else the page has none from here on). Throws ApiError when that cannot be told. */
export async function resume(): Promise<Session | null> {
  if (marked() === "no" && !current) return null;
  try {
    const session = (await (await ask("GET")).json()) as Session;
    keep(session);
    return session;
  } catch (reason) {
    if (!isOver(reason)) throw reason;
    keep(null);
    return null;
  }
}

/** End the page's session. One that is over already is no error; throws ApiError when the service cannot be told. */
export async function signOut(): Promise<void> {
  try {
    if (current) await ask("DELETE", sessionHeaders());
  } catch (reason) {
    if (!isOver(reason)) throw reason;
  }
  keep(null);
}
