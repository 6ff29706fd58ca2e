// The command line as people use it: what it prints, what it answers to whoever called it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import sqlite from "node-sqlite3-wasm";

const main = fileURLToPath(new URL("../../pkg/dist/cli/main.js", import.meta.url));
const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const pilot = file("www/public/examples/talkarena-pilot.csv");
const table1 = file("www/public/examples/talkarena-table1.csv");
const small = file("tests/golden/votes_small.csv");
const package_ = JSON.parse(await readFile(file("pkg/package.json"), "utf8"));

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), "mindgap-cli-"))));
after(() => rm(folder, { recursive: true, force: true }));

/** Runs a command, and answers what it wrote and its exit status. */
async function run(words, { input = "" } = {}) {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder });
  const written = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (written.out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (written.err += text));
  child.stdin.on("error", () => undefined).end(input);
  const [status] = await once(child, "close");
  return { status, ...written };
}

async function done(words, options) {
  const { status, out, err } = await run(words, options);
  assert.equal(status, 0, `mindgap ${words.join(" ")}: ${err}`);
  return { out, err };
}

/** What a command that is refused says: one sentence. */
async function refused(words, status, options) {
  const { status: found, out, err } = await run(words, options);
  assert.equal(found, status, `mindgap ${words.join(" ")}: ${err}${out}`);
  assert.equal(out, "");
  assert.match(err, /^mindgap: [^\n]+\n$/);
  return err.slice("mindgap: ".length).trim();
}

async function says(refusal, sentence) {
  if (typeof sentence === "string") assert.equal(await refusal, sentence);
  else assert.match(await refusal, sentence);
}

