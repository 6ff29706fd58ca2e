// Benchmark scores beside votes: read, joined, correlated, regressed on.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { open } from "mindgap";

const examples = new URL("../../www/public/examples/", import.meta.url);
const golden = new URL("../golden/", import.meta.url);
const mg = await open();
const pilot = await mg.readVotes(new URL("talkarena-pilot.csv", examples));
const table1 = await mg.readScores(new URL("talkarena-table1.csv", examples));
after(() => mg.close());

const names = { Qwen2: "Qwen2-audio" };
const bootstrap = { replicates: 500, seed: 3 };

test("the paper's Table 1 is read as it is meant", () => {
  assert.equal(table1.models.length, 9);
  assert.deepEqual(table1.groups.slice(0, 3), ["commercial", "commercial", "open weights"]);
  assert.equal(table1.benchmarks.length, 14);
  const [humor] = table1.benchmarks;
  assert.deepEqual([humor.name, humor.direction, humor.chance], ["Humor", "higher", 50]);
  const asr = table1.benchmarks.at(-1);
  assert.deepEqual([asr.name, asr.direction, asr.unit], ["ASR", "lower", "number"]);
  assert.equal(asr.chance, undefined, "a blank is no zero");
  assert.deepEqual(table1.values[0].slice(-2), [64, 0.19]);
});

test("names are joined, and what only looks alike is a proposal", async () => {
  const join = await mg.joinNames(pilot.report.models, table1.models);
  const how = Object.fromEntries(join.matches.map(({ votes, how }) => [votes, how]));
  assert.deepEqual(how, {
    DiVA: "exact",
    GPT4o: "exact",
    Gemini: "exact",
    Qwen2: "similar",
    Typhoon: "exact",
  });
  const given = await mg.joinNames(pilot.report.models, table1.models, names);
  assert.equal(given.matches.find(({ votes }) => votes === "Qwen2").how, "given");
  await assert.rejects(mg.joinNames(pilot.report.models, table1.models, { Quen: "DiVA" }), {
    code: "unknown-model",
  });
});

test("the whole gap of the pilot and Table 1", async () => {
  const gap = await mg.gap(pilot, table1, { names, bootstrap });
  assert.deepEqual(
    gap.models.map(({ name }) => name),
    ["DiVA", "GPT4o", "Gemini", "Qwen2", "Typhoon"],
  );
  const asr = gap.correlations.at(-1);
  // By hand: WERs 0.83 0.19 0.17 0.16 0.50 beside ratings in falling order, fewer is better.
  assert.ok(Math.abs(asr.kendall.tau - (3 - 7) / 10) < 1e-12);
  assert.deepEqual(asr.scores, [0.83, 0.19, 0.17, 0.16, 0.5]);
  for (const { kendall, spearman, pearson, winRates, topK, n } of gap.correlations) {
    // Every two models met equally often: win rates order them as ratings do.
    assert.equal(winRates.kendall.tau, kendall.tau);
    assert.equal(winRates.spearman.interval, undefined);
    assert.equal(n, 5);
    for (const { p, pAdjusted, interval } of [kendall, spearman, pearson]) {
      assert.ok(p > 0 && p <= pAdjusted && pAdjusted <= 1);
      assert.ok(interval[0] <= interval[1]);
    }
    assert.ok(topK.distance >= 0 && topK.distance <= 1 && topK.largest === 10);
    assert.ok(topK.p > 0 && topK.p <= topK.pAdjusted && topK.chance === 0.5);
  }
  assert.equal(gap.components.models.length, 9);
  assert.ok(gap.selection.kept.length <= 4);
  assert.ok(gap.mixed ?? gap.warnings.some((text) => text.startsWith("the mixed regression")));
  assert.equal(gap.provenance.votesHash, pilot.report.hash);
  assert.equal(gap.provenance.scoresHash, table1.report.hash);
  assert.match(gap.readings.correlations[0], /of 14 rank correlations/);
  assert.ok(!JSON.stringify(gap).includes("NaN"));

  // A board that is there already gives the same.
  const board = await pilot.rank({ bootstrap });
  const again = await mg.gap(pilot, table1, { names, board });
  const without = ({ provenance, ...rest }) => rest;
  assert.deepEqual(without(again), without(gap));
});

