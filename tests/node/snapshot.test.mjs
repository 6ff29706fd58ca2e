// Snapshots: written the same each time, read with suspicion, verified figure by figure.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { open } from "mindgap";
import {
  makeSnapshot,
  parseSnapshot,
  snapshotText,
  verifySnapshot,
} from "../../pkg/dist/snapshot/index.js";

const examples = new URL("../../www/public/examples/", import.meta.url);
const golden = new URL("../golden/", import.meta.url);
const schema = JSON.parse(
  await readFile(new URL("../../pkg/schema/snapshot-1.json", import.meta.url), "utf8"),
);
const valid = new Ajv({ allErrors: false, allowUnionTypes: true }).compile(schema);

const mg = await open();
after(() => mg.close());
const pilotFile = new URL("talkarena-pilot.csv", examples);
const scoresFile = new URL("talkarena-table1.csv", examples);
const smallFile = new URL("votes_small.csv", golden);
const pilot = await mg.readVotes(pilotFile);
const small = await mg.readVotes(smallFile);
const few = await mg.readVotes({
  text: "model_a,model_b,winner,judge\nA,B,model_a,x\nA,B,model_a,x\nA,B,model_b,y\nB,C,model_a,y\nC,B,model_a,z\nA,C,model_a,z\nC,A,tie,z\n",
});
const scores = await mg.readScores(scoresFile);
const bootstrap = { replicates: 200, seed: 1 };
const gap = { mindgap: mg, name: "t1.csv", scores, options: { names: { Qwen2: "Qwen2-audio" } } };

const file = (snapshot) => JSON.parse(snapshotText(snapshot));
const copy = (value) => structuredClone(value);

const whole = file(await makeSnapshot(pilot, { name: "pilot.csv", rank: { bootstrap }, gap }));
const snapshots = {
  pilot: file(await makeSnapshot(pilot, { name: "pilot.csv" })),
  "all options": file(
    await makeSnapshot(small, {
      name: "small.csv",
      read: { format: "csv", columns: { judge: "judge" }, outcomes: { "?": "skip" } },
      rank: {
        ties: "davidson",
        where: { language: ["English", "French"], turn: "1" },
        bootstrap: { ...bootstrap, unit: "judge", method: "bca", samples: false },
        level: 0.9,
        prior: 0.5,
        anchor: { model: "GPT4o", elo: 1200 },
      },
      headToHead: { test: "sign", adjust: "holm" },
    }),
  ),
  "no replicates": file(await makeSnapshot(pilot, { name: "p", rank: { bootstrap: false } })),
  "open intervals": file(await makeSnapshot(few, { name: "few", rank: { bootstrap } })),
  gap: whole,
};

test("real snapshots are what the schema says, and are read back as they were written", () => {
  for (const [name, snapshot] of Object.entries(snapshots)) {
    assert.ok(valid(snapshot), `${name}: ${JSON.stringify(valid.errors)}`);
    assert.deepEqual(file(parseSnapshot(snapshot)), snapshot, name);
    assert.equal(
      snapshotText(parseSnapshot(snapshot)),
      snapshotText(parseSnapshot(copy(snapshot))),
    );
  }
  const { interval } = snapshots["open intervals"].board.models[0];
  assert.ok(interval.includes(null), "this study has an interval without an end");
});

test("the same votes and options give the same bytes, also where a seed is drawn for nothing", async () => {
  for (const rank of [{ bootstrap }, { bootstrap: false }]) {
    const text = async (votes) =>
      snapshotText(await makeSnapshot(votes, { name: "/here/pilot.csv", rank, gap }));
    const again = await mg.readVotes(pilotFile);
    const first = await text(pilot);
    assert.equal(first, await text(again));
    assert.ok(!/"(seconds|workers)"/.test(first) && !first.includes("/here"));
  }
});

test("a snapshot is small", async () => {
  const size = async (votes) => {
    const rank = { bootstrap: { seed: 1 } };
    return Buffer.byteLength(snapshotText(await makeSnapshot(votes, { name: "v.csv", rank })));
  };
  assert.ok((await size(pilot)) < 14_000);
  assert.ok((await size(small)) < 19_000);
  assert.ok(Buffer.byteLength(snapshotText(parseSnapshot(whole))) < 60_000, "with a gap");
});

test("distributions are the samples' percentiles", async () => {
  const board = await pilot.rank({ bootstrap });
  const { distributions } = file(await makeSnapshot(pilot, { name: "p", rank: { bootstrap } }));
  board.models.forEach(({ name }, m) => {
    const column = Float64Array.from({ length: 200 }, (_, r) => board.samples[r * 5 + m]).sort();
    const { name: named, quantiles } = distributions[m];
    assert.equal(named, name);
    assert.ok(Math.abs(quantiles[0] - column[0]) < 1e-6);
    assert.ok(Math.abs(quantiles[100] - column[199]) < 1e-6);
    assert.ok(Math.abs(quantiles[50] - (column[99] + column[100]) / 2) < 1e-6);
  });
});

