/** A host behind messages: the module first, then calls, each answered by its number. */

import { toMessage, type ErrorMessage } from "./errors.js";
import { Host, type Arguments, type Method } from "./host.js";
import { instantiate } from "./wasm.js";

export interface Call {
  id: number;
  method: Method;
  args: unknown[];
}

export type Reply =
  { ready: true } | { id: number; result: unknown } | { id: number; error: ErrorMessage };

// Node's type of the global scope is not a worker's.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: Reply, transfer: Transferable[]): void;
  close(): void;
};

let host: Host | undefined;

scope.onmessage = ({ data }: MessageEvent<WebAssembly.Module | Call>) => {
  if (data instanceof WebAssembly.Module) {
    host = new Host(instantiate(data));
    scope.postMessage({ ready: true }, []);
    return;
  }
  const { id, method, args } = data;
  try {
    const call = host?.[method] as ((...args: Arguments<Method>) => unknown) | undefined;
    const result = call?.apply(host, args as Arguments<Method>);
    scope.postMessage({ id, result }, buffers(result));
  } catch (thrown) {
    const error = toMessage(thrown);
    scope.postMessage({ id, error }, []);
    if (error.died) scope.close();
  }
};

/** The arrays of a result move to the other side instead of being copied. */
function buffers(result: unknown): Transferable[] {
  const values = result !== null && typeof result === "object" ? Object.values(result) : [];
  return values
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer as ArrayBuffer);
}
