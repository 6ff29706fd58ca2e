// The packed tarball, installed into fresh projects outside this repository, as
// its users will: a Node program, a strict TypeScript project, a Vite site.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { devDependencies: versions } = JSON.parse(
  await readFile(join(root, "www/package.json"), "utf8"),
);

let folder;
let tarball;

async function run(cwd, program, ...args) {
  // On Windows npm and npx are scripts that only a shell finds.
  const shell = process.platform === "win32";
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd, shell });
    return stdout;
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`);
  }
}

/** A fresh project of these files, with the package and these others installed. */
async function consumer(name, files, ...packages) {
  const project = join(folder, name);
  const all = { "package.json": JSON.stringify({ name, private: true, type: "module" }), ...files };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  await run(project, "npm", "install", ...quiet, tarball, ...packages);
  return project;
}

const VOTES = "model_a,model_b,winner,count\\nA,B,model_a,60\\nA,B,model_b,30\\nA,B,tie,10\\n";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "mindgap-consumers-"));
  const [{ filename }] = JSON.parse(
    await run(
      join(root, "pkg"),
      "npm",
      "pack",
      "--json",
      "--loglevel=error",
      "--pack-destination",
      folder,
    ),
  );
  tarball = join(folder, filename);
});
after(() => rm(folder, { recursive: true, force: true }));

test("a Node program", async () => {
  const program = `
    import { open } from "mindgap";
    const mindgap = await open();
    const votes = await mindgap.readVotes({ text: "${VOTES}" });
    const board = await votes.rank({ bootstrap: { replicates: 100, seed: 1 } });
    console.log(JSON.stringify([board.models[0].name, board.samples.length]));
  `;
  const project = await consumer("node-program", { "main.js": program });
  assert.deepEqual(JSON.parse(await run(project, "node", "main.js")), ["A", 200]);
});

test("a strict TypeScript project", async () => {
  const program = `
    import { MindgapError, open, type Board, type Votes } from "mindgap";
    import "mindgap/elements";
    import * as charts from "mindgap/charts";
    const mindgap = await open({ workers: 0 });
    const votes: Votes = await mindgap.readVotes({ text: "" }, { columns: { winner: "w" } });
    const board: Board = await votes.rank({ ties: "half" }, { onBoard: ({ models }) => models });
    const [low, high]: [number, number] = board.models[0]!.interval;
    if (charts) console.log(high - low, MindgapError);
    // @ts-expect-error: no such tie model
    await votes.rank({ ties: "halve" });
  `;
  const options = {
    compilerOptions: {
      strict: true,
      noEmit: true,
      exactOptionalPropertyTypes: true,
      target: "ES2022",
      module: "NodeNext",
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      types: [],
    },
  };
  const project = await consumer(
    "typescript-project",
    { "main.ts": program, "tsconfig.json": JSON.stringify(options) },
    `typescript@${versions.typescript}`,
  );
  await run(project, "npx", "tsc", "-p", ".");
});

test("a Vite site", async () => {
  const page = '<script type="module" src="main.js"></script>';
  const program = `
    import { open } from "mindgap";
    const votes = await (await open()).readVotes("votes.csv");
    document.title = (await votes.rank()).models[0].name;
  `;
  const project = await consumer(
    "vite-site",
    { "index.html": page, "main.js": program },
    `vite@${versions.vite}`,
  );
  const said = await run(project, "npx", "vite", "build", "--base", "./");
  assert.doesNotMatch(said, /warn|externalized/i);
  const assets = await readdir(join(project, "dist/assets"));
  const kinds = assets.map((name) => name.replace(/-[\w-]{8}\./, ".")).sort();
  assert.deepEqual(kinds, ["index.js", "mindgap_bg.wasm", "worker.js"]);
  // Whoever only ranks does not load what draws.
  const size = (
    await readFile(
      join(
        project,
        "dist/assets",
        assets.find((a) => a.startsWith("index")),
      ),
    )
  ).length;
  assert.ok(size < 40_000, `${size} bytes: has Lit or Plot come along?`);
});
