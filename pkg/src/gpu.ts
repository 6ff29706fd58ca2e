/**
 * Whether a GPU resamples, and why.
 *
 * A GPU's ratings agree with the CPU's to 1e-5, not to the last bit. So that the same call gives the
 * same figures again, one side does all replicates of a call, and which one is decided by the plan
 * (in Rust: `resample::work`) and by what the machine has, never by a clock.
 */

import { MindgapError } from "./errors.js";
import type { Task } from "./host.js";
import { WorkerRunner, type Runner } from "./runner.js";
import type { OpenOptions } from "./types.js";
import { compileGpu } from "./wasm.js";

/** Who does a task's replicates: a GPU's runner, or else the CPU. */
export interface Chosen {
  runner?: Runner;
  /** Why, in words. */
  why: string;
}

export class Gpu {
  readonly #mode: NonNullable<OpenOptions["gpu"]>;
  readonly #wasm: string | URL | undefined;
  #runner: Promise<Runner> | undefined;

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

  /** Who does a task's replicates; rejects only where a GPU was required. */
  async choose({ choice }: Task): Promise<Chosen> {
    if (this.#mode === "off") return { why: "it was not asked for" };
    if (!this.required && !choice.gpu) return { why: choice.why };
    try {
      const runner = await this.runner();
      return { runner, why: this.required ? "it was required" : choice.why };
    } catch (error) {
      return { why: this.#reason(error) };
    }
  }

  /** Why the CPU does what a GPU could not; throws where that is no answer. */
  fallBack(error: unknown): string {
    return `${this.#reason(error)}; the CPU did all replicates`;
  }

  /** Whatever happened to a GPU that could be opened, the CPU can do the same work. */
  #reason(error: unknown): string {
    const { code, message } = error as MindgapError;
    if (this.required && code === "gpu-unavailable") throw error;
    return message;
  }

  async #start(): Promise<Runner> {
    // Asked before anything is fetched.
    const missing = await whyNone(this.required);
    try {
      if (missing) throw new MindgapError("gpu-unavailable", `no GPU to compute on: ${missing}`);
      return await WorkerRunner.start(await compileGpu(this.#wasm), "gpu");
    } catch (error) {
      this.#runner = undefined;
      throw error;
    }
  }
}

interface Adapter {
  info?: { isFallbackAdapter?: boolean };
  /** Where it was before it moved into `info`. */
  isFallbackAdapter?: boolean;
}

/**
 * Why there is no GPU, if there is none. Software that plays one is slower than the CPU it runs on,
 * and serves only who requires it.
 */
async function whyNone(evenSoftware: boolean): Promise<string | undefined> {
  if (typeof navigator === "undefined" || !("gpu" in navigator)) return "WebGPU is not there";
  const { gpu } = navigator as { gpu: { requestAdapter(): Promise<Adapter | null> } };
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (!adapter) return "WebGPU finds no adapter";
  const software = adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter;
  return software && !evenSoftware ? "WebGPU's only adapter is software" : undefined;
}