/** Every path of a tree with its value: of a list's entries, the first of each form only. */
function* paths(tree, path = [], seen = new Set()) {
  const form = path.map((key) => (typeof key === "number" ? "*" : key)).join(".");
  if (seen.has(form)) return;
  seen.add(form);
  if (path.length > 0) yield path;
  if (typeof tree !== "object" || tree === null) return;
  for (const key of Object.keys(tree))
    yield* paths(tree[key], [...path, Array.isArray(tree) ? Number(key) : key], seen);
}

const TOGETHER = /expected (a name of|as many entries)/;

/** A tree with one entry of each list of objects, that goes together all the same. */
function firsts(snapshot) {
  const short = firstOfEach(snapshot);
  const { name } = short.board.models[0];
  short.board.tiers = [[name]];
  short.board.rankShares = [1];
  short.headToHead.pairs[0].b = short.headToHead.pairs[0].a = name;
  if (short.distributions) short.distributions[0].name = name;
  if (!short.gap) return short;
  short.gap.correlations[0].scores = [1];
  const { components } = short.gap;
  for (const list of ["models", "benchmarks", "explained", "eigenvalues", "loadings", "scores"])
    components[list] = components[list].slice(0, 1);
  for (const list of ["loadings", "scores"]) components[list] = [[0.5]];
  parseSnapshot(short);
  return short;
}

function firstOfEach(tree) {
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree))
    return (typeof tree[0] === "object" && !Array.isArray(tree[0]) ? tree.slice(0, 1) : tree).map(
      firstOfEach,
    );
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, firstOfEach(part)]));
}

function at(tree, path) {
  return path.reduce((inner, key) => inner[key], tree);
}

function refused(json) {
  try {
    parseSnapshot(json);
    return undefined;
  } catch (error) {
    assert.equal(error.code, "bad-snapshot", error.stack);
    return error;
  }
}

test("whatever the schema refuses is refused by the reader, at its place, and nothing else", () => {
  const wrong = [null, "<b>", {}, [], -1, 0.5, true];
  let broken = 0;
  for (const name of ["all options", "gap"]) {
    const changed = firsts(snapshots[name]);
    const agree = (where) => {
      const error = refused(changed);
      // Whether parts go together is not the schema's to say.
      if (error && TOGETHER.test(error.message)) return;
      assert.equal(error === undefined, valid(changed), `${name}: ${where}`);
      if (!error) return;
      broken += 1;
      assert.ok(error.message.length < 400 && !error.message.includes("\n"), where);
    };
    for (const path of [...paths(changed)]) {
      const parent = at(changed, path.slice(0, -1));
      const key = path.at(-1);
      const honest = parent[key];
      for (const value of wrong) {
        parent[key] = value;
        agree(`${path.join(".")} = ${JSON.stringify(value)}`);
      }
      parent[key] = Infinity;
      assert.ok(refused(changed), `${path.join(".")} is infinite`);
      parent[key] = honest;
      if (typeof key !== "string") continue;
      delete parent[key];
      agree(`${path.join(".")} is gone`);
      parent[key] = honest;
    }
  }
  assert.ok(broken > 3000, `${broken} broken snapshots were refused`);
});

test("what is no snapshot is refused in one sentence", () => {
  const reasons = [
    [null, "this is no snapshot of mindgap: it has no format “mindgap-snapshot”"],
    ["text", "this is no snapshot of mindgap: it has no format “mindgap-snapshot”"],
    [[1], "this is no snapshot of mindgap: it has no format “mindgap-snapshot”"],
    [{ models: [] }, "this is no snapshot of mindgap: it has no format “mindgap-snapshot”"],
    [{ ...whole, schema: 2 }, "this snapshot is of schema 2; this mindgap reads schema 1"],
    [{ ...whole, schema: "1" }, 'this snapshot is of schema "1"; this mindgap reads schema 1'],
    [
      { ...whole, board: { ...whole.board, rankShares: [1] } },
      "this snapshot cannot be shown: board.rankShares is a list of 1, expected as many entries as there are: 25",
    ],
  ];
  for (const [json, message] of reasons) assert.equal(refused(json)?.message, message);
  const changed = copy(whole);
  changed.board.models[1].rating = "1";
  const error = refused(changed);
  assert.equal(error.path, "board.models[1].rating");
  assert.match(error.message, /board\.models\[1\]\.rating is "1", expected a number/);
});

