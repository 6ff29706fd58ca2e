// Figures of the package against the references, and the order in which a call tells what it does.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { open } from "mindgap";

const at = (path) => new URL(`../../${path}`, import.meta.url);
const small = at("tests/golden/votes_small.csv");
const pilot = at("www/public/examples/talkarena-pilot.csv");
const off = { bootstrap: false };

let mg;
let golden;
let calibration;
let tieErrors;
before(async () => {
  mg = await open();
  const parsed = async (name) => JSON.parse(await readFile(at(`tests/golden/${name}`), "utf8"));
  golden = await parsed("bt_small.json");
  calibration = await parsed("calibration.json");
  tieErrors = await parsed("tie_errors.json");
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
    close(model.se, calibration.judges.all.ratings[i].cr2, 1e-6, "clustered error"),
  );
  for (const [ties, reference] of [
    ["davidson", "davidson"],
    ["rao-kupper", "rao_kupper"],
  ]) {
    const { fit, models } = await votes.rank({ ...off, ties });
    const expected = golden.tie_models[reference];
    close(fit.logLikelihood, expected.loglik, 1e-8, ties);
    close(fit.tieParameter.value, expected.tie_parameter, 1e-8, ties);
    close(fit.tieParameter.logSe, tieErrors[reference].votes, 1e-6, ties);
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
