/** Where a host runs: on this thread, or in a worker. */

import { fromMessage, MindgapError, toMessage } from "./errors.js";
import type { Args, Host, Methods, Returns } from "./host.js";
import { badOption } from "./options.js";
import { turn } from "./platform.js";
import type { Reply } from "./answer.js";

/** Which worker: each has a module of its own. */
export type Side = "cpu" | "gpu" | "gap";

export interface Runner<H = Host> {
  /** Asks the host. Arrays in `move` are given away. */
  call<M extends Methods<H>>(
    method: M,
    args: Args<H, M>,
    move?: ArrayBufferView[],
  ): Promise<Returns<H, M>>;
  /** Set once it can no longer answer. */
  readonly dead: boolean;
  /** What it computes on, where that has a name. */
  readonly name: string;
  close(): void;
}

/** A host on the calling thread, which gets its turn back before every call. */
export class LocalRunner<H extends { freeAll(): void }> implements Runner<H> {
  dead = false;
  readonly name = "";
  readonly #host: H;

  constructor(host: H) {
    this.#host = host;
  }

  async call<M extends Methods<H>>(method: M, args: Args<H, M>): Promise<Returns<H, M>> {
    await turn();
    if (this.dead) throw stopped("it had stopped before");
    const call = this.#host[method] as (...args: unknown[]) => Returns<H, M>;
    try {
      return call.apply(this.#host, args as unknown[]);
    } catch (thrown) {
      const error = toMessage(thrown);
      this.dead = error.died;
      throw fromMessage(error);
    }
  }

  close(): void {
    // What a dead instance holds is beyond reach.
    if (!this.dead) this.#host.freeAll();
    this.dead = true;
  }
}

interface Waiting {
  resolve(result: never): void;
  reject(error: unknown): void;
}

/** A host in a worker. When the worker dies, so do its calls, with `worker-died`. */
export class WorkerRunner<H = Host> implements Runner<H> {
  dead = false;
  readonly name: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  private constructor(worker: Worker, name: string) {
    this.#worker = worker;
    this.name = name;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if ("ready" in data) return;
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) {
        waiting?.reject(fromMessage(data.error));
        if (data.error.died) this.#die(stopped(data.error.message));
      } else {
        waiting?.resolve(data.result as never);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#die(stopped(event.message));
    };
    worker.onmessageerror = () => this.#die(stopped("a message could not be read"));
  }

  /** Starts one and waits until its instance is ready; rejects where workers are forbidden. */
  static start<H = Host>(module: WebAssembly.Module, on: Side = "cpu"): Promise<WorkerRunner<H>> {
    return new Promise((resolve, reject) => {
      const worker = spawn(on);
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        const ready = "ready" in data ? data.ready : { name: "" };
        if ("name" in ready) return resolve(new WorkerRunner<H>(worker, ready.name));
        worker.terminate();
        reject(fromMessage(ready));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        worker.terminate();
        reject(new MindgapError("worker-died", `a worker could not start: ${event.message}`));
      };
      worker.postMessage(module);
    });
  }

  call<M extends Methods<H>>(
    method: M,
    args: Args<H, M>,
    move: ArrayBufferView[] = [],
  ): Promise<Returns<H, M>> {
    if (this.dead) return Promise.reject(stopped("it had stopped before"));
    const id = ++this.#last;
    try {
      this.#worker.postMessage(
        { id, method, args },
        move.map((view) => view.buffer as ArrayBuffer),
      );
    } catch {
      // Functions, for one, cannot be posted.
      return Promise.reject(
        badOption(String(method), "an object that cannot be copied", "plain data"),
      );
    }
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  close(): void {
    this.#die(new MindgapError("closed", "this mindgap was closed"));
  }

  #die(reason: MindgapError): void {
    this.dead = true;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

function stopped(reason: string): MindgapError {
  return new MindgapError("worker-died", `the worker stopped: ${reason}`);
}

/**
 * A worker may not be started from another origin (a CDN), but a worker of this
 * origin may import from there.
 */
function spawn(on: Side): Worker {
  const here = import.meta.url;
  if (new URL(here).origin === globalThis.location?.origin) {
    // Bundlers look for these very expressions.
    if (on === "gpu")
      return new Worker(new URL("./gpu-worker.js", import.meta.url), { type: "module" });
    if (on === "gap")
      return new Worker(new URL("./gap-worker.js", import.meta.url), { type: "module" });
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  }
  const file = on === "cpu" ? "worker.js" : `${on}-worker.js`;
  const blob = URL.createObjectURL(
    new Blob([`import ${JSON.stringify(new URL(file, here).href)};`], {
      type: "text/javascript",
    }),
  );
  try {
    return new Worker(blob, { type: "module" });
  } finally {
    // The worker holds its own reference once it is constructed.
    setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  }
}
