// The package in Node, on the calling thread: figures against the references, sources, errors.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { open } from "mindgap";

const at = (path) => new URL(`../../${path}`, import.meta.url);
const small = at("tests/golden/votes_small.csv");
const pilot = at("www/public/examples/talkarena-pilot.csv");
const off = { bootstrap: false };

let mg;
let golden;
before(async () => {
  mg = await open();
  golden = JSON.parse(await readFile(at("tests/golden/bt_small.json"), "utf8"));
});

const close = (seen, wanted, tolerance, what) =>
  assert.ok(
    Math.abs(seen - wanted) <= tolerance * Math.max(1, Math.abs(wanted)),
    `${what}: ${seen}, not ${wanted}`,
  );

/** Rows of a board in the order of the reference, which sorts by name. */
const byName = (board) =>
  golden.models.map((name) => board.models.find((model) => model.name === name));

/** Fails unless the promise does, and answers the error. */
async function failure(promise) {
  const error = await promise.then(
    () => undefined,
    (error) => error,
  );
  assert.ok(error instanceof Error, "nothing failed");
  return error;
}

function noNaN(value, path = "") {
  if (typeof value === "number") assert.ok(Number.isFinite(value), `${path} is ${value}`);
  else if (value !== null && typeof value === "object" && !ArrayBuffer.isView(value)) {
    for (const [name, inner] of Object.entries(value)) noNaN(inner, `${path}.${name}`);
  }
}

test("TalkArena's pilot", async () => {
  assert.equal(mg.workers, 0);
  const board = await (await mg.readVotes(pilot)).rank({ bootstrap: { seed: 1, replicates: 100 } });
  const published = [0.823091, 0.424028, 0.312367, -0.087269, -1.472217];
  board.models.forEach(({ rating, name }, i) => close(rating, published[i], 1e-6, name));
  noNaN(board);
});

test("ratings, errors, Elo and tie models agree with the references", async () => {
  const votes = await mg.readVotes(small);
  const half = golden.ties_half;
  const board = await votes.rank(off);
  close(board.fit.logLikelihood, half.reference.loglik, 1e-8, "log-likelihood");
  assert.ok(board.fit.gradientNorm <= 1e-9);
  byName(board).forEach((model, i) => {
    close(model.rating, half.reference.theta[i], 1e-8, model.name);
    close(model.se, half.sandwich_se_no_ridge[i], 1e-8, `${model.name}'s error`);
    close(
      model.sequentialElo,
      half.online_elo_K4_fastchat_row_order[model.name],
      1e-9,
      "sequential Elo",
    );
  });
  const clustered = await votes.rank({ bootstrap: { replicates: 0, unit: "judge" } });
  byName(clustered).forEach((model, i) =>
    close(model.se, half.cluster_sandwich_se_by_judge.CR0[i], 1e-8, "clustered error"),
  );
  for (const [ties, reference] of [
    ["davidson", "davidson"],
    ["rao-kupper", "rao_kupper"],
  ]) {
    const { fit, models } = await votes.rank({ ...off, ties });
    const expected = golden.tie_models[reference];
    close(fit.logLikelihood, expected.loglik, 1e-8, ties);
    close(fit.tieParameter.value, expected.tie_parameter, 1e-8, ties);
    close(fit.tieParameter.logSe, expected.se_of_log_tie_parameter, 1e-6, ties);
    byName({ models }).forEach((model, i) =>
      close(model.rating, expected.theta[i], 1e-8, `${ties} ${model.name}`),
    );
  }
  const dropped = await votes.rank({ ...off, ties: "drop" });
  byName(dropped).forEach((model, i) =>
    close(model.rating, golden.ties_dropped.reference.theta[i], 1e-8, "dropped"),
  );
});

test("head to head agrees with the references", async () => {
  const votes = await mg.readVotes(small);
  const normal = await votes.headToHead({ test: "normal" });
  const sign = await votes.headToHead({ test: "sign", adjust: "holm" });
  for (const [i, expected] of golden.ties_half.head_to_head.entries()) {
    const [pair, signed] = [normal.pairs[i], sign.pairs[i]];
    assert.deepEqual(
      [pair.a, pair.b, pair.votes, pair.wins, pair.losses, pair.ties],
      [expected.i, expected.j, expected.n, expected.wins_i, expected.wins_j, expected.ties],
    );
    close(pair.winRate, expected.winrate_i_ties_half, 1e-12, "win rate");
    close(pair.pOneSided, expected.one_sided_p_normal, 1e-8, "normal p");
    close(signed.p, expected.sign_test_p_two_sided, 1e-8, "sign p");
    assert.ok(signed.pAdjusted >= signed.p);
  }
  assert.equal(normal.provenance.seed, undefined);
});

test("the same seed gives the same samples, another seed others", async () => {
  const votes = await mg.readVotes(small);
  const ask = async (seed) => (await votes.rank({ bootstrap: { replicates: 300, seed } })).samples;
  const [a, b, c] = [await ask(5), await ask(5), await ask(6)];
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
  assert.equal(a.length, 300 * 6);
  for (let row = 0; row < 300; row++)
    close(
      a.subarray(6 * row, 6 * row + 6).reduce((x, y) => x + y),
      0,
      1e-5,
      "a row's sum",
    );
  const drawn = await votes.rank({ bootstrap: { replicates: 3 } });
  const again = await votes.rank({ bootstrap: { replicates: 3, seed: drawn.provenance.seed } });
  assert.deepEqual(drawn.samples, again.samples, "the seed drawn is the seed told");
});

