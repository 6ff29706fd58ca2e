// Parquet against the same rows as CSV: every codec, encoding and type of parquet/make.py, from a
// file, from bytes and from a server with and without ranges; and what cannot be read.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { open } from "mindgap";
import { ParquetHost } from "../../pkg/dist/parquet/host.js";

const folder = new URL("parquet/", import.meta.url);
const at = (name) => new URL(name, folder);
const bytes = (name) => new Uint8Array(readFileSync(at(name)));
const files = (start) =>
  readdirSync(folder).filter((name) => name.startsWith(start) && name.endsWith(".parquet"));

let mg;
before(async () => (mg = await open()));
after(() => mg.close());

/** All cells of the columns, as CSV without its first line. */
async function decoded(data, choose) {
  const host = new ParquetHost();
  const { columns, rows } = await host.open({ blob: new Blob([data]) });
  host.begin(Uint8Array.from(columns, (column) => (choose(column) ? 1 : 0)));
  let text = "";
  for (;;) {
    const piece = await host.next(new Uint32Array());
    if (piece.rows.length === 0) break;
    text += new TextDecoder().decode(piece.rows);
  }
  host.freeAll();
  return { columns, rows, text: text.slice(text.indexOf("\n") + 1) };
}

const below = (name) => {
  const text = readFileSync(at(name), "utf8");
  return text.slice(text.indexOf("\n") + 1);
};

for (const name of files("kinds-"))
  test(`${name}: every type as CSV has it`, async () => {
    const { text, rows } = await decoded(bytes(name), () => true);
    assert.equal(rows, 40);
    assert.deepEqual(text.split("\n"), below("kinds.csv").split("\n"));
  });

for (const name of files("arena-"))
  test(`${name}: LMArena's layout`, async () => {
    const { text, columns } = await decoded(
      bytes(name),
      ({ name, why }) => why === undefined && name !== "prompt",
    );
    assert.deepEqual(text.split("\n"), below("arena.csv").split("\n"));
    const why = Object.fromEntries(columns.map((column) => [column.name, column.why]));
    assert.equal(why.conversation_a, "holds lists");
    assert.equal(why.language, undefined);

    const votes = await mg.readVotes(at(name));
    const same = await mg.readVotes(at("arena.csv"));
    const { hash, bytes: size, format, columns: all, notes, texts, ...report } = votes.report;
    const { hash: _, bytes: __, format: ___, columns: few, notes: ____, ...expected } = same.report;
    assert.deepEqual(report, expected);
    assert.equal(format, "parquet");
    assert.deepEqual(texts, { a: "conversation_a", b: "conversation_b" });
    assert.equal(size, bytes(name).length);
    assert.match(hash, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      all.filter(({ name }) => few.some((column) => column.name === name)),
      few,
    );
    assert.match(
      notes.join(" "),
      /^Not read, because nothing needs it: conversation_a, conversation_b/,
    );
    const board = await votes.rank({ bootstrap: { replicates: 200, seed: 1 } });
    const other = await same.rank({ bootstrap: { replicates: 200, seed: 1 } });
    assert.deepEqual(board.models, other.models);
  });

test("lists are read as JSON where they are asked for", async () => {
  for (const name of files("arena-")) {
    const { text } = await decoded(bytes(name), ({ name }) => name.startsWith("conversation_"));
    const [first] = text.split("\n");
    const unquoted = /^"((?:[^"]|"")*)",/.exec(first)[1].replaceAll('""', '"');
    assert.deepEqual(JSON.parse(unquoted), [
      { content: "question 0", role: "user" },
      { content: "long ".repeat(60), role: "assistant" },
    ]);
    assert.equal(text.trimEnd().split("\n").length, 200, name);
  }
});

test("bytes, a Blob, a File, a path and a worker give the same", async () => {
  const name = "arena-snappy.parquet";
  const data = bytes(name);
  const threads = await open({ workers: 1 });
  try {
    const read = [
      mg.readVotes(data),
      mg.readVotes(data.buffer.slice(0)),
      mg.readVotes(new Blob([data])),
      mg.readVotes(new File([data], "votes.txt")),
      mg.readVotes(at(name)),
      threads.readVotes(data),
      threads.readVotes(new File([data], "votes.parquet")),
      threads.readVotes(pathToFileURL(at(name).pathname)),
    ];
    const [first, ...others] = await Promise.all(read);
    for (const { report } of others) assert.deepEqual(report, first.report);
    const seen = [];
    await threads.readVotes(data, {}, { onProgress: (progress) => seen.push(progress) });
    assert.deepEqual(seen.at(-1), { phase: "read", done: data.length, total: data.length });
    await assert.rejects(threads.readVotes(data, {}, { signal: AbortSignal.abort() }), {
      name: "AbortError",
    });
  } finally {
    threads.close();
  }
});

test("the caller's columns and outcomes, and rows left out by their number", async () => {
  const votes = await mg.readVotes(at("arena-snappy.parquet"), {
    columns: { judge: "language", text: "prompt" },
    outcomes: { both_bad: "skip" },
  });
  const role = Object.fromEntries(votes.report.columns.map(({ name, role }) => [name, role]));
  assert.deepEqual([role.language, role.prompt], ["judge", "text"]);
  const { comments } = await votes.comments();
  assert.match(comments[0].text, /^as long a text/);
  const skipped = votes.report.dropped.find(({ reason }) => reason === "skipped");
  const rows = below("arena.csv").trimEnd().split("\n");
  assert.match(rows[skipped.line - 1], /both_bad/);
  await assert.rejects(mg.readVotes(at("arena-snappy.parquet"), { columns: { judge: "who" } }), {
    code: "unknown-column",
  });
});

