/** Errors: one class here, and how they cross between threads. */

import type { MindgapError as Shape } from "./types.js";

/** What this package throws: a `code` for programs, a sentence for people, and the kind's fields. */
export class MindgapError extends Error implements Shape {
  code: string;
  [field: string]: unknown;

  constructor(code: string, message: string, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = "MindgapError";
    this.code = code;
    Object.assign(this, fields);
  }
}

/** An error as a message between threads. */
export interface ErrorMessage {
  code: string;
  message: string;
  fields: Record<string, unknown>;
  /** The instance that threw it can no longer be used. */
  died: boolean;
}

/** Takes an error apart for `postMessage`. */
export function toMessage(error: unknown): ErrorMessage {
  const { code, message, ...fields } = { ...(error as Record<string, unknown>) };
  const text = String((error as Error | undefined)?.message ?? message ?? error);
  // A trap (a panic, or memory that ran out) leaves the instance's memory in an unknown state.
  const died = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  if (died)
    return { code: "worker-died", message: `the computation stopped: ${text}`, fields: {}, died };
  return { code: typeof code === "string" ? code : "unexpected", message: text, fields, died };
}

/** Puts it together again. */
export function fromMessage({ code, message, fields }: ErrorMessage): MindgapError {
  return new MindgapError(code, message, fields);
}

/** What every call is told after `close()`. */
export function closed(): MindgapError {
  return new MindgapError("closed", "this mindgap was closed");
}
