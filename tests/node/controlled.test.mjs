// Rankings with covariates through the package: the figures, the refusals, snapshots, the command.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { open } from "mindgap";
import { Gpu } from "../../pkg/dist/gpu.js";
import {
  makeSnapshot,
  parseSnapshot,
  snapshotText,
  verifySnapshot,
} from "../../pkg/dist/snapshot/index.js";

const golden = (name) => new URL(`../golden/${name}`, import.meta.url);
const style = golden("votes_small_style.csv.gz");
const control = ["x1", "x2", "x3", "x4", "x5"];
const mg = await open();
after(() => mg.close());
const votes = await mg.readVotes(style);
const close = (found, expected, tolerance) =>
  assert.ok(Math.abs(found - expected) < tolerance, `${found} is not ${expected}`);

test("statsmodels' ratings, coefficients and errors", async () => {
  const references = JSON.parse(await readFile(golden("stats_style_bt.json"), "utf8"));
  const glm = references.statsmodels_glm_unpenalised;
  const board = await votes.rank({ control, bootstrap: false });
  for (const { name, rating } of board.models)
    close(rating, glm.theta_centred[glm.models.indexOf(name)], 1e-9);
  board.controls.forEach(({ name, estimate, sd, perSd }, k) => {
    assert.equal(name, control[k]);
    close(perSd.estimate, glm.style_coef_per_sd[k], 1e-9);
    close(perSd.se, glm.style_se_HC0[k], 1e-9);
    close(estimate * sd, perSd.estimate, 1e-12);
  });
  assert.deepEqual(board.provenance.settings.control, control);
  assert.equal(board.fit.incomplete, 0);
  assert.equal(board.tieModels, undefined);
});

test("replicates are the same bits with threads, and intervals are open to neither side", async () => {
  const options = { control, position: true, bootstrap: { replicates: 400, seed: 3 } };
  const alone = await votes.rank(options);
  const threads = await open({ workers: 2 });
  try {
    const board = await (await threads.readVotes(style)).rank(options);
    assert.deepEqual(board.samples, alone.samples);
    assert.deepEqual(board.controls, alone.controls);
    const counted = await (
      await threads.readVotes(style)
    ).rank({ ...options, bootstrap: { ...options.bootstrap, samples: false } });
    counted.controls.forEach(({ interval }, k) =>
      interval.forEach((end, side) =>
        close(end, alone.controls[k].interval[side], 0.1 * alone.controls[k].se),
      ),
    );
  } finally {
    threads.close();
  }
  assert.equal(alone.samples.length, 400 * 6);
  assert.equal(alone.controls.length, 6);
  assert.equal(alone.controls[5].name, "position");
  assert.equal(alone.controls[5].perSd, undefined);
  for (const { interval } of alone.controls) assert.ok(interval[0] < interval[1]);
  assert.equal(alone.intervalMethod, "percentile");
});

test("options that cannot be are refused in a sentence", async () => {
  const refused = async (options, message) =>
    assert.rejects(votes.rank(options), { name: "MindgapError", code: "bad-option", message });
  await refused({ control: "x1" }, /^option control is x1; expected a list of names$/);
  await refused({ position: 1 }, /^option position is 1; expected true or false$/);
  await refused({ reweight: "yes" }, /^option reweight is "yes"; expected true or false$/);
  await refused(
    { control: ["language"] },
    /^option control is "language"; expected numeric columns of these votes: turn, x1, x2.*same for both sides/,
  );
  const scores = await mg.readScores({ text: "model,exam\nGPT4o,1\nGemini-1.5-Pro,2\n" });
  const board = await votes.rank({ control, bootstrap: false });
  await assert.rejects(mg.gap(votes, scores, { board }), /board without control/);
});

test("a GPU that is required refuses them", async () => {
  const gpu = new Gpu("require", {});
  const choice = {
    gpu: false,
    able: false,
    why: "rankings with covariates are resampled on the CPU",
  };
  await assert.rejects(gpu.choose({ choice }), {
    code: "gpu-unavailable",
    message: "no GPU to compute on: rankings with covariates are resampled on the CPU",
  });
  const relaxed = await new Gpu("auto", {}).choose({ choice });
  assert.deepEqual(relaxed, { why: choice.why });
});

test("a snapshot carries settings and figures, and holds", async () => {
  const rank = {
    control: ["x1", "x2"],
    position: true,
    reweight: true,
    bootstrap: { replicates: 100, seed: 1 },
  };
  const snapshot = await makeSnapshot(votes, { name: "style.csv.gz", rank, headToHead: false });
  const json = JSON.parse(snapshotText(snapshot));
  const parsed = parseSnapshot(json);
  assert.deepEqual(parsed.options.rank.control, ["x1", "x2"]);
  assert.equal(parsed.options.rank.position && parsed.options.rank.reweight, true);
  assert.deepEqual(parsed.board.controls, snapshot.board.controls);
  assert.equal(parsed.board.fit.reweighted, true);
  const found = await verifySnapshot(mg, json, { votes: style });
  assert.deepEqual(found.differences, []);
  json.board.controls[0].estimate += 1e-9;
  const changed = await verifySnapshot(mg, json, { votes: style });
  assert.deepEqual(
    changed.differences.map(({ path }) => path),
    ["board.controls[0].estimate"],
  );
});

test("the command takes columns with commas between them", async () => {
  const main = fileURLToPath(new URL("../../pkg/dist/cli/main.js", import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), "mindgap-control-"));
  try {
    const out = join(folder, "board.json");
    const words = [main, "rank", fileURLToPath(style), "--control", "x1,x2", "--control", "x3"];
    const asked = ["--position", "--reweight", "--replicates", "50", "--out", out];
    const { stdout } = await promisify(execFile)(process.execPath, [...words, ...asked]);
    const said = stdout.replace(/\s+/g, " ");
    assert.match(said, /controlled for x1, x2, x3, who was shown first; every pair counts alike;/);
    const { options, board } = JSON.parse(await readFile(out, "utf8"));
    assert.deepEqual(options.rank.control, ["x1", "x2", "x3"]);
    assert.equal(board.controls.length, 4);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
