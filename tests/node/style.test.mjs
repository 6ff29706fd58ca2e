// The style of responses, counted by a module of its own while votes are read.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { open } from "mindgap";

const local = await open();
const threads = await open({ workers: 1 });
after(() => [local, threads].forEach((mindgap) => mindgap.close()));

const NAMES = ["characters", "words", "headers", "lists", "bold", "code", "links"].map(
  (name) => `style.${name}`,
);

const { texts } = JSON.parse(
  await readFile(new URL("../golden/style.json", import.meta.url), "utf8"),
);
const TEXTS = texts.filter(({ text }) => text.trim() !== "");

/** A conversation as LMArena publishes them. */
const conversation = (text) => [
  { role: "user", content: "Be **bold**!", num_tokens: 4 },
  { role: "assistant", content: text, num_tokens: 9 },
];
const rows = TEXTS.map(({ text }, k) => ({
  model_a: `m${k % 3}`,
  model_b: `m${(k + 1) % 3}`,
  winner: k % 5 < 3 ? "model_a" : "model_b",
  conversation_a: conversation(text),
  conversation_b: conversation(TEXTS[(k * 7 + 1) % TEXTS.length].text),
}));
const jsonl = rows.map((row) => JSON.stringify(row)).join("\n");

/** The covariate as a regression on it alone sees it. */
const estimate = async (votes, feature) => {
  const { fixed } = await votes.regress({ features: [feature] });
  return fixed.find(({ name }) => name === feature).estimate;
};

test("what is counted is what a column of the same differences would be", async () => {
  const counts = ["characters", "words", "headers", "lists", "bold", "code", "links"];
  const withCounts = rows.map((row, k) => {
    const [a, b] = [TEXTS[k], TEXTS[(k * 7 + 1) % TEXTS.length]];
    const { model_a, model_b, winner } = row;
    const both = counts.map((name) => ({ [`${name}_a`]: a[name], [`${name}_b`]: b[name] }));
    return JSON.stringify(Object.assign({ model_a, model_b, winner, measured: {} }, ...both));
  });
  const expected = await local.readVotes({ text: withCounts.join("\n") });
  assert.deepEqual(expected.report.covariates, counts);
  for (const mindgap of [local, threads]) {
    const votes = await mindgap.readVotes({ text: jsonl }, { style: true });
    const { covariates, differences, columns, texts } = votes.report;
    assert.deepEqual(covariates, NAMES);
    assert.deepEqual(texts, { a: "conversation_a", b: "conversation_b" });
    assert.ok(differences.every(({ missing, normalised }) => missing === 0 && normalised));
    assert.deepEqual(
      columns.slice(3).map(({ role }) => role),
      ["response_a", "response_b"],
    );
    for (const name of ["words", "bold", "headers"])
      assert.equal(await estimate(votes, `style.${name}`), await estimate(expected, name), name);
  }
});

test("unasked nothing is counted, and the report says that it could be", async () => {
  const { report } = await local.readVotes({ text: jsonl });
  assert.deepEqual(report.covariates, []);
  assert.deepEqual(report.texts, { a: "conversation_a", b: "conversation_b" });
});

test("two files at once and one after a failure do not disturb each other", async () => {
  for (const mindgap of [local, threads]) {
    const none = { text: "model_a,model_b,winner\nx,y,tie\n" };
    const [one, failed, other] = await Promise.allSettled([
      mindgap.readVotes({ text: jsonl }, { style: true }),
      mindgap.readVotes(none, { style: true }),
      mindgap.readVotes(
        {
          text: rows
            .slice(0, 9)
            .map((row) => JSON.stringify(row))
            .join("\n"),
        },
        { style: true },
      ),
    ]);
    assert.equal(failed.reason.code, "bad-option");
    assert.match(failed.reason.message, /response_a and response_b/);
    assert.equal(one.value.report.kept, rows.length);
    assert.equal(other.value.report.kept, 9);
    assert.deepEqual(other.value.report.covariates, NAMES);
  }
  await assert.rejects(local.readVotes({ text: jsonl }, { style: "yes" }), {
    code: "bad-option",
    message: /option style is yes; expected true or false/,
  });
});

test("conversations in a Parquet file count too, and are left alone otherwise", async () => {
  const file = new URL("parquet/arena-zstd.parquet", import.meta.url);
  const without = await threads.readVotes(file);
  assert.deepEqual(without.report.texts, { a: "conversation_a", b: "conversation_b" });
  assert.ok(without.report.notes.some((note) => /^Not read.*conversation_a/.test(note)));
  const votes = await threads.readVotes(file, { style: true });
  assert.deepEqual(votes.report.covariates.slice(-7), NAMES);
  const { missing } = votes.report.differences.at(-1);
  assert.ok(missing > 0 && missing < votes.report.kept, "where the second model has no turn");
  assert.equal(votes.report.kept, without.report.kept);
});

test("a module that cannot be had is said", async () => {
  const mindgap = await open({ styleWasm: new URL("nowhere.wasm", import.meta.url) });
  await assert.rejects(mindgap.readVotes({ text: jsonl }, { style: true }), {
    code: "wasm-failed",
  });
  assert.equal((await mindgap.readVotes({ text: jsonl })).report.kept, rows.length);
  mindgap.close();
});

test("on the command line", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mindgap-style-"));
  const file = join(folder, "votes.jsonl");
  await writeFile(file, jsonl);
  const main = fileURLToPath(new URL("../../pkg/dist/cli/main.js", import.meta.url));
  const run = (...words) =>
    spawnSync(process.execPath, [main, "rank", file, "--replicates", "0", ...words], {
      encoding: "utf8",
    });
  const { status, stdout, stderr } = run("--style");
  assert.equal(status, 0, stderr);
  assert.match(
    stdout.replace(/\s+/g, " "),
    /covariates that are \(a − b\)\/\(a \+ b\) of both models' columns: style\.characters, style\.words/,
  );
  assert.doesNotMatch(run().stdout, /style\./);
});
