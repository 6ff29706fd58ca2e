// The modules for `<script type="module" src=".../embed/mindgap.js">`: the elements with Lit, the
// charts with Plot as a chunk that is loaded when one is shown, and each worker as one file that can
// be copied anywhere. The wasm files are found as in the package, in ../wasm.
//
// The hash of every file goes into `integrity.json`, and into `tag.html` as tags to paste for this
// version on a CDN. A page's import map checks the chunks; what it cannot check, workers and wasm,
// the chunks check against hashes that are built into them.

import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { version } = JSON.parse(await readFile(at("package.json"), "utf8"));

const MODULES = ["mindgap", "mindgap_gpu", "mindgap_gap", "mindgap_style"].map(
  (name) => `${name}_bg.wasm`,
);
const WORKERS = ["worker", "gpu-worker", "gap-worker", "parquet-worker"];
const CDN = `https://cdn.jsdelivr.net/npm/mindgap@${version}/`;

async function bundle(input, plugins = []) {
  await build({
    input,
    plugins,
    external: [/^node:/],
    logLevel: "warn",
    output: {
      dir: at("embed"),
      format: "esm",
      minify: true,
      chunkFileNames: "[name]-[hash].js",
    },
  });
}

async function hash(path) {
  const digest = createHash("sha384").update(await readFile(at(path)));
  return `sha384-${digest.digest("base64")}`;
}

/** Files with their hashes, by name without the folder. */
async function hashes(folder, names) {
  const pairs = names.map(async (name) => [name, await hash(`${folder}/${name}`)]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** Gives the sources' empty table its contents. */
const filledIn = (table) => ({
  name: "integrity",
  load: (id) =>
    id === at("dist/integrity.js")
      ? `export const integrity = ${JSON.stringify(table)};`
      : undefined,
});

// Chunks carry a hash in their names, so old ones would stay beside the new.
await rm(at("embed"), { recursive: true, force: true });
for (const name of WORKERS) await bundle({ [name]: at(`dist/${name}.js`) });
const wasm = await hashes("wasm", MODULES);
const workers = await hashes(
  "embed",
  WORKERS.map((name) => `${name}.js`),
);
await bundle({ mindgap: at("dist/elements/embed.js") }, [filledIn({ ...wasm, ...workers })]);

const scripts = (await readdir(at("embed"))).filter((name) => name.endsWith(".js"));
const below = (folder, table) =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [`${folder}/${name}`, value]));
const files = {
  ...below("embed", await hashes("embed", scripts.sort())),
  ...below("wasm", wasm),
};
await writeFile(at("embed/integrity.json"), `${JSON.stringify({ version, files }, null, 2)}\n`);

const chunks = Object.entries(files).filter(
  ([path]) => path.startsWith("embed/") && !path.endsWith("worker.js"),
);
const map = { integrity: Object.fromEntries(chunks.map(([path, value]) => [CDN + path, value])) };
await writeFile(
  at("embed/tag.html"),
  `<script type="importmap">
${JSON.stringify(map, null, 2)}
</script>
<script
  type="module"
  src="${CDN}embed/mindgap.js"
  integrity="${files["embed/mindgap.js"]}"
  crossorigin
></script>
`,
);