async function put(name, content) {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test("rank prints the pilot's published ratings, what was read and the seed", async () => {
  const { out } = await done(["rank", pilot]);
  const lines = out.split("\n");
  assert.match(lines[0], /^Rank +Model +Rating +95 % interval +Tier +Votes +Win rate$/);
  assert.match(lines[1], /^ +1 +DiVA +0\.82 +\[0\.75, 0\.90\] +1 +2,000 +71\.1 %$/);
  assert.match(lines[2], /^ +2 +GPT4o +0\.42 /);
  assert.match(lines[5], /^ +5 +Typhoon +−1\.47 /);
  assert.equal(new Set(lines.slice(0, 6).map((line) => line.length)).size, 1, "aligned");
  assert.match(out, /talkarena-pilot\.csv: 5,000 votes on 5 models from 10 rows/);
  assert.match(out, /10,000 replicates over votes, seed 1\./);
  assert.doesNotMatch(out, /\u001b/);
});

test("what was dropped is said, with lines and reasons", async () => {
  const votes = await put(
    "odd.csv",
    "model_a,model_b,winner\nA,B,model_a\nA,A,tie\nB,A,who knows\nB,A,model_a\n,B,tie\n",
  );
  const { out } = await done(["rank", votes]);
  assert.match(out, /left out: 1 row, a model against itself: line 3/);
  assert.match(out, /left out: 1 row, an outcome nobody knows: line 4 \(“who knows”\)/);
  const fewer = await done(["rank", votes, "--outcome", "who knows=skip", "--format", "csv"]);
  assert.match(fewer.err, /left out: 1 row, skipped as asked: line 4/);
});

test("every option of rank reaches the ranking", async () => {
  const board = join(folder, "options.json");
  const { out } = await done([
    ...["rank", small, "--ties", "davidson", "--unit", "judge", "--replicates", "100"],
    ...["--seed", "7", "--level", "0.9", "--method", "basic", "--prior", "0.5", "--workers", "0"],
    ...["--where", "language=English", "--where", "language=Thai", "--where", "turn=1"],
    ...["--column", "winner=winner", "--column", "model-a=model_a", "--outcome", "even=tie"],
    ...["--anchor", "GPT4o=1200", "--scale", "elo", "--head-to-head", "--test", "sign"],
    ...["--adjust", "holm", "--out", board],
  ]);
  const { options, headToHead } = JSON.parse(await readFile(board, "utf8"));
  assert.deepEqual(options, {
    read: {
      columns: { winner: "winner", modelA: "model_a" },
      outcomes: { even: "tie" },
    },
    rank: {
      model: "bradley-terry",
      ties: "davidson",
      where: { language: ["English", "Thai"], turn: ["1"] },
      level: 0.9,
      prior: 0.5,
      anchor: { model: "GPT4o", elo: 1200 },
      bootstrap: { replicates: 100, unit: "judge", seed: 7, method: "basic" },
    },
  });
  assert.deepEqual(
    [headToHead.provenance.settings.test, headToHead.provenance.settings.adjust],
    ["sign", "holm"],
  );
  assert.match(out, /Elo +90 % interval/);
  assert.match(out, /GPT4o +1200 /);
  assert.match(out, /Against/);
  assert.match(out.replaceAll(/\s+/g, " "), /3,084 votes with language: English or Thai, turn: 1;/);
});

test("the same command gives the same file, from a path, gzipped, piped in or from an address", async () => {
  const text = await readFile(pilot);
  await put("votes.csv", text);
  await put("100% of #votes?.csv", text);
  const server = createServer((_, response) => response.end(text)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${server.address().port}/votes.csv?key=secret`;
  const json = async (words, options) => (await done([...words, "--format", "json"], options)).out;
  const first = await json(["rank", "votes.csv"]);
  assert.equal(await json(["rank", "votes.csv", "--seed", "1"]), first);
  assert.notEqual(await json(["rank", "votes.csv", "--seed", "2"]), first);
  assert.equal(await json(["rank", address]), first, "and no key of its server");
  const board = (text) => ({ ...JSON.parse(text), votes: undefined });
  assert.deepEqual(board(await json(["rank", "100% of #votes?.csv"])), board(first));
  assert.deepEqual(board(await json(["rank", "-"], { input: text })), board(first));
  const zipped = JSON.parse(await json(["rank", "-"], { input: gzipSync(text) }));
  assert.deepEqual(zipped.board.models, JSON.parse(first).board.models);
  server.close();
});

test("every format is what it says", async () => {
  const format = async (name, ...more) =>
    (await done(["rank", pilot, "--replicates", "100", "--format", name, ...more])).out;
  assert.equal(JSON.parse(await format("json")).format, "mindgap-snapshot");
  assert.match(await format("csv"), /^rank,rankIntervalLower,.*\n1,1,1,DiVA,0\.8230907416914782,/);
  assert.match(await format("csv", "--head-to-head"), /^a,b,votes,.*\nDiVA,GPT4o,500,/);
  assert.match(await format("markdown"), /^\| Rank \| Model \|.*\n\| --: \| --- \|/);
  assert.match(await format("latex"), /\\begin\{tabular\}\{rlrrrrr\}/);
});

test("names are text on a terminal and in every format", async () => {
  const names = [
    "\u001b[31mred\u001b]0;x\u0007",
    "a\u202egnp",
    "=cmd|'/C calc'!A0",
    "x".repeat(9000),
  ];
  const rows = names.flatMap((a) => names.map((b) => [a, b])).filter(([a, b]) => a !== b);
  const lines = rows.map(([a, b]) => JSON.stringify({ model_a: a, model_b: b, winner: "tie" }));
  const votes = await put("evil.jsonl", lines.join("\n"));
  const out = join(folder, "evil.json");
  const { out: shown } = await done(["rank", votes, "--head-to-head", "--out", out]);
  assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  assert.match(shown, /\\u\{1b\}\[31mred/);
  assert.ok(Math.max(...shown.split("\n").map((line) => line.length)) < 250);
  const written = await readFile(out, "utf8");
  assert.doesNotMatch(written, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  assert.ok(JSON.parse(written).board.models.some(({ name }) => name === names[1]));
  const { out: csv } = await done(["rank", votes, "--format", "csv"]);
  assert.match(csv, /,'=cmd\|/);
});

test("columns stand below each other, also with names of two columns a letter", async () => {
  const rows = ["模型甲,GPT,model_a", "GPT,👩‍🔬,model_a", "👩‍🔬,模型甲,model_a", "GPT,e\u0301,tie"];
  const votes = await put("wide.csv", ["model_a,model_b,winner", ...rows].join("\n"));
  const { out } = await done(["rank", votes, "--replicates", "0"]);
  // A name's columns: three of two, three of one, one of two, one of one.
  const columns = { 模型甲: 6, GPT: 3, "👩‍🔬": 2, "e\u0301": 1 };
  for (const [name, taken] of Object.entries(columns)) {
    const line = out.split("\n").find((one) => one.includes(name));
    const [before, after] = line.split(name);
    assert.equal(before.length + taken + after.indexOf("["), out.indexOf("%") - 3, name);
  }
});

test("verify: holds, differs, and what differs", async () => {
  await put("votes.csv", await readFile(pilot));
  await done(["rank", "votes.csv", "--out", "board.json"]);
  const text = await readFile(join(folder, "board.json"), "utf8");
  const { out } = await done(["verify", "board.json", "votes.csv"]);
  assert.match(out, /^board\.json holds: \d{3,} figures computed again, none differs\.\n$/);
  const piped = await done(["verify", "-", "votes.csv"], { input: text });
  assert.match(piped.out, /^standard input holds/);

  await put("digit.json", text.replace('"rating":0.8230', '"rating":0.8231'));
  const digit = await run(["verify", "digit.json", "votes.csv"]);
  assert.equal(digit.status, 1);
  assert.match(
    digit.out,
    /^digit\.json does not hold: 1 difference\.\n {2}board\.models\[0\]\.rating: expected 0\.8231\d+, found 0\.8230/,
  );

  await put("changed.csv", (await readFile(pilot, "utf8")).replace("252,176", "253,175"));
  const vote = await run(["verify", "board.json", "changed.csv"]);
  assert.equal(vote.status, 1);
  assert.match(vote.out, /does not hold: \d+ differences\.\n {2}the votes are another file: hash/);
  assert.match(vote.out, /and \d+ more \(--all lists them\)/);
  const all = await run(["verify", "board.json", "changed.csv", "--all"]);
  assert.ok(all.out.split("\n").length > 100);
  const json = await run(["verify", "board.json", "changed.csv", "--format", "json"]);
  assert.equal(json.status, 1);
  assert.equal(JSON.parse(json.out).differences[0].path, "votes.hash");

  await put("seed.json", text.replaceAll('"seed":1', '"seed":2'));
  assert.equal((await run(["verify", "seed.json", "votes.csv"])).status, 1);
  await put("schema.json", text.replace('"schema": 1', '"schema": 2'));
  const schema = await refused(["verify", "schema.json", "votes.csv"], 1);
  assert.equal(schema, "this snapshot is of schema 2; this mindgap reads schema 1");
  await put("version.json", text.replaceAll(`"${package_.version}"`, '"0.0.1"'));
  const version = await done(["verify", "version.json", "votes.csv"]);
  assert.match(version.out, /^Warning: written by mindgap 0\.0\.1, verified by/);
  assert.match(version.out, /version\.json holds/);
});

test("gap prints readings and tables, and its snapshot holds with its scores", async () => {
  const words = ["gap", pilot, table1, "--join", "Qwen2=Qwen2-audio", "--replicates", "200"];
  const { out } = await done([...words, "--out", "gap.json"]);
  assert.match(out, /^Do the benchmarks predict preference\?\n {2}All 14 benchmarks/);
  assert.match(out, /\n {2}Emotion +0\.13 +1\.0 /);
  assert.match(out, /less is better in ASR/);
  const holds = await done(["verify", "gap.json", pilot, table1]);
  assert.match(holds.out, /gap\.json holds: 2,\d{3} figures/);
  const bare = await refused(["verify", "gap.json", pilot], 2);
  assert.equal(bare, "gap.json has a gap: name its scores too, talkarena-table1.csv");
  const csv = await done([...words, "--format", "csv"]);
  assert.match(csv.out, /^benchmark,direction,n,/);
});

test("gap takes benchmarks and names as told", async () => {
  const { out } = await done([
    ...["gap", pilot, table1, "--replicates", "100", "--join", "Qwen2=", "--exclude", "Age"],
    ...["--lower", "Humor", "--higher", "ASR", "--top", "3", "--seed", "4", "--format", "json"],
  ]);
  const { gap, scores } = JSON.parse(out);
  assert.deepEqual(gap.provenance.settings.names, { Qwen2: null });
  assert.deepEqual(gap.join.onlyInVotes, ["Qwen2"]);
  assert.equal(gap.correlations.length, 13);
  assert.equal(gap.correlations[0].direction, "lower");
  assert.equal(gap.correlations.at(-1).direction, "higher");
  assert.equal(gap.correlations[0].topK.k, 3);
  assert.deepEqual([gap.provenance.seed, gap.provenance.settings.ranking.bootstrap.seed], [4, 4]);
  assert.equal(scores.benchmarks.find(({ name }) => name === "Age").included, false);
  await put("told.json", out);
  await done(["verify", "told.json", pilot, table1]);
  assert.equal(
    await refused(["gap", pilot, table1, "--lower", "Humour"], 2),
    "--lower names “Humour”, which is no benchmark of the scores; did you mean “Humor”?",
  );
  const { out: unasked } = await done(["gap", pilot, table1, "--replicates", "100"]);
  assert.match(unasked.replaceAll(/\s+/g, " "), /--join "Qwen2=Qwen2-audio" does/);
});

test("what sql prints counts votes in a database to the same ratings", async () => {
  const { out } = await done(["sql", "--facets", "language,turn", "--judges"]);
  const database = new sqlite.Database();
  const [header, ...rows] = (await readFile(small, "utf8")).trim().split("\n");
  const columns = header.split(",");
  database.exec(`CREATE TABLE votes (${columns.map((name) => `${name} TEXT`).join(", ")})`);
  const insert = database.prepare(
    `INSERT INTO votes VALUES (${columns.map(() => "?").join(", ")})`,
  );
  database.exec("BEGIN");
  for (const row of rows) insert.run(row.split(","));
  insert.finalize();
  database.exec("COMMIT");
  const counted = database.all(out);
  database.close();
  const names = Object.keys(counted[0]);
  assert.deepEqual(names, ["model_a", "model_b", "winner", "judge", "language", "turn", "n_votes"]);
  assert.ok(counted.length < rows.length);
  await put(
    "counts.csv",
    [names, ...counted.map((row) => names.map((name) => row[name]))].join("\n"),
  );
  for (const more of [[], ["--where", "language=English"], ["--unit", "judge"]]) {
    const words = ["--replicates", "200", "--format", "json", ...more];
    const models = async (votes) =>
      JSON.parse((await done(["rank", votes, ...words])).out).board.models.map((model) => {
        // Counts have no order.
        delete model.sequentialElo;
        return model;
      });
    assert.deepEqual(await models("counts.csv"), await models(small));
  }
});

test("sql names columns as asked, and quotes only where it was told how", async () => {
  const { out } = await done([
    ...["sql", "--table", "arena.votes", "--column", "winner=vote", "--column", "count=n"],
    ...["--column", "model_a=first", "--column", "model_b=second"],
  ]);
  assert.equal(
    out,
    [
      "SELECT",
      "  first AS model_a,",
      "  second AS model_b,",
      "  vote AS winner,",
      "  SUM(n) AS n_votes",
      "FROM arena.votes",
      "GROUP BY first, second, vote",
      "ORDER BY model_a, model_b, winner;",
      "",
    ].join("\n"),
  );
  const left = ["sql", "--column", "model_a=left", "--column", 'model_b=Model `"B'];
  assert.equal(
    await refused(left, 2),
    "“left” needs quotation marks, which differ: say --quotes double or backtick",
  );
  const double = await done([...left, "--quotes", "double"]);
  assert.match(double.out, /"left" AS model_a,\n {2}"Model `""B" AS model_b/);
  const backtick = await done([...left, "--quotes", "backtick"]);
  assert.match(backtick.out, /`left` AS model_a,\n {2}`Model ``"B` AS model_b/);
  await refused(["sql", "--table", "votes; DROP TABLE votes"], 2);
  await refused(["sql", "--column", "time=t"], 2);
  await refused(["sql", "--facets", "a\nb"], 2);
});

/** Asks as a program would, with the path exactly as it is. */
async function ask(port, path, { method = "GET", host = `127.0.0.1:${port}` } = {}) {
  const asked = request({ port, host: "127.0.0.1", path, method, headers: { host } }).end();
  const [response] = await once(asked, "response");
  const parts = await response.toArray();
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) };
}

