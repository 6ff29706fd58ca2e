/** Anything votes can be read from, as chunks of bytes. */

import { MindgapError } from "./errors.js";
import type { Source } from "./types.js";
import { builtin, inNode, resolve } from "./platform.js";

/** What is held of a buffer at once. */
const CHUNK = 1 << 20;

export interface Chunks {
  chunks: AsyncIterable<Uint8Array>;
  /** Bytes in all, where known. */
  total?: number;
}

/** Opens a source. Chunks may be given away: none of them is the caller's own memory. */
export async function open(
  source: Source,
  signal?: AbortSignal,
  what: "votes" | "scores" = "votes",
): Promise<Chunks> {
  if (typeof source === "string" || source instanceof URL)
    return fetched(await locate(source), signal);
  if (source instanceof Blob) return { chunks: pieces(source), total: source.size };
  if (source instanceof ArrayBuffer) return sliced(new Uint8Array(source));
  if (ArrayBuffer.isView(source))
    return sliced(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (typeof (source as { text?: unknown } | undefined)?.text === "string") {
    return sliced(new TextEncoder().encode(source.text));
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

async function fetched(url: URL, signal?: AbortSignal): Promise<Chunks> {
  if (inNode && url.protocol === "file:") {
    const { open: openFile } = await builtin("node:fs/promises");
    const file = await openFile(url).catch((error: Error) => fail(url, error.message));
    const { size } = await file.stat();
    return { chunks: owned(file.createReadStream({ highWaterMark: CHUNK })), total: size };
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
  return known ? { chunks, total: length } : { chunks };
}

function fail(url: URL, reason: string, fields: Record<string, unknown> = {}): never {
  throw new MindgapError("fetch-failed", `could not read ${url.href}: ${reason}`, {
    url: url.href,
    ...fields,
  });
}

function sliced(bytes: Uint8Array): Chunks {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += CHUNK) yield bytes.slice(from, from + CHUNK);
  }
  return { chunks: chunks(), total: bytes.length };
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
