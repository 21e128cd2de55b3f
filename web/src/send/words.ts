/** Every word of the page for sending, in Japanese and English; a test holds both to the same keys and places.
 *  What does not live here: words of findings, which come with the report; words of the map page (strings.ts). */

import type { Lang } from "../state.ts";
import { en } from "./words_en.ts";
import { ja } from "./words_ja.ts";

export type Word = keyof typeof ja;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

export const WORDS: Record<Lang, Record<Word, string>> = { ja, en };

/** The words of a language: `say("version_n", { n: 3 })`. */
export function sayIn(lang: Lang): Say {
  return (word, values = {}) =>
    WORDS[lang][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A word made from what the API says (`state_` + state), or the fallback where the page has none. */
export function sayOr(lang: Lang, word: string, fallback: string): string {
  return word in ja ? WORDS[lang][word as Word] : fallback;
}
