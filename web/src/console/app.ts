/** What every part of the console is given: who asks, where they are, what they may do, and how to go on.
 *  What does not live here: drawing parts (section_*.ts), moving between them (main.ts). */

import type { Lang } from "../state.ts";
import { orgsOf, type Me } from "./shapes.ts";
import { placeQuery, START, type Place } from "./place.ts";
import type { Say } from "./words.ts";

export interface App {
  lang: Lang;
  say: Say;
  /** Who is signed in; null while nobody is. */
  me: Me | null;
  place: Place;
  /** Ends when the part is left. */
  signal: AbortSignal;
  /** Go to another place; its part is drawn and gets the focus. */
  go(change: Partial<Place>): void;
  /** Draw the part anew, as things are now; `said` is told to who listens, and shown above it. */
  again(said?: string): void;
  /** Draw it anew a little later, unless somebody is filling in a form then. */
  later(): void;
  /** Say something to those who listen rather than look. */
  tell(text: string): void;
  /** Show what went wrong in place of the part, with the way on. */
  fail(reason: unknown): void;
}

/** Who is signed in. Throws when a part that needs somebody was opened without. */
export function meOf(app: App): Me {
  if (!app.me) throw new Error("this part needs somebody who is signed in");
  return app.me;
}

/** The organisation that is shown: the one that was chosen, else the first that the key is for. */
export function orgShown(app: App): string {
  const many = orgsOf(meOf(app));
  const wanted = app.place.feed?.split("/")[0] ?? app.place.org;
  return many.find((one) => one === wanted) ?? many[0] ?? "";
}

/** The address of another place of the console. */
export const linkTo = (change: Partial<Place>): string => `console${placeQuery({ ...START, ...change }, location.search)}`;
