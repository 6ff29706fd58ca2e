// The pool with real threads: the same samples whoever draws them, workers
// that die, calls that are cancelled, and several calls at once.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, test } from "node:test";
import { open } from "mindgap";
import { pretendBrowser, Worker } from "./threads.mjs";

pretendBrowser();
const file = await readFile(new URL("../golden/votes_small.csv", import.meta.url));
const asked = { bootstrap: { replicates: 2_000, seed: 7 } };

const opened = [];
async function votesOf(workers) {
  const mindgap = await open({ workers });
  opened.push(mindgap);
  return { mindgap, votes: await mindgap.readVotes(file) };
}
afterEach(() => {
  Worker.onCall = () => {};
  for (const mindgap of opened.splice(0)) mindgap.close();
});

const here = await votesOf(0);
const expected = await here.votes.rank(asked);
const bytes = (board) => Buffer.from(board.samples.buffer);
const same = (board) => assert.ok(bytes(board).equals(bytes(expected)), "other samples");
/** All but what tells one run from the next. */
const figures = ({ samples, provenance: { seconds, workers, gpu, ...provenance }, ...board }) => ({
  ...board,
  provenance,
});

test("the samples are the same with 0, 1 and 4 workers, and differ by seed", async () => {
  for (const workers of [0, 1, 4]) {
    const { votes } = await votesOf(workers);
    const board = await votes.rank(asked);
    same(board);
    assert.deepEqual(figures(board), figures(expected));
    assert.equal(board.provenance.workers, workers);
    const other = await votes.rank({ bootstrap: { replicates: 2_000, seed: 8 } });
    assert.ok(!bytes(other).equals(bytes(expected)));
  }
});

test("replicates without finite ratings are the same whoever draws them", async () => {
  const text =
    "model_a,model_b,wins,losses,ties\nA,B,6,1,0\nB,C,4,2,0\nC,D,5,1,0\nA,D,3,1,0\nB,D,1,1,1";
  for (const samples of [true, false]) {
    const boards = [];
    for (const workers of [0, 1, 4]) {
      const mindgap = await open({ workers });
      opened.push(mindgap);
      const votes = await mindgap.readVotes({ text });
      boards.push(await votes.rank({ bootstrap: { replicates: 3_000, seed: 2, samples } }));
    }
    const [alone, ...others] = boards;
    assert.ok(alone.bootstrap.lost > 300, `${alone.bootstrap.lost} lost`);
    for (const board of others) {
      assert.deepEqual(figures(board), figures(alone));
      assert.deepEqual(board.samples, alone.samples);
    }
  }
});

test("a worker that dies is replaced and its batch dealt again", async () => {
  const { mindgap, votes } = await votesOf(3);
  const home = Worker.all.at(-3);
  let killed = 0;
  Worker.onCall = ({ worker, method, args: [, from] }) => {
    if (method !== "resample" || worker === home || killed === 2 || from < 40) return;
    killed += 1;
    worker.kill();
  };
  const before = Worker.all.length;
  const progress = [];
  const board = await votes.rank(asked, { onProgress: ({ done }) => progress.push(done) });
  assert.equal(killed, 2);
  assert.equal(Worker.all.length, before + 2);
  same(board);
  assert.equal(progress.at(-1), 2_000);
  assert.ok(
    progress.every((done, k) => k === 0 || done > progress[k - 1]),
    "progress went back",
  );
  same(await votes.rank(asked));
  assert.equal(mindgap.workers, 3);
});

test("a call whose workers keep dying fails in the end", async () => {
  const { votes } = await votesOf(2);
  const home = Worker.all.at(-2);
  Worker.onCall = ({ worker, method }) => method === "resample" && worker !== home && worker.kill();
  const endless = { bootstrap: { replicates: 1_000_000, seed: 1 } };
  await assert.rejects(votes.rank(endless), { code: "worker-died" });
  Worker.onCall = () => {};
  same(await votes.rank(asked));
});

test("votes are lost with the worker that held them, and can be read again", async () => {
  const { mindgap, votes } = await votesOf(2);
  const home = Worker.all.at(-2);
  Worker.onCall = ({ worker, method }) => method === "resample" && worker === home && home.kill();
  // So many that no other worker can have done them all before home is asked.
  const endless = { bootstrap: { replicates: 1_000_000, seed: 1 } };
  await assert.rejects(votes.rank(endless), { code: "votes-lost" });
  await assert.rejects(votes.comments(), { code: "votes-lost" });
  Worker.onCall = () => {};
  // At once, so that both find home dead; one new worker serves both.
  const before = Worker.all.length;
  const again = await Promise.all([mindgap.readVotes(file), mindgap.readVotes(file)]);
  assert.ok(Worker.all.length <= before + 1);
  for (const votes of again) same(await votes.rank(asked));
});

