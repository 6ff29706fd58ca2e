/** A pool of runners sharing one compiled module, and replicates dealt to them. */

import { orAborted } from "./cancel.js";
import { deal, type Deal } from "./deal.js";
import { MindgapError } from "./errors.js";
import { GapThread } from "./gap.js";
import { Gpu } from "./gpu.js";
import { Host, type Digest, type Samples, type Task } from "./host.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import type { CallOptions, OpenOptions, Provenance } from "./types.js";
import { instantiate } from "./wasm.js";

/** Workers that may die in one call before it gives up. */
const DEATHS = 3;

/** Replicates gathered, and who drew them. */
export interface Resampled {
  gathered: Samples | Digest;
  by: Pick<Provenance, "backend" | "gpu">;
}

export class Pool {
  /** Worker threads; 0 on the calling thread. */
  readonly workers: number;
  /** Where benchmark scores are looked at. */
  readonly gap: GapThread;
  /** The first is home: vote tables live there. */
  readonly #runners: Runner[];
  readonly #start: () => Promise<Runner>;
  readonly #gpu: Gpu;
  readonly #starting = new Map<number, Promise<Runner>>();
  /** Of the last call, if it was cancelled. */
  #unfinished: Deal | undefined;
  #closed = false;

  private constructor(
    runners: Runner[],
    workers: number,
    gpu: Gpu,
    gapWasm: OpenOptions["gapWasm"],
    start: () => Promise<Runner>,
  ) {
    this.#runners = runners;
    this.workers = workers;
    this.gap = new GapThread(workers > 0, gapWasm);
    this.#gpu = gpu;
    this.#start = start;
  }

  /** Starts `workers` threads, or none where the page forbids them. */
  static async start(
    module: WebAssembly.Module,
    workers: number,
    { gpu: mode = "auto", gpuWasm, gapWasm }: OpenOptions,
  ): Promise<Pool> {
    // Who wants no threads gets none of a GPU's either, unless they asked for it.
    const gpu = new Gpu(workers > 0 || mode === "require" ? mode : "off", gpuWasm);
    if (gpu.required) await gpu.runner();
    const start = (): Promise<Runner> => WorkerRunner.start(module);
    const started = await Promise.allSettled(Array.from({ length: workers }, start));
    const runners = started.flatMap((result) =>
      result.status === "fulfilled" ? [result.value] : [],
    );
    if (runners.length > 0) return new Pool(runners, runners.length, gpu, gapWasm, start);
    const local = new LocalRunner(new Host(instantiate(module)));
    return new Pool([local], 0, gpu, gapWasm, () => {
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
    this.#gpu.close();
    this.gap.close();
  }

  /**
   * Runs all replicates of a plan. Who runs which is decided by who is free; replicates are put
   * in their places, or counted, so the result is the same whatever the number of workers, also
   * when one dies and its batches are dealt again.
   *
   * A cancelled run's replicates are kept until another plan comes: the same call goes on where
   * it stopped.
   */
  async resample(task: Task, options: CallOptions): Promise<Resampled> {
    // A copy is no other call's, though their options may be one object.
    const call = { ...options };
    const kept = this.#unfinished;
    this.#unfinished = undefined;
    const current = kept?.isOf(task) ? kept : deal(task);
    await current.open(call);
    let deaths = 0;
    const serve = async (index: number): Promise<void> => {
      for (;;) {
        // Without a replacement the others do the work.
        const runner = await this.#alive(index).catch(() => undefined);
        if (!runner) return;
        try {
          return await current.serve(runner, call);
        } catch (error) {
          // Home takes the votes with it, so there would be nothing to finish.
          if (index === 0 || !runner.dead || ++deaths > DEATHS) throw error;
        }
      }
    };
    const cpus = async (): Promise<void> => {
      await Promise.all(this.#runners.map((_, index) => serve(index)));
      // What workers did that could not be replaced.
      if (!current.finished) await current.serve(await this.home(), call);
    };
    const by = { name: "", why: "" };
    const all = async (): Promise<void> => {
      const { runner, why } = await this.#gpu.choose(task);
      if (!current.isOpen(call)) return;
      Object.assign(by, { name: runner?.name ?? "", why });
      current.leaveTo(runner ? "gpu" : "cpu");
      if (!runner) return cpus();
      try {
        await current.serve(runner, call, "gpu");
      } catch (error) {
        if (!current.isOpen(call)) return;
        by.why = this.#gpu.fallBack(error);
        // All of it, so that the figures are one side's own.
        current.leaveTo("cpu");
        await cpus();
      }
    };
    try {
      await orAborted(all(), call.signal);
      return { gathered: current.gathered(), by: drawnBy(by, current.fittedByGpu) };
    } catch (error) {
      if (call.signal?.aborted) this.#unfinished = current;
      throw error;
    } finally {
      current.close();
    }
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

/** What a result says of who drew its replicates. */
function drawnBy(gpu: { name: string; why: string }, fitted: number): Resampled["by"] {
  if (fitted === 0) return { backend: "wasm", gpu: { ...gpu, replicates: 0 } };
  const agreement =
    "a GPU's ratings agree with the CPU's to 1e-5; open({ gpu: \"off\" }) gives the bits that every machine gives";
  return { backend: "webgpu", gpu: { ...gpu, replicates: fitted, agreement } };
}
