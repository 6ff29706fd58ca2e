// The package as Node programs use it: every kind of source, the figures on
// record, errors with code and fields, options checked at the door.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { MindgapError, open } from "mindgap";

const golden = (name) => new URL(`../golden/${name}`, import.meta.url);
const json = async (name) => JSON.parse(await readFile(golden(name), "utf8"));
const pilot = new URL("../../www/public/examples/talkarena-pilot.csv", import.meta.url);
const small = await readFile(golden("votes_small.csv"));

const mindgap = await open();
const study = await mindgap.readVotes(small);

test("Node runs on the calling thread", () => assert.equal(mindgap.workers, 0));

test("the pilot's published ratings, to 1e-6", async () => {
  const votes = await mindgap.readVotes(pilot);
  const board = await votes.rank({ bootstrap: false });
  const published = {
    DiVA: 0.823091,
    GPT4o: 0.424028,
    Gemini: 0.312367,
    Qwen2: -0.087269,
    Typhoon: -1.472217,
  };
  assert.deepEqual(
    board.models.map(({ name }) => name),
    Object.keys(published),
  );
  for (const { name, rating } of board.models)
    assert.ok(Math.abs(rating - published[name]) < 1e-6, name);
  assert.equal(board.samples, undefined);
  assert.equal(board.bootstrap, undefined);
  assert.equal(board.provenance.seed, undefined);
  votes.free();
});

test("ratings and sandwich errors of the small study, to 1e-8", async () => {
  const { models, ties_half: half } = await json("bt_small.json");
  const board = await study.rank({ bootstrap: false });
  for (const { name, rating, se } of board.models) {
    const index = models.indexOf(name);
    assert.ok(Math.abs(rating - half.reference.theta[index]) < 1e-8, name);
    assert.ok(Math.abs(se - half.sandwich_se_no_ridge[index]) < 1e-8, name);
  }
});

test("the same bits as natively", async () => {
  const fnv1a = (array) => {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new Uint8Array(array.buffer)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
    return hash.toString(16).padStart(16, "0");
  };
  const column = (board, name) => Float64Array.from(board.models, (model) => model[name]);
  for (const { options, bits } of await json("same_bits.json")) {
    const board = await study.rank(options);
    const found = {
      samples: fnv1a(board.samples),
      ratings: fnv1a(column(board, "rating")),
      errors: fnv1a(column(board, "se")),
    };
    assert.deepEqual(found, bits, JSON.stringify(options));
  }
});

test("a seed that was drawn is told, and draws the same again", async () => {
  const first = await study.rank({ bootstrap: { replicates: 50 } });
  const { seed } = first.provenance;
  const again = await study.rank({ bootstrap: { replicates: 50, seed } });
  assert.deepEqual(again.samples, first.samples);
  assert.equal(first.samples.length, 50 * 6);
  const other = await study.rank({ bootstrap: { replicates: 50 } });
  assert.notEqual(other.provenance.seed, seed);
});

test("every kind of source is the same file", async () => {
  const padded = new Uint8Array(small.length + 10);
  padded.set(small, 10);
  const path = fileURLToPath(golden("votes_small.csv"));
  const sources = {
    "file URL": golden("votes_small.csv"),
    "URL string": golden("votes_small.csv").href,
    Blob: new Blob([small]),
    File: new File([small], "votes.csv"),
    ArrayBuffer: Uint8Array.from(small).buffer,
    "view into a buffer": padded.subarray(10),
    text: { text: small.toString() },
    "path from the working directory": path.replace(process.cwd() + "/", ""),
  };
  for (const [kind, source] of Object.entries(sources)) {
    const done = [];
    const onProgress = (progress) => done.push(progress);
    const votes = await mindgap.readVotes(source, {}, { onProgress });
    assert.equal(votes.report.hash, study.report.hash, kind);
    assert.deepEqual(done.at(-1), { phase: "read", done: small.length, total: small.length }, kind);
    votes.free();
  }
  const { report } = await mindgap.readVotes(gzipSync(small));
  assert.equal(report.gzip, true);
  assert.equal(report.kept, study.report.kept);
});

