/** What is shown, and the link that shows it again. */

import type { Benchmark, ColumnMap, Names, Outcome } from "mindgap";
import { examples } from "./examples.js";
import type { BootstrapOptions, HeadToHeadOptions, Scale, Sort, TieModel, Unit } from "../types.js";

export const views = [
  "start",
  "leaderboard",
  "model",
  "groups",
  "benchmarks",
  "share",
  "docs",
] as const;
export type ViewName = (typeof views)[number];

/** What a reader set right of a benchmark; the rest is as the table was read. */
export type Correction = Partial<Pick<Benchmark, "direction" | "included">>;

export interface State {
  view: ViewName;
  /** Whose page the view `model` is. */
  model: string;
  /** Of a shipped study; empty for the reader's own file. */
  study: string;
  /** Hash of the reader's own file: a link cannot carry the file, but can say which one to drop. */
  data: string;
  /** Which column plays which part, where the reader said so. */
  columns: ColumnMap;
  /** What outcomes mean, where the reader said so. */
  outcomes: Record<string, Outcome | "skip">;
  /** Whose wins the cells of a square table count, where the reader said so. */
  square: "" | "row" | "column";
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
  /** By facet, the values of which votes must have one: also the empty one. */
  where: Record<string, string[]>;
  /** Numeric columns that ratings are controlled for. */
  control: string[];
  /** Whether the advantage of being shown first is fitted, and whether every pair counts alike. */
  position: boolean;
  reweight: boolean;
  /** Whether the style of the models' responses is counted while the file is read. */
  style: boolean;
  /** Of the view of groups: the facet, and the group whose ranks the table follows. */
  facet: string;
  group: string;
  /** Of the gap: length of top lists, and what enters the regressions. */
  k: number;
  merge: number;
  inflation: number;
  effects: "signed" | "crossed";
  /** Of the coefficients with votes or judges for the sample. */
  intervals: "wald" | "profile" | "clustered" | "judges";
  /** Whose scores are whose, where the reader said so. */
  names: Names;
  benchmarks: Record<string, Correction>;
  /** The column of the scores that stands for votes; empty: the votes. */
  ratings: string;
  /** Of a page of scores with several tables, which one, from 1; 0: not said. */
  table: number;
  /** Empty: the system's. */
  theme: "" | "light" | "dark";
  /** Of the docs, and a heading in it. */
  page: string;
  section: string;
}

export const defaults: State = {
  view: "leaderboard",
  model: "",
  study: "pilot",
  data: "",
  columns: {},
  outcomes: {},
  square: "",
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
  control: [],
  position: false,
  reweight: false,
  style: false,
  facet: "",
  group: "",
  k: 4,
  merge: 0.9,
  inflation: 10,
  effects: "signed",
  intervals: "wald",
  names: {},
  benchmarks: {},
  ratings: "",
  table: 0,
  theme: "",
  page: "",
  section: "",
};

const choices = {
  square: ["", "row", "column"],
  ties: ["half", "drop", "davidson", "rao-kupper"],
  unit: ["vote", "judge"],
  method: ["percentile", "basic", "bca"],
  adjust: ["none", "holm", "benjamini-hochberg"],
  scale: ["rating", "elo"],
  effects: ["signed", "crossed"],
  intervals: ["wald", "profile", "clustered", "judges"],
  theme: ["", "light", "dark"],
} as const;
/** Bounds of settings that are numbers. */
export const numbers = {
  k: { least: 1, most: 1000, whole: true },
  merge: { least: 0, most: 1, whole: false },
  inflation: { least: 1, most: 1e6, whole: false },
  level: { least: 0.5, most: 0.999, whole: false },
  replicates: { least: 0, most: 1_000_000, whole: true },
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true },
  prior: { least: 0, most: 1000, whole: true },
  table: { least: 0, most: 1000, whole: true },
} as const;
export type NumberSetting = keyof typeof numbers;

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
const parts = [
  "modelA",
  "modelB",
  "winner",
  "judge",
  "time",
  "text",
  "count",
  "wins",
  "losses",
  "ties",
  "loser",
  "tied",
] as const satisfies (keyof ColumnMap)[];
const outcomes = ["model_a", "model_b", "tie", "tie (bothbad)", "skip"] as const;

/** Settings that are in force or not. */
const flags = ["position", "reweight", "style"] as const;

/** Names of a fragment that carry a name of their own behind the dot. */
const FACET = "in.";
const COLUMN = "col.";
const OUTCOME = "out.";
const NAME = "is.";
const DIRECTION = "dir.";
const USE = "use.";

/** The fragment of a link: whatever differs from the defaults. */
export function toHash(state: State): string {
  const query = new URLSearchParams();
  for (const name of [
    "model",
    "study",
    "data",
    "square",
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
    "ratings",
    "table",
    "theme",
    ...(state.view === "docs" ? (["page", "section"] as const) : []),
  ] as const) {
    if (state[name] !== defaults[name]) query.set(name, String(state[name]));
  }
  for (const name of flags) if (state[name]) query.set(name, "yes");
  for (const name of state.control) query.append("control", name);
  for (const name of ["facet", "group"] as const)
    if (state[name] !== defaults[name]) query.set(name, state[name]);
  // The file's hash says that it is no study.
  if (state.data !== "") query.delete("study");
  const { key, descending } = state.sort;
  if (key !== "rank" || descending) query.set("sort", `${descending ? "-" : ""}${key}`);
  const all = (prefix: string, values: object): void => {
    for (const [name, value] of Object.entries(values)) query.set(prefix + name, value ?? "");
  };
  for (const [name, values] of Object.entries(state.where))
    for (const value of values) query.append(FACET + name, value);
  all(COLUMN, state.columns);
  all(OUTCOME, state.outcomes);
  all(NAME, state.names);
  for (const [name, { direction, included }] of Object.entries(state.benchmarks)) {
    if (direction !== undefined) query.set(DIRECTION + name, direction);
    if (included !== undefined) query.set(USE + name, included ? "yes" : "no");
  }
  return withView(state.view, query);
}

