// Workers that are shared: a cancelled call ends no other one, a dead worker is replaced once, and
// after close() nothing answers and nothing is left running.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, test } from "node:test";
import { open } from "mindgap";
import { pretendBrowser, Worker } from "./threads.mjs";

pretendBrowser();
// Whether there is an adapter is asked on the page; what plays the GPU is `onGpu`.
Object.defineProperty(globalThis, "navigator", {
  value: { gpu: { requestAdapter: async () => ({ info: {} }) } },
  configurable: true,
});
const at = (path) => new URL(`../../${path}`, import.meta.url);
const file = await readFile(at("tests/golden/votes_small.csv"));
const rows = (models) => models.map((model, k) => `${model},${k},${(7 * k) % 5}`);

/** The CPU's own host in the GPU worker's place: it answers the same calls. */
const onGpu = {
  gpu: "require",
  gpuWasm: at("pkg/wasm/mindgap_bg.wasm"),
  gpuWorker: at("pkg/dist/worker.js"),
};
const long = { bootstrap: { replicates: 1_000_000, seed: 1 } };
const closed = { name: "MindgapError", code: "closed" };

let before;
beforeEach(() => (before = Worker.all.length));
const opened = [];
afterEach(() => {
  Worker.onCall = Worker.onStart = () => {};
  for (const mindgap of opened.splice(0)) mindgap.close();
});

/** Workers of this test that run a script. */
const started = (script) => Worker.all.slice(before).filter(({ url }) => url.endsWith(script));
const alive = () => Worker.all.slice(before).filter((worker) => worker.alive);

async function study(options = { workers: 1 }) {
  const mindgap = await open(options);
  opened.push(mindgap);
  const votes = await mindgap.readVotes(file);
  const text = ["model,a,b", ...rows(votes.report.models)].join("\n");
  const scores = await mindgap.readScores({ text });
  return { mindgap, votes, scores };
}

/** A call to the gap that would take minutes: judges resampled, though each vote is its own. */
const endless = ({ votes, scores }, call) =>
  votes.regress({ features: ["a"], scores, judgeReplicates: 10_000_000 }, call);

/** Resolves when a method is next asked of a worker. */
const asked = (name) =>
  new Promise((resolve) => {
    Worker.onCall = ({ worker, method }) => method === name && resolve(worker);
  });

const power = { models: 5, seed: 1 };
const lists = [
  [3, 2, 1],
  [1, 2, 3],
];

test("an open() that fails leaves no worker behind, and can be called again", async () => {
  // The GPU's worker is there when the board's module turns out to be another one; this thread has
  // no instance of the right one yet.
  const wrong = open({ ...onGpu, workers: 0, wasm: at("pkg/wasm/mindgap_gap_bg.wasm") });
  await assert.rejects(wrong, /import/i);
  assert.equal(started("/worker.js").length, 1);
  assert.deepEqual(alive(), []);
  await assert.rejects(open({ wasm: at("nowhere.wasm"), workers: 1 }), { code: "wasm-failed" });
  for (const workers of [0, 1]) {
    const { votes } = await study({ workers });
    assert.equal((await votes.rank({ bootstrap: false })).models.length, 6);
  }
});

test("a cancelled gap call that runs ends none that wait", async () => {
  const all = await study();
  const { mindgap } = all;
  const alone = [await mindgap.power(power), await mindgap.topKDistance(...lists)];
  const cancel = new AbortController();
  const running = asked("regress");
  const long = endless(all, { signal: cancel.signal });
  await running;
  const waiting = [mindgap.power(power), mindgap.topKDistance(...lists)];
  cancel.abort();
  await assert.rejects(long, { name: "AbortError" });
  assert.deepEqual(await Promise.all(waiting), alone);
  assert.equal(started("gap-worker.js").length, 2, "one took the cancelled one's place");
});

test("a gap call that is cancelled while it waits stops no worker", async () => {
  const all = await study();
  const { mindgap } = all;
  const seen = [];
  const first = mindgap.power(power);
  Worker.onCall = ({ method }) => seen.push(method);
  const cancel = new AbortController();
  const second = endless(all, { signal: cancel.signal });
  cancel.abort();
  await assert.rejects(second, { name: "AbortError" });
  await first;
  await mindgap.power(power);
  assert.equal(started("gap-worker.js").length, 1);
  assert.ok(!seen.includes("regress"), "it was never sent");
});

