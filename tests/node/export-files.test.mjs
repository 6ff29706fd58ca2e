// What the site offers to take along, made from a study with hostile names.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { open } from "../../pkg/dist/index.js";

const entry = fileURLToPath(new URL("../../www/src/export/files.ts", import.meta.url));
const [{ output }] = await build({
  configFile: false,
  logLevel: "error",
  build: { write: false, minify: false, lib: { entry, formats: ["es"], fileName: "files" } },
});
const { filesOf } = await import(
  `data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`
);

const mg = await open();
after(() => mg.close());
const example = (name) =>
  readFileSync(new URL(`../../www/public/examples/${name}`, import.meta.url), "utf8");
// A model and a benchmark that a spreadsheet would run.
const votes = await mg.readVotes({
  text: example("talkarena-pilot.csv").replaceAll("DiVA", "=DiVA()"),
});
const scores = await mg.readScores({
  text: example("talkarena-table1.csv").replaceAll("DiVA", "=DiVA()").replace("Humor", "+Humor"),
});
const bootstrap = { replicates: 50, seed: 1 };
const board = await votes.rank({ bootstrap });
const record = await votes.headToHead({ bootstrap });
const gap = await mg.gap(votes, scores, { board });
const pictures = { ranking: { toSVG: () => "<svg/>", toPNG: async () => new Blob(["png"]) } };
const all = filesOf({ board, record, gap, pictures });

test("every file has a name of its own and something in it", async () => {
  assert.ok(all.length > 30);
  assert.equal(new Set(all.map(({ file }) => file)).size, all.length);
  for (const { file, make } of all) {
    const content = await make();
    assert.ok((content.size ?? content.length) > 2, file);
  }
  assert.deepEqual(
    new Set(all.map(({ format }) => format)),
    new Set(["CSV", "JSON", "Markdown", "LaTeX", "SVG", "PNG"]),
  );
});

test("no cell of any CSV is a formula", () => {
  const tables = all.filter(({ format }) => format === "CSV");
  const cells = tables.flatMap(({ make }) => make().split(/[,\n"]+/));
  assert.ok(cells.includes("'=DiVA()") && cells.includes("'+Humor"));
  const number = /^[+-]?(\d|\.\d|Infinity)/;
  for (const cell of cells) assert.ok(!/^[=+\-@]/.test(cell) || number.test(cell), cell);
});

test("the JSON holds all figures but the replicates", () => {
  const study = JSON.parse(all.find(({ file }) => file === "study.json").make());
  assert.deepEqual(study.models, board.models);
  assert.deepEqual(study.headToHead.pairs, record.pairs);
  assert.deepEqual(study.gap.readings, gap.readings);
  assert.equal(study.rankShares.length, board.models.length ** 2);
  assert.equal(study.samples, undefined);
  const samples = all.find(({ file }) => file === "samples.csv").make();
  assert.equal(samples.trimEnd().split("\n").length, 51);
});
