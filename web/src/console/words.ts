/** Every word of the console, in Japanese and English; a test holds both to the same keys and places.
 *  What does not live here: the words themselves (words_ja.ts, words_en.ts), those of the other pages. */

import type { Lang } from "../state.ts";
import { en } from "./words_en.ts";
import { ja } from "./words_ja.ts";

export type Word = keyof typeof ja;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

export const WORDS: Record<Lang, Record<Word, string>> = { ja, en };

/** The words of a language: `say("version_n", { n: 3 })`. */
export function sayIn(lang: Lang): Say {
  return (word, values = {}) => WORDS[lang][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A word made from what the API says (`kind_` + kind), or the fallback where the console has none. */
export const sayOr = (lang: Lang, word: string, fallback: string): string =>
  word in WORDS.ja ? WORDS[lang][word as Word] : fallback;