test("a server's answers", async (t) => {
  const answers = {
    "/votes.csv": (response) => response.end(small),
    "/slow.csv": (response) => response.write(small.subarray(0, 100)),
    "/lost.csv": (response) => response.write(small, () => response.destroy()),
    "/page": (response) => response.setHeader("content-type", "text/html").end("<p>Sign in"),
  };
  const server = createServer(({ url }, response) => {
    if (answers[url]) answers[url](response);
    else response.writeHead(404).end("<h1>no such file");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.close().closeAllConnections());
  const origin = `http://127.0.0.1:${server.address().port}`;

  const { report } = await mindgap.readVotes(`${origin}/votes.csv`);
  assert.equal(report.hash, study.report.hash);
  const failing = (path) => assert.rejects.bind(null, mindgap.readVotes(origin + path));
  await failing("/none.csv")({ code: "fetch-failed", status: 404, url: `${origin}/none.csv` });
  await failing("/page")({ code: "fetch-failed", message: /web page/ });
  await failing("/lost.csv")({ code: "fetch-failed", message: /connection was lost/ });
  await assert.rejects(mindgap.readVotes("http://127.0.0.1:1/"), { code: "fetch-failed" });
  await assert.rejects(mindgap.readVotes("missing.csv"), { code: "fetch-failed" });

  const cancel = new AbortController();
  const slow = mindgap.readVotes(`${origin}/slow.csv`, {}, { signal: cancel.signal });
  setTimeout(() => cancel.abort(), 50);
  await assert.rejects(slow, { name: "AbortError" });
});

test("what is no source", async () => {
  for (const source of [3, null, undefined, {}, [], { text: 3 }, "a,b\n1,2", "http://"]) {
    await assert.rejects(mindgap.readVotes(source), { name: "MindgapError", code: "bad-source" });
  }
});

test("bad options are named", async () => {
  const bad = {
    workers: () => open({ workers: NaN }),
    gpu: () => open({ gpu: "on" }),
    worker: () => open({ worker: 1 }),
    signals: () => study.rank({}, { signals: 1 }),
    tie: () => study.rank({ tie: "half" }),
    level: () => study.rank({ level: NaN }),
    prior: () => study.rank({ prior: -1 }),
    bootstrap: () => study.rank({ bootstrap: true }),
    "bootstrap.seeds": () => study.rank({ bootstrap: { seeds: 1 } }),
    "bootstrap.seed": () => study.rank({ bootstrap: { seed: 0.5 } }),
    "bootstrap.replicates": () => study.rank({ bootstrap: { replicates: -1 } }),
    "anchor.elos": () => study.rank({ anchor: { model: "GPT4o", elos: 1 } }),
    tests: () => study.headToHead({ tests: "sign" }),
    "columns.model_a": () => mindgap.readVotes(small, { columns: { model_a: "x" } }),
    offset: () => study.comments({}, { offset: -1 }),
    limit: () => study.comments({}, { limit: Infinity }),
  };
  for (const [option, call] of Object.entries(bad)) {
    await assert.rejects(call, { name: "MindgapError", code: "bad-option", option }, option);
  }
  await assert.rejects(study.rank({ ties: "halve" }), { code: "bad-option", message: /halve/ });
  await assert.rejects(study.rank({ where: { nothing: "x" } }), { code: "unknown-facet" });
  await assert.rejects(open({ gpu: "require" }), { code: "gpu-unavailable" });
  await assert.rejects(open({ workers: 1.5 }), { code: "bad-option", option: "workers" });
  await assert.rejects(open({ wasm: "missing.wasm" }), { code: "wasm-failed" });
});

test("errors carry what mends the file", async () => {
  const unbeaten = "model_a,model_b,winner\nA,B,model_a\nB,C,model_a\nC,B,model_a\n";
  const votes = await mindgap.readVotes({ text: unbeaten });
  await assert.rejects(votes.rank(), (error) => {
    assert.ok(error instanceof MindgapError);
    assert.equal(error.code, "disconnected");
    assert.deepEqual(error.components, [["A"], ["B", "C"]]);
    return true;
  });
  const helped = await votes.rank({ prior: 1, bootstrap: false });
  assert.equal(helped.models[0].name, "A");
});

test("filters refit, comments are paged, what was freed is gone", async () => {
  const votes = await mindgap.readVotes(small);
  const facet = votes.report.facets.find(({ values }) => values.length > 1);
  const [{ value, votes: some }] = facet.values;
  const board = await votes.rank({ where: { [facet.name]: value }, bootstrap: false });
  assert.equal(board.fit.votes, some);
  const page = await votes.comments({}, { offset: 0, limit: 2 });
  assert.ok(page.comments.length <= 2);
  votes.free();
  await assert.rejects(votes.rank(), { code: "freed" });
});

test("head-to-head agrees with the counts", async () => {
  const { ties_half: half } = await json("bt_small.json");
  const { pairs, provenance } = await study.headToHead({ bootstrap: { replicates: 200, seed: 1 } });
  assert.equal(pairs.length, half.head_to_head.length);
  assert.equal(provenance.seed, 1);
  for (const { i, j, n, wins_i: wins, ties } of half.head_to_head) {
    const pair = pairs.find(({ a, b }) => a === i && b === j);
    assert.deepEqual([pair.votes, pair.wins, pair.ties], [n, wins, ties]);
  }
});