test("serve answers the page, the package's files and the votes, and nothing else", async () => {
  const votes = await put("<img src=x>.csv", await readFile(pilot));
  const child = spawn(process.execPath, [main, "serve", votes, table1], { cwd: folder });
  try {
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    const port = Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(line)[1]);
    const page = await ask(port, "/");
    const html = page.body.toString();
    assert.equal(page.status, 200);
    assert.match(html, /<h1>&lt;img src=x&gt;\.csv<\/h1>/);
    const [, secret] = /src="(\/[0-9a-f]{32}\/votes)"/.exec(html);
    assert.deepEqual((await ask(port, secret)).body, await readFile(pilot));
    const [, scores] = /<mindgap-benchmarks src="[^"]+" scores="([^"]+)">/.exec(html);
    assert.deepEqual((await ask(port, scores)).body, await readFile(table1));
    assert.equal(
      (await ask(port, "/wasm/mindgap_bg.wasm")).headers["content-type"],
      "application/wasm",
    );
    assert.match(
      (await ask(port, "/embed/mindgap.js")).headers["content-type"],
      /^text\/javascript/,
    );
    const policy = page.headers["content-security-policy"];
    assert.match(policy, /default-src 'none'.*connect-src 'self'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*/);
    for (const path of [
      "/embed/../package.json",
      "/embed/%2e%2e/package.json",
      "/embed/..%2fpackage.json",
      "/../../../../etc/passwd",
      "//etc/passwd",
      "/embed/",
      "/votes",
      "/package.json",
      "/__proto__",
      secret.slice(0, -1),
    ])
      assert.equal((await ask(port, path)).status, 404, path);
    assert.equal((await ask(port, "/", { host: "evil.test" })).status, 421);
    assert.equal((await ask(port, secret, { host: "evil.test" })).status, 421);
    assert.equal((await ask(port, "/", { method: "POST" })).status, 405);
    assert.equal((await ask(port, "/", { method: "HEAD" })).body.length, 0);
    const taken = await refused(["serve", votes, "--port", String(port)], 1);
    assert.equal(taken, `port ${port} cannot be had: another program has it`);
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "close"), [0, null]);
  } finally {
    child.kill("SIGKILL");
  }
});