test("every kind of source", async () => {
  const bytes = await readFile(small);
  const { report } = await mg.readVotes(small);
  assert.equal(report.kept, 7500);
  assert.equal(report.judges, 484);
  const buffer = new Uint8Array(bytes).buffer;
  const padded = new Uint8Array(bytes.length + 10);
  padded.set(bytes, 7);
  const sources = [
    bytes,
    buffer,
    padded.subarray(7, 7 + bytes.length),
    { text: bytes.toString() },
    new Blob([bytes]),
    small.href,
  ];
  for (const source of sources) assert.equal((await mg.readVotes(source)).report.hash, report.hash);
  assert.equal(buffer.byteLength, bytes.length, "the caller's own memory stays");
  const zipped = await mg.readVotes(gzipSync(bytes));
  assert.deepEqual([zipped.report.gzip, zipped.report.kept], [true, 7500]);
});

test("what is wrong is named", async () => {
  const votes = await mg.readVotes(pilot);
  const options = [
    [{ tiez: "half" }, /option tiez is half; expected one of .*ties/],
    [{ bootstrap: { replicate: 7 } }, /replicate/],
    [{ anchor: { model: "DiVA", elos: 1 } }, /elos/],
    [{ ties: "thirds" }, /unknown variant `thirds`/],
    [{ level: NaN }, /level/],
    [{ bootstrap: { replicates: 1.5 } }, /1\.5/],
    [{ bootstrap: { replicates: -1 } }, /-1/],
    [{ bootstrap: { seed: 2 ** 53 } }, /seed|number/],
    [{ bootstrap: { unit: "judge" } }, /do not say who cast them/],
    [{ anchor: { model: "Nobody" } }, /"Nobody"/],
  ];
  for (const [option, message] of options) {
    const error = await failure(votes.rank(option));
    assert.equal(error.code, "bad-option", error.message);
    assert.match(error.message, message);
  }
  assert.equal((await failure(votes.rank({ where: { language: "en" } }))).code, "unknown-facet");

  const columns = await failure(mg.readVotes({ text: "x,y\n1,2\n" }));
  assert.equal(columns.code, "no-columns");
  assert.deepEqual([columns.found, columns.preview], [["x", "y"], [["1", "2"]]]);

  const apart = await mg.readVotes({ text: "model_a,model_b,winner\nA,B,model_a\nC,D,tie\n" });
  const disconnected = await failure(apart.rank());
  assert.equal(disconnected.code, "disconnected");
  assert.equal(disconnected.components.flat().sort().join(), "A,B,C,D");
  noNaN(await apart.rank({ prior: 1, bootstrap: { replicates: 50, seed: 1 } }));

  assert.equal((await failure(mg.readVotes(at("nowhere.csv")))).code, "fetch-failed");
  for (const source of [undefined, null, 7, {}])
    assert.equal((await failure(mg.readVotes(source))).code, "bad-source");
  assert.equal((await failure(open({ gpu: "require" }))).code, "gpu-unavailable");
  assert.equal((await failure(open({ workers: 2 }))).code, "bad-option");
  assert.equal((await failure(open({ worker: 0 }))).code, "bad-option");
});

test("options that are undefined mean the default", async () => {
  const votes = await mg.readVotes(pilot, { format: undefined, columns: { judge: undefined } });
  const board = await votes.rank({
    ties: undefined,
    bootstrap: { replicates: 0, unit: undefined },
  });
  assert.equal(board.provenance.settings.ties, "half");
});

test("cancelling, progress, and the board at once", async () => {
  const votes = await mg.readVotes(small);
  const controller = new AbortController();
  const order = [];
  const error = await failure(
    votes.rank(
      { bootstrap: { replicates: 1_000_000, seed: 1 } },
      {
        signal: controller.signal,
        onBoard: (board) => order.push(board.bootstrap),
        onProgress: ({ done }) => done > 100 && controller.abort(),
      },
    ),
  );
  assert.equal(error.name, "AbortError");
  assert.deepEqual(order, [undefined]);
  assert.equal((await failure(votes.rank({}, { signal: AbortSignal.abort() }))).name, "AbortError");
  assert.equal(
    (await failure(mg.readVotes(small, {}, { signal: AbortSignal.abort() }))).name,
    "AbortError",
  );
  const steps = [];
  await votes.rank(
    { bootstrap: { replicates: 500, seed: 1 } },
    { onProgress: ({ done, total }) => steps.push([done, total]) },
  );
  assert.deepEqual(steps.at(-1), [500, 500]);
  assert.ok(steps.every(([done], i) => i === 0 || done > steps[i - 1][0]));
});

test("filters, free texts, and freeing", async () => {
  const rows = [
    "a,b,model_a,en,fine",
    "b,a,model_a,en,",
    'a,b,tie,de,"so, so"',
    "b,a,model_b,de,good",
  ];
  const text = ["model_a,model_b,winner,language,reason", ...rows].join("\n");
  const votes = await mg.readVotes({ text });
  const page = await votes.comments({}, { offset: 1, limit: 1 });
  assert.deepEqual([page.total, page.comments.map((comment) => comment.text)], [3, ["so, so"]]);
  assert.equal((await votes.comments({ language: "de" })).total, 2);
  const board = await votes.rank({ ...off, where: { language: ["en"] } });
  assert.equal(board.fit.votes, 2);
  votes.free();
  assert.equal((await failure(votes.rank())).code, "freed");
});
