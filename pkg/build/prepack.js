// Before packing: builds what is missing or older than its sources, and refuses to pack without it.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const pkg = fileURLToPath(new URL("..", import.meta.url));
const root = join(pkg, "..");
const manifest = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));

/** What is generated, and what it is generated from. */
const STEPS = [
  {
    made: ["mindgap", "mindgap_gpu", "mindgap_gap", "mindgap_style"].map(
      (name) => `pkg/wasm/${name}_bg.wasm`,
    ),
    from: ["src", "Cargo.toml", "Cargo.lock"],
  },
  {
    made: ["pkg/dist/index.js", "pkg/embed/mindgap.js"],
    from: ["src", "build", "wasm", "tsconfig.json", "package.json"].map((path) => `pkg/${path}`),
  },
];

/** When a file, or the newest file of a folder, was changed. */
function changed(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changed(join(path, name))));
}

function stale({ made, from }) {
  const oldest = Math.min(...made.map((path) => changed(join(root, path)) ?? 0));
  return from.some((path) => (changed(join(root, path)) ?? 0) > oldest);
}

function build() {
  // Inside xtask, which has built already and may be packing for its tests.
  if (process.env.CARGO_PKG_NAME === "xtask") return;
  try {
    // Standard output belongs to `npm pack --json`.
    execFileSync("cargo", ["xtask", "build"], { cwd: root, stdio: ["ignore", 2, 2] });
  } catch (error) {
    stop(`\`cargo xtask build\` failed, so there is nothing to pack: ${error.message}`);
  }
}

/** The paths that package.json promises. */
function promised() {
  const leaves = (value) =>
    typeof value === "string" ? [value] : Object.values(value).flatMap(leaves);
  return [...leaves(manifest.exports), ...leaves(manifest.bin), ...manifest.files];
}

/** Whether a path is there; with a `*` in its last part, whether anything matches. */
function isThere(path) {
  if (!path.includes("*")) return changed(join(pkg, path)) !== undefined;
  const [start, end] = path.split("*");
  const folder = start.slice(0, start.lastIndexOf("/"));
  if (changed(join(pkg, folder)) === undefined) return false;
  return readdirSync(join(pkg, folder)).some((name) => name.endsWith(end));
}

function stop(message) {
  console.error(`mindgap is not packed: ${message}`);
  process.exit(1);
}

const missing = () => promised().filter((path) => !isThere(path));

if (STEPS.some(stale) || missing().length > 0) build();
if (missing().length > 0) stop(`pkg/ lacks ${missing().join(", ")}, which package.json names`);
