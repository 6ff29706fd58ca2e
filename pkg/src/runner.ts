/** Where a host runs: on this thread, or in a worker. */

import type { Reply } from "./answer.js";
import { orAborted } from "./cancel.js";
import { closed, fromMessage, MindgapError, toMessage } from "./errors.js";
import type { Args, Host, Methods, Returns } from "./host.js";
import { badOption } from "./options.js";
import { turn } from "./platform.js";
import { ways, type Side, type Thread, type Way } from "./spawn.js";

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
  readonly name = "";
  readonly #host: H;
  #ended: MindgapError | undefined;

  constructor(host: H) {
    this.#host = host;
  }

  get dead(): boolean {
    return this.#ended !== undefined;
  }

  async call<M extends Methods<H>>(method: M, args: Args<H, M>): Promise<Returns<H, M>> {
    await turn();
    if (this.#ended) throw this.#ended;
    const call = this.#host[method] as (...args: unknown[]) => Returns<H, M>;
    try {
      return call.apply(this.#host, args as unknown[]);
    } catch (thrown) {
      const error = toMessage(thrown);
      if (error.died) this.#ended = stopped("it had stopped before");
      throw fromMessage(error);
    }
  }

  close(): void {
    // What a dead instance holds is beyond reach.
    if (!this.#ended) this.#host.freeAll();
    this.#ended = closed();
  }
}

/** What a worker is started with. */
export interface Start {
  side: Side;
  /** `null` for a side without one. */
  module: WebAssembly.Module | null;
  /** Where its script lies, when not where the package's own does. */
  address?: string | URL | undefined;
}

interface Waiting {
  resolve(result: never): void;
  reject(error: unknown): void;
}

/** A host in a worker. When the worker dies, so do its calls, with `worker-died`. */
export class WorkerRunner<H = Host> implements Runner<H> {
  readonly name: string;
  readonly #thread: Thread;
  readonly #waiting = new Map<number, Waiting>();
  #ended: MindgapError | undefined;
  #last = 0;

  private constructor(thread: Thread, name: string) {
    this.#thread = thread;
    this.name = name;
    thread.hold(false);
    thread.onmessage = (data: Reply) => this.#settle(data);
    thread.onfailure = (reason) => this.#end(stopped(reason));
  }

  /** Starts one and waits until its instance is ready; rejects where workers are forbidden. */
  static async start<H = Host>(start: Start, signal: AbortSignal): Promise<WorkerRunner<H>> {
    let failure: unknown;
    for (const way of await ways(start.side, start.address)) {
      signal.throwIfAborted();
      try {
        const { thread, name } = await begin(way, start.module, signal);
        return new WorkerRunner<H>(thread, name);
      } catch (error) {
        failure = error;
        // It could be started, and then had no use for what it found.
        if ((error as MindgapError).code !== "worker-died") break;
      }
    }
    throw failure;
  }

  get dead(): boolean {
    return this.#ended !== undefined;
  }

  call<M extends Methods<H>>(
    method: M,
    args: Args<H, M>,
    move: ArrayBufferView[] = [],
  ): Promise<Returns<H, M>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#last;
    try {
      this.#thread.post(
        { id, method, args },
        move.map((view) => view.buffer as ArrayBuffer),
      );
    } catch {
      // Functions, for one, cannot be posted.
      return Promise.reject(
        badOption(String(method), "an object that cannot be copied", "plain data"),
      );
    }
    this.#thread.hold(true);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  close(): void {
    this.#end(closed());
  }

  #settle(data: Reply): void {
    if ("ready" in data) return;
    const waiting = this.#waiting.get(data.id);
    this.#waiting.delete(data.id);
    if (this.#waiting.size === 0) this.#thread.hold(false);
    if ("error" in data) {
      waiting?.reject(fromMessage(data.error));
      if (data.error.died) this.#end(stopped(data.error.message));
    } else {
      waiting?.resolve(data.result as never);
    }
  }

  #end(reason: MindgapError): void {
    // Who closes a dead one wants to hear so.
    if (!this.#ended) this.#thread.terminate();
    this.#ended = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}

/** Starts a thread, gives it its module and waits until it is ready; no thread is left of a failure. */
async function begin(
  way: Way,
  module: WebAssembly.Module | null,
  signal: AbortSignal,
): Promise<{ thread: Thread; name: string }> {
  const fail = (reason: string): MindgapError =>
    new MindgapError("worker-died", `a worker could not start: ${reason}`);
  let thread: Thread | undefined;
  try {
    const begun = (thread = await Promise.resolve()
      .then(way)
      .catch((error: Error) => {
        throw fail(error.message);
      }));
    const ready = new Promise<string>((resolve, reject) => {
      begun.onmessage = (data: Reply) => {
        const said = "ready" in data ? data.ready : { name: "" };
        if ("name" in said) resolve(said.name);
        else reject(fromMessage(said));
      };
      begun.onfailure = (reason) => reject(fail(reason));
    });
    begun.post(module, []);
    return { thread: begun, name: await orAborted(ready, signal) };
  } catch (error) {
    thread?.terminate();
    throw error;
  }
}

function stopped(reason: string): MindgapError {
  return new MindgapError("worker-died", `the worker stopped: ${reason}`);
}
