/** What every step is given: who sends, where they are, what is known of it, and how to go on.
 *  What does not live here: drawing steps (step_*.ts), moving between them (main.ts). */

import type { Lang } from "../state.ts";
import type { FeedModel, Me, Service, Version } from "./api.ts";
import type { Place } from "./place.ts";
import type { Say } from "./words.ts";

export interface App {
  lang: Lang;
  say: Say;
  service: Service;
  me: Me | null;
  place: Place;
  /** The feed and the version of the place, as they were when the step was opened. */
  feed: FeedModel | null;
  version: Version | null;
  /** Why the key has to be given again, once. */
  keyFault: "key_unknown" | "session_over" | null;
  /** The version whose bytes were sent again, until another is opened. */
  again: number | null;
  /** Ends when the step is left. */
  signal: AbortSignal;
  /** Go to another place; the step is drawn anew and gets the focus. */
  go(change: Partial<Place>): void;
  /** Sign in with a key, which is forgotten at once; '' signs out. */
  useKey(key: string): void;
  /** Say something to those who listen rather than look. */
  tell(text: string): void;
  /** Show what went wrong in place of the step, with the way on. */
  fail(reason: unknown): void;
  /** The state of the page, for who drives it. */
  state(name: string): void;
}

/** The feed of the place. Throws when a step that needs one was opened without. */
export function feedOf(app: App): FeedModel {
  if (!app.feed) throw new Error("this step needs a feed");
  return app.feed;
}

/** The version of the place. Throws when a step that needs one was opened without. */
export function versionOf(app: App): Version {
  if (!app.version) throw new Error("this step needs a version");
  return app.version;
}

/** Whether the version is the one that is live now. */
export const isLive = (app: App): boolean => app.feed?.live?.version === app.version?.number && app.version !== null;

/** Whether the key may do a thing for the feed's organisation. */
export const may = (app: App, scope: string): boolean => Boolean(app.me?.scopes.includes(scope));
