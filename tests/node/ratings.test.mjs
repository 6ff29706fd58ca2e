// Ratings in place of votes: a column of the scores, ratings by name, boards from files.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { open, ratingColumns } from "mindgap";

const mg = await open();
after(() => mg.close());

const LEADERBOARD = `# Arena

| Rank* (UB) | Model | Arena Elo | 95% CI | Votes | Exam | Noise |
|---|---|---|---|---|---|---|
| 1 | **a** | 1,301.5 | +5/-4 | 12,000 | 91.2 | 3.0 |
| 2 | b | 1,242 | +6/-6 | 9,000 | 83.0 | 9.0 |
| 3 | c | 1,190 | +5/-5 | 8,000 | 74.4 | 4.0 |
| 4 | d | 1,151 | +8/-6 | 7,000 | 66.1 | 8.0 |
| 5 | e | 1,080 | +7/-7 | 5,000 | 50.7 | 2.0 |
| 6 | f | 1,010 | +9/-9 | 4,000 | 41.9 | 7.0 |
`;
const scores = await mg.readScores({ text: LEADERBOARD });
const exam = await mg.readScores({ text: "model,exam\na,91\nb,83\nc,74\nd,66\ne,50\nf,41\n" });
const VALUES = [1301.5, 1242, 1190, 1151, 1080, 1010];
const byName = Object.fromEntries(VALUES.map((value, k) => ["abcdef"[k], value]));
const near = (x, y) => assert.ok(Math.abs(x - y) < 1e-9 * Math.max(1, Math.abs(y)), `${x} ${y}`);

test("columns of ratings are proposed with what tells how sure they are", () => {
  const [first, ...others] = ratingColumns(scores);
  assert.deepEqual(first, { ratings: "Arena Elo", interval: "95% CI" });
  assert.deepEqual(
    others.map(({ ratings }) => ratings),
    ["Exam", "Noise"],
  );
});

test("a column stands for votes, and is no benchmark then", async () => {
  const gap = await mg.gap({ ratings: "Arena Elo", interval: "95% CI" }, scores);
  assert.deepEqual(
    gap.models.map(({ name }) => name),
    ["a", "b", "c", "d", "e", "f"],
  );
  near(gap.models[0].interval[1] - gap.models[0].rating, 4.5);
  assert.equal(gap.models[0].winRate, undefined);
  assert.deepEqual(gap.rated.columns, ["Exam", "Noise"]);
  assert.equal(gap.rated.name, "Arena Elo");
  assert.equal(gap.rated.errors, true);
  const stands = gap.leftOut.find(({ benchmark }) => benchmark === "Arena Elo");
  assert.equal(stands.why, "it stands for the votes");
  assert.ok(gap.rated.permutation.p < 0.05 && gap.rated.meta.pF < 0.05);
  assert.match(gap.readings.answer[0], /predict which models are rated higher/);
  assert.ok(
    gap.warnings.some((warning) => /the ratings of Arena Elo stand for votes/.test(warning)),
  );
  for (const part of ["logistic", "mixed", "ceiling"]) assert.equal(gap[part], undefined);
  assert.equal(gap.provenance.votesHash, undefined);
  assert.ok(scores.benchmarks.find(({ name }) => name === "Arena Elo").included, "left as it was");
});

test("by name, on another scale and in another order the same is said", async () => {
  const elo = await mg.gap({ ratings: byName }, exam);
  const odds = await mg.gap(
    {
      ratings: Object.fromEntries(
        Object.entries(byName)
          .reverse()
          .map(([name, value]) => [name, (value * Math.LN10) / 400]),
      ),
    },
    exam,
  );
  assert.deepEqual(odds.readings, elo.readings);
  near(odds.rated.meta.coefficients[0].p, elo.rated.meta.coefficients[0].p);
  assert.equal(elo.models[0].interval, undefined);
  const [{ kendall, winRates, topK }] = elo.correlations;
  assert.equal(kendall.tau, 1);
  assert.deepEqual(winRates, {});
  assert.equal(topK.distance, 0);
});