test("help, of all and of each, with an example that can be typed", async () => {
  const { out } = await done(["help"]);
  assert.equal((await done(["--help"])).out, out);
  const none = await run([]);
  assert.deepEqual([none.status, none.err], [2, out]);
  for (const command of ["rank", "gap", "verify", "sql", "serve"]) {
    assert.match(out, new RegExp(`^  ${command} `, "m"));
    const help = (await done(["help", command])).out;
    assert.equal((await done([command, "--help"])).out, help);
    assert.match(help, new RegExp(`^Usage: mindgap ${command} `));
    assert.match(help, new RegExp(`Examples?:\n  .*mindgap ${command}`));
    assert.ok(Math.max(...help.split("\n").map((line) => line.length)) <= 100);
  }
  assert.equal((await done(["--version"])).out, `${package_.version}\n`);
});

test("bad use is one sentence, with the word that was likely meant, and exit status 2", async () => {
  for (const [words, sentence] of [
    [["rnak", pilot], "there is no command rnak; did you mean rank?"],
    [["__proto__"], /^there is no command __proto__; there are rank, gap, verify, sql, serve$/],
    [
      ["rank", pilot, "--replicats", "5"],
      "mindgap rank has no option --replicats; did you mean --replicates?",
    ],
    [["rank", pilot, "--zzz"], "mindgap rank has no option --zzz; see mindgap help rank"],
    [["rank"], "mindgap rank takes one file of votes"],
    [["rank", pilot, pilot], "mindgap rank takes one file of votes"],
    [["rank", pilot, "--seed"], "--seed takes a value"],
    [
      ["rank", pilot, "--seed", "9007199254740993"],
      /^--seed is 9007199254740993; expected a whole number from 0 to 9007199254740991$/,
    ],
    [["rank", pilot, "--seed", "1e400"], "--seed is “1e400”; expected a number"],
    [["rank", pilot, "--seed", "ten"], "--seed is “ten”; expected a number"],
    [
      ["rank", pilot, "--seed=-1"],
      "--seed is -1; expected a whole number from 0 to 9007199254740991",
    ],
    [
      ["rank", pilot, "--prior", "-1"],
      "--prior is followed by a word that begins with a dash: write --prior=…",
    ],
    [["rank", pilot, "--prior=-1"], /^--prior is -1; expected/],
    [["rank", pilot, "--level", "95"], /^--level is 95; expected/],
    [
      ["rank", pilot, "--ties", "thirds"],
      "--ties is “thirds”; expected half, drop, davidson or rao-kupper",
    ],
    [["rank", pilot, "--where", "language"], "--where is “language”; expected name=value"],
    [["rank", pilot, "--column", "who=x"], /^--column names “who”; expected modelA, /],
    [["rank", pilot, "--outcome", "x=y"], /^--outcome gives “y”; expected model_a, /],
    [["rank", pilot, "--anchor", "DiVA=high"], "--anchor is “DiVA=high”; expected model=elo"],
    [
      ["rank", pilot, "--anchor", "GPT-9"],
      '--anchor is "GPT-9"; expected one of the 5 models ranked',
    ],
    [["rank", pilot, "--out", "-"], "--out takes a file; --format json prints the snapshot"],
    [["rank", pilot, "--head-to-head=yes"], "--head-to-head takes no value"],
    [
      ["rank", pilot, "--format", "xml"],
      "--format is “xml”; expected table, json, csv, markdown or latex",
    ],
    [["gap", pilot], "mindgap gap takes a file of votes and a file of scores"],
    [["gap", "-", "-"], "only one file can be read from standard input (-)"],
    [["verify", pilot], "mindgap verify takes a snapshot, its votes, and its scores if it has any"],
    [
      ["serve", pilot, "--port", "70000"],
      "--port is 70000; expected a whole number from 0 to 65535",
    ],
    [["serve", "https://x.test/votes.csv"], "mindgap serve takes files of this machine"],
  ]) {
    await says(refused(words, 2), sentence);
  }
});

