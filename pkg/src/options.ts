/**
 * Options checked at the door. The core checks what each value means; here is
 * what its deserialiser lets pass, or could not name in its message: misspelt
 * names, and numbers that are not whole.
 */

import { MindgapError } from "./errors.js";
import type { TimeOptions, TrustOptions } from "./group-types.js";
import type {
  GapOptions,
  PowerOptions,
  Ratings,
  RegressOptions,
  ScoreReadOptions,
  TopKOptions,
} from "./gap-types.js";
import type {
  BootstrapOptions,
  CallOptions,
  ColumnMap,
  FitOptions,
  HeadToHeadOptions,
  NextPairsOptions,
  OpenOptions,
  RankOptions,
  ReadOptions,
  SeparateOptions,
  Which,
} from "./types.js";

/** Every option of a kind: the compiler says when one is missing here. */
type Names<T> = Record<keyof T, true>;

const OPEN: Names<OpenOptions> = {
  workers: true,
  gpu: true,
  wasm: true,
  gpuWasm: true,
  gapWasm: true,
  styleWasm: true,
  worker: true,
  gpuWorker: true,
  gapWorker: true,
  parquetWorker: true,
};
/** Those that are addresses of files. */
const ADDRESSES = [
  "wasm",
  "gpuWasm",
  "gapWasm",
  "styleWasm",
  "worker",
  "gpuWorker",
  "gapWorker",
  "parquetWorker",
] as const;
const CALL: Names<CallOptions> = { onProgress: true, signal: true };
const READ: Names<ReadOptions> = {
  format: true,
  columns: true,
  outcomes: true,
  square: true,
  style: true,
};
const COLUMNS: Names<ColumnMap> = {
  modelA: true,
  modelB: true,
  winner: true,
  judge: true,
  time: true,
  text: true,
  count: true,
  wins: true,
  losses: true,
  ties: true,
  loser: true,
  tied: true,
  responseA: true,
  responseB: true,
};
const WHICH: Names<Which> = { where: true, minVotes: true, withoutJudges: true };
const RANK: Names<RankOptions> = {
  ...WHICH,
  model: true,
  ties: true,
  bootstrap: true,
  level: true,
  prior: true,
  anchor: true,
  control: true,
  position: true,
  reweight: true,
};
const FIT: Names<FitOptions> = { ...WHICH, ties: true, level: true, prior: true, unit: true };
const ANCHOR: Names<NonNullable<RankOptions["anchor"]>> = { model: true, elo: true };
const BOOTSTRAP: Names<BootstrapOptions> = {
  replicates: true,
  unit: true,
  seed: true,
  method: true,
  samples: true,
};
const HEAD_TO_HEAD: Names<HeadToHeadOptions> = {
  ...WHICH,
  test: true,
  adjust: true,
  bootstrap: true,
  level: true,
};

/** More workers than any machine has cores for are a mistake. */
const MOST_WORKERS = 64;
/** The core holds counts in 32 bits. */
const MOST = 0xffff_ffff;

export function checkOpen(options: OpenOptions): void {
  checkNames("", options, OPEN);
  checkWhole("workers", options.workers, MOST_WORKERS);
  const { gpu = "auto" } = options;
  if (gpu !== "auto" && gpu !== "off" && gpu !== "require")
    throw badOption("gpu", gpu, '"auto", "off" or "require"');
  for (const name of ADDRESSES) {
    const value: unknown = options[name];
    if (value === undefined || typeof value === "string" || value instanceof URL) continue;
    throw badOption(name, value, "an address, as a string or a URL");
  }
}

export function checkCall(call: CallOptions, more: Record<string, true> = {}): void {
  checkNames("", call, { ...CALL, ...more });
}

export function checkRead(options: ReadOptions): void {
  checkNames("", options, READ);
  checkNames("columns.", options.columns, COLUMNS);
  const { style } = options;
  if (style !== undefined && typeof style !== "boolean")
    throw badOption("style", style, "true or false");
}

export function checkRank(options: RankOptions): void {
  checkNames("", options, RANK);
  checkNames("anchor.", options.anchor, ANCHOR);
  if (options.control !== undefined) checkStrings("control", options.control);
  checkFlag("position", options.position);
  checkFlag("reweight", options.reweight);
  checkWhich(options);
  checkBootstrap(options.bootstrap);
}

export function checkByFacet(facet: unknown, options: FitOptions): void {
  if (typeof facet !== "string") throw badOption("facet", facet, "the name of a facet");
  checkNames("", options, FIT);
  checkWhich(options);
}

const CALENDAR = ["day", "week", "month", "quarter", "year"] as const;

export function checkOverTime(options: TimeOptions): void {
  checkNames("", options, { ...FIT, windows: true } satisfies Names<TimeOptions>);
  checkWhich(options);
  const { windows } = options;
  if (typeof windows === "string" && CALENDAR.includes(windows)) return;
  if (typeof windows === "string")
    throw badOption("windows", windows, `a whole number, or one of ${CALENDAR.join(", ")}`);
  checkWhole("windows", windows, 1000);
}

