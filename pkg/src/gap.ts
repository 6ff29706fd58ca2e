/** The gap's thread: its module is loaded, and its worker started, when it is first asked for. */

import { orAborted } from "./cancel.js";
import type { GapHost, Ranked } from "./gap-host.js";
import type { Args, Methods, Returns } from "./host.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import { SharedRunner } from "./shared.js";
import type { Board, OpenOptions } from "./types.js";
import { compiledOnce, compileGap } from "./wasm.js";

export class GapThread {
  readonly #worker: boolean;
  readonly #runner: SharedRunner<GapHost>;
  /** Settled when the calls so far have ended. */
  #last: Promise<unknown> = Promise.resolve();

  /** In a worker, or on the calling thread. */
  constructor(worker: boolean, { gapWasm, gapWorker }: OpenOptions) {
    this.#worker = worker;
    const compiled = compiledOnce(() => compileGap(gapWasm));
    this.#runner = new SharedRunner(async (signal): Promise<Runner<GapHost>> => {
      const module = await compiled();
      if (worker) {
        const start = { side: "gap", module, address: gapWorker } as const;
        return WorkerRunner.start<GapHost>(start, signal);
      }
      const { GapHost } = await import("./gap-host.js");
      return new LocalRunner(new GapHost(module));
    });
  }

  /**
   * Asks the gap's host.
   *
   * Nothing stops a call inside a worker but the worker's end. So that a cancelled call ends no
   * other one, they wait on this side, where their arguments still are: the worker has one call at
   * a time, a cancelled one that waits is left out, and after a cancelled one that ran those that
   * wait go to a new worker.
   */
  call<M extends Methods<GapHost>>(
    method: M,
    args: Args<GapHost, M>,
    signal?: AbortSignal,
    move: ArrayBufferView[] = [],
  ): Promise<Returns<GapHost, M>> {
    const answer = this.#last.then(async () => {
      signal?.throwIfAborted();
      const runner = await orAborted(this.#runner.get(), signal);
      try {
        return await orAborted(runner.call(method, args, move), signal);
      } catch (error) {
        if (signal?.aborted && this.#worker) runner.close();
        throw error;
      }
    });
    this.#last = answer.catch(() => undefined);
    return orAborted(answer, signal);
  }

  close(): void {
    this.#runner.close();
  }
}

/** What the gap needs of a board. */
export function ranked({ models, bootstrap, samples }: Board): Ranked {
  const rows = (samples?.length ?? 0) / Math.max(models.length, 1);
  return {
    models: models.map(({ name }) => name),
    ratings: models.map(({ rating }) => rating),
    intervals: models.map(({ interval }) => interval),
    errors: models.map(({ se }) => se),
    winRates: models.map(({ winRate }) => winRate),
    lost: rows > 0 ? Math.max(0, (bootstrap?.replicates ?? rows) - rows) : 0,
  };
}
