// What package.json promises: one version everywhere, and nothing packed that is not built.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const json = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));

test("one version: the crates', the package's, its users' here, and the lock files'", async () => {
  const cargo = await readFile(join(root, "Cargo.toml"), "utf8");
  const version = /\[workspace\.package\]\s+version = "([^"]+)"/.exec(cargo)?.[1];
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal((await json("pkg/package.json")).version, version);
  const { workspaces } = await json("package.json");
  const { packages } = await json("package-lock.json");
  assert.equal(packages.pkg.version, version);
  for (const workspace of workspaces) {
    const { dependencies, devDependencies } = await json(`${workspace}/package.json`);
    const asked = { ...devDependencies, ...dependencies }.mindgap;
    if (asked !== undefined) assert.equal(asked, version, workspace);
  }
  const lock = await readFile(join(root, "Cargo.lock"), "utf8");
  const own = [...lock.matchAll(/name = "(mindgap[^"]*)"\nversion = "([^"]+)"/g)];
  assert.ok(own.length >= 4);
  for (const [, name, locked] of own) assert.equal(locked, version, name);
});

test("Lit and Plot are the page's own: ranges, and nothing that Node installs", async () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = await json("pkg/package.json");
  assert.equal(dependencies, undefined);
  for (const [name, range] of Object.entries(peerDependencies)) {
    assert.match(range, /^\^/, name);
    assert.equal(peerDependenciesMeta[name].optional, true, name);
  }
});

let repository;
before(async () => {
  repository = await mkdtemp(join(tmpdir(), "mindgap-prepack-"));
  for (const file of ["pkg/package.json", "pkg/build/prepack.js"]) {
    await mkdir(dirname(join(repository, file)), { recursive: true });
    await copyFile(join(root, file), join(repository, file));
  }
  await mkdir(join(repository, "bin"));
});
after(() => rm(repository, { recursive: true, force: true }));

/** Runs `prepack` in a clean checkout whose `cargo` is a script of Node's; its exit and last words. */
async function prepack(cargo, env = {}) {
  const program = join(repository, "bin/cargo");
  await writeFile(program, `#!${process.execPath}\n${cargo}`);
  await chmod(program, 0o755);
  const path = `${join(repository, "bin")}${delimiter}${process.env.PATH}`;
  const { CARGO_PKG_NAME, ...rest } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ["build/prepack.js"], {
    cwd: join(repository, "pkg"),
    env: { ...rest, PATH: path, ...env },
    encoding: "utf8",
  });
  return { status, said: stderr.trim().split("\n").at(-1) };
}

/** Stands for `cargo xtask build`: makes all that package.json names, or all but one file. */
const building = (but) => `
  const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
  const { dirname } = require("node:path");
  if (process.argv.slice(2).join(" ") !== "xtask build") process.exit(2);
  const { bin, exports: entries } = JSON.parse(readFileSync("pkg/package.json"));
  const leaves = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(leaves));
  const names = ["mindgap", "mindgap_gpu", "mindgap_gap", "mindgap_style"];
  const wasm = names.flatMap((name) => [".js", ".d.ts", "_bg.wasm"].map((end) => "./wasm/" + name + end));
  const licences = ["./LICENSE-MIT", "./LICENSE-APACHE"];
  // Each after what it is made from.
  const files = [...wasm, ...leaves(entries), ...leaves(bin), "./README.md", ...licences];
  for (const path of files.filter((path) => !path.includes("*") && !["./package.json", ${JSON.stringify(but)}].includes(path))) {
    mkdirSync(dirname("pkg/" + path), { recursive: true });
    writeFileSync("pkg/" + path, "built");
  }
  writeFileSync("built", "");`;

test("prepack never lets an empty or a half-built package out", async (t) => {
  if (process.platform === "win32") return t.skip("the stand-in for cargo is a Unix script");
  const failed = await prepack("process.exit(1)");
  assert.equal(failed.status, 1);
  assert.match(failed.said, /^mindgap is not packed: `cargo xtask build` failed/);

  const nothing = await prepack("");
  assert.equal(nothing.status, 1);
  assert.match(nothing.said, /^mindgap is not packed: pkg\/ lacks \.\/dist\/index\.d\.ts, /);

  const most = await prepack(building("./dist/tokens.css"));
  assert.equal(most.status, 1);
  assert.equal(
    most.said,
    "mindgap is not packed: pkg/ lacks ./dist/tokens.css, which package.json names",
  );
});

test("prepack builds once what is missing or older than its source", async (t) => {
  if (process.platform === "win32") return t.skip("the stand-in for cargo is a Unix script");
  assert.deepEqual(await prepack(building()), { status: 0, said: "" });
  const built = join(repository, "built");
  await rm(built);
  assert.equal((await prepack("process.exit(1)")).status, 0, "nothing to build");
  await mkdir(join(repository, "pkg/src"));
  await writeFile(join(repository, "pkg/src/index.ts"), "changed");
  assert.equal((await prepack("process.exit(1)")).status, 1, "a source has changed");
  const inside = await prepack("process.exit(1)", { CARGO_PKG_NAME: "xtask" });
  assert.equal(inside.status, 0, "inside xtask it only looks");
  assert.equal((await prepack(building())).status, 0);
  await readFile(built);
});