test("what cannot be read is one sentence and exit status 1", async () => {
  await put("empty.csv", "");
  await put("poem.txt", "Shall I compare thee to a summer's day?\nThou art more lovely\n");
  await put("torn.json", '{"format": "mindgap-snap');
  await put("other.json", '{"models": []}');
  await put("array.json", "[1, 2]");
  await put("one.csv", "model_a,model_b,winner\nA,B,model_a\n");
  for (const [words, sentence] of [
    [["rank", "nowhere.csv"], "there is no file nowhere.csv"],
    [["rank", "nowhere\u001b[2J.csv"], "there is no file nowhere\\u{1b}[2J.csv"],
    [["rank", "."], ". is a folder; expected a file"],
    [["rank", "empty.csv"], "the file is empty"],
    [["rank", "-"], "the file is empty"],
    [["rank", "poem.txt"], /^found no column for the first model/],
    [["rank", "one.csv"], /^no finite ratings exist/],
    [
      ["rank", pilot, "--where", "language=English"],
      'there is no facet "language"; these votes have no facets',
    ],
    [
      ["rank", pilot, "--out", "no/such/folder.json"],
      /^no\/such\/folder\.json cannot be written: /,
    ],
    [
      ["rank", "http://127.0.0.1:1/votes.csv"],
      /^could not read http:\/\/127\.0\.0\.1:1\/votes\.csv: /,
    ],
    [["gap", pilot, "empty.csv"], /./],
    [["verify", "torn.json", pilot], /^torn\.json is no JSON: /],
    [["verify", "other.json", pilot], /^this is no snapshot of mindgap/],
    [["verify", "array.json", pilot], /^this is no snapshot of mindgap/],
    [["verify", pilot, pilot], /is no JSON/],
    [["serve", "nowhere.csv"], "there is no file nowhere.csv"],
  ]) {
    await says(refused(words, 1), sentence);
  }
});

