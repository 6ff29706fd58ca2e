// One module for `<script type="module" src=".../embed/mindgap.js">`: the elements with Lit, the
// charts with Plot as a chunk that is loaded when one is shown. The worker and the wasm file are
// found as in the package: beside it, and in ../wasm.
import { defineConfig } from "rolldown";

export default defineConfig({
  input: {
    mindgap: "dist/elements/embed.js",
    worker: "dist/worker.js",
    "gpu-worker": "dist/gpu-worker.js",
    "gap-worker": "dist/gap-worker.js",
  },
  external: [/^node:/],
  output: { dir: "embed", format: "esm", minify: true, chunkFileNames: "[name]-[hash].js" },
});
