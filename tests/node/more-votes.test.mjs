// Ranks that hold at once, votes still needed, pairs to ask about next.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { open } from "mindgap";

const small = await readFile(new URL("../golden/votes_small.csv", import.meta.url));
const pilot = new URL("../../www/public/examples/talkarena-pilot.csv", import.meta.url);
const mindgap = await open();
const study = await mindgap.readVotes(small);
const other = await mindgap.readVotes(pilot);
after(() => mindgap.close());

test("rank sets hold the rank, and are no sharper than a single model's interval", async () => {
  for (const votes of [study, other]) {
    const bootstrap = { replicates: 2_000, seed: 5 };
    const board = await votes.rank({ bootstrap });
    const counted = await votes.rank({ bootstrap: { ...bootstrap, samples: false } });
    const sharper = ({ rankSet, rankInterval }) =>
      rankSet[0] > rankInterval[0] || rankSet[1] < rankInterval[1];
    for (const [m, row] of board.models.entries()) {
      assert.ok(row.rankSet[0] <= row.rank && row.rank <= row.rankSet[1], row.name);
      assert.ok(!sharper(row), row.name);
      assert.deepEqual(counted.models[m].rankSet, row.rankSet, "kept or counted");
    }
    // Resampling has no say in them.
    const analytic = await votes.rank({ bootstrap: false });
    const ranks = ({ rank, rankInterval, rankSet }) => ({ rank, rankInterval, rankSet });
    assert.deepEqual(analytic.models.map(ranks), board.models.map(ranks));
  }
});

test("separate looks at neighbours in the ranking", async () => {
  const level = 0.99999;
  const board = await other.rank({ bootstrap: false });
  const found = await other.separate({ level });
  assert.deepEqual(
    found.map(({ a, b }) => [a, b]),
    board.models.slice(1).map((row, at) => [board.models[at].name, row.name]),
  );
  for (const { difference, se, p, separated, direct, spread } of found) {
    assert.ok(difference >= 0 && se > 0);
    assert.equal(separated, p < 1 - level);
    assert.equal(separated, direct === 0 && spread === 0);
    // Votes on the pair itself tell more of it than votes on all pairs.
    assert.ok(direct <= spread);
  }
  assert.ok(found.some(({ separated }) => !separated));
});

test("more power, a higher level: more votes", async () => {
  const some = await other.separate({ level: 0.99999 });
  const [{ a, b, direct }] = some.filter(({ separated }) => !separated);
  const pairs = [[a, b]];
  const [stronger] = await other.separate({ pairs, level: 0.99999, power: 0.95 });
  const [stricter] = await other.separate({ pairs, level: 0.9999999 });
  const [turned] = await other.separate({ pairs: [[b, a]], ties: "davidson" });
  assert.ok(stronger.direct > direct && stricter.direct > direct);
  assert.ok(turned.difference < 0);
});

test("the next pairs are the most telling of all, and their probabilities sum to one", async () => {
  const all = await study.nextPairs({ count: Infinity });
  assert.equal(all.length, 15);
  const sum = all.reduce((sum, { probability }) => sum + probability, 0);
  assert.ok(Math.abs(sum - 1) < 1e-9);
  assert.ok(all.every(({ reduction }, at) => at === 0 || reduction <= all[at - 1].reduction));
  assert.deepEqual(await study.nextPairs({ count: 3 }), all.slice(0, 3));
  assert.equal((await study.nextPairs()).length, 10);
});

test("what cannot be asked is refused by name", async () => {
  const bad = { code: "bad-option" };
  const name = study.report.models[0];
  for (const options of [
    { pairs: [[name, "nobody"]] },
    { pairs: [[name, name]] },
    { power: 1 },
    { power: 0.2 },
    { bootstrap: false },
    { level: 2 },
  ])
    await assert.rejects(study.separate(options), bad, JSON.stringify(options));
  await assert.rejects(study.separate({ pairs: [["x"]] }), /invalid length 1/);
  for (const options of [{ count: -1 }, { count: 1.5 }, { ties: "thirds" }, { power: 0.8 }])
    await assert.rejects(study.nextPairs(options), bad, JSON.stringify(options));
});