test("a reader that has read enough is no error", async () => {
  const child = spawn(process.execPath, [main, "rank", small, "--format", "json"]);
  child.stdout.destroy();
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  const [status] = await once(child, "close");
  assert.equal(status, 0);
  assert.doesNotMatch(err, /EPIPE/);
});

test("gap holds scores against a column of ratings, a board or a snapshot in place of votes", async () => {
  const page = await put(
    "leaderboard.md",
    `# Arena\n\n| Model | Arena Elo | 95% CI | Exam |\n|---|---|---|---|\n${[
      ["a", 1301, "+5/-4", 91],
      ["b", 1242, "+6/-6", 83],
      ["c", 1190, "+5/-5", 74],
      ["d", 1151, "+8/-6", 66],
      ["e", 1080, "+7/-7", 50],
    ]
      .map((row) => `| ${row.join(" | ")} |`)
      .join("\n")}\n`,
  );
  const { out } = await done(["gap", "--ratings", "Arena Elo", page]);
  assert.match(out, /^Do the benchmarks predict the ratings\?/);
  assert.match(out.replace(/\s+/g, " "), /predicts which models are rated higher, at 5 %/);
  assert.match(
    out.replace(/\s+/g, " "),
    /the column Arena Elo stands for votes, its intervals in 95% CI/,
  );
  const json = JSON.parse(
    (await done(["gap", "--ratings", "Arena Elo", page, "--format", "json"])).out,
  );
  assert.deepEqual(json.rated.columns, ["Exam"]);
  assert.match(
    (await done(["gap", "--ratings", "Arena Elo", page, "--format", "csv"])).out,
    /Exam/,
  );
  const board = await put(
    "board.csv",
    "model,rating,se\na,3,0.1\nb,2,0.1\nc,1,0.1\nd,0,0.1\ne,-1,0.1\n",
  );
  const other = JSON.parse((await done(["gap", "--board", board, page, "--format", "json"])).out);
  assert.equal(other.rated.errors, true);
  const snapshot = join(folder, "as-votes.json");
  await done(["rank", pilot, "--replicates", "0", "--out", snapshot]);
  const words = ["--join", "Qwen2=Qwen2-audio", "--format", "json"];
  const found = JSON.parse((await done(["gap", snapshot, table1, ...words])).out);
  assert.equal(found.models.length, 5);
  assert.equal(found.rated.errors, true);
  await says(
    refused(["gap", "--ratings", "Arena Elo", page, "--ties", "drop"], 2),
    "--ties is about votes, and ratings stand for them",
  );
  await says(refused(["gap", "--ratings", "Elo", page], 2), /--ratings is Elo; expected a column/);
  await says(refused(["gap", pilot, table1, "--errors", "se"], 2), /belongs to --ratings/);
});
