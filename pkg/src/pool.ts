/** A pool of runners sharing one compiled module, and replicates dealt to them. */

import { MindgapError } from "./errors.js";
import type { Samples } from "./host.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import type { CallOptions } from "./types.js";

/** A batch this long keeps progress steady and lets a call be cancelled at once. */
const BATCH_MILLISECONDS = 25;
/** Workers that may die in one call before it gives up. */
const DEATHS = 3;

export class Pool {
  /** Worker threads; 0 on the calling thread. */
  readonly workers: number;
  readonly #module: WebAssembly.Module;
  /** The first is home: vote tables live there. */
  #runners: Runner[];

  private constructor(module: WebAssembly.Module, runners: Runner[], workers: number) {
    this.#module = module;
    this.#runners = runners;
    this.workers = workers;
  }

  /** Starts `workers` threads, or none where the page forbids them. */
  static async start(module: WebAssembly.Module, workers: number): Promise<Pool> {
    if (workers > 0) {
      const started = await Promise.allSettled(Array.from({ length: workers }, () => WorkerRunner.start(module)));
      const runners = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      if (runners.length > 0) return new Pool(module, runners, runners.length);
    }
    return new Pool(module, [new LocalRunner(module)], 0);
  }

  get home(): Runner {
    const [home] = this.#runners;
    if (!home) throw new MindgapError("closed", "this mindgap was closed");
    return home;
  }

  /** Puts a new home in a dead one's place. What it held is lost. */
  async revive(): Promise<void> {
    if (this.#runners[0]?.dead) await this.#replace(0);
  }

  close(): void {
    for (const runner of this.#runners) runner.close();
    this.#runners = [];
  }

  /**
   * Runs all replicates of a plan. Who runs which is decided by who is free;
   * every replicate is written to its own place, so the samples are the same
   * whatever the number of workers, also when one dies and its batch is dealt again.
   */
  async resample(plan: Uint8Array, models: number, replicates: number, call: CallOptions): Promise<Samples> {
    const samples = new Float32Array(replicates * models);
    const status = new Uint8Array(replicates);
    const again: [number, number][] = [];
    let next = 0;
    let done = 0;
    let deaths = 0;

    const deal = async (index: number): Promise<void> => {
      const runner = this.#runners[index];
      if (!runner) return;
      const resampler = await runner.call("resampler", [plan]);
      let size = 4;
      try {
        for (;;) {
          call.signal?.throwIfAborted();
          const lost = again.pop();
          if (!lost && next >= replicates) return;
          const [from, to] = lost ?? [next, Math.min(next + size, replicates)];
          if (!lost) next = to;
          const start = performance.now();
          const batch = await runner.call("resample", [resampler, from, to]).catch((error: unknown) => {
            again.push([from, to]);
            throw error;
          });
          samples.set(batch.samples, from * models);
          status.set(batch.status, from);
          done += to - from;
          const scale = BATCH_MILLISECONDS / Math.max(performance.now() - start, 0.1);
          size = Math.max(1, Math.ceil((to - from) * Math.min(scale, 2)));
          call.signal?.throwIfAborted();
          call.onProgress?.({ phase: "resample", done, total: replicates });
        }
      } finally {
        if (!runner.dead) void runner.call("free", [resampler]).catch(() => undefined);
      }
    };

    const deal_on = async (index: number): Promise<void> => {
      try {
        await deal(index);
      } catch (error) {
        const mayGoOn = index > 0 && this.#runners[index]?.dead && ++deaths <= DEATHS;
        if (!mayGoOn) throw error;
        await this.#replace(index);
        await deal_on(index);
      }
    };

    const all = Promise.all(this.#runners.map((_, index) => deal_on(index)));
    await (call.signal ? Promise.race([all, aborted(call.signal)]) : all);
    return { samples, status };
  }

  async #replace(index: number): Promise<void> {
    this.#runners[index] = await WorkerRunner.start(this.#module);
  }
}

/** Rejects as soon as the signal does, without waiting for the batch in hand. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
