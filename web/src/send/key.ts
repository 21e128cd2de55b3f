/** The key as a person pastes it. It is kept nowhere: it is exchanged for a session at once (../session.ts).
 *  What does not live here: what a key is for (GET /v1/me). */

const FORM = /^futae_[0-9a-f]{12}_[0-9a-f]{48}$/;

/** The key in what was pasted: without the blanks, quotes, full-width letters and words that come along. */
export function cleanKey(pasted: string): string {
  const text = pasted.normalize("NFKC").replace(/[\s\u200b-\u200f\ufeff]/g, "");
  return /futae_[0-9a-z]*_?[0-9a-z]*/.exec(text)?.[0] ?? text;
}

/** What is wrong with the form of a key, before anybody is asked; null when nothing is. */
export function faultOfKey(key: string): "key_empty" | "key_not_one" | "key_cut" | null {
  if (!key) return "key_empty";
  if (!key.startsWith("futae_")) return "key_not_one";
  return FORM.test(key) ? null : "key_cut";
}