const TRUST: Names<TrustOptions> = {
  ...WHICH,
  ties: true,
  level: true,
  draws: true,
  splits: true,
  seed: true,
  listed: true,
  fast: true,
};

export function checkTrust(options: TrustOptions): void {
  checkNames("", options, TRUST);
  checkWhich(options);
  for (const name of ["draws", "splits", "listed"] as const)
    checkWhole(name, options[name], name === "listed" ? MOST : 100_000);
  checkWhole("seed", options.seed, Number.MAX_SAFE_INTEGER);
  for (const name of ["fast", "level"] as const) checkNumber(name, options[name]);
}

export function checkSeparate(options: SeparateOptions): void {
  checkNames("", options, { ...FIT, pairs: true, power: true } satisfies Names<SeparateOptions>);
  checkWhich(options);
}

export function checkNextPairs(options: NextPairsOptions): void {
  checkNames("", options, { ...FIT, count: true } satisfies Names<NextPairsOptions>);
  checkWhich(options);
  if (options.count !== Infinity) checkWhole("count", options.count, MOST);
}

export function checkHeadToHead(options: HeadToHeadOptions): void {
  checkNames("", options, HEAD_TO_HEAD);
  checkWhich(options);
  checkBootstrap(options.bootstrap);
}

const SCORES: Names<ScoreReadOptions> = { format: true, columns: true, table: true };
const SCORE_COLUMNS: Names<NonNullable<ScoreReadOptions["columns"]>> = {
  model: true,
  group: true,
  benchmark: true,
  score: true,
};
const GAP: Names<GapOptions> = {
  names: true,
  ...WHICH,
  board: true,
  ties: true,
  bootstrap: true,
  level: true,
  k: true,
  penalty: true,
  mergeAbove: true,
  mostInflation: true,
  effects: true,
  judgeReplicates: true,
  seed: true,
};
const REGRESS: Names<RegressOptions> = {
  features: true,
  scores: true,
  names: true,
  random: true,
  response: true,
  ...WHICH,
  level: true,
  profile: true,
  unseen: true,
  judgeReplicates: true,
  seed: true,
};
const TOP_K: Names<TopKOptions> = { k: true, p: true, variant: true };
const POWER: Names<PowerOptions> = {
  models: true,
  reliability: true,
  alpha: true,
  power: true,
  tau: true,
  seed: true,
};

export function checkNamesOption(names: unknown): void {
  if (names === undefined) return;
  const plain = typeof names === "object" && names !== null && !Array.isArray(names);
  if (!plain) throw badOption("names", names, "names of votes with names of scores, or null");
  for (const [name, value] of Object.entries(names))
    if (value !== null && typeof value !== "string")
      throw badOption(`names.${name}`, value, "a name of the scores, or null");
}

export function checkStrings(name: string, list: unknown): void {
  if (Array.isArray(list) && list.every((entry) => typeof entry === "string")) return;
  throw badOption(name, list, "a list of names");
}

export function checkNumbers(name: string, list: unknown): void {
  const numbers = Array.isArray(list) || (ArrayBuffer.isView(list) && "length" in list);
  const fine = (x: unknown): boolean => typeof x === "number" && !Number.isNaN(x);
  if (numbers && Array.from(list as ArrayLike<unknown>).every(fine)) return;
  throw badOption(name, numbers ? "a list with something else in it" : list, "a list of numbers");
}

export function checkScoresObject(scores: unknown): void {
  const given = scores as Record<string, unknown> | null | undefined;
  const lists = ["models", "benchmarks", "values"].every((name) => Array.isArray(given?.[name]));
  if (lists && typeof given?.["report"] === "object") return;
  throw badOption(
    "scores",
    scores === null || typeof scores !== "object" ? scores : "an object",
    "what readScores gave",
  );
}

export function checkScores(options: ScoreReadOptions): void {
  checkNames("", options, SCORES);
  checkNames("columns.", options.columns, SCORE_COLUMNS);
  checkWhole("table", options.table, MOST);
}

export function checkGap(options: GapOptions): void {
  checkNames("", options, GAP);
  checkNamesOption(options.names);
  checkWhich(options);
  const { board } = options;
  if (board !== undefined && !(Array.isArray(board?.models) && board.provenance?.settings))
    throw badOption("board", typeof board, "what rank gave");
  checkBootstrap(options.bootstrap);
  checkWhole("k", options.k, MOST);
  for (const name of ["penalty", "mergeAbove", "mostInflation", "level"] as const)
    checkNumber(name, options[name]);
  checkWhole("judgeReplicates", options.judgeReplicates, MOST);
  checkWhole("seed", options.seed, Number.MAX_SAFE_INTEGER);
}

const RATINGS: Names<Ratings> = { ratings: true, errors: true, interval: true, name: true };

