/** Parquet files: decoded in a thread of their own, which ends with the file, and handed on as CSV. */

import { orAborted } from "./cancel.js";
import { closed } from "./errors.js";
import type { Place } from "./parquet/file.js";
import type { ParquetHost, SourceColumn } from "./parquet/host.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import type { CallOptions, OpenOptions } from "./types.js";

/** Who takes what is decoded. */
export interface Taker {
  /** Answers 1 for each column that is wanted. `size` is the file's, where only parts of it will come. */
  columns(columns: SourceColumn[], size?: number): Promise<Uint8Array>;
  /** Rows of CSV, the wanted columns below their names. */
  rows(rows: Uint8Array): Promise<void>;
  /** Bytes of the file. */
  source(bytes: Uint8Array): Promise<void>;
  /** Which of the wanted columns, by their places, the first rows showed to be of no use. */
  unused(): Promise<Uint32Array>;
}

/** A file that is read. */
export interface ParquetFile {
  place: Place;
  /** All of its bytes; none where they are on a server that gives parts. */
  chunks: AsyncIterable<Uint8Array>;
}

export class ParquetThread {
  readonly #worker: boolean;
  readonly #address: string | URL | undefined;
  readonly #closing = new AbortController();

  /** In a worker, or on the calling thread. */
  constructor(worker: boolean, { parquetWorker }: OpenOptions) {
    this.#worker = worker;
    this.#address = parquetWorker;
  }

  /** Reads a whole file: its columns, then its rows and, beside them, its bytes. */
  async read({ place, chunks }: ParquetFile, taker: Taker, call: CallOptions): Promise<void> {
    const { signal: stop } = call;
    const runner = await orAborted(this.#start(), stop, (late) => late.close());
    const close = (): void => runner.close();
    this.#closing.signal.addEventListener("abort", close);
    try {
      const { columns, rows, size } = await orAborted(runner.call("open", [place]), stop);
      const wanted = await taker.columns(columns, "url" in place ? size : undefined);
      await orAborted(runner.call("begin", [wanted]), stop);
      const pass = async (): Promise<void> => {
        for await (const chunk of chunks) {
          stop?.throwIfAborted();
          await taker.source(chunk);
        }
      };
      const decode = async (): Promise<void> => {
        let unused = new Uint32Array();
        let handing: Promise<unknown> = Promise.resolve();
        for (let first = true; ; first = false) {
          const piece = await orAborted(runner.call("next", [unused]), stop);
          await handing;
          if (piece.source.length > 0) await taker.source(piece.source);
          if (piece.rows.length === 0) return;
          // Taken in while the next rows are decoded.
          handing = taker.rows(piece.rows);
          handing.catch(() => undefined);
          unused = new Uint32Array();
          if (first) {
            await handing;
            unused = (await taker.unused()) as Uint32Array<ArrayBuffer>;
          }
          if (!stop?.aborted)
            call.onProgress?.({
              phase: "read",
              done: Math.round((size * piece.done) / Math.max(rows, 1)),
              total: size,
            });
        }
      };
      await Promise.all([pass(), decode()]);
    } finally {
      this.#closing.signal.removeEventListener("abort", close);
      close();
    }
  }

  close(): void {
    this.#closing.abort(closed());
  }

  async #start(): Promise<Runner<ParquetHost>> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    if (this.#worker) {
      const start = { side: "parquet", module: null, address: this.#address } as const;
      try {
        return await WorkerRunner.start<ParquetHost>(start, signal);
      } catch (error) {
        signal.throwIfAborted();
        console.warn(`mindgap: a Parquet file is read on this thread: ${(error as Error).message}`);
      }
    }
    const { ParquetHost } = await import("./parquet/host.js");
    return new LocalRunner(new ParquetHost());
  }
}
