/** A Parquet file's bytes, in any order: of a Blob, of a file in Node, of a server that has ranges. */

import { MindgapError } from "../errors.js";
import { builtin } from "../platform.js";
import { damaged } from "./damage.js";

/** Where the bytes are: plain data, to be sent to a worker. */
export type Place = { blob: Blob } | { file: string } | { url: string; size: number };

export interface Range {
  start: number;
  end: number;
}

export interface Bytes {
  size: number;
  /** Whether each request costs a journey to a server. */
  remote: boolean;
  slice(range: Range): Promise<Uint8Array>;
  close(): Promise<void>;
}

export async function openPlace(place: Place): Promise<Bytes> {
  if ("blob" in place) return ofBlob(place.blob);
  if ("file" in place) return ofFile(place.file);
  return ofServer(place.url, place.size);
}

function ofBlob(blob: Blob): Bytes {
  return {
    size: blob.size,
    remote: false,
    slice: async ({ start, end }) => {
      const piece = await blob
        .slice(start, end)
        .arrayBuffer()
        .catch((error: Error) => {
          const message = `the file could not be read; it may have changed since it was chosen: ${error.message}`;
          throw new MindgapError("read-failed", message);
        });
      return new Uint8Array(piece);
    },
    close: () => Promise.resolve(),
  };
}

async function ofFile(url: string): Promise<Bytes> {
  const { open } = await builtin("node:fs/promises");
  const file = await open(new URL(url));
  const { size } = await file.stat();
  return {
    size,
    remote: false,
    slice: async ({ start, end }) => {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw damaged("its end");
      return bytes;
    },
    close: () => file.close(),
  };
}

function ofServer(url: string, size: number): Bytes {
  const stop = new AbortController();
  const fail = (reason: string): never => {
    throw new MindgapError("fetch-failed", `could not read ${url}: ${reason}`, { url });
  };
  return {
    size,
    remote: true,
    slice: async ({ start, end }) => {
      const headers = { range: `bytes=${start}-${end - 1}` };
      const response = await fetch(url, { headers, signal: stop.signal }).catch(() =>
        fail("the connection was lost"),
      );
      if (response.status !== 206) fail(`the server answered ${response.status} to a range`);
      const bytes = new Uint8Array(
        await response.arrayBuffer().catch(() => fail("the connection was lost")),
      );
      return bytes.length === end - start ? bytes : fail("the file changed while it was read");
    },
    close: () => Promise.resolve(stop.abort()),
  };
}
