// The packed tarball, installed where its users install it.

import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { pack, root, run } from "./packed.mjs";

let folder;
let made;
before(async () => {
  made = await pack();
  folder = made.folder;
  made.install(made.tarball);
});
after(() => made.remove());

/** One of this repository's own tools, run on the consumer. */
const tool = (path) => join(root, "node_modules", path);

/** The version of a package that is installed here, so that npm's cache has it. */
const locked = async (name) =>
  JSON.parse(await readFile(tool(`${name}/package.json`), "utf8")).version;

test("it holds what it should, and nothing else", () => {
  const tops = new Set(made.packed.files.map(({ path }) => path.split("/")[0]));
  assert.deepEqual([...tops].sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "dist",
    "embed",
    "package.json",
    "schema",
    "wasm",
  ]);
});

test("Node imports it, and installs nothing else for it", async () => {
  const installed = await readdir(join(folder, "node_modules"));
  assert.deepEqual(
    installed.filter((name) => !name.startsWith(".")),
    ["mindgap"],
  );
  await writeFile(
    join(folder, "node.mjs"),
    `import { open } from "mindgap";
     const votes = await (await open()).readVotes({ text: "model_a,model_b,winner\\nA,B,model_a\\nB,A,tie\\n" });
     const board = await votes.rank({ bootstrap: false });
     console.log(board.models.map((model) => model.name).join(), board.provenance.version);`,
  );
  const { version } = made.packed;
  assert.equal(run(process.execPath, ["node.mjs"], folder).trim(), `A,B ${version}`);
});

test("TypeScript knows its types", async () => {
  made.install(
    `lit@${await locked("lit")}`,
    `@observablehq/plot@${await locked("@observablehq/plot")}`,
  );
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

test("sizes stay within their budgets", async () => {
  const size = async (path) => gzipSync(await readFile(join(root, path)), { level: 9 }).length;
  // Bytes, gzipped. The aims are 200 KB, 100 KB and 180 KB.
  assert.ok((await size("pkg/wasm/mindgap_bg.wasm")) <= 290_000);
  assert.ok((await size("pkg/wasm/mindgap_gpu_bg.wasm")) <= 103_500, "loaded where a GPU is used");
  assert.ok(
    (await size("pkg/wasm/mindgap_gap_bg.wasm")) <= 407_000,
    "loaded for scores, groups and trust",
  );
  assert.ok((await size("pkg/wasm/mindgap_style_bg.wasm")) <= 133_500, "loaded for style");
  const embed = await readdir(join(root, "pkg/embed"));
  // Chunks have eight characters of a hash in their names.
  const named = (start) =>
    embed.filter((name) => name === `${start}.js` || /^-.{8}\.js$/.test(name.replace(start, "")));
  const sum = async (names) =>
    (await Promise.all(names.map((name) => size(`pkg/embed/${name}`)))).reduce((a, b) => a + b, 0);
  const groups = [
    [["mindgap"], 25_000, "the elements, which also show a snapshot"],
    [["reading", "worker"], 20_000, "loaded to read and rank votes"],
    [["instance", "given", "rolldown-runtime"], 6_500, "loaded where workers are forbidden"],
    [["figure", "leaderboard"], 95_000, "charts, loaded when one is shown"],
    [["gpu-worker"], 8_000, "loaded where a GPU is used"],
    [["gap", "gap-worker"], 17_500, "loaded for scores"],
    [["parquet-worker"], 92_000, "loaded for a Parquet file"],
    [["host"], 92_000, "loaded for a Parquet file where workers are forbidden"],
    [["gap-host"], 4_000, "loaded for scores where workers are forbidden"],
  ];
  for (const [names, most, what] of groups) {
    const files = names.flatMap((name) => named(name));
    assert.ok(files.length >= names.length, `no ${names}`);
    assert.ok((await sum(files)) <= most, `${what}: ${await sum(files)} of ${most}`);
  }
  const all = groups.flatMap(([names]) => names.flatMap((name) => named(name)));
  const scripts = embed.filter((name) => name.endsWith(".js"));
  assert.deepEqual([...new Set(all)].sort(), scripts.sort(), "a file without a budget");
});