test("what a person changes in the table counts", async () => {
  const changed = structuredClone(table1);
  changed.benchmarks.at(-1).direction = "higher";
  changed.benchmarks[0].included = false;
  const [before, after] = await Promise.all(
    [table1, changed].map((scores) => mg.gap(pilot, scores, { names, bootstrap })),
  );
  assert.equal(after.correlations.length, 13);
  assert.deepEqual(after.leftOut[0], { benchmark: "Humor", why: "left out by choice" });
  assert.equal(after.correlations.at(-1).kendall.tau, -before.correlations.at(-1).kendall.tau);
  changed.values[0].pop();
  await assert.rejects(mg.gap(pilot, changed, { names, bootstrap }), {
    code: "bad-scores",
    message: /"GPT4o" has 13 values for 14 benchmarks/,
  });
});

test("votes are regressed on their own columns as glmer does", async () => {
  const votes = await mg.readVotes(await readFile(new URL("glmm_small.csv.gz", golden)));
  const features = ["x1", "x2", "x3", "x4", "x5"];
  const reference = JSON.parse(await readFile(new URL("r_glmm.json", golden)));
  const tight = reference.small.laplace_tight_bobyqa;
  const fit = await votes.regress({
    features,
    random: ["model_a", "model_b"],
    response: "model_a",
    profile: false,
  });
  assert.equal(fit.fixed[0].name, "(intercept)");
  for (const { name, estimate, se } of fit.fixed.slice(1)) {
    assert.ok(Math.abs(estimate / tight.fixef[name] - 1) < 5e-4, name);
    assert.ok(Math.abs(se / tight.se[name] - 1) < 5e-4, name);
  }
  assert.ok(Math.abs(fit.logLikelihood - tight.logLik) < 1e-4);
  assert.deepEqual(
    fit.random.map(({ group }) => group),
    ["model_a", "model_b"],
  );
  assert.equal(fit.r2.residual, "theoretical");
  assert.ok(fit.unseen.models.length === 6 && fit.unseen.logLoss > 0);

  const plain = await votes.regress({ features: ["x1", "language"], judgeReplicates: 30 });
  assert.equal(plain.kind, "logistic");
  const [, x1, second] = plain.fixed;
  assert.ok(x1.profile[0] < x1.estimate && x1.estimate < x1.profile[1]);
  assert.ok(x1.clustered.se > 0 && x1.clustered.df > 50 && x1.judges.replicates === 30);
  assert.match(second.name, /^language = /);
  const other = await votes.regress({ features: ["x1"], where: { language: ["English"] } });
  assert.ok(other.votes < plain.votes);
  await assert.rejects(votes.regress({ features: ["x9"] }), {
    code: "bad-option",
    message: /features is x9; expected one of .*x1.*or the name of a benchmark/,
  });
  await assert.rejects(votes.regress({ features: "x1" }), { code: "bad-option" });
  await assert.rejects(votes.regress({ features: [], random: ["model", "model_a"] }), {
    code: "bad-option",
  });
  votes.free();
});

test("votes are regressed on benchmarks", async () => {
  const fit = await pilot.regress({
    features: ["Age", "QA"],
    scores: table1,
    names,
    random: ["model"],
  });
  assert.deepEqual(
    fit.fixed.map(({ name }) => name),
    ["Age", "QA"],
    "counts do not tell who was shown first",
  );
  assert.equal(fit.incomplete, 0);
  assert.ok(fit.ties > 0 && fit.votes + fit.ties === 5_000);
  const without = await pilot.regress({ features: ["Age"], scores: table1 });
  assert.ok(without.incomplete > 0, "Qwen2 is not confirmed");
});