test("parts that do not go together are refused", () => {
  for (const [change, message] of [
    [
      (s) => (s.board.models[1].name = "DiVA"),
      /board\.models\[1\]\.name is "DiVA", expected a name of its own/,
    ],
    [
      (s) => s.board.tiers[0].push("X"),
      /board\.tiers\[0\]\[1\] is "X", expected a name of board\.models/,
    ],
    [(s) => (s.headToHead.pairs[3].b = "X"), /headToHead\.pairs\[3\]\.b is "X"/],
    [(s) => (s.distributions[2].name = "X"), /distributions\[2\]\.name is "X"/],
    [
      (s) => s.gap.correlations[4].scores.pop(),
      /gap\.correlations\[4\]\.scores is a list of 4, expected .*: 5/,
    ],
    [
      (s) => s.gap.components.loadings.pop(),
      /gap\.components\.loadings is a list of 13, expected .*: 14/,
    ],
    [(s) => s.gap.components.scores[0].pop(), /gap\.components\.scores\[0\] is a list of/],
    [(s) => (s.gap.components.eigenvalues = []), /gap\.components\.eigenvalues is a list of 0/],
  ]) {
    const changed = copy(whole);
    change(changed);
    assert.match(refused(changed)?.message ?? "it was read", message);
  }
});

test("what a snapshot has beside the known fields is left behind, and names are data", () => {
  const text = JSON.stringify(whole).replace(
    '"options"',
    '"__proto__":{"polluted":true},"constructor":1,"onload":"alert(1)","options"',
  );
  const evil = JSON.parse(text.replaceAll("DiVA", "<img src=x onerror=alert(1)>"));
  evil.options.rank.where = JSON.parse('{"__proto__":"x"}');
  const parsed = parseSnapshot(evil);
  assert.equal({}.polluted, undefined);
  assert.equal(parsed.polluted, undefined);
  assert.equal(Object.hasOwn(parsed, "constructor") || Object.hasOwn(parsed, "onload"), false);
  assert.deepEqual(Object.entries(parsed.options.rank.where), [["__proto__", "x"]]);
  assert.equal(parsed.board.models[0].name, "<img src=x onerror=alert(1)>");
});

const files = { votes: pilotFile, scores: scoresFile };

test("an honest snapshot holds", async () => {
  for (const [json, sources] of [
    [whole, files],
    [snapshots["all options"], { votes: smallFile }],
    [snapshots["no replicates"], files],
  ]) {
    const { holds, differences, figures, warnings } = await verifySnapshot(mg, json, sources);
    assert.deepEqual([holds, differences, warnings], [true, [], []]);
    assert.ok(figures > 100);
  }
});

/** Paths of every number of the results: not of the options, from which they are computed. */
function* numbers(tree, path = "") {
  for (const [key, value] of Object.entries(tree)) {
    const here = Array.isArray(tree) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    if (here === "schema" || here.startsWith("options") || here.endsWith(".settings")) continue;
    if (typeof value === "number") yield [here, tree, key];
    else if (typeof value === "object" && value !== null) yield* numbers(value, here);
  }
}

/** The next number that there is, away from zero. */
function nextAfter(value) {
  const bits = new BigInt64Array(1);
  const number = new Float64Array(bits.buffer);
  number[0] = value;
  bits[0] += 1n;
  return number[0];
}

test("a digit changed anywhere is found", async () => {
  const changed = copy(whole);
  const expected = [];
  for (const [path, parent, key] of [...numbers(changed)]) {
    const value = parent[key];
    // By one, or by the last bit that there is.
    parent[key] = Number.isInteger(value) ? value + 1 : nextAfter(value);
    assert.notEqual(parent[key], value);
    expected.push(path);
  }
  const { holds, differences } = await verifySnapshot(mg, changed, files);
  assert.equal(holds, false);
  assert.ok(expected.length > 2300, `${expected.length} figures`);
  assert.deepEqual(differences.map(({ path }) => path).sort(), expected.sort());
});

test("a word, a name, an order, a part taken away and a part put in are found", async () => {
  const found = async (change) => {
    const changed = copy(snapshots.pilot);
    change(changed);
    const { holds, differences } = await verifySnapshot(mg, changed, files);
    assert.equal(holds, differences.length === 0);
    return differences.map(({ path }) => path);
  };
  const renamed = await found((s) => {
    const text = JSON.stringify(s).replaceAll('"DiVA"', '"Diva"');
    Object.assign(s, JSON.parse(text));
  });
  assert.deepEqual(renamed.slice(0, 2), ["board.models[0].name", "board.tiers[0][0]"]);
  assert.deepEqual(await found((s) => s.board.tiers.pop()), ["board.tiers[4]"]);
  assert.deepEqual(await found((s) => delete s.board.models[0].bestShare), [
    "board.models[0].bestShare",
  ]);
  assert.deepEqual(await found((s) => (s.board.models[0].note = 7)), ["board.models[0].note"]);
  assert.deepEqual(await found((s) => (s.board.models[2].interval[1] = null)), [
    "board.models[2].interval[1]",
  ]);
  assert.deepEqual(await found((s) => (s.board.provenance.version = "9.9.9")), [
    "board.provenance.version",
  ]);
  assert.ok((await found((s) => s.board.models.reverse())).length > 20);
});

