/** After `vite build`: puts beside the page what others take from a fixed address.
 *
 *  - dist/fonts/: the font the API makes glyph ranges from (and its licence), and the ranges `make web` drew of it;
 *  - dist/lib/maplibre-gl/: MapLibre as published, under names without a hash, for pages on other origins.
 *
 *  What does not live here: the page's own bundle (vite.config.ts). */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const web = new URL("../", import.meta.url);

/** Copies node_modules/`from` to dist/`to`, with the folders it needs. */
function copy(from, to) {
  const target = new URL(`dist/${to}`, web);
  mkdirSync(fileURLToPath(new URL(".", target)), { recursive: true });
  cpSync(fileURLToPath(new URL(`node_modules/${from}`, web)), fileURLToPath(target));
}

/** Copies a script without the comment that names its source map, which is not shipped. */
function copyScript(from, to) {
  copy(from, to);
  const target = new URL(`dist/${to}`, web);
  writeFileSync(target, readFileSync(target, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
}

copy("@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf", "fonts/NotoSansJP-Regular.ttf");
copy("@expo-google-fonts/noto-sans-jp/LICENSE_FONT", "fonts/OFL.txt");
copyScript("maplibre-gl/dist/maplibre-gl.mjs", "lib/maplibre-gl/maplibre-gl.mjs");
copyScript("maplibre-gl/dist/maplibre-gl-worker.mjs", "lib/maplibre-gl/maplibre-gl-worker.mjs");
copy("maplibre-gl/dist/maplibre-gl.css", "lib/maplibre-gl/maplibre-gl.css");
copy("maplibre-gl/LICENSE.txt", "lib/maplibre-gl/LICENSE.txt");

/** Ranges drawn by `make web`, one folder a font; without them the API draws what is asked for, as it is asked. */
const drawn = fileURLToPath(new URL("../build/glyphs", web));
for (const one of existsSync(drawn) ? readdirSync(drawn, { withFileTypes: true }) : []) {
  if (!one.isDirectory() || one.name.endsWith(".begun")) continue;
  cpSync(`${drawn}/${one.name}`, fileURLToPath(new URL(`dist/fonts/glyphs/${one.name}`, web)), { recursive: true });
}
