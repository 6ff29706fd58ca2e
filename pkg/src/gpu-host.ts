/** A GPU and the resamplers on it: the same calls as a host's, answered later. */

import * as generated from "../wasm/mindgap_gpu.js";
import { MindgapError } from "./errors.js";
import type { Handle, Samples } from "./host.js";

export class GpuHost {
  /** What the browser tells of its name. */
  readonly name: string;
  readonly #device: generated.Device;
  readonly #resamplers = new Map<Handle, generated.GpuResampler>();
  #last = 0;

  private constructor(device: generated.Device) {
    this.#device = device;
    this.name = device.name;
  }

  /** Rejects with `gpu-unavailable` where there is none. */
  static async open(module: WebAssembly.Module): Promise<GpuHost> {
    generated.initSync({ module });
    return new GpuHost(await generated.Device.open());
  }

  resampler(plan: Uint8Array): Handle {
    this.#resamplers.set(++this.#last, new generated.GpuResampler(this.#device, plan));
    return this.#last;
  }

  async resample(resampler: Handle, from: number, to: number): Promise<Samples> {
    return (await this.#get(resampler).run(from, to)) as Samples;
  }

  async count(resampler: Handle, from: number, to: number): Promise<number> {
    return this.#get(resampler).count(from, to);
  }

  digest(resampler: Handle): Uint32Array {
    return this.#get(resampler).digest();
  }

  free(resampler: Handle): void {
    this.#resamplers.get(resampler)?.free();
    this.#resamplers.delete(resampler);
  }

  /** Loses the device, as a driver's crash would: for tests. */
  lose(): void {
    this.#device.lose();
  }

  #get(handle: Handle): generated.GpuResampler {
    const resampler = this.#resamplers.get(handle);
    if (resampler) return resampler;
    throw new MindgapError("freed", "this resampler was freed");
  }
}