test("a changed vote is said first, with the figures that it changes", async () => {
  const text = (await readFile(pilotFile, "utf8")).replace("252,176", "251,177");
  const { holds, differences } = await verifySnapshot(mg, snapshots.pilot, { votes: { text } });
  assert.equal(holds, false);
  assert.equal(differences[0].path, "votes.hash");
  assert.equal(differences[0].expected, pilot.report.hash);
  assert.ok(differences.some(({ path }) => path === "board.models[0].rating"));
  const other = await verifySnapshot(mg, snapshots.pilot, {
    votes: { text: "model_a,model_b,winner\nA,B,model_a\n" },
  });
  assert.equal(other.holds, false);
  assert.deepEqual(
    other.differences.map(({ path }) => path),
    ["votes.hash"],
  );
  assert.match(other.warnings[0], /no finite ratings/);
});

test("a changed score is found", async () => {
  const text = (await readFile(scoresFile, "utf8")).replace("44.6", "44.7");
  const sources = { votes: pilotFile, scores: { text } };
  const { holds, differences } = await verifySnapshot(mg, whole, sources);
  assert.equal(holds, false);
  assert.equal(differences[0].path, "scores.hash");
  assert.ok(differences.some(({ path }) => path.startsWith("gap.correlations[0]")));
  await assert.rejects(verifySnapshot(mg, whole, { votes: pilotFile }), {
    code: "bad-option",
    message: "this snapshot has a gap: it takes the scores too, t1.csv",
  });
});

test("a changed seed is found, wherever it was changed", async () => {
  const everywhere = JSON.parse(JSON.stringify(whole).replaceAll('"seed":1', '"seed":2'));
  const one = copy(snapshots.pilot);
  one.options.rank.bootstrap.seed = 2;
  for (const json of [everywhere, one]) {
    const { holds, differences } = await verifySnapshot(mg, json, files);
    assert.equal(holds, false);
    assert.ok(differences.some(({ path }) => path === "board.models[0].interval[0]"));
  }
});

test("another version is a warning where the figures hold, another schema is refused", async () => {
  const other = JSON.parse(
    JSON.stringify(snapshots.pilot).replaceAll(`"${snapshots.pilot.version}"`, '"0.0.9"'),
  );
  const { holds, warnings } = await verifySnapshot(mg, other, files);
  assert.equal(holds, true);
  assert.match(warnings[0], /^written by mindgap 0\.0\.9, verified by/);
  other.board.models[0].rating += 1e-9;
  assert.equal((await verifySnapshot(mg, other, files)).holds, false);
  await assert.rejects(verifySnapshot(mg, { ...whole, schema: 2 }, files), {
    code: "bad-snapshot",
  });
});

test("figures that a GPU drew may differ by as much as a GPU does, fitted ones by nothing", async () => {
  const drawn = copy(whole);
  drawn.board.provenance.backend = "webgpu";
  drawn.board.provenance.gpu = { name: "x", replicates: 200, why: "it takes long" };
  drawn.board.models[0].interval[0] += 5e-6;
  drawn.board.models[0].eloInterval[0] += 5e-4;
  drawn.gap.models[0].interval[1] -= 5e-6;
  drawn.board.rankShares[0] -= 2e-4;
  const near = await verifySnapshot(mg, drawn, files);
  assert.deepEqual(near.differences, []);
  assert.match(near.warnings[0], /^a GPU drew the replicates/);
  drawn.board.models[1].interval[0] += 3e-5;
  drawn.board.models[1].rating += 1e-12;
  const { differences } = await verifySnapshot(mg, drawn, files);
  assert.deepEqual(differences.map(({ path }) => path).sort(), [
    "board.models[1].interval[0]",
    "board.models[1].rating",
  ]);
});

test("a BCa interval that a GPU drew may differ by what a replicate at the rating moves it", async () => {
  const rank = { bootstrap: { replicates: 1000, seed: 1, method: "bca" } };
  const drawn = file(await makeSnapshot(pilot, { name: "pilot.csv", rank }));
  drawn.board.provenance.backend = "webgpu";
  drawn.board.models[0].interval[0] += 2e-4;
  assert.equal((await verifySnapshot(mg, drawn, files)).holds, true);
  drawn.board.models[0].interval[0] += 2e-4;
  assert.equal((await verifySnapshot(mg, drawn, files)).holds, false);
});
