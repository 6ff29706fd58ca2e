/** What is shown, and the link that shows it again. */

import { studies } from "./studies.js";
import type { BootstrapOptions, HeadToHeadOptions, Scale, Sort, TieModel, Unit } from "./types.js";

export interface State {
  /** Of a shipped study; empty for the reader's own file. */
  study: string;
  /** Hash of the reader's own file: a link cannot carry the file, but can say which one to drop. */
  data: string;
  ties: TieModel;
  unit: Unit;
  method: NonNullable<BootstrapOptions["method"]>;
  /** Of the head-to-head tests, over pairs. */
  adjust: NonNullable<HeadToHeadOptions["adjust"]>;
  level: number;
  replicates: number;
  seed: number;
  /** Virtual ties of every model, so that ratings are finite where votes alone leave them open. */
  prior: number;
  scale: Scale;
  search: string;
  sort: Sort;
  where: Record<string, string>;
  /** Of the gap: length of top lists, and what enters the regressions. */
  k: number;
  merge: number;
  inflation: number;
  effects: "signed" | "crossed";
  /** Of the coefficients with votes or judges for the sample. */
  intervals: "wald" | "profile" | "clustered" | "judges";
}

export const defaults: State = {
  study: "pilot",
  data: "",
  ties: "half",
  unit: "vote",
  method: "percentile",
  adjust: "none",
  level: 0.95,
  replicates: 10_000,
  seed: 1,
  prior: 0,
  scale: "rating",
  search: "",
  sort: { key: "rank", descending: false },
  where: {},
  k: 4,
  merge: 0.9,
  inflation: 10,
  effects: "signed",
  intervals: "wald",
};

const FACET = "in.";
const choices = {
  ties: ["half", "drop", "davidson", "rao-kupper"],
  unit: ["vote", "judge"],
  method: ["percentile", "basic", "bca"],
  adjust: ["none", "holm", "benjamini-hochberg"],
  scale: ["rating", "elo"],
  effects: ["signed", "crossed"],
  intervals: ["wald", "profile", "clustered", "judges"],
} as const;
const sortKeys = [
  "rank",
  "name",
  "rating",
  "tier",
  "votes",
  "winRate",
  "averageWinRate",
  "sequentialElo",
] as const;

/** The fragment of a link: whatever differs from the defaults. */
export function toHash(state: State): string {
  const query = new URLSearchParams();
  for (const name of [
    "study",
    "data",
    "ties",
    "unit",
    "method",
    "adjust",
    "level",
    "replicates",
    "seed",
    "prior",
    "scale",
    "search",
    "k",
    "merge",
    "inflation",
    "effects",
    "intervals",
  ] as const) {
    if (state[name] !== defaults[name]) query.set(name, String(state[name]));
  }
  const { key, descending } = state.sort;
  if (key !== "rank" || descending) query.set("sort", `${descending ? "-" : ""}${key}`);
  for (const [facet, value] of Object.entries(state.where)) query.set(FACET + facet, value);
  return query.toString();
}

/** Reads a fragment; anything that is no valid setting is left at its default. */
export function fromHash(hash: string): State {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const state: State = { ...defaults, where: {} };
  const chosen = <N extends keyof typeof choices>(name: N): (typeof choices)[N][number] => {
    const given = query.get(name);
    return choices[name].find((choice) => choice === given) ?? defaults[name];
  };
  state.ties = chosen("ties");
  state.unit = chosen("unit");
  state.method = chosen("method");
  state.adjust = chosen("adjust");
  state.scale = chosen("scale");
  state.effects = chosen("effects");
  state.intervals = chosen("intervals");
  state.k = Math.round(number(query.get("k"), 1, 1000, defaults.k));
  state.merge = number(query.get("merge"), 0, 1, defaults.merge);
  state.inflation = number(query.get("inflation"), 1, 1e6, defaults.inflation);
  state.level = number(query.get("level"), 0.5, 0.999, defaults.level);
  state.replicates = Math.round(number(query.get("replicates"), 0, 1_000_000, defaults.replicates));
  state.seed = Math.round(number(query.get("seed"), 0, Number.MAX_SAFE_INTEGER, defaults.seed));
  state.prior = Math.round(number(query.get("prior"), 0, 1000, defaults.prior));
  state.search = query.get("search") ?? "";
  state.data = query.get("data") ?? "";
  // A link to a file of the reader's own names no study; a study nobody knows is the default.
  const study = studies.find(({ id }) => id === query.get("study"))?.id;
  state.study = study ?? (state.data ? "" : defaults.study);
  const sort = query.get("sort") ?? "";
  const key = sortKeys.find((known) => known === sort.replace(/^-/, ""));
  if (key) state.sort = { key, descending: sort.startsWith("-") };
  for (const [name, value] of query)
    if (name.startsWith(FACET)) state.where[name.slice(FACET.length)] = value;
  return state;
}

/** A number within bounds, or the fallback: also for text, and for nothing. */
export function number(text: string | null, least: number, most: number, fallback: number): number {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return value >= least && value <= most ? value : fallback;
}
