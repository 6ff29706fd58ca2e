/** What benchmarks are held against: votes, or ratings that stand for them. */

import type { Gap, RatedRegression, Regression } from "../../gap-types.js";

/** `votes`, `ratings`. */
export function target({ rated }: Pick<Gap, "rated">): "votes" | "ratings" {
  return rated ? "ratings" : "votes";
}

/** The regression that says most of models: of ratings, where these stand for votes. */
export function overModels({
  rated,
  mixed,
  logistic,
}: Gap): RatedRegression | Regression | undefined {
  return rated ?? mixed ?? logistic;
}

/** The benchmarks in it. */
export function benchmarksOf(over: RatedRegression | Regression | undefined): string[] {
  if (!over) return [];
  if ("columns" in over) return over.columns;
  return over.fixed.filter(({ benchmark }) => benchmark).map(({ name }) => name);
}