export function checkRatings(given: Ratings): void {
  const expected = "what readVotes gave, or { ratings } by model or as a column of the scores";
  if (typeof given !== "object" || given === null || !("ratings" in given))
    throw badOption(
      "votes",
      given === null || typeof given !== "object" ? given : "an object",
      expected,
    );
  checkNames("", given, RATINGS);
  const { ratings, errors, interval, name } = given;
  for (const [option, of] of Object.entries({ ratings, errors })) {
    if (typeof of === "string" || (of === undefined && option === "errors")) continue;
    if (typeof of !== "object" || of === null || Array.isArray(of))
      throw badOption(option, of, "numbers by model, or the name of a column");
    for (const [model, value] of Object.entries(of))
      if (typeof value !== "number") throw badOption(`${option}.${model}`, value, "a number");
  }
  const ends = Array.isArray(interval) && interval.length === 2;
  const named = (ends ? [...interval] : [interval]) as unknown[];
  if (interval !== undefined && !named.every((one) => typeof one === "string"))
    throw badOption("interval", interval, "the names of one column or two");
  if (name !== undefined && typeof name !== "string") throw badOption("name", name, "a name");
}

/** Options of a gap that has no votes. */
export function checkRated(options: GapOptions): void {
  checkGap(options);
  for (const name of ["board", "ties", "where", "bootstrap", "effects", "judgeReplicates"] as const)
    if (options[name] !== undefined)
      throw badOption(name, "given", "absent: ratings stand for votes, and there are none");
}

export function checkRegress(options: RegressOptions): void {
  if (options === undefined) throw badOption("options", options, "an object with features");
  checkNames("", options, REGRESS);
  checkNamesOption(options.names);
  checkWhich(options);
  checkNumber("level", options.level);
  if (options.scores !== undefined) checkScoresObject(options.scores);
  const { features, random } = options;
  if (random !== undefined && !Array.isArray(random))
    throw badOption("random", random, "a list of model_a, model_b, model and judge");
  if (!Array.isArray(features) || features.some((name) => typeof name !== "string"))
    throw badOption("features", features, "a list of columns and benchmarks");
  checkWhole("judgeReplicates", options.judgeReplicates, MOST);
  checkWhole("seed", options.seed, Number.MAX_SAFE_INTEGER);
}

export function checkTopK(options: TopKOptions): void {
  checkNames("", options, TOP_K);
  checkWhole("k", options.k, MOST);
}

export function checkPower(options: PowerOptions): void {
  if (options === undefined) throw badOption("options", options, "an object with models");
  checkNames("", options, POWER);
  checkWhole("models", options.models, MOST);
  checkWhole("seed", options.seed, Number.MAX_SAFE_INTEGER);
}

export function checkPage(page: Omit<Which, "where"> & { offset?: number; limit?: number }): void {
  checkNames("", page, { offset: true, limit: true, minVotes: true, withoutJudges: true });
  checkWhich(page);
  checkWhole("offset", page.offset, MOST);
  checkWhole("limit", page.limit, MOST);
}

function checkBootstrap(options: BootstrapOptions | false | undefined): void {
  checkNames("bootstrap.", options, BOOTSTRAP);
  if (!options) return;
  checkWhole("bootstrap.replicates", options.replicates, MOST);
  checkWhole("bootstrap.seed", options.seed, Number.MAX_SAFE_INTEGER);
}

function checkNames(prefix: string, options: unknown, known: Record<string, true>): void {
  if (options === undefined || options === false) return;
  if (typeof options !== "object" || options === null) {
    throw badOption(prefix.replace(/\.$/, "") || "options", options, "an object");
  }
  for (const [name, value] of Object.entries(options)) {
    if (Object.hasOwn(known, name)) continue;
    throw badOption(prefix + name, value, `one of ${Object.keys(known).join(", ")} instead`);
  }
}

function checkWhich({ where, minVotes, withoutJudges }: Which): void {
  checkWhere(where);
  checkWhole("minVotes", minVotes, MOST);
  if (withoutJudges !== undefined) checkStrings("withoutJudges", withoutJudges);
}

function checkWhere(where: unknown): void {
  if (where === undefined) return;
  if (typeof where === "object" && where !== null && !Array.isArray(where)) return;
  throw badOption("where", where, "facets with the values to keep");
}

function checkFlag(name: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw badOption(name, JSON.stringify(value), "true or false");
}

function checkNumber(name: string, value: unknown): void {
  if (value === undefined || typeof value === "number") return;
  throw badOption(name, JSON.stringify(value), "a number");
}

function checkWhole(name: string, value: number | undefined, most: number): void {
  // Negated, so that NaN fails too.
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= most)) return;
  throw badOption(name, value, `a whole number from 0 to ${most}`);
}

/** The same error, with the same fields, as the core's. */
export function badOption(option: string, value: unknown, expected: string): MindgapError {
  // JSON has no word for NaN, for infinity and for functions.
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const message = `option ${option} is ${text}; expected ${expected}`;
  return new MindgapError("bad-option", message, { option, value: text, expected });
}
