/** The WebAssembly modules: found, and compiled once for all threads. */

import { MindgapError } from "./errors.js";
import { integrity } from "./integrity.js";
import { builtin, inNode, resolve } from "./platform.js";

/** Compiles the module; `where` defaults to the package's own file. */
export async function compile(where?: string | URL): Promise<WebAssembly.Module> {
  return load(where, new URL("../wasm/mindgap_bg.wasm", import.meta.url));
}

/** Compiles the module for those with a GPU. */
export async function compileGpu(where?: string | URL): Promise<WebAssembly.Module> {
  return load(where, new URL("../wasm/mindgap_gpu_bg.wasm", import.meta.url));
}

/** Compiles the module for those with benchmark scores. */
export async function compileGap(where?: string | URL): Promise<WebAssembly.Module> {
  return load(where, new URL("../wasm/mindgap_gap_bg.wasm", import.meta.url));
}

/** Compiles the module for votes with texts. */
export async function compileStyle(where?: string | URL): Promise<WebAssembly.Module> {
  return load(where, new URL("../wasm/mindgap_style_bg.wasm", import.meta.url));
}

/** A module that is compiled when first asked for, and kept; after a failure it is asked for again. */
export function compiledOnce(
  compiling: () => Promise<WebAssembly.Module>,
): () => Promise<WebAssembly.Module> {
  let kept: Promise<WebAssembly.Module> | undefined;
  return () => {
    const module = (kept ??= compiling());
    module.catch(() => (kept = undefined));
    return module;
  };
}

async function load(where: string | URL | undefined, own: URL): Promise<WebAssembly.Module> {
  const url = where === undefined ? own : await resolve(where);
  const fail = (reason: string, fields: Record<string, unknown> = {}): never => {
    throw new MindgapError("wasm-failed", `could not load ${url.href}: ${reason}`, {
      url: url.href,
      ...fields,
    });
  };
  if (inNode && url.protocol === "file:") {
    const { readFile } = await builtin("node:fs/promises");
    const bytes = await readFile(url).catch((error: Error) => fail(error.message));
    return WebAssembly.compile(bytes).catch((error: Error) => fail(error.message));
  }
  const hash = where === undefined ? integrity[url.pathname.replace(/.*\//, "")] : undefined;
  const response = await fetch(url, hash ? { integrity: hash } : {}).catch((error: Error) =>
    fail(hash ? `${error.message}, or the file is not this version's` : error.message),
  );
  const { ok, status } = response;
  if (!ok) fail(`the server answered ${status}`, { status });
  // Some servers send .wasm without its type, which compileStreaming refuses.
  const typed = response.headers.get("content-type")?.startsWith("application/wasm");
  const module = typed
    ? WebAssembly.compileStreaming(response)
    : response.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
  // Where a policy forbids WebAssembly, the browser's message says which one.
  return module.catch((error: Error) => fail(error.message));
}
