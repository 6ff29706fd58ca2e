/**
 * Rank models from pairwise human votes, in the browser or in Node.
 *
 * ```ts
 * import { open } from "mindgap";
 * const mg = await open();
 * const votes = await mg.readVotes("votes.csv");
 * const board = await votes.rank({ bootstrap: { seed: 1 } });
 * console.table(board.models);
 * ```
 */

import { orAborted } from "./cancel.js";
import type { Handle } from "./host.js";
import { badOption, checkCall, checkOpen, checkRead } from "./options.js";
import { Pool } from "./pool.js";
import { open as openSource } from "./source.js";
import type { CallOptions, OpenOptions, ReadOptions, Report, Source } from "./types.js";
import { Votes } from "./votes.js";
import { compile } from "./wasm.js";

export { MindgapError } from "./errors.js";
export type { RankCall, Votes } from "./votes.js";
export type * from "./types.js";

/** Compiles the module and starts the workers. */
export async function open(options: OpenOptions = {}): Promise<Mindgap> {
  checkOpen(options);
  const { workers = defaultWorkers(), wasm } = options;
  if (workers > 0 && typeof Worker === "undefined") {
    throw badOption("workers", workers, "0: there are no Web Workers here");
  }
  return new Mindgap(await Pool.start(await compile(wasm), workers, options));
}

/** A pool of workers, ready to read votes. */
export class Mindgap {
  readonly #pool: Pool;

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Worker threads in use; 0 means the calling thread, also where a page forbids workers. */
  get workers(): number {
    return this.#pool.workers;
  }

  /** Reads a vote file, chunk by chunk. */
  async readVotes(
    source: Source,
    options: ReadOptions = {},
    call: CallOptions = {},
  ): Promise<Votes> {
    const { signal, onProgress } = call;
    checkRead(options);
    checkCall(call);
    signal?.throwIfAborted();
    const home = await this.#pool.home();
    const reader = await home.call("read", [options]);
    const forget = (handle: Handle): void => {
      if (!home.dead) void home.call("free", [handle]).catch(() => undefined);
    };
    const read = async (): Promise<{ votes: Handle; report: Report }> => {
      const { chunks, total } = await openSource(source, signal);
      let done = 0;
      const push = async (chunk: Uint8Array): Promise<void> => {
        const size = chunk.byteLength;
        await home.call("push", [reader, chunk], [chunk]);
        done += size;
        if (!signal?.aborted)
          onProgress?.({ phase: "read", done, ...(total === undefined ? {} : { total }) });
      };
      // One chunk is parsed while the next arrives.
      let parsed = Promise.resolve();
      for await (const chunk of chunks) {
        await parsed;
        signal?.throwIfAborted();
        parsed = push(chunk);
        // Whether it failed is asked a chunk later; until then that is nobody's unhandled error.
        parsed.catch(() => undefined);
      }
      await parsed;
      return home.call("finishRead", [reader]);
    };
    try {
      const { votes, report } = await orAborted(read(), signal, (late) => forget(late.votes));
      return new Votes(this.#pool, home, votes, report);
    } catch (error) {
      forget(reader);
      throw error;
    }
  }

  /** Stops the workers; every `Votes` of this pool is gone with them. */
  close(): void {
    this.#pool.close();
  }
}

/** All cores but the page's own; Node has no Web Workers. */
function defaultWorkers(): number {
  if (typeof Worker === "undefined") return 0;
  return Math.min(Math.max((globalThis.navigator?.hardwareConcurrency ?? 2) - 1, 1), 8);
}
