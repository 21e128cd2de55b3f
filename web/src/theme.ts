/** Light or dark: what the reader chose, else what their system says. Kept in this browser, for every page of the house.
 *  What does not live here: colours (base.css, and the map's in its style). */

export type Theme = "light" | "dark";

const KEY = "futae-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function kept(): Theme | null {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null; // storage is forbidden: the system decides
  }
}

/** The theme that is shown now. */
export const theme = (): Theme => kept() ?? (dark.matches ? "dark" : "light");

/** Dresses the page in the theme that is right now. */
export function wear(): void {
  const own = kept();
  if (own) document.documentElement.dataset["theme"] = own;
  else delete document.documentElement.dataset["theme"];
}

/** The other theme from now on. What the system says anyway is not kept, so that the page follows it again. */
export function switchTheme(): void {
  const wanted: Theme = theme() === "dark" ? "light" : "dark";
  try {
    if (wanted === (dark.matches ? "dark" : "light")) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, wanted);
  } catch {
    return; // nothing can be kept, and so nothing is switched
  }
  wear();
}

/** Calls when the system changes its mind. */
export const onSystemTheme = (act: () => void): void => dark.addEventListener("change", act);
