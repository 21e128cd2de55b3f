/** What went wrong, in plain words, and what to do. Pure: an error in, words out.
 *  What does not live here: showing it (parts.ts), trying again (waiting.ts, main.ts). */

import type { Word } from "./words.ts";

export interface Trouble {
  title: Word;
  text: Word;
  values: Record<string, string>;
  /** What helps: the same again, another key, another feed, or nothing a person can do here. */
  way: "retry" | "key" | "feed" | "none";
}

const KNOWN: Record<number, [Word, Word, Trouble["way"]]> = {
  0: ["e_lost_title", "e_lost", "retry"],
  401: ["e_401_title", "e_401", "key"],
  403: ["e_403_title", "e_403", "key"],
  404: ["e_404_title", "e_404", "feed"],
  409: ["e_409_title", "e_409", "retry"],
  410: ["e_410_title", "e_410", "none"],
  413: ["e_413_title", "e_413", "none"],
};

/** The HTTP status that an error carries (ApiError); 0 when nothing answered, -1 for an error of the page itself. */
const statusOf = (reason: unknown): number =>
  reason instanceof Error && "status" in reason && typeof reason.status === "number" ? reason.status : -1;

/** The words for an error; `max` is the largest file the service takes, as text. */
export function troubleOf(reason: unknown, max = ""): Trouble {
  const status = statusOf(reason);
  const detail = reason instanceof Error ? reason.message : String(reason);
  const [title, text, way] = KNOWN[status] ??
    (status >= 400 && status < 500 ? ["e_400_title", "e_400", "none"] : ["e_500_title", "e_500", "retry"]);
  return { title, text, way, values: { max, detail } };
}

/** Whether asking again may help without a person: nothing answered, or the service is not itself. */
export const mayPass = (reason: unknown): boolean => statusOf(reason) === 0 || statusOf(reason) >= 500;
