import { defineConfig } from "vite";
import { docs, precache } from "./build/plugins.js";

export default defineConfig({
  // The site works under any path, also a project page's.
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The second is the one page that may ask other servers.
      input: { index: "index.html", address: "address/index.html" },
    },
  },
  worker: { format: "es" },
  // Its worker and wasm file are found relative to its own files.
  optimizeDeps: { exclude: ["mindgap"] },
  plugins: [docs(), precache()],
});
