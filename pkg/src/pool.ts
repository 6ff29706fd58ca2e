/** A pool of runners sharing one compiled module, and replicates dealt to them. */

import { orAborted } from "./cancel.js";
import { deal, type Deal } from "./deal.js";
import { MindgapError } from "./errors.js";
import { GapThread } from "./gap.js";
import { Gpu } from "./gpu.js";
import type { Digest, Samples, Task } from "./host.js";
import { ParquetThread } from "./parquet.js";
import { LocalRunner, WorkerRunner, type Runner } from "./runner.js";
import { SharedRunner } from "./shared.js";
import type { CallOptions, OpenOptions, Provenance } from "./types.js";
import { compiledOnce, compileStyle } from "./wasm.js";

/** Workers that may die in one call before it gives up. */
const DEATHS = 3;

/** Replicates gathered, and who drew them. */
export interface Resampled {
  gathered: Samples | Digest;
  by: Pick<Provenance, "backend" | "gpu">;
}

/** Runners that were started. */
interface Started {
  /** At least one. */
  runners: SharedRunner[];
  /** Worker threads among them. */
  workers: number;
  /** Why there are fewer than were asked for, if so. */
  threads?: string;
}

export class Pool {
  /** Worker threads; 0 on the calling thread. */
  readonly workers: number;
  /** Why there are fewer than were asked for, if so. */
  readonly threads: string | undefined;
  /** Where benchmark scores are looked at. */
  readonly gap: GapThread;
  /** Where Parquet files are decoded. */
  readonly parquet: ParquetThread;
  /** The module that counts the style of responses, compiled when first asked for. */
  readonly style: () => Promise<WebAssembly.Module>;
  /** The first is home: vote tables live there. */
  readonly #runners: SharedRunner[];
  readonly #gpu: Gpu;
  /** Of the last call, if it was cancelled. */
  #unfinished: Deal | undefined;

  private constructor({ runners, workers, threads }: Started, gpu: Gpu, options: OpenOptions) {
    this.#runners = runners;
    this.workers = workers;
    this.threads = threads;
    this.gap = new GapThread(workers > 0, options);
    this.parquet = new ParquetThread(workers > 0, options);
    this.style = compiledOnce(() => compileStyle(options.styleWasm));
    this.#gpu = gpu;
  }

  /** Starts `workers` threads, or none where the page forbids them. */
  static async start(
    module: WebAssembly.Module,
    workers: number,
    options: OpenOptions,
  ): Promise<Pool> {
    const { gpu: mode = "auto" } = options;
    // Who wants no threads gets none of a GPU's either, unless they asked for it.
    const gpu = new Gpu(workers > 0 || mode === "require" ? mode : "off", options);
    try {
      if (gpu.required) await gpu.runner();
      return new Pool(await started(module, workers, options), gpu, options);
    } catch (error) {
      // Of a call that failed no thread is left.
      gpu.close();
      throw error;
    }
  }

  /** The runner that holds vote tables; a new one in place of one that died, whose tables are lost. */
  home(): Promise<Runner> {
    return this.#at(0).get();
  }

  close(): void {
    for (const runner of this.#runners) runner.close();
    this.#gpu.close();
    this.gap.close();
    this.parquet.close();
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
        const runner = await this.#at(index)
          .get()
          .catch(() => undefined);
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

  #at(index: number): SharedRunner {
    return this.#runners[index] as SharedRunner;
  }
}

/** Starts workers; where none can be started, all is done on the calling thread. */
async function started(
  module: WebAssembly.Module,
  workers: number,
  { worker: address }: OpenOptions,
): Promise<Started> {
  const all = Array.from(
    { length: workers },
    () =>
      new SharedRunner((signal) => WorkerRunner.start({ side: "cpu", module, address }, signal)),
  );
  const starts = await Promise.allSettled(all.map((runner) => runner.get()));
  const runners = all.filter((_, index) => starts[index]?.status === "fulfilled");
  const failed = starts.find((start) => start.status === "rejected");
  const threads = failed && { threads: tooFew(workers, runners.length, failed.reason as Error) };
  if (threads) console.warn(`mindgap: ${threads.threads}`);
  if (runners.length > 0) return { runners, workers: runners.length, ...threads };
  const local = onThisThread(module);
  await local.get();
  return { runners: [local], workers: 0, ...threads };
}

function tooFew(asked: number, had: number, { message }: Error): string {
  const of = `of ${asked} worker${asked === 1 ? "" : "s"} asked for`;
  if (had > 0) return `${of} only ${had} could be started: ${message}`;
  return `${of} none could be started, so the calling thread does the work: ${message}`;
}

/** The calling thread's own instance, which nothing can take the place of. */
function onThisThread(module: WebAssembly.Module): SharedRunner {
  let used = false;
  return new SharedRunner(async () => {
    // A thread has one instance of the module, and this one's memory is in an unknown state.
    const message =
      "mindgap stopped after an internal error: reload the page, or start the process again";
    if (used) throw new MindgapError("worker-died", message);
    const { boardHost } = await import("./instance.js");
    const runner = new LocalRunner(boardHost(module));
    used = true;
    return runner;
  });
}

/** What a result says of who drew its replicates. */
function drawnBy(gpu: { name: string; why: string }, fitted: number): Resampled["by"] {
  if (fitted === 0) return { backend: "wasm", gpu: { ...gpu, replicates: 0 } };
  const agreement =
    "a GPU's ratings agree with the CPU's to 1e-5; open({ gpu: \"off\" }) gives the bits that every machine gives";
  return { backend: "webgpu", gpu: { ...gpu, replicates: fitted, agreement } };
}
