/**
 * The service worker, built when the site is: `sw.js` beside `index.html`, with the list of the
 * files that it keeps. Workbox does the keeping; here is only the list.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const source = fileURLToPath(new URL("../src/offline/sw.ts", import.meta.url));

/** Not kept: the worker itself, source maps, and what no page needs to rank a file. */
const LEFT_OUT = /^sw\.js$|\.map$|^docs\//;
/** Vite's names of built files hold a hash of what is in them. */
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

/** Every file of the built site with its version; `null` where the name says it. */
export function manifest(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !LEFT_OUT.test(path))
    .sort()
    .map((url) => ({ url, revision: HASHED.test(url) ? null : digest(join(folder, url)) }));
}

function digest(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
}

/** @returns {import("vite").Plugin} */
export function precache() {
  let folder;
  return {
    name: "mindgap-precache",
    apply: "build",
    configResolved({ root, build: { outDir } }) {
      folder = resolve(root, outDir);
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        await build({
          configFile: false,
          publicDir: false,
          logLevel: "error",
          define: {
            __PRECACHE__: JSON.stringify(manifest(folder)),
            "process.env.NODE_ENV": '"production"',
          },
          build: {
            outDir: folder,
            emptyOutDir: false,
            target: "es2022",
            rolldownOptions: {
              input: { sw: source },
              output: { format: "iife", entryFileNames: "sw.js" },
            },
          },
        });
      },
    },
  };
}
