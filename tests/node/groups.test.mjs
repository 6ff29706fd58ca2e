// Votes in groups from Node: what comes back, and wrong questions at the door.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { open } from "mindgap";

const golden = new URL("../golden/groups.json", import.meta.url);
const { csv, vote, judge } = JSON.parse(await readFile(golden, "utf8"));
const mindgap = await open();
const votes = await mindgap.readVotes({ text: csv });

test("boards by the values of a facet, as written out in numpy", async () => {
  for (const [unit, expected] of Object.entries({ vote, judge })) {
    const found = await votes.byFacet("group", { unit });
    assert.deepEqual(
      found.groups.map(({ value }) => value),
      ["a", "b", "c"],
    );
    assert.ok(Math.abs(found.test.statistic - expected.test.f) < 1e-4, unit);
    assert.ok(Math.abs(found.test.p - expected.test.p) < 1e-5, unit);
    assert.deepEqual(found.zero, ["beech", "cedar", "elm"]);
    const { settings, dataHash, backend } = found.provenance;
    assert.deepEqual(settings, {
      facet: "group",
      ties: "half",
      where: {},
      level: 0.95,
      prior: 0,
      unit,
    });
    assert.deepEqual([dataHash, backend], [votes.report.hash, "wasm"]);
    assert.equal(found.groups[0].judges, unit === "judge" ? 12 : undefined);
    for (const { models } of found.groups)
      for (const { interval, rankInterval, rating } of models) {
        assert.ok(interval[0] < rating && rating < interval[1]);
        assert.ok(rankInterval[0] <= rankInterval[1]);
      }
  }
});

test("a filter holds for every value", async () => {
  const found = await votes.byFacet("group", { where: { group: ["a", "b"] }, ties: "davidson" });
  assert.deepEqual(
    found.groups.map(({ value }) => value),
    ["a", "b"],
  );
  assert.match(found.sentences.join(" "), /mean of ash, beech, cedar and elm/);
});

test("wrong questions are refused at the door", async () => {
  await assert.rejects(votes.byFacet("language"), { code: "unknown-facet" });
  await assert.rejects(votes.byFacet(), { code: "bad-option", option: "facet" });
  await assert.rejects(votes.byFacet("group", { bootstrap: false }), { code: "bad-option" });
  await assert.rejects(votes.byFacet("group", { where: [] }), { code: "bad-option" });
  await assert.rejects(votes.byFacet("group", { level: 2 }), { code: "bad-option" });
  const signal = AbortSignal.abort();
  await assert.rejects(votes.byFacet("group", {}, { signal }), { name: "AbortError" });
});

test("boards over time", async () => {
  const rows = Array.from({ length: 600 }, (_, k) => {
    const [a, b] = [
      ["x", "y"],
      ["y", "z"],
      ["z", "x"],
    ][k % 3];
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(k / 10))).toISOString();
    return `${a},${b},${(k * 7) % 5 < 3 ? "model_a" : "model_b"},j${k % 12},${day}`;
  });
  const text = ["model_a,model_b,winner,judge,time", ...rows].join("\n");
  const timed = await mindgap.readVotes({ text });
  const { windows, firstVotes, zero } = await timed.overTime({ windows: "month" });
  assert.deepEqual(
    windows.map(({ label, days }) => [label, ...days]),
    [
      ["2024-01", "2024-01-01", "2024-01-31"],
      ["2024-02", "2024-02-01", "2024-02-29"],
    ],
  );
  assert.deepEqual(zero, ["x", "y", "z"]);
  assert.deepEqual(
    firstVotes.map(({ day, window }) => [day, window]),
    Array.from({ length: 3 }, () => ["2024-01-01", 0]),
  );
  const eight = await timed.overTime({ unit: "judge" });
  assert.equal(eight.windows.length, 8);
  assert.equal(eight.provenance.settings.windows, 8);
  for (const windows of ["fortnight", 0, 1001, 2.5])
    await assert.rejects(timed.overTime({ windows }), { code: "bad-option", option: "windows" });
  await assert.rejects(votes.overTime(), { code: "bad-option" });
});

test("what can be said of the votes themselves", async () => {
  const expected = JSON.parse(await readFile(new URL("../golden/trust.json", import.meta.url)));
  const found = await votes.trust({ draws: 99 });
  assert.ok(Math.abs(found.fit.statistic - expected.statistic) < 1e-6);
  assert.equal(found.fit.triads, expected.triads);
  assert.equal(found.judges.named, expected.judges.length);
  for (const row of found.judges.rows) {
    const { votes: cast, run } = expected.judges.find(({ judge }) => judge === row.judge);
    assert.deepEqual([row.votes, row.run], [cast, run]);
  }
  assert.ok(found.halves.reliability > 0.5);
  assert.deepEqual([found.provenance.seed, found.provenance.replicates], [1, 99]);
  assert.deepEqual((await votes.trust({ draws: 99 })).fit, found.fit);
  await assert.rejects(votes.trust({ ties: "davidson" }), { code: "bad-option", option: "ties" });
  await assert.rejects(votes.trust({ draws: 1.5 }), { code: "bad-option", option: "draws" });
});

test("judges are left out by name and by their votes", async () => {
  const without = await votes.rank({ bootstrap: false, withoutJudges: ["j00"], minVotes: 30 });
  assert.deepEqual(without.provenance.settings.withoutJudges, ["j00"]);
  assert.equal(without.provenance.settings.minVotes, 30);
  const pairs = await votes.headToHead({ test: "sign", withoutJudges: ["j00"], minVotes: 30 });
  const cast = (rows) => rows.reduce((sum, { votes }) => sum + votes, 0);
  assert.equal(2 * cast(pairs.pairs), cast(without.models));
  const trust = await votes.trust({ draws: 19, withoutJudges: ["j00"], minVotes: 30 });
  assert.equal(trust.votes, cast(pairs.pairs));
  assert.ok(trust.judges.rows.every(({ judge, votes }) => judge !== "j00" && votes >= 30));
  await assert.rejects(votes.rank({ withoutJudges: ["eve"] }), {
    code: "bad-option",
    option: "withoutJudges",
  });
  await assert.rejects(votes.rank({ minVotes: -1 }), { code: "bad-option", option: "minVotes" });
});
