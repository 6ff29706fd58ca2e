/** The replicates of one call: dealt in batches, gathered in order or counted. */

import { Pace } from "./cancel.js";
import type { Digest, Handle, Samples, Task } from "./host.js";
import type { Runner } from "./runner.js";
import type { CallOptions } from "./types.js";

/** What replicates are drawn on: all of a call's by one. */
export type Backend = "cpu" | "gpu";

type Range = [from: number, to: number];

/** Replicates of the first batch, when nobody knows yet what one costs. */
const FIRST = { cpu: 4, gpu: 256 };
/**
 * A GPU's worker is given longer batches, which it submits in parts that hold up no screen: between
 * two messages the GPU has nothing to do.
 */
const BATCH_MILLISECONDS = { cpu: 25, gpu: 250 };

/** How the replicates of a task are dealt and gathered. */
export function deal(task: Task): Deal {
  return task.keep ? new SampleDeal(task) : new CountDeal(task);
}

export abstract class Deal {
  protected readonly task: Task;
  /** Replicates gathered. */
  protected done = 0;
  /** Replicates of these that a GPU left to the CPU beside it. */
  protected left = 0;
  /** Batches whose worker died. */
  #lost: Range[] = [];
  readonly #serving = new Set<Promise<void>>();
  #next = 0;
  #told = 0;
  #call: CallOptions | undefined;
  /** Who did what is gathered. */
  #by: Backend | undefined;

  constructor(task: Task) {
    this.task = task;
  }

  /** What came of it all. */
  abstract gathered(): Samples | Digest;
  /** Has a runner do a batch, and answers how many of it a GPU left to the CPU. */
  protected abstract batch(runner: Runner, resampler: Handle, range: Range): Promise<number>;
  /** Takes what a runner still holds. */
  protected abstract collect(runner: Runner, resampler: Handle): Promise<void>;
  /** The batches that die with a runner, beside the one it was at. */
  protected abstract held(runner: Runner): Range[];
  /** Forgets what was gathered. */
  protected abstract clear(): void;

  /** Whether it deals the same replicates. */
  isOf({ plan, keep }: Task): boolean {
    const own = this.task.plan;
    return (
      keep === this.task.keep &&
      own.length === plan.length &&
      own.every((byte, at) => byte === plan[at])
    );
  }

  get finished(): boolean {
    return this.done === this.task.replicates;
  }

  /** Batches may be dealt, and progress told, for a call: once what an earlier one left is in. */
  async open(call: CallOptions): Promise<void> {
    await Promise.allSettled(this.#serving);
    this.#call = call;
    this.#told = 0;
  }

  /** Whether a call may still have batches. */
  isOpen(call: CallOptions): boolean {
    return call === this.#call;
  }

  /** Leaves all replicates to one side. What the other one did, in this call or before it, is done anew. */
  leaveTo(side: Backend): void {
    if (this.#by !== side) {
      this.clear();
      this.#lost = [];
      this.#next = this.done = this.left = 0;
    }
    this.#by = side;
  }

  /** Replicates that came from a GPU's own ratings. */
  get fittedByGpu(): number {
    return this.#by === "gpu" ? this.done - this.left : 0;
  }

  /** No more batches, and no more progress: the call has ended. */
  close(): void {
    this.#call = undefined;
  }

  /** Keeps one runner busy until nothing is left to deal, or another call has opened this. */
  async serve(runner: Runner, call: CallOptions, side: Backend = "cpu"): Promise<void> {
    const serving = this.#serve(runner, call, side);
    this.#serving.add(serving);
    try {
      await serving;
    } finally {
      this.#serving.delete(serving);
    }
  }

  async #serve(runner: Runner, call: CallOptions, side: Backend): Promise<void> {
    const resampler = await runner.call("resampler", [this.task.plan]);
    const pace = new Pace(FIRST[side], BATCH_MILLISECONDS[side]);
    let range: Range | undefined;
    try {
      while ((range = this.#take(call, pace.size))) {
        const start = performance.now();
        this.left += await this.batch(runner, resampler, range);
        pace.learn(range[1] - range[0], performance.now() - start);
        this.#tell(call);
      }
      await this.collect(runner, resampler);
    } catch (error) {
      if (range) this.#lost.push(range);
      this.#lost.push(...this.held(runner));
      throw error;
    } finally {
      if (!runner.dead) void runner.call("free", [resampler]).catch(() => undefined);
    }
  }

  #take(call: CallOptions, size: number): Range | undefined {
    if (!this.isOpen(call)) return undefined;
    const lost = this.#lost.pop();
    if (lost || this.#next >= this.task.replicates) return lost;
    const from = this.#next;
    this.#next = Math.min(from + size, this.task.replicates);
    return [from, this.#next];
  }

  /** Progress never goes back, though batches that die with a worker are done again. */
  #tell(call: CallOptions): void {
    if (!this.isOpen(call) || this.done <= this.#told) return;
    this.#told = this.done;
    call.onProgress?.({ phase: "resample", done: this.done, total: this.task.replicates });
  }
}

/** Every replicate in its own place. */
class SampleDeal extends Deal {
  readonly #samples: Float32Array;
  readonly #status: Uint8Array;
  /** By the first replicate of a batch. */
  readonly #orders = new Map<number, Uint32Array>();

  constructor(task: Task) {
    super(task);
    this.#samples = new Float32Array(task.replicates * task.width);
    this.#status = new Uint8Array(task.replicates);
  }

  gathered(): Samples {
    const parts = [...this.#orders].sort(([a], [b]) => a - b).map(([, words]) => words);
    const orders = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const words of parts) {
      orders.set(words, at);
      at += words.length;
    }
    return { samples: this.#samples, status: this.#status, orders };
  }

  protected async batch(runner: Runner, resampler: Handle, [from, to]: Range): Promise<number> {
    const batch = await runner.call("resample", [resampler, from, to]);
    this.#samples.set(batch.samples, from * this.task.width);
    this.#status.set(batch.status, from);
    if (batch.orders.length > 0) this.#orders.set(from, batch.orders);
    this.done += to - from;
    return batch.left ?? 0;
  }

  protected async collect(): Promise<void> {}

  protected held(): Range[] {
    return [];
  }

  // Every place is written again.
  protected clear(): void {}
}

/** Replicates counted by whoever draws them, and the counts added up. */
class CountDeal extends Deal {
  readonly #held = new Map<Runner, Range[]>();
  #digest: Uint32Array | undefined;

  gathered(): Digest {
    return { digest: this.#digest ?? new Uint32Array() };
  }

  protected async batch(runner: Runner, resampler: Handle, range: Range): Promise<number> {
    const left = await runner.call("count", [resampler, ...range]);
    const held = this.#held.get(runner) ?? [];
    this.#held.set(runner, held);
    const last = held.at(-1);
    if (last?.[1] === range[0]) last[1] = range[1];
    else held.push([...range]);
    this.done += range[1] - range[0];
    return left;
  }

  protected async collect(runner: Runner, resampler: Handle): Promise<void> {
    const words = await runner.call("digest", [resampler]);
    this.#held.delete(runner);
    // A runner that came too late for a batch has nothing.
    if (words.length === 0) return;
    const sum = (this.#digest ??= new Uint32Array(words.length));
    words.forEach((word, at) => (sum[at] = (sum[at] ?? 0) + word));
  }

  protected held(runner: Runner): Range[] {
    const held = this.#held.get(runner) ?? [];
    this.#held.delete(runner);
    for (const [from, to] of held) this.done -= to - from;
    return held;
  }

  protected clear(): void {
    this.#held.clear();
    this.#digest = undefined;
  }
}