test("a dead gap worker is replaced once, however many calls wait", async () => {
  const { mindgap } = await study();
  const worker = started("gap-worker.js")[0];
  Worker.onCall = ({ worker, method }) => method === "power" && worker.kill();
  await assert.rejects(mindgap.power(power), { code: "worker-died" });
  assert.equal(worker.alive, false);
  Worker.onCall = () => {};
  const calls = [1, 2, 3].map(() => mindgap.power(power));
  const [one, two, three] = await Promise.all(calls);
  assert.deepEqual([two, three], [one, one]);
  assert.equal(started("gap-worker.js").length, 2);
});

test("a dead GPU worker is replaced once, however many calls wait", async () => {
  const { votes } = await study({ workers: 1, ...onGpu });
  const [gpu] = started("worker.js");
  const few = { bootstrap: { replicates: 500, seed: 1 } };
  const by = async () => (await votes.rank(few)).provenance.backend;
  assert.equal(await by(), "webgpu");
  Worker.onCall = ({ worker, method }) => method === "resample" && worker === gpu && gpu.kill();
  assert.equal(await by(), "wasm", "the CPU did it");
  Worker.onCall = () => {};
  const count = started("/worker.js").length;
  assert.deepEqual(await Promise.all([by(), by(), by()]), ["webgpu", "webgpu", "webgpu"]);
  assert.equal(started("/worker.js").length, count + 1);
});

for (const workers of [0, 2]) {
  test(`after close, waiting and later calls are told so, with ${workers} workers`, async () => {
    const all = await study({ workers });
    const { mindgap, votes, scores } = all;
    const calls = [
      () => votes.rank(long),
      () => votes.headToHead(),
      () => votes.comments(),
      () => votes.separate(),
      () => votes.regress({ features: ["a"], scores }),
      () => mindgap.gap(votes, scores),
      () => mindgap.power(power),
      () => mindgap.topKDistance(...lists),
      () => mindgap.joinNames(["a"], ["a"]),
      () => mindgap.readVotes(file),
      () => mindgap.readScores({ text: "model,a\nA,1\nB,2" }),
    ];
    const waiting = calls.map((call) => call());
    mindgap.close();
    for (const { reason } of await Promise.allSettled(waiting))
      assert.equal(reason?.code, "closed");
    for (const call of calls) await assert.rejects(call(), closed);
    assert.deepEqual(alive(), []);
    mindgap.close();
  });
}

test("a close while the gap's worker starts leaves none behind", async () => {
  const mindgap = await open({ workers: 1 });
  Worker.onStart = () => mindgap.close();
  await assert.rejects(mindgap.power(power), closed);
  await assert.rejects(mindgap.power(power), closed);
  assert.equal(started("gap-worker.js").length, 1);
  assert.deepEqual(alive(), []);
});

test("a close while a dead worker's successor starts leaves none behind", async () => {
  const { mindgap, votes } = await study();
  Worker.onCall = ({ worker, method }) => method === "comments" && worker.kill();
  Worker.onStart = () => mindgap.close();
  await assert.rejects(votes.comments(), closed);
  assert.deepEqual(alive(), []);
});

test("a close while the GPU's worker starts leaves none behind", async () => {
  const { mindgap, votes } = await study({ workers: 1, ...onGpu });
  const gpu = started("/worker.js")[0];
  gpu.kill();
  const starts = new Promise((resolve) => (Worker.onStart = resolve));
  const ranking = votes.rank(long);
  await starts;
  mindgap.close();
  await assert.rejects(ranking, closed);
  assert.deepEqual(alive(), []);
});

test("a script that is not there is told by the board it would have helped with", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const { mindgap, votes } = await study({ workers: 3, worker: at("nowhere.js") });
  assert.equal(mindgap.workers, 0);
  const { provenance } = await votes.rank({ bootstrap: false });
  assert.equal(provenance.workers, 0);
  assert.match(
    provenance.threads,
    /^of 3 workers asked for none could be started, so the calling thread does the work: a worker could not start: /,
  );
  const { provenance: again } = await votes.headToHead();
  assert.equal(again.threads, provenance.threads);
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: said }) => said),
    [[`mindgap: ${provenance.threads}`]],
  );
  await assert.rejects(open({ worker: 7 }), { code: "bad-option", option: "worker" });
});

test("where only some workers can be started, these do the work and it is told", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  let count = 0;
  Worker.onStart = (worker) => {
    if (++count <= 2) return;
    worker.terminate();
    throw new Error("no more threads");
  };
  const mindgap = await open({ workers: 4 });
  opened.push(mindgap);
  assert.equal(mindgap.workers, 2);
  const votes = await mindgap.readVotes(file);
  const { provenance } = await votes.rank({ bootstrap: { replicates: 100, seed: 1 } });
  assert.equal(
    provenance.threads,
    "of 4 workers asked for only 2 could be started: a worker could not start: no more threads",
  );
  assert.equal(warn.mock.callCount(), 1);
});
