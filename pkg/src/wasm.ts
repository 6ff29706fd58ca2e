/** The WebAssembly module: found, compiled once, and instantiated once per thread. */

import * as generated from "../wasm/mindgap.js";
import { MindgapError } from "./errors.js";

export type Wasm = typeof generated;

/** In Node there is a file system, and `fetch` reads no files. */
export const inNode = typeof process !== "undefined" && Boolean(process.versions?.node);

/** Compiles the module; `where` defaults to the package's own file. */
export async function compile(where?: string | URL): Promise<WebAssembly.Module> {
  const url = where === undefined ? new URL("../wasm/mindgap_bg.wasm", import.meta.url) : new URL(where, base());
  if (inNode && url.protocol === "file:") {
    const { readFile } = await files();
    return WebAssembly.compile(await readFile(url));
  }
  const response = await fetch(url).catch((error: unknown) => {
    throw new MindgapError("fetch-failed", `could not fetch ${url}: ${String(error)}`, { url: url.href });
  });
  if (!response.ok) {
    const { status } = response;
    throw new MindgapError("fetch-failed", `could not fetch ${url}: status ${status}`, { url: url.href, status });
  }
  // Some servers send .wasm without its type, which compileStreaming refuses.
  const typed = response.headers.get("content-type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** Node's file system, by a name that bundlers for browsers do not follow. */
export function files(): Promise<typeof import("node:fs/promises")> {
  const name = "node:fs/promises";
  return import(/* @vite-ignore */ name) as Promise<typeof import("node:fs/promises")>;
}

/** Instantiates it on this thread, once. */
export function instantiate(module: WebAssembly.Module): Wasm {
  generated.initSync({ module });
  return generated;
}

/** What relative URLs are relative to. */
export function base(): string {
  return globalThis.document?.baseURI ?? globalThis.location?.href ?? import.meta.url;
}