test("two calls at once on the same votes both work", async () => {
  const { votes } = await votesOf(2);
  const [first, pairs, second] = await Promise.all([
    votes.rank(asked),
    votes.headToHead({ bootstrap: { replicates: 500, seed: 3 } }),
    votes.rank(asked),
  ]);
  same(first);
  same(second);
  assert.equal(pairs.pairs.length, 15);
});

for (const workers of [0, 2]) {
  test(`cancelling takes effect at once, with ${workers} workers`, async () => {
    const { votes } = await votesOf(workers);
    const endless = { bootstrap: { replicates: 1_000_000, seed: 1 } };
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 100);
    let board;
    let after = 0;
    const call = {
      signal: cancel.signal,
      onBoard: (analytic) => (board = analytic),
      onProgress: () => (after += cancel.signal.aborted ? 1 : 0),
    };
    await assert.rejects(votes.rank(endless, call), { name: "AbortError" });
    assert.equal(board.models.length, 6, "the analytic board came first");
    assert.equal(board.samples, undefined);
    // The workers are free again for the next call, and nothing more is heard of this one.
    same(await votes.rank(asked));
    assert.equal(after, 0);
    const already = { signal: AbortSignal.abort() };
    await assert.rejects(votes.rank(asked, already), { name: "AbortError" });
    await assert.rejects(votes.headToHead({}, already), { name: "AbortError" });
  });
}

/** Ranks, but stops when a share of the replicates is done. */
async function cancelAt(share, votes, options) {
  const cancel = new AbortController();
  const signal = cancel.signal;
  let reached = 0;
  const onProgress = ({ done, total }) => {
    reached = done / total;
    if (reached >= share) cancel.abort();
  };
  await assert.rejects(votes.rank(options, { signal, onProgress }), { name: "AbortError" });
  return reached;
}

for (const samples of [true, false]) {
  const long = { bootstrap: { replicates: 60_000, seed: 7, samples } };
  const all = await here.votes.rank(long);

  test(`a run cancelled at 37 % goes on where it stopped, samples ${samples}`, async () => {
    for (const workers of [0, 2]) {
      const { votes } = await votesOf(workers);
      const reached = await cancelAt(0.37, votes, long);
      assert.ok(reached >= 0.37 && reached < 1, `cancelled at ${reached}`);
      let drawn = 0;
      Worker.onCall = ({ method, args: [, from, to] }) => {
        if (method === "resample" || method === "count") drawn += to - from;
      };
      const board = await votes.rank(long);
      Worker.onCall = () => {};
      assert.deepEqual(figures(board), figures(all));
      assert.ok(!samples || bytes(board).equals(bytes(all)));
      assert.ok(workers === 0 || drawn < 0.64 * 60_000, `${drawn} replicates were drawn again`);
      // Other options start from nothing, and are not mistaken for the same.
      await cancelAt(0.2, votes, long);
      const other = await votes.rank({ bootstrap: { ...long.bootstrap, seed: 8 } });
      assert.notDeepEqual(other.models, all.models);
    }
  });
}

test("replicates that are counted give the figures of those kept", async () => {
  const { votes } = await votesOf(0);
  for (const method of ["percentile", "basic", "bca"]) {
    const options = (samples) => ({ bootstrap: { replicates: 20_000, seed: 7, method, samples } });
    const kept = await votes.rank(options(true));
    const counted = await votes.rank(options(false));
    assert.equal(counted.samples, undefined);
    assert.deepEqual(counted.rankShares, kept.rankShares);
    assert.deepEqual(counted.above, kept.above);
    for (const [m, model] of kept.models.entries()) {
      const { interval, eloInterval, ...same } = model;
      assert.deepEqual(
        { ...counted.models[m], interval, eloInterval },
        { ...same, interval, eloInterval },
      );
      for (const end of [0, 1]) {
        const apart = Math.abs(counted.models[m].interval[end] - interval[end]);
        assert.ok(apart < 2e-3 * model.se, `${model.name} is ${apart} apart`);
      }
    }
  }
});

