// The packed tarball in pages that each bundler made as www/docs/bundlers.md says, in Chromium: its
// workers run, those for a GPU, the gap and Parquet too, and its figures are Node's, bit for bit.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { open } from "mindgap";
import { createServer, build as viteBuild } from "vite";
import webpack from "webpack";
import { launch, serve, SOFTWARE_GPU, withPage } from "../browser/harness.mjs";
import { pack, root, run } from "./packed.mjs";

const text = await readFile(join(root, "tests/golden/votes_small.csv"), "utf8");
const parquet = await readFile(join(root, "tests/node/parquet/arena-snappy.parquet"), "base64");
const bootstrap = { replicates: 300, seed: 7 };
let made;
let browser;
let recipes;
let nodes;

before(async () => {
  made = await pack();
  const peers = ["lit", "@observablehq/plot"].map(async (name) => {
    const manifest = await readFile(join(root, "node_modules", name, "package.json"), "utf8");
    return `${name}@${JSON.parse(manifest).version}`;
  });
  made.install(made.tarball, ...(await Promise.all(peers)));
  // What the configurations import.
  await mkdir(join(made.folder, "node_modules/@rollup"), { recursive: true });
  for (const name of ["vite", "@rollup/plugin-commonjs", "@rollup/plugin-node-resolve"])
    await symlink(join(root, "node_modules", name), join(made.folder, "node_modules", name));
  recipes = read(await readFile(join(root, "www/docs/bundlers.md"), "utf8"));
  browser = await launch(SOFTWARE_GPU);
  const board = await (await (await open()).readVotes({ text })).rank({ bootstrap });
  nodes = createHash("sha256").update(new Uint8Array(board.samples.buffer)).digest("hex");
});
after(async () => {
  await browser?.close();
  await made?.remove();
});

/** The documented files and commands, by section: what stands before the first is everybody's. */
function read(markdown) {
  const sections = {};
  for (const part of markdown.split(/^## /m)) {
    const name = part.slice(0, part.indexOf("\n"));
    const blocks = part.matchAll(/^```(\w+)(?: (\S+))?\n([^]*?)^```/gm);
    sections[name] = Object.fromEntries(
      [...blocks].map(([, kind, file, code]) => [file ?? kind, code]),
    );
  }
  const { "# Bundlers": all, ...rest } = sections;
  return Object.fromEntries(
    Object.entries(rest).map(([name, files]) => [name, { ...all, ...files }]),
  );
}

/** Writes a section's files into the consumer, and a page around the script tag. */
async function consumer(section, script = "") {
  await rm(join(made.folder, "dist"), { recursive: true, force: true });
  const { sh, "index.html": page = script, ...files } = recipes[section];
  files["index.html"] = `<link rel="icon" href="data:," />\n${page}`;
  for (const [name, code] of Object.entries(files)) await writeFile(join(made.folder, name), code);
  // What the page's author wrote would call it; so that a bundler keeps it, a module does.
  await writeFile(
    join(made.folder, "page.js"),
    `import { mindgap } from "./main.js"; globalThis.mindgap = mindgap;`,
  );
  return sh;
}

const module = (path) => `<script type="module" src="${path}"></script>`;

/** Opens the page and asks it for everything. */
async function visit(url, expected) {
  await withPage(browser, { expected }, async (page) => {
    const started = [];
    page.on("worker", (worker) => started.push(worker.url()));
    await page.goto(url);
    await page.waitForFunction(() => globalThis.mindgap);
    const found = await page.evaluate(ask, { text, parquet, bootstrap });
    assert.equal(found.workers, 2);
    assert.equal(found.threads, undefined);
    assert.equal(found.hash, nodes, "other bits than Node's");
    assert.ok(found.correlations > 0);
    assert.deepEqual(found.parquet, { format: "parquet", kept: 200 });
    assert.deepEqual(found.gpu, { backend: "webgpu", workers: 1 });
    const wanted = "two for boards, one for the gap, one for Parquet, two with a GPU";
    assert.equal(started.length, 6, `${wanted}: ${started}`);
  });
}

/** Runs on the page. */
async function ask({ text, parquet, bootstrap }) {
  const mg = await mindgap({ workers: 2 });
  const votes = await mg.readVotes({ text });
  const board = await votes.rank({ bootstrap });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", board.samples));
  const rows = votes.report.models.map((model, k) => `${model},${(7 * k) % 5},${k}`);
  const scores = await mg.readScores({ text: ["model,a,b", ...rows].join("\n") });
  const { correlations } = await mg.gap(votes, scores, { board });
  const binary = Uint8Array.from(atob(parquet), (character) => character.charCodeAt(0));
  const { format, kept } = (await mg.readVotes(binary)).report;
  const other = await mindgap({ workers: 1, gpu: "require" });
  const drawn = await (await other.readVotes({ text })).rank({ bootstrap });
  const { backend, workers } = drawn.provenance;
  return {
    workers: mg.workers,
    threads: board.provenance.threads,
    hash: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    correlations: correlations.length,
    parquet: { format, kept },
    gpu: { backend, workers },
  };
}

/** Serves a folder while `use` looks at it. */
async function served(folder, use) {
  const site = await serve(folder, "/");
  try {
    await use(site.url);
  } finally {
    await site.close();
  }
}

test("Vite's build", async () => {
  await consumer("Vite", module("./page.js"));
  await viteBuild({ root: made.folder, logLevel: "error" });
  await served(join(made.folder, "dist"), (url) => visit(url));
});

test("webpack 5", async () => {
  await consumer("webpack 5", `<script defer src="./dist/main.js"></script>`);
  const { default: config } = await import(join(made.folder, "webpack.config.js"));
  const stats = await promisify(webpack)({
    ...config,
    context: made.folder,
    entry: "./page.js",
    output: { path: join(made.folder, "dist") },
    // To make it small takes most of the time.
    optimization: { minimize: false },
  });
  assert.equal(stats.hasErrors(), false, stats.toString());
  await served(made.folder, (url) => visit(url));
});

test("esbuild", async (t) => {
  if (process.platform === "win32") return t.skip("the recipe is for a Unix shell");
  shell(await consumer("esbuild", module("./dist/page.js")));
  await served(made.folder, (url) => visit(url));
});

test("Rollup", async (t) => {
  if (process.platform === "win32") return t.skip("the recipe is for a Unix shell");
  const { "main.js": main, sh } = recipes.esbuild;
  recipes.Rollup["main.js"] = main;
  await consumer("Rollup", module("./dist/page.js"));
  shell(sh.replace(/^esbuild .*/m, "rollup --config rollup.config.js --input page.js"));
  await served(made.folder, (url) => visit(url));
});

test("no bundler", async () => {
  await consumer("No bundler");
  await served(made.folder, (url) => visit(url));
});

// Last: from here on this process is in development.
test("Vite's dev server", async () => {
  await consumer("Vite", module("./page.js"));
  const server = await createServer({
    root: made.folder,
    logLevel: "error",
    server: { host: "127.0.0.1" },
  });
  try {
    await server.listen();
    await visit(server.resolvedUrls.local[0], /Lit is in dev mode/);
  } finally {
    await server.close();
  }
});

/** Runs documented commands with this repository's tools. */
function shell(commands) {
  const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  run(
    "env",
    [`PATH=${path}`, "sh", "-ec", commands.replace(" main.js ", " page.js ")],
    made.folder,
  );
}
