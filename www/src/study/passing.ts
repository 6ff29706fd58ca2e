import type { MindgapError } from "mindgap";

/** Whether the same may go well another time. */
export function passing({ code }: MindgapError): boolean {
  const known = [
    "wasm-failed",
    "fetch-failed",
    "read-failed",
    "worker-died",
    "votes-lost",
    "unexpected",
  ];
  return code === undefined || known.includes(code);
}
