/** Threads: Web Workers in browsers, `node:worker_threads` in Node, one face for both. */

import { MindgapError } from "./errors.js";
import { integrity } from "./integrity.js";
import { builtin, inNode, resolve } from "./platform.js";

/** Which worker: each has a script of its own. */
export type Side = "cpu" | "gpu" | "gap" | "parquet";

/** A thread that has been started, though its script may yet fail to load. */
export interface Thread {
  onmessage: (data: never) => void;
  /** Called with the reason when it can no longer answer. */
  onfailure: (reason: string) => void;
  post(message: unknown, move: ArrayBuffer[]): void;
  /** Whether a process stays alive for it: Node's ends when nothing is awaited. */
  hold(held: boolean): void;
  terminate(): void;
}

/** A way to start a thread; a later one is for where an earlier one failed. */
export type Way = () => Thread | Promise<Thread>;

/** The ways to start one side's thread here, whose script lies at `address` or beside this file. */
export async function ways(side: Side, address: string | URL | undefined): Promise<Way[]> {
  const given = address === undefined ? undefined : await resolve(address);
  const script = given ?? new URL(FILES[side], here);
  if (typeof Worker === "undefined") {
    if (inNode) return [() => nodeThread(script)];
    throw new MindgapError("worker-died", "there are no workers here");
  }
  const direct: Way = () => webThread(given ? startAt(given) : startOwn(side));
  // Bundlers may have moved the script: only they know where to, and the page may read it.
  const remote = script.origin !== globalThis.location?.origin && script.protocol !== "file:";
  return remote
    ? [direct, () => fromBlob(script, given ? undefined : integrity[FILES[side]])]
    : [direct];
}

const FILES = {
  cpu: "worker.js",
  gpu: "gpu-worker.js",
  gap: "gap-worker.js",
  parquet: "parquet-worker.js",
};
const here = import.meta.url;

/** Bundlers look for these very expressions. */
function startOwn(side: Side): Worker {
  if (side === "gpu")
    return new Worker(new URL("./gpu-worker.js", import.meta.url), { type: "module" });
  if (side === "gap")
    return new Worker(new URL("./gap-worker.js", import.meta.url), { type: "module" });
  if (side === "parquet")
    return new Worker(new URL("./parquet-worker.js", import.meta.url), { type: "module" });
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
}

function startAt(url: URL): Worker {
  return new Worker(url, { type: "module" });
}

/**
 * A worker may not be started from another origin (a CDN), but a worker of this origin may import
 * from there. Nobody checks what it imports, so where the script's hash is known the script itself
 * is fetched, checked and started.
 */
async function fromBlob(script: URL, hash: string | undefined): Promise<Thread> {
  const text = hash
    ? await (await fetch(script, { integrity: hash })).text()
    : `import ${JSON.stringify(script.href)};`;
  const blob = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return webThread(startAt(new URL(blob)));
  } finally {
    // The worker holds its own reference once it is constructed.
    setTimeout(() => URL.revokeObjectURL(blob), 10_000);
  }
}

function webThread(worker: Worker): Thread {
  const thread: Thread = {
    onmessage: () => {},
    onfailure: () => {},
    post: (message, move) => worker.postMessage(message, move),
    hold: () => {},
    terminate: () => worker.terminate(),
  };
  worker.onmessage = ({ data }) => thread.onmessage(data as never);
  worker.onerror = (event) => {
    event.preventDefault();
    // A script that cannot be had comes without a message.
    thread.onfailure(event.message || "its script did not load, or the page's policy forbids it");
  };
  worker.onmessageerror = () => thread.onfailure("a message could not be read");
  return thread;
}

async function nodeThread(script: URL): Promise<Thread> {
  const threads = await builtin("node:worker_threads");
  // Flags of the process, such as how its own main module is to be read, are not the worker's.
  const worker = new threads.Worker(script, { execArgv: [] });
  const thread: Thread = {
    onmessage: () => {},
    onfailure: () => {},
    post: (message, move) => worker.postMessage(message, move),
    hold: (held) => (held ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
  worker.on("message", (data: unknown) => thread.onmessage(data as never));
  worker.on("messageerror", () => thread.onfailure("a message could not be read"));
  worker.on("error", (error: Error) => thread.onfailure(error.message));
  worker.on("exit", (code) => thread.onfailure(`it ended with exit status ${code}`));
  return thread;
}
