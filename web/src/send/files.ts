/** What a person chose or dropped, judged before a byte is sent: only what surely is the wrong kind is refused here,
 *  with words on what to do. The service looks into the rest. What does not live here: the drop itself (step_file.ts). */

import type { Word } from "./words.ts";

/** What is known of a file before it is read. */
export interface Chosen {
  name: string;
  size: number;
}

export type Judged = { ok: true } | { ok: false; word: Word; values: Record<string, string | number> };

const FEED_TABLES = /^(agency|agency_jp|stops|routes|routes_jp|trips|stop_times|calendar|calendar_dates|shapes|office_jp|pattern_jp|fare_attributes|fare_rules|translations|feed_info|frequencies|transfers|levels|pathways)\.(txt|csv)$/i;
const KINDS: [RegExp, Word][] = [
  [/\.(xlsx?|xlsm|ods|numbers)$/i, "file_sheet"],
  [/\.(docx?|pdf|pptx?|jtd|odt|rtf)$/i, "file_document"],
  [/\.(png|jpe?g|gif|webp|heic|tiff?|bmp|svg|mp4|mov)$/i, "file_picture"],
  [/\.(shp|shx|dbf|prj|cpg)$/i, "file_shape_part"],
  [/\.(7z|rar|lzh|tar|tgz|gz|bz2|xz)$/i, "file_archive"],
  [/\.(exe|msi|dmg|lnk|url|webloc|ini)$/i, "file_program"],
];

/** Whether to send what was given: `files` as the browser names them, `folders` how many of them are folders. */
export function judge(files: readonly Chosen[], folders: number, maxBytes: number): Judged {
  const no = (word: Word, values: Record<string, string | number> = {}): Judged => ({ ok: false, word, values });
  const [first] = files;
  if (folders > 0) return no("file_folder");
  if (!first) return no("file_none");
  if (files.some((one) => FEED_TABLES.test(one.name))) return no("file_table", { name: first.name });
  if (files.some((one) => /\.(shp|dbf)$/i.test(one.name))) return no("file_shape_part", { name: first.name });
  if (files.length > 1) return no("file_many", { n: files.length });
  const kind = KINDS.find(([pattern]) => pattern.test(first.name));
  if (kind) return no(kind[1], { name: first.name });
  if (first.size === 0) return no("file_empty", { name: first.name });
  if (first.size > maxBytes) return no("file_large", { size: sizeText(first.size), max: sizeText(maxBytes) });
  return { ok: true };
}

/** A size as the windows of a computer show it (1 KB is 1,024 bytes): 812 B, 24 KB, 3.1 MB. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes < 1024 * 1023.5;
  const value = bytes / (kilo ? 1024 : 1024 * 1024);
  return `${value < 9.95 && !kilo ? value.toFixed(1) : Math.round(value).toLocaleString("en")} ${kilo ? "KB" : "MB"}`;
}
