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
import { SharedRunner } from "./shared.js";
import type { OpenOptions } from "./types.js";
import { compiledOnce, compileGpu } from "./wasm.js";

/** Who does a task's replicates: a GPU's runner, or else the CPU. */
export interface Chosen {
  runner?: Runner;
  /** Why, in words. */
  why: string;
}

export class Gpu {
  readonly #mode: NonNullable<OpenOptions["gpu"]>;
  readonly #runner: SharedRunner;

  constructor(mode: NonNullable<OpenOptions["gpu"]>, { gpuWasm, gpuWorker }: OpenOptions) {
    this.#mode = mode;
    const compiled = compiledOnce(() => compileGpu(gpuWasm));
    this.#runner = new SharedRunner(async (signal) => {
      // Asked before anything is fetched.
      const missing = await whyNone(this.required);
      if (missing) throw new MindgapError("gpu-unavailable", `no GPU to compute on: ${missing}`);
      signal.throwIfAborted();
      const module = await compiled();
      return WorkerRunner.start({ side: "gpu", module, address: gpuWorker }, signal);
    });
  }

  get required(): boolean {
    return this.#mode === "require";
  }

  /** The GPU's runner, started when it is first needed; rejects with `gpu-unavailable`. */
  runner(): Promise<Runner> {
    return this.#runner.get();
  }

  close(): void {
    this.#runner.close();
  }

  /** Who does a task's replicates; rejects only where a GPU was required. */
  async choose({ choice }: Task): Promise<Chosen> {
    if (this.#mode === "off") return { why: "it was not asked for" };
    if (this.required && !choice.able)
      throw new MindgapError("gpu-unavailable", `no GPU to compute on: ${choice.why}`);
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
