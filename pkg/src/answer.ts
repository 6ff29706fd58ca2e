/** What a worker does: the module, if it has one, comes first, then calls, each answered by its number. */

import { toMessage, type ErrorMessage } from "./errors.js";
import { builtin } from "./platform.js";

export interface Call {
  id: number;
  method: string;
  args: unknown[];
}

export type Reply =
  | { ready: { name: string } | ErrorMessage }
  | { id: number; result: unknown }
  | { id: number; error: ErrorMessage };

interface Ready {
  host: object;
  name: string;
}

/** Where messages come from and go to. */
interface Scope {
  onmessage: ((event: { data: WebAssembly.Module | null | Call }) => void) | null;
  postMessage(message: Reply, transfer: ArrayBuffer[]): void;
  close(): void;
}

/** Answers calls with the methods of a host. Those that arrive during another one wait. */
export function answer(start: (module: WebAssembly.Module) => Ready | Promise<Ready>): void {
  const web = globalThis as unknown as Scope;
  // At once: a browser's worker that listens later has missed its first message.
  if (typeof web.postMessage === "function") listen(web, start);
  else void nodeScope().then((scope) => listen(scope, start));
}

/** A thread of Node's, which keeps messages until somebody listens. */
async function nodeScope(): Promise<Scope> {
  const { parentPort } = await builtin("node:worker_threads");
  return {
    set onmessage(listener: Scope["onmessage"]) {
      parentPort?.on("message", (data: WebAssembly.Module | null | Call) => listener?.({ data }));
    },
    postMessage: (message, transfer) => parentPort?.postMessage(message, transfer),
    close: () => process.exit(),
  };
}

function listen(scope: Scope, start: (module: WebAssembly.Module) => Ready | Promise<Ready>): void {
  let last: Promise<unknown> = Promise.resolve();
  let methods: Record<string, (...args: unknown[]) => unknown> = {};
  scope.onmessage = ({ data }) => {
    if (data === null || data instanceof WebAssembly.Module) void begin(data);
    else last = last.then(() => reply(data));
  };

  async function begin(module: WebAssembly.Module | null): Promise<void> {
    try {
      // A host that needs a module is sent one.
      const { host, name } = await start(module as WebAssembly.Module);
      methods = host as typeof methods;
      scope.postMessage({ ready: { name } }, []);
    } catch (thrown) {
      scope.postMessage({ ready: toMessage(thrown) }, []);
    }
  }

  async function reply({ id, method, args }: Call): Promise<void> {
    try {
      const result = await methods[method]?.(...args);
      scope.postMessage({ id, result }, buffers(result));
    } catch (thrown) {
      const error = toMessage(thrown);
      scope.postMessage({ id, error }, []);
      if (error.died) scope.close();
    }
  }
}

/** The arrays of a result move to the other side instead of being copied. */
function buffers(result: unknown): ArrayBuffer[] {
  const values = result !== null && typeof result === "object" ? Object.values(result) : [];
  return values
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer as ArrayBuffer);
}
