// Replicates without finite ratings, as JavaScript gets them.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { open } from "mindgap";

const golden = new URL("../golden/calibration.json", import.meta.url);
const laws = JSON.parse(await readFile(golden, "utf8")).lost_replicates;
const mindgap = await open();

const read = (text) => mindgap.readVotes({ text: `model_a,model_b,wins,losses,ties\n${text}\n` });

test("records of two models have the exact law's intervals, kept or counted", async () => {
  for (const { wins, losses, interval, lost_above, lost_below } of laws) {
    const votes = await read(`A,B,${wins},${losses},0`);
    for (const samples of [true, false]) {
      const board = await votes.rank({ bootstrap: { replicates: 20_000, seed: 1, samples } });
      const [row] = board.models;
      const { kept, lost, notConverged, replicates } = board.bootstrap;
      assert.deepEqual([kept + lost, notConverged, replicates], [20_000, 0, 20_000]);
      assert.ok(Math.abs(lost / replicates - lost_above - lost_below) < 0.015, `${wins}:${losses}`);
      assert.equal(board.provenance.replicates, 20_000);
      assert.equal(board.samples?.length, samples ? 2 * kept : undefined);
      for (const end of [0, 1]) {
        assert.equal(row.interval[end] === null, interval[end] === null, `${wins}:${losses}`);
        assert.equal(row.eloInterval[end] === null, interval[end] === null);
        // A bin of those counted is a 128th of a deviation wide.
        const apart = Math.abs(2 * (row.interval[end] ?? 0) - (interval[end] ?? 0));
        const wide = Math.abs((interval[end] ?? 0) - 2 * row.rating);
        assert.ok(apart < (samples ? 1e-6 : wide / 100), `${wins}:${losses} ${apart}`);
      }
      assert.deepEqual(JSON.parse(JSON.stringify(row)), row, "JSON holds all of it");
    }
    votes.free();
  }
});

test("shares are of all replicates", async () => {
  const votes = await read("A,B,20,1,0");
  const board = await votes.rank({ bootstrap: { replicates: 1_000, seed: 1 } });
  assert.deepEqual(
    board.models.map(({ bestShare }) => bestShare),
    [1, 0],
  );
  assert.deepEqual([...board.rankShares], [1, 0, 0, 1]);
  assert.deepEqual([...board.above], [0.5, 1, 0, 0.5]);
  assert.deepEqual(board.models[0].rankInterval, [1, 1]);
  votes.free();
});

test("a board with open ends goes into the gap", async () => {
  const votes = await read("A,B,9,2,0\nB,C,9,1,0\nC,D,9,1,0\nA,D,9,1,0\nA,C,8,1,0");
  const board = await votes.rank({ bootstrap: { replicates: 500, seed: 1 } });
  assert.ok(board.models.some(({ interval }) => interval.includes(null)));
  const scores = await mindgap.readScores({ text: "model,x\nA,4\nB,3.5\nC,2\nD,1" });
  const gap = await mindgap.gap(votes, scores, { board });
  assert.deepEqual(
    gap.models.map(({ interval }) => interval),
    board.models.map(({ interval }) => interval),
  );
  assert.equal(gap.provenance.replicates, board.bootstrap.kept);
  votes.free();
});
