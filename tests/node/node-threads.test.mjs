// Node's own threads: the same bits with any number, the same errors, and a process that ends.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { afterEach, test } from "node:test";
import { promisify } from "node:util";
import { open } from "mindgap";

const at = (path) => new URL(`../../${path}`, import.meta.url);
const file = await readFile(at("tests/golden/votes_small.csv"));
const bootstrap = { replicates: 3_000, seed: 7 };

const opened = [];
afterEach(() => opened.splice(0).forEach((mindgap) => mindgap.close()));
async function start(options) {
  const mindgap = await open(options);
  opened.push(mindgap);
  return mindgap;
}

test("samples and figures are the same bits with 0, 1 and 4 threads", async () => {
  const boards = [];
  for (const workers of [0, 1, 4]) {
    const mindgap = await start({ workers });
    assert.equal(mindgap.workers, workers);
    const votes = await mindgap.readVotes(file);
    const board = await votes.rank({ bootstrap });
    const counted = await votes.rank({ bootstrap: { ...bootstrap, samples: false } });
    assert.equal(board.provenance.workers, workers);
    assert.equal(board.provenance.threads, undefined);
    boards.push({ models: board.models, samples: board.samples, counted: counted.models });
  }
  assert.equal(boards[0].samples.length, 3_000 * 6);
  assert.deepEqual(boards[1], boards[0]);
  assert.deepEqual(boards[2], boards[0]);
});

test("the gap has a thread of its own, and gives the same answer", async () => {
  const gaps = [];
  for (const workers of [0, 2]) {
    const mindgap = await start({ workers });
    const votes = await mindgap.readVotes(file);
    const lines = votes.report.models.map((model, k) => `${model},${(7 * k) % 5},${k}`);
    const scores = await mindgap.readScores({ text: ["model,a,b", ...lines].join("\n") });
    const { provenance, ...gap } = await mindgap.gap(votes, scores, { bootstrap });
    gaps.push(gap);
  }
  assert.deepEqual(gaps[1], gaps[0]);
});

test("errors are those of browsers", async () => {
  const mindgap = await start({ workers: 1 });
  await assert.rejects(mindgap.readVotes({ text: "a,b\n1,2\n" }), {
    name: "MindgapError",
    code: "no-columns",
    found: ["a", "b"],
  });
  const votes = await mindgap.readVotes(file);
  const cancel = new AbortController();
  const endless = votes.rank(
    { bootstrap: { replicates: 1_000_000, seed: 1 } },
    { signal: cancel.signal, onProgress: () => cancel.abort() },
  );
  await assert.rejects(endless, { name: "AbortError" });
  await assert.rejects(votes.rank({ where: { language: () => "en" } }), { code: "bad-option" });
  await assert.rejects(open({ gpu: "require", workers: 1 }), { code: "gpu-unavailable" });
  mindgap.close();
  await assert.rejects(votes.rank(), { code: "closed" });
});

test("a thread whose script is not there is told, and the calling thread does the work", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const mindgap = await start({ workers: 2, worker: at("nowhere.js") });
  assert.equal(mindgap.workers, 0);
  const votes = await mindgap.readVotes(file);
  const { provenance } = await votes.rank({ bootstrap });
  assert.match(provenance.threads, /^of 2 workers asked for none could be started.*nowhere\.js/);
  assert.equal(warn.mock.callCount(), 1);
});

for (const end of ["", "mg.close();"]) {
  test(`a process ends with its work, ${end ? "closed" : "also when nobody closes"}`, async () => {
    const script = `
      const { open } = await import(${JSON.stringify(import.meta.resolve("mindgap"))});
      const mg = await open({ workers: 2 });
      const votes = await mg.readVotes(${JSON.stringify(at("tests/golden/votes_small.csv").href)});
      const board = await votes.rank({ bootstrap: { replicates: 500, seed: 1 } });
      await mg.power({ models: 5, seed: 1 });
      console.log(board.provenance.workers, board.models.length);
      ${end}`;
    // Killed, it rejects. A flag that is the main module's must not stop its threads.
    const parameters = ["--input-type=module", "--eval", script];
    const { stdout } = await promisify(execFile)(process.execPath, parameters, { timeout: 30_000 });
    assert.match(stdout, /^2 6$/m);
  });
}
