/** Options that this package reads itself; the core checks all others. */

import { MindgapError } from "./errors.js";

/** The same error, with the same fields, as the core's. */
export function badOption(name: string, value: unknown, expected: string): MindgapError {
  // JSON has no word for NaN and infinity.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  const message = `option ${name} is ${text}; expected ${expected}`;
  return new MindgapError("bad-option", message, { name, value: text, expected });
}

/** Refuses a misspelt option, which would otherwise be ignored without a word. */
export function checkNames(options: object, known: string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) throw badOption(name, value, `only ${known.join(", ")} here`);
  }
}

export function checkWhole(name: string, value: number, most: number): void {
  // Negated, so that NaN fails too.
  if (!(Number.isInteger(value) && value >= 0 && value <= most)) {
    throw badOption(name, value, `a whole number from 0 to ${most}`);
  }
}
