/** Where we run: a browser has a document and Workers, Node has files and a working directory. */

/** In Node there is a file system, and `fetch` reads no files. */
export const inNode = typeof process !== "undefined" && Boolean(process.versions?.node);

interface Builtins {
  "node:fs/promises": typeof import("node:fs/promises");
  "node:url": typeof import("node:url");
  "node:worker_threads": typeof import("node:worker_threads");
}

/** One of Node's own modules, by a name that bundlers for browsers do not follow. */
export function builtin<Name extends keyof Builtins>(name: Name): Promise<Builtins[Name]> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ name) as Promise<Builtins[Name]>;
}

/** A URL as written on the page, or in Node relative to the working directory. */
export async function resolve(where: string | URL): Promise<URL> {
  const page = globalThis.document?.baseURI ?? globalThis.location?.href;
  if (page !== undefined || !inNode) return new URL(where, page);
  const { pathToFileURL } = await builtin("node:url");
  return new URL(where, pathToFileURL("./"));
}

/**
 * Ends the current task, so that a page can paint, a timer can fire and a click
 * can cancel. Timers themselves would wait 4 ms each time.
 */
export function turn(): Promise<void> {
  if (typeof setImmediate === "function") return new Promise((done) => setImmediate(done));
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(undefined);
  });
}