/** No view is the leaderboard, and nothing at all the start. */
function withView(view: ViewName, query: URLSearchParams): string {
  const rest = query.toString();
  const implied = rest === "" ? "start" : "leaderboard";
  if (view === implied) return rest;
  return rest === "" ? `view=${view}` : `view=${view}&${rest}`;
}

/** Reads a fragment; anything that is no valid setting is left at its default. */
export function fromHash(hash: string): State {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const state: State = { ...defaults, ...named(query) };
  const chosen = <N extends keyof typeof choices>(name: N): (typeof choices)[N][number] =>
    oneOf(choices[name], query.get(name)) ?? defaults[name];
  for (const name of Object.keys(numbers) as NumberSetting[])
    state[name] = numberOf(name, query.get(name)) ?? defaults[name];
  state.view = oneOf(views, query.get("view")) ?? (query.size === 0 ? "start" : "leaderboard");
  state.model = query.get("model") ?? "";
  state.page = query.get("page") ?? "";
  state.section = query.get("section") ?? "";
  state.square = chosen("square");
  state.ties = chosen("ties");
  state.unit = chosen("unit");
  state.method = chosen("method");
  state.adjust = chosen("adjust");
  state.scale = chosen("scale");
  state.effects = chosen("effects");
  state.intervals = chosen("intervals");
  state.theme = chosen("theme");
  for (const name of flags) state[name] = query.get(name) === "yes";
  state.control = [...new Set(query.getAll("control"))];
  state.facet = query.get("facet") ?? "";
  state.group = query.get("group") ?? "";
  state.search = query.get("search") ?? "";
  state.ratings = query.get("ratings") ?? "";
  state.data = query.get("data") ?? "";
  // A link to a file of the reader's own names no study; a study nobody knows is the default.
  const study = examples.find(({ id }) => id === query.get("study"))?.id;
  state.study = study ?? (state.data ? "" : defaults.study);
  const sort = query.get("sort") ?? "";
  const key = oneOf(sortKeys, sort.replace(/^-/, ""));
  if (key) state.sort = { key, descending: sort.startsWith("-") };
  return state;
}

/** Settings that carry a name of the file's: facets, columns, outcomes, models, benchmarks. */
function named(
  query: URLSearchParams,
): Pick<State, "where" | "columns" | "outcomes" | "names" | "benchmarks"> {
  const where: State["where"] = {};
  const columns: ColumnMap = {};
  const meanings: State["outcomes"] = {};
  const names: Names = {};
  const benchmarks: State["benchmarks"] = {};
  const correct = (name: string, change: Correction): void => {
    benchmarks[name] = { ...benchmarks[name], ...change };
  };
  for (const [full, value] of query) {
    const [kind, name] = [full.slice(0, full.indexOf(".") + 1), full.slice(full.indexOf(".") + 1)];
    if (kind === FACET) where[name] = [...(where[name] ?? []), value];
    if (kind === NAME) names[name] = value || null;
    const part = kind === COLUMN ? oneOf(parts, name) : undefined;
    if (part && value) columns[part] = value;
    const meaning = kind === OUTCOME ? oneOf(outcomes, value) : undefined;
    if (meaning) meanings[name] = meaning;
    const direction = kind === DIRECTION ? oneOf(["higher", "lower"] as const, value) : undefined;
    if (direction) correct(name, { direction });
    const use = kind === USE ? oneOf(["yes", "no"] as const, value) : undefined;
    if (use) correct(name, { included: use === "yes" });
  }
  return { where, columns, outcomes: meanings, names, benchmarks };
}

function oneOf<T extends string>(known: readonly T[], given: string | null): T | undefined {
  return known.find((one) => one === given);
}

/** A number within the setting's bounds; absent for any other text, and for none. */
export function numberOf(name: NumberSetting, text: string | null): number | undefined {
  const { least, most, whole } = numbers[name];
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  if (!(value >= least && value <= most)) return undefined;
  return whole ? Math.round(value) : value;
}

/** What a setting takes, in words. */
export function takes(name: NumberSetting): string {
  const { least, most, whole } = numbers[name];
  const write = (bound: number): string => bound.toLocaleString("en", { maximumFractionDigits: 3 });
  return `a ${whole ? "whole " : ""}number from ${write(least)} to ${write(most)}`;
}

/** A sentence for every setting of a fragment that is not in force, because its value is none. */
export function notTaken(hash: string): string[] {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const sentences: string[] = [];
  const refuse = (name: string, takes: string): void => {
    const given = `${name}=${query.get(name)}`.slice(0, 60);
    sentences.push(`“${given}” in the link is not in force: ${name} takes ${takes}.`);
  };
  const listed = (name: string, known: readonly string[], given = query.get(name)): void => {
    const words = known.filter((one) => one !== "").join(", ");
    if (given !== null && !known.includes(given)) refuse(name, words);
  };
  for (const name of Object.keys(numbers) as NumberSetting[])
    if (query.has(name) && numberOf(name, query.get(name)) === undefined) refuse(name, takes(name));
  for (const [name, known] of Object.entries(choices)) listed(name, known);
  for (const name of flags) listed(name, ["yes"]);
  listed("view", views);
  listed("sort", sortKeys, query.get("sort")?.replace(/^-/, "") ?? null);
  if (!query.get("data"))
    listed(
      "study",
      examples.map(({ id }) => id),
    );
  return sentences;
}
