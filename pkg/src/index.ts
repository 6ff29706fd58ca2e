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

import { MindgapError } from "./errors.js";
import { aborted, Pool } from "./pool.js";
import { open as openSource } from "./source.js";
import type { CallOptions, OpenOptions, ReadOptions, Source } from "./types.js";
import { Votes } from "./votes.js";
import { compile } from "./wasm.js";

export { MindgapError } from "./errors.js";
export type { RankCall, Votes } from "./votes.js";
export type * from "./types.js";

/** Compiles the module and starts the workers. */
export async function open(options: OpenOptions = {}): Promise<Mindgap> {
  const { workers = defaultWorkers(), gpu = "auto", wasm, ...unknown } = options;
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw badOption(name, unknown, "workers, gpu or wasm as the only options");
  if (!(Number.isInteger(workers) && workers >= 0 && workers <= 64)) {
    throw badOption("workers", workers, "a whole number from 0 to 64");
  }
  if (workers > 0 && typeof Worker === "undefined") {
    throw badOption("workers", workers, "0: there are no Web Workers here");
  }
  if (gpu === "require") {
    throw new MindgapError("gpu-unavailable", 'this version resamples on the CPU: open it with gpu "auto" or "off"');
  }
  if (gpu !== "auto" && gpu !== "off") throw badOption("gpu", gpu, '"auto", "off" or "require"');
  return new Mindgap(await Pool.start(await compile(wasm), workers));
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
  async readVotes(source: Source, options: ReadOptions = {}, call: CallOptions = {}): Promise<Votes> {
    const { signal, onProgress } = call;
    signal?.throwIfAborted();
    await this.#pool.revive();
    const { home } = this.#pool;
    const reader = await home.call("read", [options]);
    const read = async (): Promise<Votes> => {
      const { chunks, total } = await openSource(source, signal);
      let done = 0;
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        done += chunk.byteLength;
        await home.call("push", [reader, chunk], [chunk]);
        onProgress?.({ phase: "read", done, ...(total === undefined ? {} : { total }) });
      }
      signal?.throwIfAborted();
      const { votes, report } = await home.call("finishRead", [reader]);
      return new Votes(this.#pool, home, votes, report);
    };
    const reading = read();
    try {
      return await (signal ? Promise.race([reading, aborted(signal)]) : reading);
    } catch (error) {
      reading.catch(() => undefined);
      if (!home.dead) void home.call("free", [reader]).catch(() => undefined);
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

function badOption(name: string, value: unknown, expected: string): MindgapError {
  const text = JSON.stringify(value) ?? String(value);
  return new MindgapError("bad-option", `option ${name} is ${text}; expected ${expected}`, { name, value: text, expected });
}
