// The packed tarball, installed where its users install it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("../..", import.meta.url));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
let folder;
let packed;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mindgap-pack-"));
  const [made] = JSON.parse(
    run(npm, ["pack", "--json", "--workspace", "mindgap", "--pack-destination", folder], root),
  );
  packed = made;
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
  run(
    npm,
    ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, made.filename)],
    folder,
  );
});
after(() => rm(folder, { recursive: true, force: true }));

function run(program, parameters, cwd) {
  return execFileSync(program, parameters, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** One of this repository's own tools, run on the consumer. */
const tool = (path) => join(root, "node_modules", path);

test("it holds what it should, and nothing else", () => {
  const tops = new Set(packed.files.map(({ path }) => path.split("/")[0]));
  assert.deepEqual([...tops].sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist",
    "embed",
    "package.json",
    "wasm",
  ]);
});

test("Node imports it", async () => {
  await writeFile(
    join(folder, "node.mjs"),
    `import { open } from "mindgap";
     const votes = await (await open()).readVotes({ text: "model_a,model_b,winner\\nA,B,model_a\\nB,A,tie\\n" });
     const board = await votes.rank({ bootstrap: false });
     console.log(board.models.map((model) => model.name).join());`,
  );
  assert.equal(run(process.execPath, ["node.mjs"], folder).trim(), "A,B");
});

test("TypeScript knows its types", async () => {
  await writeFile(
    join(folder, "types.ts"),
    `import { open, type Board, type MindgapError } from "mindgap";
     import { rankingChart } from "mindgap/charts";
     import { MindgapLeaderboard } from "mindgap/elements";
     const mg = await open({ workers: 2 });
     const votes = await mg.readVotes("votes.csv", { columns: { judge: "who" } });
     const board: Board = await votes.rank({ ties: "davidson", bootstrap: { unit: "judge" } }, { onBoard: (b) => console.log(b.tiers) });
     const chart: HTMLElement = rankingChart(board, { scale: "elo" });
     const element: MindgapLeaderboard = document.createElement("mindgap-leaderboard");
     // @ts-expect-error there is no such treatment of ties
     await votes.rank({ ties: "thirds" });
     export { chart, element, type MindgapError };`,
  );
  const options = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--lib",
    "es2023,dom,dom.iterable",
  ];
  run(
    process.execPath,
    [tool("typescript/bin/tsc"), ...options, "--module", "nodenext", "--types", "", "types.ts"],
    folder,
  );
});

test("Vite bundles it, with its worker and its module", async () => {
  await writeFile(join(folder, "index.html"), `<script type="module" src="./main.js"></script>`);
  await writeFile(
    join(folder, "main.js"),
    `import "mindgap/elements"; import { open } from "mindgap"; open();`,
  );
  run(process.execPath, [tool("vite/bin/vite.js"), "build", "--logLevel", "error"], folder);
  const assets = await readdir(join(folder, "dist/assets"));
  assert.ok(
    assets.some((name) => name.endsWith(".wasm")) &&
      assets.some((name) => name.startsWith("worker")),
  );
});

test("sizes stay within their budgets", async () => {
  const size = async (path) => gzipSync(await readFile(join(root, path)), { level: 9 }).length;
  // Bytes, gzipped. The aims are 200 KB, 100 KB and 180 KB.
  assert.ok((await size("pkg/wasm/mindgap_bg.wasm")) <= 215_000);
  assert.ok((await size("pkg/wasm/mindgap_gpu_bg.wasm")) <= 99_800, "loaded where a GPU is used");
  assert.ok((await size("pkg/wasm/mindgap_gap_bg.wasm")) <= 249_000, "loaded for scores");
  const embed = await readdir(join(root, "pkg/embed"));
  const named = (...starts) =>
    embed.filter((name) =>
      starts.some((start) => name.startsWith(`${start}-`) || name === `${start}.js`),
    );
  const charts = named("figure", "leaderboard");
  const gpu = named("gpu-worker");
  const gap = named("gap", "gap-host", "gap-worker");
  const others = embed.filter((name) => ![...charts, ...gpu, ...gap].includes(name));
  const sum = async (names) =>
    (await Promise.all(names.map((name) => size(`pkg/embed/${name}`)))).reduce((a, b) => a + b, 0);
  assert.ok((await sum(others)) <= 27_000, "an embedded leaderboard's own code");
  assert.ok((await sum(charts)) <= 95_000, "its charts, loaded when one is shown");
  assert.ok((await sum(gpu)) <= 8_000, "loaded where a GPU is used");
  assert.ok((await sum(gap)) <= 17_000, "loaded for scores");
});
