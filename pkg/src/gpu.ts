/** Whether a GPU resamples, and why. */

import type { Deal } from "./deal.js";
import { MindgapError } from "./errors.js";
import { WorkerRunner, type Runner } from "./runner.js";
import type { CallOptions, OpenOptions } from "./types.js";
import { compileGpu } from "./wasm.js";

/** The CPU is watched so long before anything is said of its speed. */
const WATCHED_MILLISECONDS = 80;
/** What the CPU does in this time is not worth a GPU's start. */
const WORTH_MILLISECONDS = 600;
/** How often a comparison looks. */
const LOOK_MILLISECONDS = 10;
/** Batches of a GPU before its speed counts: the first one warms it up. */
const MEASURED_BATCHES = 3;

export class Gpu {
  readonly #mode: NonNullable<OpenOptions["gpu"]>;
  readonly #wasm: string | URL | undefined;
  #runner: Promise<Runner> | undefined;
  /** Of the last call: why the GPU did what it did, in words. */
  why = "it was not asked for";
  name = "";

  constructor(mode: NonNullable<OpenOptions["gpu"]>, wasm: string | URL | undefined) {
    this.#mode = mode;
    this.#wasm = wasm;
  }

  get required(): boolean {
    return this.#mode === "require";
  }

  /** The GPU's runner, started when it is first needed; rejects with `gpu-unavailable`. */
  async runner(): Promise<Runner> {
    const runner = await (this.#runner ??= this.#start());
    if (!runner.dead) return runner;
    this.#runner = this.#start();
    return this.#runner;
  }

  close(): void {
    void this.#runner?.then((runner) => runner.close()).catch(() => undefined);
  }

  /** Takes part in a deal as far as it is wanted and worth it. */
  async serve(deal: Deal, cpus: Runner[], call: CallOptions): Promise<void> {
    if (this.#mode === "off") return;
    try {
      if (!this.required && !(await this.#worthIt(deal, cpus, call))) return;
      const runner = await this.runner();
      this.name = runner.name;
      if (this.required) this.why = "it was required";
      else void this.#compare(deal, cpus, runner, call);
      await deal.serve(runner, call, "gpu");
    } catch (error) {
      const { code, message } = error as MindgapError;
      // Whatever happened to a GPU that could be opened, the CPU does the rest.
      if (this.required && code === "gpu-unavailable") throw error;
      this.why = message;
    } finally {
      deal.leaveTo(undefined);
    }
  }

  async #start(): Promise<Runner> {
    // Asked before anything is fetched.
    const missing = await whyNone();
    if (missing) throw new MindgapError("gpu-unavailable", missing);
    try {
      return await WorkerRunner.start(await compileGpu(this.#wasm), "gpu");
    } catch (error) {
      this.#runner = undefined;
      throw error;
    }
  }

  async #worthIt(deal: Deal, cpus: Runner[], call: CallOptions): Promise<boolean> {
    if (!known()) {
      this.why = "no GPU to compute on: WebGPU is not there";
      return false;
    }
    const start = performance.now();
    while (performance.now() - start < WATCHED_MILLISECONDS) {
      if (deal.finished || call.signal?.aborted) break;
      await pause();
    }
    const speed = total(deal, cpus);
    const worth = deal.left > WORTH_MILLISECONDS * speed;
    if (!worth) this.why = "the CPU was done before a GPU could have begun";
    return worth && !call.signal?.aborted;
  }

  /** Leaves the rest to the faster side, once the GPU is warm. */
  async #compare(deal: Deal, cpus: Runner[], gpu: Runner, call: CallOptions): Promise<void> {
    const before = total(deal, cpus);
    let batches = 0;
    let last: number | undefined;
    while (batches < MEASURED_BATCHES && !deal.finished && !gpu.dead && !call.signal?.aborted) {
      await pause();
      const speed = deal.speed(gpu);
      if (speed !== undefined && speed !== last) batches += 1;
      last = speed;
    }
    if (last === undefined || gpu.dead || call.signal?.aborted) return;
    const rate = (speed: number): string => Math.round(1000 * speed).toLocaleString("en");
    const workers = `${cpus.length} worker${cpus.length === 1 ? "" : "s"}`;
    this.why = `it did ${rate(last)} replicates a second, ${workers} ${rate(before)}`;
    deal.leaveTo(last > before ? "gpu" : "cpu");
  }
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, LOOK_MILLISECONDS));
}

function total(deal: Deal, cpus: Runner[]): number {
  return cpus.reduce((sum, runner) => sum + (deal.speed(runner) ?? 0), 0);
}

function known(): boolean {
  return typeof navigator !== "undefined" && "gpu" in navigator;
}

/** Why there is no GPU, if there is none. Browsers may warn about it: asked where it matters. */
async function whyNone(): Promise<string | undefined> {
  if (!known()) return "no GPU to compute on: WebGPU is not there";
  const { gpu } = navigator as { gpu: { requestAdapter(): Promise<unknown> } };
  const adapter = await gpu.requestAdapter().catch(() => null);
  return adapter ? undefined : "no GPU to compute on: WebGPU finds no adapter";
}
