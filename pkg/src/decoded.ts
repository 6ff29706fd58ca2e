/** Where the rows of a Parquet file go: to the reader of votes, or all of them to that of scores. */

import type { Handle } from "./host.js";
import type { Taker } from "./parquet.js";
import type { Runner } from "./runner.js";

/** Into a reader of votes, as they come. */
export function intoVotes(home: Runner, reader: Handle): Taker {
  return {
    columns: (columns, size) =>
      home.call("decoded", [reader, columns, ...(size === undefined ? [] : [size])] as never),
    rows: (rows) => home.call("push", [reader, rows], [rows]),
    source: (bytes) => home.call("source", [reader, bytes], [bytes]),
    unused: () => home.call("givenUp", [reader]),
  };
}

/** A table of scores is small: it is read at once, with every column but lists. */
export function intoScores(): { rows: Uint8Array[]; bytes: Uint8Array[]; taker: Taker } {
  const rows: Uint8Array[] = [];
  const bytes: Uint8Array[] = [];
  const keep = (parts: Uint8Array[]) => (part: Uint8Array) =>
    Promise.resolve(void parts.push(part));
  const taker: Taker = {
    columns: (columns) =>
      Promise.resolve(Uint8Array.from(columns, ({ why }) => (why === undefined ? 1 : 0))),
    rows: keep(rows),
    source: keep(bytes),
    unused: () => Promise.resolve(new Uint32Array()),
  };
  return { rows, bytes, taker };
}

export async function joined(parts: Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}
