// Web Workers for Node, as far as the package needs them, so that the pool is
// tested with real threads and real deaths. A test can kill them: `Worker.all`.

import { pathToFileURL } from "node:url";
import { Worker as Thread } from "node:worker_threads";

// What a worker's global scope has and a thread's has not. Messages wait until the module has run.
const SCOPE = `
const { parentPort, workerData } = require("node:worker_threads");
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
globalThis.close = () => process.exit();
import(workerData).then(() => parentPort.on("message", (data) => globalThis.onmessage({ data })));
`;

export class Worker {
  static all = [];
  /** Calls posted to all workers: `{ worker, method, args }`. Set by a test that interferes. */
  static onCall = () => {};
  /** Called with a worker that was just constructed. */
  static onStart = () => {};
  alive = true;

  constructor(url) {
    this.url = String(url);
    this.thread = new Thread(SCOPE, { eval: true, workerData: url.href });
    this.thread.on("message", (data) => this.onmessage?.({ data }));
    this.thread.on("error", ({ message }) => this.onerror?.({ message, preventDefault() {} }));
    Worker.all.push(this);
    Worker.onStart(this);
  }

  postMessage(message, transfer) {
    this.thread.postMessage(message, transfer);
    if (message.method) Worker.onCall({ worker: this, ...message });
  }

  terminate() {
    this.alive = false;
    void this.thread.terminate();
  }

  /** What a browser does when a worker runs out of memory; as there, the page hears of it later. */
  kill() {
    this.alive = false;
    void this.thread.terminate();
    queueMicrotask(() => this.onerror?.({ message: "killed by the test", preventDefault() {} }));
  }
}

/** Makes Node look like a page whose own origin the package comes from. */
export function pretendBrowser() {
  globalThis.Worker = Worker;
  globalThis.location = { href: pathToFileURL("./").href, origin: "null" };
}