test("distances of top lists", async () => {
  const a = [9, 8, 7, 6, 1, 2, 3, 4];
  const b = [1, 2, 3, 4, 9, 8, 7, 6];
  assert.equal(await mg.topKDistance(a, a), 0);
  assert.equal(await mg.topKDistance(a, b), 1);
  assert.equal(await mg.topKDistance(a, b, { variant: "talkarena", k: 4 }), 6 / 64);
  // Four of five: the reverse order, and half a pair of ten for a tie.
  assert.equal(await mg.topKDistance([5, 4, 3, 2, 1], [1, 2, 3, 4, 5], { k: 4 }), 1);
  assert.equal(await mg.topKDistance([5, 4, 3, 2, 1], [9, 8, 7, 6, 6], { k: 4 }), 0.05);
  // TalkArena's published figures are of ranks.
  const ranks = { k: 4, variant: "talkarena" };
  const urfunny = await mg.topKDistance([1, 2, 3, 4, 5], [1, 2, 4, 5, 2], ranks);
  assert.ok(Math.abs(urfunny - 0.4087129070824723) < 1e-12);
  await assert.rejects(mg.topKDistance(a, [1]), { code: "bad-option" });
  for (const wrong of [[NaN], [null], ["1"], null, "12", 5, [1n]])
    await assert.rejects(mg.topKDistance(wrong, [1]), { code: "bad-option" });
  await assert.rejects(mg.topKDistance(a, b, { variant: "other" }), { code: "bad-option" });
});

test("what five models can tell", async () => {
  const power = await mg.power({ models: 5 });
  assert.equal(power.critical, 1);
  assert.ok(power.modelsNeeded > 10 && power.modelsNeeded < 30);
  assert.equal((await mg.power({ models: 4 })).critical, undefined);
  await assert.rejects(mg.power({ models: 1 }), { code: "bad-option" });
  await assert.rejects(mg.power({}), { message: /option models is missing; expected a whole/ });
  await assert.rejects(mg.power(), { code: "bad-option" });
  await assert.rejects(mg.power({ models: 5, alpha: 2 }), { code: "bad-option" });
});

test("scores that cannot be used are refused with the reason", async () => {
  await assert.rejects(mg.readScores({ text: "" }), { code: "empty-file" });
  await assert.rejects(mg.readScores({ text: "model\nx\ny\n" }), { code: "no-scores" });
  const strangers = await mg.readScores({ text: "model,a\nx,1\ny,2\nz,3\n" });
  await assert.rejects(mg.gap(pilot, strangers, { bootstrap }), {
    code: "too-few-models",
    message: /none of the models have both .* the votes are of DiVA, .* the scores are of x, y, z/,
  });
  await assert.rejects(mg.gap(pilot, table1, { kk: 3 }), { code: "bad-option" });
  for (const [options, name] of [
    [{ board: {} }, "board"],
    [{ names: 5 }, "names"],
    [{ names: { Qwen2: 1 } }, "names.Qwen2"],
    [{ where: 5 }, "where"],
    [{ penalty: "x" }, "penalty"],
    [{ mostInflation: Infinity }, "mostInflation"],
  ]) {
    await assert.rejects(mg.gap(pilot, table1, options), { code: "bad-option", option: name });
  }
  await assert.rejects(mg.gap(null, table1), { code: "bad-option", option: "votes" });
  await assert.rejects(mg.gap(pilot, {}), { code: "bad-option", option: "scores" });
  await assert.rejects(mg.joinNames(null, []), { code: "bad-option" });
  await assert.rejects(pilot.regress(), { code: "bad-option" });
  await assert.rejects(pilot.regress({ features: [], random: null }), { code: "bad-option" });
  const twice = { features: ["Age", "Age"], scores: table1 };
  await assert.rejects(pilot.regress(twice), { message: /features is Age twice/ });
  const huge = structuredClone(table1);
  huge.values[0][0] = 1e308;
  await assert.rejects(mg.gap(pilot, huge), { code: "bad-scores" });
  const own = await pilot.rank({ bootstrap, level: 0.9 });
  await assert.rejects(mg.gap(pilot, table1, { board: own, ties: "drop" }), { option: "ties" });
  await assert.rejects(mg.gap(pilot, table1, { board: own, level: 0.95 }), { option: "level" });
  const kept = await mg.gap(pilot, table1, { board: own, names });
  assert.equal(kept.provenance.settings.level, 0.9);
  assert.equal(kept.provenance.settings.ranking.ties, "half");
  const none = await mg.gap(pilot, table1, { bootstrap: false, names });
  assert.equal(none.correlations[0].kendall.interval, undefined);
  assert.ok(none.warnings.some((text) => text.includes("no replicates")));
  const other = await mg.readVotes({ text: "model_a,model_b,winner\nx,y,model_a\ny,x,model_a\n" });
  const board = await other.rank({ bootstrap: false });
  await assert.rejects(mg.gap(pilot, table1, { board }), {
    message: /option board is one of other votes/,
  });
});
