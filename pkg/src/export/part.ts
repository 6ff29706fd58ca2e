/** What part a column of a vote file plays, in words. */

import type { Column, Report } from "../types.js";

/** The part that the report gives a column: `judge`, `unused (every cell is empty)`, `length of the first model`. */
export function partOf({ name, role, why }: Column, { differences }: Report): string {
  const model = role.endsWith("_a") ? "first" : "second";
  if (role === "covariate_a" || role === "covariate_b") {
    const made = differences.find(({ a, b }) => a.includes(name) || b.includes(name));
    return `${made?.name ?? "covariate"} of the ${model} model`;
  }
  if (role === "response_a" || role === "response_b") return `the ${model} model's response`;
  return why ? `${role} (${why})` : role;
}
