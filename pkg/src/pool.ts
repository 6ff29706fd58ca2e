/** A pool of runners sharing one compiled module, and replicates dealt to them. */

import { orAborted, Pace } from "./cancel.js";
import { MindgapError } from "./errors.js";
import type { Samples } from "./host.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import type { CallOptions } from "./types.js";

/** Workers that may die in one call before it gives up. */
const DEATHS = 3;
/** Replicates of the first batch, when nobody knows yet what one costs. */
const FIRST = 4;

export class Pool {
  /** Worker threads; 0 on the calling thread. */
  readonly workers: number;
  /** The first is home: vote tables live there. */
  readonly #runners: Runner[];
  readonly #start: () => Promise<Runner>;
  readonly #starting = new Map<number, Promise<Runner>>();
  #closed = false;

  private constructor(runners: Runner[], workers: number, start: () => Promise<Runner>) {
    this.#runners = runners;
    this.workers = workers;
    this.#start = start;
  }

  /** Starts `workers` threads, or none where the page forbids them. */
  static async start(module: WebAssembly.Module, workers: number): Promise<Pool> {
    const start = (): Promise<Runner> => WorkerRunner.start(module);
    const started = await Promise.allSettled(Array.from({ length: workers }, start));
    const runners = started.flatMap((result) =>
      result.status === "fulfilled" ? [result.value] : [],
    );
    if (runners.length > 0) return new Pool(runners, runners.length, start);
    return new Pool([new LocalRunner(module)], 0, () => {
      // A thread has one instance of the module, and this one's memory is in an unknown state.
      const message =
        "mindgap stopped after an internal error: reload the page, or start the process again";
      return Promise.reject(new MindgapError("worker-died", message));
    });
  }

  /** The runner that holds vote tables; a new one in place of one that died, whose tables are lost. */
  async home(): Promise<Runner> {
    return this.#alive(0);
  }

  close(): void {
    this.#closed = true;
    for (const runner of this.#runners) runner.close();
  }

  /**
   * Runs all replicates of a plan. Who runs which is decided by who is free;
   * every replicate is written to its own place, so the samples are the same
   * whatever the number of workers, also when one dies and its batch is dealt again.
   */
  async resample(
    plan: Uint8Array,
    models: number,
    replicates: number,
    call: CallOptions,
  ): Promise<Samples> {
    const deal = new Deal(models, replicates, call);
    let deaths = 0;
    const serve = async (index: number): Promise<void> => {
      for (;;) {
        // Without a replacement the others do the work.
        const runner = await this.#alive(index).catch(() => undefined);
        if (!runner) return;
        try {
          return await deal.serve(runner, plan);
        } catch (error) {
          // Home takes the votes with it, so there would be nothing to finish.
          if (index === 0 || !runner.dead || ++deaths > DEATHS) throw error;
        }
      }
    };
    const all = async (): Promise<void> => {
      await Promise.all(this.#runners.map((_, index) => serve(index)));
      if (!deal.finished) await deal.serve(await this.home(), plan);
    };
    try {
      await orAborted(all(), call.signal);
    } finally {
      deal.close();
    }
    return deal;
  }

  /** A runner, or the one that takes a dead one's place: the same one for all who ask. */
  #alive(index: number): Promise<Runner> {
    const runner = this.#runners[index];
    if (this.#closed || !runner)
      return Promise.reject(new MindgapError("closed", "this mindgap was closed"));
    if (!runner.dead) return Promise.resolve(runner);
    const starting = this.#starting.get(index) ?? this.#replace(index);
    this.#starting.set(index, starting);
    return starting;
  }

  async #replace(index: number): Promise<Runner> {
    try {
      const runner = await this.#start();
      this.#runners[index] = runner;
      if (this.#closed) runner.close();
      return runner;
    } finally {
      this.#starting.delete(index);
    }
  }
}

type Range = [from: number, to: number];

/** The replicates of one call: dealt in batches, gathered in order. */
class Deal implements Samples {
  readonly samples: Float32Array;
  readonly status: Uint8Array;
  readonly #models: number;
  readonly #replicates: number;
  readonly #call: CallOptions;
  /** Batches whose worker died. */
  readonly #lost: Range[] = [];
  #next = 0;
  #done = 0;
  #closed = false;

  constructor(models: number, replicates: number, call: CallOptions) {
    this.samples = new Float32Array(replicates * models);
    this.status = new Uint8Array(replicates);
    this.#models = models;
    this.#replicates = replicates;
    this.#call = call;
  }

  get finished(): boolean {
    return this.#done === this.#replicates;
  }

  /** No more batches, and no more progress: the call has ended. */
  close(): void {
    this.#closed = true;
  }

  /** Keeps one runner busy until nothing is left to deal. */
  async serve(runner: Runner, plan: Uint8Array): Promise<void> {
    const resampler = await runner.call("resampler", [plan]);
    const pace = new Pace(FIRST);
    try {
      for (let range = this.#take(pace.size); range; range = this.#take(pace.size)) {
        const [from, to] = range;
        const start = performance.now();
        try {
          this.#place(from, await runner.call("resample", [resampler, from, to]));
        } catch (error) {
          this.#lost.push(range);
          throw error;
        }
        pace.learn(to - from, performance.now() - start);
        if (!this.#closed)
          this.#call.onProgress?.({ phase: "resample", done: this.#done, total: this.#replicates });
      }
    } finally {
      if (!runner.dead) void runner.call("free", [resampler]).catch(() => undefined);
    }
  }

  #take(size: number): Range | undefined {
    if (this.#closed) return undefined;
    const lost = this.#lost.pop();
    if (lost || this.#next >= this.#replicates) return lost;
    const from = this.#next;
    this.#next = Math.min(from + size, this.#replicates);
    return [from, this.#next];
  }

  #place(from: number, batch: Samples): void {
    this.samples.set(batch.samples, from * this.#models);
    this.status.set(batch.status, from);
    this.#done += batch.status.length;
  }
}
