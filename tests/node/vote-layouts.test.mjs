// Vote files as they come: outcomes that are asked about, in Node and on the command line.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { open } from "mindgap";

const main = fileURLToPath(new URL("../../pkg/dist/cli/main.js", import.meta.url));
const mindgap = await open();
let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), "mindgap-layouts-"))));
after(() => rm(folder, { recursive: true, force: true }));
after(() => mindgap.close());

/** Votes between A and B with these outcomes. */
const coded = (column, outcomes) =>
  [`model_a,model_b,${column}`, ...outcomes.map((outcome) => `A,B,${outcome}`)].join("\n");

async function rank(name, text, ...words) {
  await writeFile(join(folder, name), text);
  return spawnSync(
    process.execPath,
    [main, "rank", name, "--replicates", "0", "--format", "csv", ...words],
    { cwd: folder, encoding: "utf8" },
  );
}

test("a reading of the error settles what numbers mean", async () => {
  const text = coded("vote", ["1", "1", "0", "-1"]);
  const error = await mindgap.readVotes({ text }).then(assert.fail, (error) => error);
  assert.equal(error.code, "ambiguous-outcomes");
  assert.match(error.message, /outcomes can say which is meant$/);
  assert.deepEqual(error.values, [
    { value: "-1", rows: 1, line: 5 },
    { value: "0", rows: 1, line: 4 },
    { value: "1", rows: 2, line: 2 },
  ]);
  assert.deepEqual(error.readings[0], {
    words: "1 = the first model wins, -1 = the second model wins, 0 = a tie",
    outcomes: { 1: "model_a", 0: "tie", "-1": "model_b" },
  });
  const wins = [];
  for (const { outcomes } of error.readings) {
    const votes = await mindgap.readVotes({ text }, { outcomes });
    wins.push(votes.report.outcomes.model_a);
    votes.free();
  }
  assert.deepEqual(wins, [2, 1, 1]);
});

test("unknown outcomes are in the report, once each", async () => {
  const text = coded("winner", ["a", "b", "meh", "meh", "so so"]);
  const { report } = await mindgap.readVotes({ text });
  assert.deepEqual(report.unknownOutcomes, [
    { value: "meh", rows: 2, line: 4 },
    { value: "so so", rows: 1, line: 6 },
  ]);
  const outcomes = { meh: "tie", "so so": "skip" };
  const said = (await mindgap.readVotes({ text }, { outcomes })).report;
  assert.deepEqual(
    [said.outcomes.tie, said.droppedByReason.skipped, said.unknownOutcomes],
    [2, 1, []],
  );
});

test("a table of wins, and one that may be none", async () => {
  const wins = await mindgap.readVotes({ text: ",A,B,C\nA,,5,2\nB,3,,4\nC,1,2,\n" });
  assert.equal(wins.report.kept, 17);
  const text = ",A,B\nA,,5\nB,5,\n";
  const error = await mindgap.readVotes({ text }).then(assert.fail, (error) => error);
  assert.equal(error.code, "ambiguous-square");
  const votes = await mindgap.readVotes({ text }, { square: "row" });
  assert.equal(votes.report.kept, 10);
  await assert.rejects(mindgap.readVotes({ text }, { square: "rows" }), { code: "bad-option" });
});

test("the command line names its own options", async () => {
  const text = coded("winner", ["0", "1", "1", "0"]);
  const asked = await rank("index.csv", text);
  assert.equal(asked.status, 1);
  const [sentence, ...readings] = asked.stderr.trim().split("\n");
  assert.match(
    sentence,
    /^mindgap: the outcomes in "winner" .*; --outcome can say which is meant$/,
  );
  assert.deepEqual(readings, [
    "  1 = the first model wins, 0 = the second model wins: --outcome=0=model_b --outcome=1=model_a",
    "  0 = the first model wins, 1 = the second model wins: --outcome=0=model_a --outcome=1=model_b",
  ]);
  const flags = readings[1].split(": ")[1].split(" ");
  const said = await rank("index.csv", text, ...flags);
  assert.equal(said.status, 0, said.stderr);

  const signed = await rank("signed.csv", coded("vote", ["-1", "0", "1", "1", "-1"]));
  const dashed = signed.stderr.trim().split("\n")[1].split(": ")[1].split(" ");
  assert.equal((await rank("signed.csv", coded("vote", ["-1", "1"]), ...dashed)).status, 0);

  const words = await rank("words.csv", coded("winner", ["yes", "no", ""]));
  assert.match(words.stderr, /; --outcome can say what each value means\n$/);
  const three = ["--outcome", "yes=model_a", "--outcome", "no=model_b", "--outcome", "=tie"];
  const known = await rank("words.csv", coded("winner", ["yes", "no", ""]), ...three);
  assert.equal(known.status, 0, known.stderr);

  const some = await rank("some.csv", coded("winner", ["a", "b", "not sure"]));
  assert.match(
    some.stderr,
    /what an outcome means: '--outcome=not sure=…' \(model_a, model_b, tie, tie \(bothbad\) or skip\)/,
  );
  const square = await rank("square.csv", ",A,B\nA,1,5\nB,3,1\n");
  assert.match(square.stderr, /give --square row, or --square column where columns beat rows\n$/);
  assert.equal((await rank("square.csv", ",A,B\nA,1,5\nB,3,1\n", "--square", "column")).status, 0);
  const columns = await rank("odd.csv", "uno,dos,tres\nA,B,A\n");
  assert.match(columns.stderr, /; --column can say which is which\n$/);
});