test("columns that nobody knows are refused with names and rows", async () => {
  const error = await mg.readVotes(at("scores.parquet")).catch((error) => error);
  assert.equal(error.code, "no-columns");
  assert.deepEqual(error.found, ["model", "mmlu", "wer", "group"]);
  assert.deepEqual(error.preview[0], ["DiVA", "60", "0", "a"]);
});

test("counts and score tables", async () => {
  const [one, other] = await Promise.all(
    ["counts.parquet", "counts.csv"].map((name) => mg.readVotes(at(name))),
  );
  assert.equal(one.report.kept, other.report.kept);
  const rank = { bootstrap: false };
  assert.deepEqual((await one.rank(rank)).models, (await other.rank(rank)).models);
  const scores = await mg.readScores(at("scores.parquet"));
  const same = await mg.readScores(at("scores.csv"));
  assert.deepEqual(scores.values, same.values);
  assert.deepEqual(scores.benchmarks, same.benchmarks);
  assert.deepEqual(scores.groups, same.groups);
  assert.equal(scores.report.format, "parquet");
  assert.equal(scores.report.bytes, bytes("scores.parquet").length);
  assert.notEqual(scores.report.hash, same.report.hash);
});

/** A server that answers ranges, or not, and counts what it sends. */
async function served(data, { ranges }, use) {
  const seen = { requests: 0, bytes: 0 };
  const server = createServer((request, response) => {
    seen.requests++;
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    const part = ranges && from !== undefined ? data.subarray(+from, +to + 1) : data;
    const type = { "content-type": "application/octet-stream", "content-length": part.length };
    response.writeHead(part === data ? 200 : 206, {
      ...type,
      ...(part !== data && { "content-range": `bytes ${from}-${to}/${data.length}` }),
    });
    if (part !== data) seen.bytes += part.length;
    response.end(request.method === "HEAD" ? undefined : part);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    await use(new URL(`http://127.0.0.1:${server.address().port}/votes.parquet`), seen);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A file of some megabytes, of which the columns in use are a small part. */
function padded(name) {
  const data = bytes(name);
  const length = new DataView(data.buffer).getUint32(data.length - 8, true);
  const footer = data.length - 8 - length;
  // Nobody looks between the last row group and the footer.
  const gap = new Uint8Array(5 << 20);
  const whole = new Uint8Array(data.length + gap.length);
  whole.set(data.subarray(0, footer));
  whole.set(data.subarray(footer), footer + gap.length);
  return whole;
}

test("from a server with ranges only the columns in use are fetched", async () => {
  const data = padded("arena-snappy.parquet");
  const whole = await mg.readVotes(data);
  await served(data, { ranges: true }, async (url, seen) => {
    const votes = await mg.readVotes(url);
    assert.ok(seen.bytes < 200_000, `${seen.bytes} bytes`);
    assert.ok(seen.requests < 12, `${seen.requests} requests`);
    const { hash, notes, ...report } = votes.report;
    const { hash: own, notes: said, ...expected } = whole.report;
    assert.deepEqual(report, expected);
    assert.match(hash, /^parts:[0-9a-f]{32}$/);
    assert.match(
      notes.at(-1),
      /^Of the file’s \d+ bytes \d+ were fetched; the hash is of these\.$/,
    );
    assert.equal((await mg.readVotes(url)).report.hash, hash);
    const threads = await open({ workers: 1 });
    assert.equal((await threads.readVotes(url)).report.hash, hash);
    threads.close();
  });
  await served(data, { ranges: false }, async (url) => {
    assert.deepEqual((await mg.readVotes(url)).report, whole.report);
  });
  await served(bytes("arena-none.parquet"), { ranges: true }, async (url, seen) => {
    assert.match((await mg.readVotes(url)).report.hash, /^[0-9a-f]{32}$/);
    assert.equal(seen.requests, 1, "a small file comes whole");
  });
});

test("what cannot be read is said in one sentence", async () => {
  const data = bytes("arena-none.parquet");
  const said = async (data) => {
    const error = await mg.readVotes(data).catch((error) => error);
    assert.equal(error.code, "bad-parquet", error.message);
    return error.reason;
  };
  assert.match(await said(data.subarray(0, 9000)), /^its end is missing; perhaps a download was/);
  assert.equal(await said(bytes("encrypted-footer.parquet")), "it is encrypted");
  assert.equal(await said(bytes("encrypted-columns.parquet")), "its columns are encrypted");
  assert.match(await said(Uint8Array.from([80, 65, 82, 49])), /^it is damaged/);
  const long = data.slice();
  long[data.length - 5] = 0xff;
  assert.match(await said(long), /^its footer is damaged/);
  // The codec's number stands behind a column's name, there as 0 for none; 3 is LZO.
  const packed = data.slice();
  const name = Buffer.from(packed.buffer).lastIndexOf("model_a");
  assert.deepEqual([...packed.subarray(name + 7, name + 9)], [0x15, 0]);
  packed[name + 8] = 6;
  assert.match(await said(packed), /^it is packed with LZO; write it anew with Zstandard/);
  const rows = data.slice();
  rows.fill(0xff, 4, 4000);
  assert.match(await said(rows), /^its column \S+ is damaged/);
  // A name says nothing: what is in the file does.
  const text = new File(["model_a,model_b,winner\nx,y,model_a\n"], "votes.parquet");
  assert.equal((await mg.readVotes(text)).report.format, "csv");
  await assert.rejects(mg.readVotes(new File(["<!doctype html>"], "votes.parquet")), {
    code: "not-votes",
  });
});
