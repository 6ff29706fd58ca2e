// The gap's figures as tables: every part, in every format, names that are formulas among them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import {
  csvOf,
  gapCsv,
  gapTable,
  gapTables,
  latexOf,
  markdownOf,
} from "../../pkg/dist/export/index.js";
import { open } from "../../pkg/dist/index.js";

const example = (name) =>
  readFileSync(new URL(`../../www/public/examples/${name}`, import.meta.url), "utf8");
const mg = await open();
after(() => mg.close());

const votes = await mg.readVotes({ text: example("talkarena-pilot.csv") });
const board = await votes.rank({ bootstrap: { replicates: 200, seed: 1 } });
const gap = await mg.gap(votes, await mg.readScores({ text: example("talkarena-table1.csv") }), {
  board,
});

test("every part of a gap is a table, in every format", () => {
  const all = gapTables(gap);
  const parts = ["global", "alone", "correlations", "topK", "components", "selection", "models"];
  for (const part of parts) assert.ok(all.includes(part), part);
  for (const what of all) {
    const table = gapTable(gap, what);
    for (const row of table.rows) assert.equal(row.length, table.columns.length, what);
    const lines = csvOf(table).trimEnd().split("\n");
    assert.equal(lines.length, table.rows.length + 1, what);
    const widths = new Set(lines.map((line) => line.split(",").length));
    if (!csvOf(table).includes('"')) assert.equal(widths.size, 1, what);
    assert.match(markdownOf(table), /^\*\*/);
    assert.match(latexOf(table), /\\caption\{/);
  }
});

test("figures are those of the gap, with every digit", () => {
  const [header, first] = gapCsv(gap, "correlations")
    .split("\n")
    .map((line) => line.split(","));
  const { kendall, winRates, benchmark } = gap.correlations[0];
  const of = (name) => first[header.indexOf(name)];
  assert.equal(of("benchmark"), benchmark);
  assert.equal(Number(of("kendall")), kendall.tau);
  assert.equal(Number(of("kendallPAdjusted")), kendall.pAdjusted);
  assert.equal(Number(of("kendallIntervalLower")), kendall.interval[0]);
  assert.equal(Number(of("winRatePearson")), winRates.pearson.r);
  const global = gapCsv(gap, "global").split("\n");
  assert.equal(global[0], "row,percent,q");
  assert.equal(Number(global[1].split(",")[2]), gap.global.q.value);
  assert.equal(global.filter((line) => line.startsWith("deals,")).length, 101);
});

test("a factor that the core leaves out is infinite", () => {
  const table = gapTable(gap, "selection");
  const at = table.columns.findIndex(({ key }) => key === "inflationBefore");
  const outcome = table.columns.findIndex(({ key }) => key === "outcome");
  const before = table.rows.filter((row) => row[outcome] === "dropped").map((row) => row[at]);
  // Fourteen columns of five models determine each other.
  assert.ok(before.length > 0 && before.every((factor) => factor === Infinity));
});

test("a part that is not there is an error, and is not listed", () => {
  const { global: _, ...without } = gap;
  assert.throws(() => gapTable(without, "alone"), /this gap has no alone table/);
  assert.ok(!gapTables(without).includes("alone"));
});

test("benchmarks and models that are formulas or markup are text everywhere", () => {
  const evil = '=HYPERLINK("http://x")';
  const named = structuredClone(gap);
  named.correlations[0].benchmark = evil;
  named.global.alone[0].benchmark = evil;
  named.models[0].name = "<img src=x onerror=alert(1)>|\\input{x}";
  for (const what of ["correlations", "alone", "topK", "models"])
    assert.match(gapCsv(named, what), /"'=HYPERLINK/, what);
  const models = gapTable(named, "models");
  assert.doesNotMatch(markdownOf(models), /(?<!\\)</);
  assert.doesNotMatch(latexOf(models), /\\input/);
});
