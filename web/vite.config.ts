/** How the three pages are built: the map (index.html), sending (send.html) and the console (console.html). Addresses are relative, so the page also works below a path; `npm run dev` asks the API of
 *  a running `futae serve` at 127.0.0.1:8000. What does not live here: the copies beside the page (scripts/copy.mjs). */

import { defineConfig } from "vite";

/** The host stays the one of the page: a session is made for pages of its own origin only. */
const API = { target: "http://127.0.0.1:8000", changeOrigin: false };

export default defineConfig({
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: ["index.html", "send.html", "console.html"],
      checks: { bundlerTimings: false }, // on a busy machine a page of advice that is none of the user's
      output: { codeSplitting: { groups: [{ name: "maplibre", test: /maplibre-gl.*\.mjs$/ }] } },
    },
  },
  server: { proxy: { "/v1": API, "/health": API } },
});
