/** Where a host runs: on this thread, or in a worker. */

import { fromMessage, MindgapError, toMessage } from "./errors.js";
import { Host, type Arguments, type Method, type Result } from "./host.js";
import { instantiate } from "./wasm.js";
import type { Reply } from "./worker.js";

export interface Runner {
  /** Asks the host. Arrays in `move` are given away. */
  call<M extends Method>(method: M, args: Arguments<M>, move?: ArrayBufferView[]): Promise<Result<M>>;
  /** Set once it can no longer answer. */
  readonly dead: boolean;
  close(): void;
}

/** A host on the calling thread, which gets its turn back after every call. */
export class LocalRunner implements Runner {
  dead = false;
  readonly #host: Host;

  constructor(module: WebAssembly.Module) {
    this.#host = new Host(instantiate(module));
  }

  async call<M extends Method>(method: M, args: Arguments<M>): Promise<Result<M>> {
    await new Promise((resolve) => setTimeout(resolve));
    const call = this.#host[method] as (...args: Arguments<M>) => Result<M>;
    try {
      return call.apply(this.#host, args);
    } catch (error) {
      throw fromMessage(toMessage(error));
    }
  }

  close(): void {}
}

interface Waiting {
  resolve(result: never): void;
  reject(error: unknown): void;
}

/** A host in a worker. When the worker dies, so do its calls, with `worker-died`. */
export class WorkerRunner implements Runner {
  dead = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if ("ready" in data) return;
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) {
        waiting?.reject(fromMessage(data.error));
        if (data.error.died) this.#die(data.error.message);
      } else {
        waiting?.resolve(data.result as never);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#die(event.message);
    };
    worker.onmessageerror = () => this.#die("a message could not be read");
  }

  /** Starts one and waits until its instance is ready; rejects where workers are forbidden. */
  static start(module: WebAssembly.Module): Promise<WorkerRunner> {
    return new Promise((resolve, reject) => {
      const worker = spawn();
      worker.onmessage = () => resolve(new WorkerRunner(worker));
      worker.onerror = (event) => {
        event.preventDefault();
        worker.terminate();
        reject(new MindgapError("worker-died", `a worker could not start: ${event.message}`));
      };
      worker.postMessage(module);
    });
  }

  call<M extends Method>(method: M, args: Arguments<M>, move: ArrayBufferView[] = []): Promise<Result<M>> {
    if (this.dead) return Promise.reject(died("it had stopped before"));
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, method, args }, move.map((view) => view.buffer as ArrayBuffer));
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#die("it was closed");
  }

  #die(reason: string): void {
    this.dead = true;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(died(reason));
    this.#waiting.clear();
  }
}

function died(reason: string): MindgapError {
  return new MindgapError("worker-died", `the worker stopped: ${reason}`);
}

/**
 * A worker may not be started from another origin (a CDN), but a worker of this
 * origin may import from there.
 */
function spawn(): Worker {
  const here = import.meta.url;
  if (new URL(here).origin === globalThis.location?.origin) {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  }
  const blob = URL.createObjectURL(new Blob([`import ${JSON.stringify(new URL("worker.js", here).href)};`], { type: "text/javascript" }));
  try {
    return new Worker(blob, { type: "module" });
  } finally {
    // The worker holds its own reference once it is constructed.
    setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  }
}