test("counts are the same with 0, 1 and 4 workers, and when workers die", async () => {
  const counted = { bootstrap: { replicates: 20_000, seed: 7, samples: false } };
  const { votes: alone } = await votesOf(0);
  const all = figures(await alone.rank(counted));
  for (const workers of [1, 4]) {
    const { votes } = await votesOf(workers);
    assert.deepEqual(figures(await votes.rank(counted)), all);
  }
  const { votes } = await votesOf(3);
  const home = Worker.all.at(-3);
  let killed = 0;
  Worker.onCall = ({ worker, method, args: [, from] }) => {
    const late = method === "digest" || (method === "count" && from > 400);
    if (worker === home || !late || killed === 2) return;
    killed += 1;
    worker.kill();
  };
  const progress = [];
  const board = await votes.rank(counted, { onProgress: ({ done }) => progress.push(done) });
  assert.equal(killed, 2);
  assert.deepEqual(figures(board), all);
  assert.ok(
    progress.every((done, k) => k === 0 || done > progress[k - 1]),
    "progress went back",
  );
});

test("replicates too many to keep are counted without being asked", async () => {
  const most = { bootstrap: { replicates: 3_000_000, seed: 1 } };
  const cancel = new AbortController();
  let kept = true;
  Worker.onCall = ({ method }) => {
    if (method === "count") kept = false;
  };
  const { votes } = await votesOf(1);
  const onProgress = () => cancel.abort();
  await assert.rejects(votes.rank(most, { signal: cancel.signal, onProgress }), {
    name: "AbortError",
  });
  assert.equal(kept, false);
  const asked = { bootstrap: { replicates: 100_000_000, seed: 1, samples: true } };
  await assert.rejects(votes.rank(asked), { code: "bad-option", option: "bootstrap.samples" });
});

test("a cancelled ranking gives its job back", async () => {
  const { votes } = await votesOf(1);
  const cancel = new AbortController();
  const freed = [];
  Worker.onCall = ({ method, args }) => {
    if (method === "rank") cancel.abort();
    if (method === "free") freed.push(args[0]);
  };
  await assert.rejects(votes.rank(asked, { signal: cancel.signal }), { name: "AbortError" });
  // Answered in turn: once this is here, so is what was asked before.
  await votes.comments();
  await new Promise(setImmediate);
  assert.equal(freed.length, 1);
});

test("reading can be cancelled", async () => {
  const { mindgap } = await votesOf(1);
  const cancel = new AbortController();
  const long = new Blob(Array(40).fill(file));
  const reading = mindgap.readVotes(
    long,
    {},
    { signal: cancel.signal, onProgress: () => cancel.abort() },
  );
  await assert.rejects(reading, { name: "AbortError" });
});

test("the caller keeps their own buffers", async () => {
  const { mindgap } = await votesOf(1);
  const bytes = Uint8Array.from(file);
  await mindgap.readVotes(bytes);
  await mindgap.readVotes(bytes.buffer);
  assert.equal(bytes.length, file.length);
});

test("errors arrive from a worker with their code and fields", async () => {
  const { mindgap, votes } = await votesOf(1);
  await assert.rejects(mindgap.readVotes({ text: "a,b\n1,2\n" }), (error) => {
    assert.equal(error.name, "MindgapError");
    assert.equal(error.code, "no-columns");
    assert.deepEqual(error.found, ["a", "b"]);
    return true;
  });
  const cannotBeSent = { where: { language: () => "en" } };
  await assert.rejects(votes.rank(cannotBeSent), { code: "bad-option" });
});

test("where workers cannot start, the calling thread does the work", async () => {
  globalThis.Worker = class {
    constructor() {
      throw new DOMException("forbidden by the page's policy", "SecurityError");
    }
  };
  try {
    const { mindgap, votes } = await votesOf(4);
    assert.equal(mindgap.workers, 0);
    const board = await votes.rank(asked);
    same(board);
    assert.equal(board.provenance.workers, 0);
  } finally {
    globalThis.Worker = Worker;
  }
});

test("after close, every call says so", async () => {
  for (const workers of [0, 1]) {
    const { mindgap, votes } = await votesOf(workers);
    mindgap.close();
    await assert.rejects(votes.rank(), { code: "closed" });
    await assert.rejects(mindgap.readVotes(file), { code: "closed" });
  }
});

after(() => assert.ok(Worker.all.length > 10, "the workers were real"));
