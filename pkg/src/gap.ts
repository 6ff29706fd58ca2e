/** The gap's thread: its module is loaded, and its worker started, when it is first asked for. */

import { orAborted } from "./cancel.js";
import type { GapHost, Ranked } from "./gap-host.js";
import type { Args, Methods, Returns } from "./host.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import type { Board } from "./types.js";
import { compileGap } from "./wasm.js";

export class GapThread {
  readonly #wasm: string | URL | undefined;
  readonly #worker: boolean;
  #runner: Promise<Runner<GapHost>> | undefined;

  /** In a worker, or on the calling thread. */
  constructor(worker: boolean, wasm: string | URL | undefined) {
    this.#worker = worker;
    this.#wasm = wasm;
  }

  /** Asks the gap's host; a cancelled call's worker is stopped, and the next call starts another. */
  async call<M extends Methods<GapHost>>(
    method: M,
    args: Args<GapHost, M>,
    signal?: AbortSignal,
    move: ArrayBufferView[] = [],
  ): Promise<Returns<GapHost, M>> {
    signal?.throwIfAborted();
    const runner = await orAborted(this.#alive(), signal);
    try {
      return await orAborted(runner.call(method, args, move), signal);
    } catch (error) {
      if (signal?.aborted) {
        this.#runner = undefined;
        runner.close();
      }
      throw error;
    }
  }

  close(): void {
    void this.#runner?.then((runner) => runner.close()).catch(() => undefined);
  }

  async #alive(): Promise<Runner<GapHost>> {
    const runner = await (this.#runner ??= this.#start());
    if (!runner.dead) return runner;
    return (this.#runner = this.#start());
  }

  async #start(): Promise<Runner<GapHost>> {
    try {
      const module = await compileGap(this.#wasm);
      if (this.#worker) return await WorkerRunner.start<GapHost>(module, "gap");
      const { GapHost } = await import("./gap-host.js");
      return new LocalRunner(new GapHost(module));
    } catch (error) {
      // The next call tries again.
      this.#runner = undefined;
      throw error;
    }
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