test("an average of its own benchmarks is said to be none", async () => {
  const rows = [
    [80.5, 61.25],
    [70.25, 66.5],
    [41.5, 40.75],
    [66.25, 22.5],
    [20.75, 31.5],
  ];
  const text = rows.map(([a, b], k) => `m${k},${a},${b},${(a + b) / 2}`).join("\n");
  const table = await mg.readScores({ text: `model,A,B,Overall\n${text}\n` });
  const gap = await mg.gap({ ratings: "Overall" }, table);
  assert.ok(
    gap.warnings.some((warning) => /no finding/.test(warning)),
    gap.warnings.join("\n"),
  );
});

test("boards from files stand for votes", async () => {
  const votes = await mg.readVotes({
    text: "model_a,model_b,wins,losses,ties\na,b,9,5,1\nb,c,8,6,1\na,c,9,4,0\nc,d,9,5,2\na,d,8,3,1\n",
  });
  const board = await votes.rank({ bootstrap: false });
  const of = (json) => mg.readRatings({ text: JSON.stringify(json) });
  for (const json of [board, { name: "mine", board }]) {
    const read = await of(json);
    assert.deepEqual(
      read.ratings,
      Object.fromEntries(board.models.map(({ name, rating }) => [name, rating])),
    );
    assert.equal(read.errors.a, board.models.find(({ name }) => name === "a").se);
  }
  const csv = await mg.readRatings({
    text: "model,rating,lower,upper\na,1285,1279,1291\nb,1264,1258,1269\nc,1190,1183,1197\n",
  });
  assert.deepEqual(csv.ratings, { a: 1285, b: 1264, c: 1190 });
  near(csv.errors.a, 6 / 1.959963984540054);
  const gap = await mg.gap(csv, exam);
  assert.equal(gap.models.length, 3);
  await assert.rejects(mg.readRatings({ text: "model,rating\na,1\nb,2\n" }), { code: "no-scores" });
});

test("what cannot stand for votes is refused in a sentence", async () => {
  const refused = (ratings, options, message) =>
    assert.rejects(mg.gap(ratings, scores, options), (error) => {
      assert.equal(error.code, "bad-option");
      assert.match(error.message, message);
      return true;
    });
  await refused({ ratings: "Elo" }, {}, /option ratings is Elo; expected a column of numbers/);
  await refused({ ratings: byName, erors: {} }, {}, /erors/);
  await refused({ ratings: [1, 2] }, {}, /numbers by model/);
  await refused({ ratings: { ...byName, a: "x" } }, {}, /ratings\.a/);
  await refused({ ratings: { ...byName, a: NaN } }, {}, /NaN of "a"/);
  await refused({ ratings: byName, errors: { a: 1 } }, {}, /nothing for b/);
  await refused({ ratings: "Arena Elo", errors: "Exam", interval: "95% CI" }, {}, /not both/);
  await refused({ ratings: byName }, { ties: "drop" }, /ratings stand for votes/);
  await refused({ ratings: byName }, { effects: "crossed" }, /ratings stand for votes/);
  await refused({}, {}, /what readVotes gave/);
  await assert.rejects(mg.gap({ ratings: { x: 1, y: 2, z: 3 } }, scores), {
    code: "too-few-models",
    message: /both ratings and scores/,
  });
});

test("of a page with several tables one is asked for", async () => {
  const text = `${LEADERBOARD}\n\n| Model | Speed |\n|---|---|\n| a | 10 |\n| b | 12 |\n`;
  await assert.rejects(mg.readScores({ text }), (error) => {
    assert.equal(error.code, "several-tables");
    assert.deepEqual(error.tables[1], { table: 2, line: 13, rows: 2, header: ["Model", "Speed"] });
    return true;
  });
  assert.equal((await mg.readScores({ text }, { table: 2 })).benchmarks[0].name, "Speed");
  await assert.rejects(mg.readScores({ text }, { table: 3 }), { code: "bad-option" });
  await assert.rejects(mg.readScores({ text }, { table: 1.5 }), { code: "bad-option" });
});
