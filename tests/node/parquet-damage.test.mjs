// Parquet files damaged in a seeded way, thousands of them: each is read, or refused in a sentence of
// ours, soon and in little memory. `PARQUET_MINUTES=60 node --test tests/node/parquet-damage.test.mjs`
// goes on for longer.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ParquetHost } from "../../pkg/dist/parquet/host.js";

const folder = new URL("parquet/", import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".parquet"))
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) }));
const minutes = Number(process.env.PARQUET_MINUTES ?? 0.15);

/** Numbers from 0 up to `below`, the same for the same seed (xorshift32). */
function draws(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes changed, cut out, repeated or cut off; where the footer is, more often. */
function damaged(bytes, draw) {
  const copy = bytes.slice();
  const footer = new DataView(bytes.buffer).getUint32(bytes.length - 8, true) + 8;
  const place = () =>
    draw(2) ? draw(copy.length) : copy.length - 1 - draw(Math.min(footer, copy.length));
  for (let times = 1 + draw(4); times > 0; times--) {
    const kind = draw(8);
    if (kind < 3) copy[place()] ^= 1 << draw(8);
    else if (kind < 5) copy[place()] = [0, 1, 0x7f, 0x80, 0xff][draw(5)];
    else if (kind === 5) copy.fill(0xff, place(), place());
    else if (kind === 6) copy.copyWithin(place(), place(), place());
    else if (draw(4) === 0) return copy.subarray(0, place());
  }
  return copy;
}

/** What is wrong with how a file was read, if something is. */
async function read(bytes) {
  const host = new ParquetHost();
  try {
    const { columns } = await host.open({ blob: new Blob([bytes]) });
    host.begin(Uint8Array.from(columns, ({ unreadable }) => (unreadable ? 0 : 1)));
    for (let text = 0; ;) {
      const { rows } = await host.next(new Uint32Array());
      if (rows.length === 0) return undefined;
      if ((text += rows.length) > 1 << 26) return "more text than so small a file can hold";
    }
  } catch (error) {
    return error.code === "bad-parquet" ? undefined : (error.stack ?? String(error));
  } finally {
    host.freeAll();
  }
}

test("damaged files are read or refused, and nothing else", async (t) => {
  const end = performance.now() + minutes * 60_000;
  const [base, cpu] = [process.memoryUsage().rss, process.cpuUsage()];
  let done = 0;
  let longest = 0;
  for (let seed = 1; performance.now() < end; seed++) {
    const draw = draws(seed * 2_654_435_769);
    const { name, bytes } = files[draw(files.length)];
    const start = process.cpuUsage();
    const wrong = await read(damaged(bytes, draw));
    const { user, system } = process.cpuUsage(start);
    assert.equal(wrong, undefined, `${name}, seed ${seed}: ${wrong}`);
    const seconds = (user + system) / 1e6;
    assert.ok(seconds < 5, `${name}, seed ${seed} took ${seconds} s`);
    longest = Math.max(longest, seconds);
    done++;
  }
  const { user, system } = process.cpuUsage(cpu);
  const peak = process.resourceUsage().maxRSS / 1024;
  assert.ok(peak < base / 2 ** 20 + 600, `${peak} MB`);
  t.diagnostic(
    `${done} files, ${Math.round((done / (user + system)) * 1e6)} a second of a core, ${longest.toFixed(2)} s at most, ${Math.round(peak)} MB`,
  );
});
