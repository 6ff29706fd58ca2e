// The statement of `mindgap sql`, run by DuckDB and by Spark on 2,000,000 simulated votes: what comes
// out has the ratings of the votes themselves and, with judges, the same bootstrap samples.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { open } from "mindgap";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
/** Kept between runs. */
const cache = join(root, "target/sql");
const votesFile = join(cache, "votes.csv");
const here = (name) => fileURLToPath(new URL(`sql/${name}`, import.meta.url));
const there = (path) => stat(path).then(Boolean, () => false);

const STATEMENTS = {
  counts: ["--facets", "language"],
  judges: ["--judges"],
};

/** Why a test is left out, by engine; absent where it can run. */
const without = {};
let python;
let mg;
let raw;

before(async () => {
  await mkdir(cache, { recursive: true });
  python = await environment().catch((error) => {
    without.duckdb = without.spark = `${error.reason ?? "PyPI cannot be reached"}: ${String(
      error.stderr ?? error.message,
    )
      .trim()
      .split("\n")
      .at(-1)}`;
  });
  await run("java", ["-version"]).catch(
    () => (without.spark ??= "Java is missing, which Spark needs"),
  );
  if (!python) return;
  if (!(await there(votesFile))) await simulate();
  mg = await open();
  raw = await mg.readVotes(votesFile);
});
after(() => mg?.close());

/** A Python with both, made when the list of packages has changed. */
async function environment() {
  const folder = join(cache, "venv");
  const inside = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const list = here("requirements.txt");
  const wanted = await readFile(list, "utf8");
  const stamp = join(folder, "installed.txt");
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return inside;
  const name = process.platform === "win32" ? "python" : "python3";
  await run(name, ["-m", "venv", "--clear", folder]).catch((error) => {
    throw Object.assign(error, { reason: "Python with its venv module is missing" });
  });
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--retries", "1"];
  await run(inside, ["-m", "pip", "install", ...quiet, "--requirement", list]);
  await writeFile(stamp, wanted);
  return inside;
}

/** 200 models, 2,000,000 votes, 400,000 judges. */
async function simulate() {
  const cargo = process.env.CARGO ?? "cargo";
  const words = ["run", "--quiet", "--package", "mindgap", "--bin", "study", "--"];
  const partial = `${votesFile}.partial`;
  const { stdout } = await run(cargo, [...words, "200", "2000000"], {
    cwd: root,
    encoding: "buffer",
    maxBuffer: 1 << 30,
  });
  await writeFile(partial, stdout);
  await rename(partial, votesFile);
}

/** What an engine makes of the votes. */
async function reduced(engine, which) {
  const main = join(root, "pkg/dist/cli/main.js");
  const { stdout } = await run(process.execPath, [main, "sql", ...STATEMENTS[which]]);
  const [statement, counts] = [join(cache, `${which}.sql`), join(cache, `${engine}-${which}.csv`)];
  await writeFile(statement, stdout);
  const { stdout: told } = await run(python, [
    here("reduce.py"),
    engine,
    votesFile,
    statement,
    counts,
  ]);
  return { counts, ...JSON.parse(told.trim().split("\n").at(-1)) };
}

for (const engine of ["duckdb", "spark"]) {
  test(`${engine}: counts have the votes' own ratings`, async (t) => {
    if (without[engine]) return t.skip(without[engine]);
    const { counts, rows, seconds } = await reduced(engine, "counts");
    const votes = await mg.readVotes(counts);
    assert.equal(votes.report.rows, rows);
    assert.equal(votes.report.kept, raw.report.kept);
    assert.deepEqual(votes.report.outcomes, raw.report.outcomes);
    for (const where of [{}, { language: ["German", "Thai"] }]) {
      const [one, other] = await Promise.all(
        [votes, raw].map((votes) => votes.rank({ where, bootstrap: false })),
      );
      const ratings = (board) => new Map(board.models.map(({ name, rating }) => [name, rating]));
      const expected = ratings(other);
      assert.equal(expected.size, 200);
      for (const [name, rating] of ratings(one))
        assert.ok(Math.abs(rating - expected.get(name)) <= 1e-9, name);
    }
    t.diagnostic(`${rows} rows of ${raw.report.rows} in ${seconds.toFixed(1)} s`);
    votes.free();
  });

  test(`${engine}: counts by judge have the votes' own bootstrap samples`, async (t) => {
    if (without[engine]) return t.skip(without[engine]);
    const { counts, rows, seconds } = await reduced(engine, "judges");
    const votes = await mg.readVotes(counts);
    assert.equal(votes.report.judges, raw.report.judges);
    const bootstrap = { unit: "judge", replicates: 20, seed: 5 };
    const [one, other] = [await votes.rank({ bootstrap }), await raw.rank({ bootstrap })];
    assert.equal(one.samples.length, 20 * 200);
    assert.deepEqual(one.samples, other.samples);
    t.diagnostic(`${rows} rows of ${raw.report.rows} in ${seconds.toFixed(1)} s`);
    votes.free();
  });
}
