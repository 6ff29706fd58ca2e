/** An element's settings, as attributes have them and as a ranking takes them. */

import type { ComplexAttributeConverter } from "lit";
import type { Names } from "../gap-types.js";
import type { BootstrapOptions, RankOptions, TieModel, Unit, Where } from "../types.js";

/** What a ranking depends on, every default filled in. */
export interface Settings {
  ties: TieModel;
  unit: Unit;
  method: NonNullable<BootstrapOptions["method"]>;
  replicates: number;
  seed: number;
  level: number;
  where: Where;
}

export const DEFAULTS: Settings = {
  ties: "half",
  unit: "vote",
  method: "percentile",
  replicates: 10_000,
  seed: 1,
  level: 0.95,
  where: {},
};

/** Those of a ranking that was written down. */
export function settled({ ties, level, where, bootstrap }: RankOptions): Partial<Settings> {
  const { unit, method, replicates, seed } = bootstrap || { replicates: 0 };
  return given({ ties, unit, method, replicates, seed, level, where });
}

export function rankOptions({ ties, level, where, ...bootstrap }: Settings): RankOptions {
  return { ties, level, where, bootstrap };
}

/** Without what is not set. */
export function given<T extends object>(settings: {
  [K in keyof T]?: T[K] | undefined;
}): Partial<T> {
  const set = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Partial<T>;
}

export function same(one: Settings, other: Settings): boolean {
  const words = (settings: Settings): string =>
    JSON.stringify({ ...settings, where: whereToAttribute(settings.where) }, Object.keys(DEFAULTS));
  return words(one) === words(other);
}

/** `language=en&topic=code`: the form of a query, which holds any text, several values and empty ones. */
export const whereConverter: ComplexAttributeConverter<Where> = {
  fromAttribute: (text) => whereFromAttribute(text ?? ""),
  toAttribute: (where?: Where) => (where && whereToAttribute(where)) || null,
};

/** `GPT4o=gpt-4o&Mine=`: names of votes to names of scores; an empty one stays without scores. */
export const namesConverter: ComplexAttributeConverter<Names> = {
  fromAttribute: (text) =>
    Object.fromEntries(
      [...new URLSearchParams(text ?? "")].map(([votes, scores]) => [votes, scores || null]),
    ),
  toAttribute: (names?: Names) =>
    new URLSearchParams(
      Object.entries(names ?? {}).map(([votes, scores]) => [votes, scores ?? ""]),
    ).toString() || null,
};

function whereFromAttribute(text: string): Where {
  const where: Where = {};
  const query = new URLSearchParams(text);
  for (const facet of query.keys()) {
    const values = query.getAll(facet);
    where[facet] = values.length > 1 ? values : (values[0] ?? "");
  }
  return where;
}

function whereToAttribute(where: Where): string {
  const query = new URLSearchParams();
  for (const facet of Object.keys(where).sort())
    for (const value of [where[facet] ?? []].flat()) query.append(facet, value);
  return query.toString();
}
