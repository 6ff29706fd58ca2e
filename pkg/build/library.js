// Packs the Parquet library into the one file of ours that names it: the package needs no other, and
// a worker without a bundler, which knows no import maps, finds it. It is loaded when such a file comes.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const PACKED = ["hyparquet", "hyparquet-compressors", "hysnappy", "fzstd"];

/** Their licence asks for its notice. */
async function notice(name) {
  const folder = at(`../node_modules/${name}/`);
  const { version } = JSON.parse(await readFile(`${folder}package.json`, "utf8"));
  const licence = await readFile(`${folder}LICENSE`, "utf8");
  return `${name} ${version}\n${licence.trim()}`;
}

const notices = await Promise.all(PACKED.map(notice));
const file = at("dist/parquet/library.js");
await build({
  input: file,
  logLevel: "warn",
  output: {
    file,
    format: "esm",
    minify: true,
    banner: `/*!\n${notices.join("\n\n")}\n*/`,
  },
});
