/** The page's own Japanese font (base.css), for browsers that have none. What does not live here: the map's glyphs. */

/** Let words that were drawn before the font came be drawn anew. */
export function drawAnewWithFonts(): void {
  document.fonts.addEventListener("loadingdone", () => document.body.classList.add("fonts-came"));
}
