/** Anything votes can be read from, as chunks of bytes. */

import { MindgapError } from "./errors.js";
import { isParquet } from "./parquet/mark.js";
import type { Place } from "./parquet/file.js";
import { builtin, inNode, resolve } from "./platform.js";
import type { Source } from "./types.js";

/** What is held of a buffer at once. */
const CHUNK = 1 << 20;
/** Bytes that tell a Parquet file. */
const HEAD = 4;
/** A smaller file is fetched whole: parts would take more journeys. */
const WORTH_PARTS = 4 << 20;

export interface Chunks {
  chunks: AsyncIterable<Uint8Array>;
  /** Bytes in all, where known. */
  total?: number;
  /** Of a Parquet file, where it is: `chunks` are its bytes, or none where a server gives parts. */
  parquet?: Place;
}

/** Opens a source. Chunks may be given away: none of them is the caller's own memory. */
export async function open(
  source: Source,
  signal?: AbortSignal,
  what: "votes" | "scores" = "votes",
): Promise<Chunks> {
  if (typeof source === "string" || source instanceof URL)
    return fetched(await locate(source), what === "votes", signal);
  if (source instanceof Blob) return ofBlob(source);
  if (source instanceof ArrayBuffer) return ofBytes(new Uint8Array(source));
  if (ArrayBuffer.isView(source))
    return ofBytes(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (typeof (source as { text?: unknown } | undefined)?.text === "string") {
    const bytes = new TextEncoder().encode(source.text);
    return { chunks: sliced(bytes), total: bytes.length };
  }
  const expected = "a File, a Blob, a URL, an ArrayBuffer, a Uint8Array or { text }";
  throw new MindgapError(
    "bad-source",
    `${what} can be read from ${expected}, not from ${describe(source)}`,
  );
}

function describe(source: unknown): string {
  return source === null ? "null" : typeof source === "object" ? "an object" : String(source);
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

async function locate(source: string | URL): Promise<URL> {
  try {
    // The URL parser would drop line ends and look for a file named like the whole text.
    if (String(source).includes("\n")) throw new TypeError("a text");
    return await resolve(source);
  } catch {
    throw new MindgapError(
      "bad-source",
      `${brief(String(source))} is no URL; text is given as { text }`,
    );
  }
}

/** `parts`: whether a Parquet file may come in parts. */
async function fetched(url: URL, parts: boolean, signal?: AbortSignal): Promise<Chunks> {
  if (inNode && url.protocol === "file:") {
    const { open: openFile } = await builtin("node:fs/promises");
    const file = await openFile(url).catch((error: Error) => fail(url, error.message));
    const { size } = await file.stat();
    const head = new Uint8Array(HEAD);
    await file.read(head, 0, HEAD, 0);
    const chunks = owned(file.createReadStream({ highWaterMark: CHUNK, start: 0 }));
    const parquet = isParquet(head) && { parquet: { file: url.href } };
    return { chunks, total: size, ...parquet };
  }
  const response = await fetch(url, signal ? { signal } : {}).catch((error: unknown) => {
    signal?.throwIfAborted();
    return fail(url, "the server did not answer, or does not allow this page to read from it", {
      cause: String(error),
    });
  });
  const { ok, status, statusText } = response;
  if (!ok) fail(url, `the server answered ${status} ${statusText}`.trim(), { status });
  // What single-page sites answer for files they do not have.
  const page = response.headers.get("content-type")?.startsWith("text/html");
  if (page) fail(url, "the server answered with a web page, not with a file", { status });
  const length = Number(response.headers.get("content-length"));
  // A length that counts compressed bytes says nothing of what will arrive here,
  // and another origin's answer does not show whether it does.
  const known = length > 0 && response.type !== "cors" && !response.headers.get("content-encoding");
  const chunks = streamed(response.body ?? new Blob([]).stream(), (error) => {
    signal?.throwIfAborted();
    return fail(url, "the connection was lost", { cause: String(error) });
  });
  const { head, all } = await peeked(chunks);
  if (isParquet(head)) return ofServer(url, parts ? length : 0, all, signal);
  return known ? { chunks: all, total: length } : { chunks: all };
}

/** A Parquet file: in parts where its server has ranges and that saves something, else whole. */
async function ofServer(
  url: URL,
  size: number,
  all: AsyncGenerator<Uint8Array>,
  signal?: AbortSignal,
): Promise<Chunks> {
  if (size >= WORTH_PARTS && (await endsAt(url, size, signal))) {
    // Ends the connection.
    await all.return(undefined);
    return { chunks: sliced(new Uint8Array()), total: size, parquet: { url: url.href, size } };
  }
  const parts: Uint8Array[] = [];
  for await (const chunk of all) parts.push(chunk);
  return ofBlob(new Blob(parts as BlobPart[]));
}

/** Whether the server has ranges, and the file is as long as it says: what is packed on the way is not. */
async function endsAt(url: URL, size: number, signal?: AbortSignal): Promise<boolean> {
  const headers = { range: `bytes=${size - HEAD}-${size - 1}` };
  const response = await fetch(url, { headers, ...(signal && { signal }) }).catch(() => undefined);
  if (response?.status === 206) return isParquet(new Uint8Array(await response.arrayBuffer()));
  await response?.body?.cancel();
  return false;
}

/** The first bytes, and all of them. */
async function peeked(
  chunks: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD) {
    const { done, value } = await chunks.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      yield* chunks;
    } finally {
      await chunks.return(undefined);
    }
  }
  return {
    head: Uint8Array.from(first.flatMap((chunk) => [...chunk.subarray(0, HEAD)])),
    all: all(),
  };
}

function fail(url: URL, reason: string, fields: Record<string, unknown> = {}): never {
  throw new MindgapError("fetch-failed", `could not read ${url.href}: ${reason}`, {
    url: url.href,
    ...fields,
  });
}

async function ofBlob(blob: Blob): Promise<Chunks> {
  const { value: head } = await pieces(blob.slice(0, HEAD)).next();
  // A File, which Node cannot send to a thread, becomes a Blob.
  const parquet = head && isParquet(head) && { parquet: { blob: blob.slice() } };
  return { chunks: pieces(blob), total: blob.size, ...parquet };
}

function ofBytes(bytes: Uint8Array): Chunks {
  const parquet = isParquet(bytes) && { parquet: { blob: new Blob([bytes as BlobPart]) } };
  return { chunks: sliced(bytes), total: bytes.length, ...parquet };
}

async function* sliced(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK) yield bytes.slice(from, from + CHUNK);
}

/** By the piece: a stream of a file comes in far smaller ones. */
async function* pieces(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < blob.size; from += CHUNK) {
    const bytes = await blob
      .slice(from, from + CHUNK)
      .arrayBuffer()
      .catch((error: Error) => {
        const message = `the file could not be read; it may have changed since it was chosen: ${error.message}`;
        throw new MindgapError("read-failed", message);
      });
    yield new Uint8Array(bytes);
  }
}

/** By a reader: not every browser can iterate a stream. Leaving early cancels it. */
async function* streamed(
  stream: ReadableStream<Uint8Array>,
  lost: (error: unknown) => never,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(lost);
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Node's buffers may share their memory with others. */
async function* owned(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield new Uint8Array(chunk);
}
