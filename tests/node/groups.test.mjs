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
