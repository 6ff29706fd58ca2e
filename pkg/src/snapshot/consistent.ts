/** What no type says of a snapshot, and who draws it relies on: that its parts go together. */

import { Refusal } from "./shape.js";
import type { Snapshot } from "./types.js";

/** Throws a {@link Refusal} where a part names a model that is not there, or lacks an entry. */
export function consistent({ board, distributions, headToHead, gap }: Snapshot): void {
  const known = new Set<string>();
  board.models.forEach(({ name }, at) => {
    if (known.has(name)) refuse(`board.models[${at}].name`, name, "a name of its own");
    known.add(name);
  });
  const named = (path: string, name: string): void => {
    if (!known.has(name)) refuse(path, name, "a name of board.models");
  };
  board.tiers.forEach((tier, t) =>
    tier.forEach((name, at) => named(`board.tiers[${t}][${at}]`, name)),
  );
  if (board.rankShares) asMany("board.rankShares", [...board.rankShares], known.size ** 2);
  distributions?.forEach(({ name }, at) => named(`distributions[${at}].name`, name));
  headToHead?.pairs.forEach(({ a, b }, at) => {
    named(`headToHead.pairs[${at}].a`, a);
    named(`headToHead.pairs[${at}].b`, b);
  });
  if (gap) consistentGap(gap);
}

function consistentGap({ models, correlations, components }: NonNullable<Snapshot["gap"]>): void {
  correlations.forEach(({ scores }, at) =>
    asMany(`gap.correlations[${at}].scores`, scores, models.length),
  );
  if (!components) return;
  const { explained, eigenvalues, loadings, scores } = components;
  const at = "gap.components";
  asMany(`${at}.loadings`, loadings, components.benchmarks.length);
  asMany(`${at}.scores`, scores, components.models.length);
  if (eigenvalues.length < explained.length)
    asMany(`${at}.eigenvalues`, eigenvalues, explained.length);
  loadings.forEach((row, b) => asMany(`${at}.loadings[${b}]`, row, explained.length));
  scores.forEach((row, m) => asMany(`${at}.scores[${m}]`, row, explained.length));
}

function asMany(path: string, list: readonly unknown[], length: number): void {
  if (list.length !== length) refuse(path, list, `as many entries as there are: ${length}`);
}

function refuse(path: string, value: unknown, expected: string): never {
  throw Refusal.at(path, new Refusal(value, expected));
}
