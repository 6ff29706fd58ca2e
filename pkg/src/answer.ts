/** What a worker does: the module comes first, then calls, each answered by its number. */

import { toMessage, type ErrorMessage } from "./errors.js";

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

// Node's type of the global scope is not a worker's.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<WebAssembly.Module | Call>) => void) | null;
  postMessage(message: Reply, transfer: Transferable[]): void;
  close(): void;
};

/** Answers calls with the methods of a host. Those that arrive during another one wait. */
export function answer(start: (module: WebAssembly.Module) => Ready | Promise<Ready>): void {
  let last: Promise<unknown> = Promise.resolve();
  let methods: Record<string, (...args: unknown[]) => unknown> = {};
  scope.onmessage = ({ data }) => {
    if (data instanceof WebAssembly.Module) void begin(data);
    else last = last.then(() => reply(data));
  };

  async function begin(module: WebAssembly.Module): Promise<void> {
    try {
      const { host, name } = await start(module);
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
function buffers(result: unknown): Transferable[] {
  const values = result !== null && typeof result === "object" ? Object.values(result) : [];
  return values
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer as ArrayBuffer);
}
