/**
 * The public types: what goes in and what comes out. Numbers that were not
 * computed are absent, never NaN.
 */

/** Options of {@link open}. */
export interface OpenOptions {
  /**
   * Worker threads: Web Workers in a browser, `node:worker_threads` in Node; 0 runs on the calling
   * thread. Results are the same bits with any number. Where fewer can be started, `mg.workers`
   * and `provenance.threads` say so, and the console once. Default: the machine's cores less one,
   * at most 8, in a browser; 0 in Node.
   */
  workers?: number;
  /**
   * What takes one CPU worker more than about five seconds is left by `"auto"` to a GPU, all of
   * it, where WebGPU finds one that is no software. It decides by the votes and the options, never
   * by a clock, so the same call on the same machine gives the same bits. `"require"` leaves
   * everything to a GPU and rejects with `gpu-unavailable` without one. Both sides draw the same
   * votes; a GPU's ratings agree with the CPU's to 1e-5. `"off"` gives the same bits on every
   * machine. `provenance` says which it was and why. With no workers the GPU stays unused unless
   * required. Default `"auto"`.
   */
  gpu?: "auto" | "off" | "require";
  /**
   * Where the workers' script lies, when not beside the package's own files: for bundlers that move
   * no workers. `mindgap/embed/worker.js` is one file that can be copied anywhere; from another
   * origin it is read if its server allows that.
   */
  worker?: string | URL;
  /** The same for the GPU's worker, `mindgap/embed/gpu-worker.js`. */
  gpuWorker?: string | URL;
  /** The same for the gap's worker, `mindgap/embed/gap-worker.js`. */
  gapWorker?: string | URL;
  /** The same for the reader of Parquet files, `mindgap/embed/parquet-worker.js`. */
  parquetWorker?: string | URL;
  /** Where the GPU's own `.wasm` lies, when not beside the package's own files. */
  gpuWasm?: string | URL;
  /** Where the gap's own `.wasm` lies, when not beside the package's own files. */
  gapWasm?: string | URL;
  /** The same for the `.wasm` that counts the style of responses. */
  styleWasm?: string | URL;
  /** Where the `.wasm` lies, when not beside the package's own files. */
  wasm?: string | URL;
}

/** Passed to every long call. */
export interface CallOptions {
  /** Called with the share done, 0 to 1. */
  onProgress?: (progress: Progress) => void;
  /** Cancels the call: it rejects with an `AbortError` and gives its workers back. */
  signal?: AbortSignal;
}

export interface Progress {
  phase: "read" | "fit" | "resample";
  /** Bytes read or replicates finished. */
  done: number;
  /** Absent when the source does not say how long it is. */
  total?: number;
}

/** Anything votes can be read from. A URL string must be same-origin or CORS-readable. */
export type Source = File | Blob | URL | string | ArrayBuffer | Uint8Array | { text: string };

/** How to read a vote file. Everything is guessed from the header when absent. */
export interface ReadOptions {
  /** Default `"auto"`: from the first bytes. Gzip, Parquet and the text's encoding are always recognised. */
  format?: "auto" | "csv" | "tsv" | "jsonl";
  /** Which column plays which part, by header name. */
  columns?: ColumnMap;
  /**
   * What each value in the outcome column means, over what is recognised by itself. A number is
   * meant however it is written: `"1"` is `1.0` too.
   */
  outcomes?: Record<string, Outcome | "skip">;
  /**
   * Whether length and Markdown of the models' responses are counted while the file is read: the
   * covariates `style.characters`, `style.words`, `style.headers`, `style.lists`, `style.bold`,
   * `style.code` and `style.links`, each (a − b)/(a + b) of the two responses. Needs columns such as
   * `response_a` and `response_b`, texts or conversations; `report.texts` says whether there are
   * such. Default false.
   */
  style?: boolean;
  /**
   * The file is a square table of wins, a row and a column for each model. `"row"`: a cell counts
   * the wins of its row's model over its column's; `"column"`: the other way round. Default: such a
   * table is recognised, and rows beat columns, where nothing speaks against it.
   */
  square?: "row" | "column";
}

export type Outcome = "model_a" | "model_b" | "tie" | "tie (bothbad)";

export interface ColumnMap {
  modelA?: string;
  modelB?: string;
  winner?: string;
  judge?: string;
  time?: string;
  text?: string;
  /** Votes a row stands for. */
  count?: string;
  /** Counts per pair instead of one outcome a row. */
  wins?: string;
  losses?: string;
  ties?: string;
  /** The model that lost, where `winner` is the model that won and no column tells the sides. */
  loser?: string;
  /** Whether a row is a tie, as `true` or `false`, whatever its winner. */
  tied?: string;
  /** The models' answers, both or neither. */
  responseA?: string;
  responseB?: string;
}

/** What was read from a file. */
export interface Report {
  format: "csv" | "tsv" | "jsonl" | "parquet";
  encoding: string;
  gzip: boolean;
  /** Bytes of the source as given. */
  bytes: number;
  /**
   * xxh3-128 of those bytes, as `xxhsum -H2` prints it. Of a Parquet file of which a server gave
   * parts: `parts:` and the hash of what was fetched, its footer and the columns in use.
   */
  hash: string;
  /** Data rows, without the header. */
  rows: number;
  /** Votes kept; more than the rows when rows carry counts. */
  kept: number;
  /** The first lines of each kind that were left out. */
  dropped: Dropped[];
  droppedByReason: Record<DropReason, number>;
  /**
   * The outcomes that nobody knows, the most frequent first, at most 20: {@link ReadOptions}'
   * `outcomes` can say what they mean.
   */
  unknownOutcomes: OutcomeSeen[];
  /** Votes by outcome. */
  outcomes: Record<Outcome, number>;
  /** Model names, sorted. */
  models: string[];
  /** Number of judges, when the file names them. */
  judges?: number;
  facets: Facet[];
  /** Numeric columns, and `differences`. */
  covariates: string[];
  /** The covariates that say what the first model of a vote has more than the second. */
  differences: Difference[];
  /** The columns of the models' answers, where there are such. */
  texts?: { a: string; b: string };
  /** Every column of the file in its order, and the part it plays. */
  columns: Column[];
  /** Plain sentences about anything a person should know. */
  notes: string[];
}

export type DropReason =
  | "empty-model"
  | "self-comparison"
  | "unknown-outcome"
  | "bad-count"
  | "short-row"
  | "bad-row"
  | "skipped";

export interface Dropped {
  /** Of the text; in a Parquet file the row, counted from 1. */
  line: number;
  reason: DropReason;
  column?: string;
  value?: string;
}
/** A value of the outcome column that is not understood by itself. */
export interface OutcomeSeen {
  /** As it stands in the file; a number as digits. */
  value: string;
  /** Rows that have it. */
  rows: number;
  /** The first line that has it. */
  line: number;
}
/**
 * One way to read outcomes that are numbers: an error of the code `ambiguous-outcomes` has several
 * as its `readings`, beside its `column`, the `values` ({@link OutcomeSeen}) and the first rows as
 * `preview`.
 */
export interface OutcomeReading {
  /** What each number means, for a person. */
  words: string;
  /** The same as {@link ReadOptions} take it. */
  outcomes: Record<string, Outcome | "skip">;
}
export interface Facet {
  name: string;
  values: { value: string; votes: number }[];
}
/** A covariate made of what is said of each side. */
export interface Difference {
  name: string;
  /** The first model's columns: several add up. */
  a: string[];
  /** The second model's. */
  b: string[];
  /** Whether it is (a − b)/(a + b), which is 0 where both are 0; else a − b. */
  normalised: boolean;
  /** Votes without it, as a side has no number. */
  missing: number;
}
export interface Column {
  name: string;
  role:
    | "model_a"
    | "model_b"
    | "winner"
    | "judge"
    | "time"
    | "text"
    | "count"
    | "wins"
    | "losses"
    | "ties"
    | "loser"
    | "tied"
    | "square"
    | "facet"
    | "covariate"
    | "covariate_a"
    | "covariate_b"
    | "response_a"
    | "response_b"
    | "unused";
  /** Why an unused column is unused. */
  why?: string;
}

export type TieModel = "half" | "drop" | "davidson" | "rao-kupper";
export type Unit = "vote" | "judge";

/** Which votes: for each facet, the values to keep. */
export type Where = Record<string, string | string[]>;

/** Which votes count. */
export interface Which {
  /** Default: all. */
  where?: Where;
  /** Only votes of judges with at least so many in the whole file, whatever else is filtered by. Default 0. */
  minVotes?: number;
  /** No votes of these judges. Default: none. */
  withoutJudges?: string[];
}

export interface BootstrapOptions {
  /** Default 10,000; 0 leaves the sandwich intervals. */
  replicates?: number;
  /** What is resampled. Default `"vote"`. */
  unit?: Unit;
  /** A whole number from 0 to 2^53 - 1. Default: drawn, and told in `provenance`. */
  seed?: number;
  /** Default `"percentile"`. */
  method?: "percentile" | "basic" | "bca";
  /**
   * Whether to keep every replicate in `samples`. Default: up to 16,777,216 ratings (replicates ×
   * models). Otherwise replicates are counted as they come, in memory that does not grow with
   * their number, and an interval's end is right to a thousandth of its distance from the rating.
   */
  samples?: boolean;
}

export interface RankOptions extends Which {
  model?: "bradley-terry";
  /** Default `"half"`. */
  ties?: TieModel;
  /** `false` is `{ replicates: 0 }`. */
  bootstrap?: BootstrapOptions | false;
  /** Default 0.95. */
  level?: number;
  /**
   * Virtual ties of every model against a fixed opponent of rating 0. Default 0.
   * Above 0 it makes ratings finite where the votes alone do not.
   */
  prior?: number;
  /** Shift the Elo scale so that this model stands at this value (default 1000). Intervals do not change width. */
  anchor?: { model: string; elo?: number };
  /**
   * Numeric columns of the votes to control for, each a difference of the first side less the
   * second: logit P(a beats b) = β_a − β_b + γ·z, under ties of any kind. Ratings are then those at
   * equal style, or whatever was measured; `board.controls` has the coefficients. Votes that lack
   * a number are left out and counted.
   */
  control?: string[];
  /**
   * Fits the advantage of being shown first too. Refused where the file does not say who was.
   * Default false.
   */
  position?: boolean;
  /**
   * Every pair counts alike: votes weigh 1 / max(votes of their pair, 50), 1 on average, as in
   * arena-rank. Default false.
   */
  reweight?: boolean;
}

/**
 * From the lower to the upper end. `null` is an end to which the data set no limit: −∞ below, ∞
 * above. `[0.93, null]` reads "above 0.93".
 */
export type Interval = [low: number | null, high: number | null];

export interface Board {
  /** Best first. */
  models: ModelRow[];
  /** Groups of models no two of which the votes tell apart (Holm over all pairs at the level), best first. */
  tiers: string[][];
  /**
   * How the models' intervals were found: `"normal"`, robust errors and the normal distribution;
   * `"t"`, errors clustered by judge (CR2) and Student's t, which with judges as the unit stays
   * below fifty judges, replicates or not; otherwise the bootstrap's method.
   */
  intervalMethod: "normal" | "t" | "percentile" | "basic" | "bca";
  /** What a person should know about the intervals, in plain sentences. */
  warnings: string[];
  fit: Fit;
  /** Davidson and Rao-Kupper on the same votes; absent without ties, and where ratings are controlled. */
  tieModels?: TieModelComparison;
  /** What ratings are controlled for, in the order asked for, the position last. Absent without `control`, `position` and `reweight`. */
  controls?: Control[];
  /** Absent when no replicates were asked for. */
  bootstrap?: BootstrapSummary;
  provenance: Provenance;
  /**
   * `bootstrap.kept` × models, row-major, sum-zero ratings, columns in the order of `models`:
   * replicates with finite ratings only. The others count in everything else.
   */
  samples?: Float32Array;
  /**
   * models × models: at `m * n + k` the share of replicates in which model `m` took rank `k + 1`.
   * How often that happened when votes were drawn anew: no probability that it is so, and no
   * interval at a level, which `rankInterval` is. Where ratings were infinite, a rank is 1 + the
   * models above it, and models of which neither stands above the other share.
   */
  rankShares?: Float32Array;
  /** models × models: at `i * n + j` the share of replicates in which model `i` stood above model `j`; half where neither did. */
  above?: Float32Array;
}

export interface ModelRow {
  name: string;
  /** Log-odds scale; ratings sum to zero. */
  rating: number;
  /** e^rating. */
  strength: number;
  /** 1000 + 400 / ln 10 · rating, or as anchored. */
  elo: number;
  /**
   * Robust standard error of the rating, clustered by judge (CR2) where judges are the unit;
   * infinite where most of what is known of the model comes from one judge alone.
   */
  se: number;
  /** Of the rating, at the level asked for. */
  interval: Interval;
  eloInterval: Interval;
  rank: number;
  /**
   * Ranks that the votes leave possible, right about this model at the level asked for: from
   * 1 + the models surely above to all less those surely below, by the tests of its differences
   * from the others (Holm over both directions of each). With and without replicates.
   */
  rankInterval: [best: number, worst: number];
  /** The same, right about all models at once (Mogstad, Romano, Shaikh and Wilhelm 2024). */
  rankSet: [best: number, worst: number];
  /** Share of replicates in which no other model stood above it. Absent without replicates. */
  bestShare?: number;
  /** 1 + the number of models whose interval lies wholly above this one's (LMArena's rule). */
  rankByInterval: number;
  /** 1 is the best. */
  tier: number;
  votes: number;
  wins: number;
  ties: number;
  losses: number;
  /** (wins + ties / 2) / votes. */
  winRate: number;
  /** Mean over opponents met of the win rate against each. */
  averageWinRate: number;
  /** Sequential Elo, K = 4, start 1000, in the order of the votes. Absent for counts, which have none. */
  sequentialElo?: number;
}

/** A covariate, and what it does to the odds of winning. */
export interface Control {
  /** The column; `"position"` is being shown first. */
  name: string;
  /** Log-odds for each unit by which the first side leads; of the position, for being shown first. */
  estimate: number;
  /** Robust standard error, clustered by judge (CR2) where judges are the unit. */
  se: number;
  /** Two-sided, of no effect. */
  p: number;
  /** At the level asked for, by the same method as the models'. */
  interval: Interval;
  /** The same for each standard deviation. Absent for the position, as all below. */
  perSd?: { estimate: number; se: number; interval: Interval };
  /** Standard deviation of the column over the votes that enter, divisor n. */
  sd?: number;
  /** Its mean, the side shown first less the other; 0 where the votes do not tell. */
  mean?: number;
  /**
   * The difference at which models of equal rating are even: the mean, as in arena-rank, where it is
   * within four standard errors of 0; else 0, since sides were then not drawn by lot, and where the
   * position is fitted.
   */
  centre?: number;
}

export interface Fit {
  ties: TieModel;
  iterations: number;
  converged: true;
  /** Davidson's nu or Rao-Kupper's theta; `logSe` is robust, clustered by judge where judges are the unit. */
  tieParameter?: { name: "nu" | "theta"; value: number; log: number; logSe: number };
  logLikelihood: number;
  aic: number;
  /** Largest absolute gradient at the optimum, per vote. */
  gradientNorm: number;
  prior: number;
  /** Votes that entered: without the ties, where these are dropped. */
  votes: number;
  /** Votes left out because a number that is controlled for is missing or infinite. Absent without control. */
  incomplete?: number;
  /** Whether every pair counts alike. Absent where it does not. */
  reweighted?: true;
}

export interface TieModelComparison {
  davidson: { logLikelihood: number; aic: number; parameter: number; logSe: number };
  raoKupper: { logLikelihood: number; aic: number; parameter: number; logSe: number };
  better: "davidson" | "rao-kupper";
  /** The comparison in words. */
  sentence: string;
}

export interface BootstrapSummary {
  method: "percentile" | "basic" | "bca";
  unit: Unit;
  seed: number;
  /** Asked for: `kept` + `lost` + `notConverged`. */
  replicates: number;
  /** With finite ratings: the rows of `samples`. */
  kept: number;
  /**
   * Without a finite optimum: votes drawn anew in which some model never lost, or never won,
   * against the rest. The ratings that such a replicate sends to ±∞ enter the intervals as ±∞, so
   * that an end may be open; a rating that it does not determine (ratings sum to zero) counts as
   * −∞ for the lower end and as ∞ for the upper.
   */
  lost: number;
  /** Whose optimum was not reached. Nothing is known of them: every rating counts as in `lost`, undetermined. */
  notConverged: number;
  /** Models that lost replicates cut off from most others, the most frequent first: what open ends are due to. */
  apart: { name: string; replicates: number }[];
}

export interface Provenance {
  version: string;
  /** Absent when no chance was involved. */
  seed?: number;
  /** The options with every default filled in. */
  settings: Record<string, unknown>;
  dataHash: string;
  /** What all replicates were drawn on. */
  backend: "wasm" | "webgpu";
  /** What a GPU had to do with the replicates. Absent where none were drawn. */
  gpu?: {
    /** The adapter, as far as the browser tells: often nothing. */
    name: string;
    /** Replicates that it fitted: none, or all but those that 32 bits could not settle. */
    replicates: number;
    /** Why it, or why not, in words. */
    why: string;
    /** How its ratings compare with the CPU's, in words. Absent where it fitted none. */
    agreement?: string;
  };
  /** Worker threads that could be used; 0 is the calling thread. */
  workers: number;
  /** Why there were fewer workers than asked for, in a sentence. Absent where there were as many. */
  threads?: string;
  replicates: number;
  seconds: number;
}

/** How the votes are fitted, where no replicates are asked for. */
export interface FitOptions extends Pick<RankOptions, "ties" | "level" | "prior">, Which {
  /** What errors are clustered by. Default `"vote"`. */
  unit?: Unit;
}

export interface SeparateOptions extends FitOptions {
  /** Pairs of models. Default: every model and the next one of the ranking. */
  pairs?: [a: string, b: string][];
  /** Probability with which a difference that is what it seems shall be found. Default 0.8. */
  power?: number;
}

/** How two models stand, and how many more votes would tell them apart. */
export interface Separation {
  a: string;
  b: string;
  /** Rating of `a` less that of `b`, log-odds. */
  difference: number;
  /** Sandwich standard error of it. */
  se: number;
  /** Two-sided, of no difference. */
  p: number;
  /** Whether `p` is below 1 - level already. */
  separated: boolean;
  /** More votes on this pair alone. Absent where no number would do: the difference is none. */
  direct?: number;
  /** More votes spread over all pairs as those so far. Absent likewise. */
  spread?: number;
}

export interface NextPairsOptions extends FitOptions {
  /** How many pairs, the most telling first. Default 10; `Infinity` for all. */
  count?: number;
}

/** A pair to vote on. */
export interface NextPair {
  /** The better ranked model. */
  a: string;
  b: string;
  /** Share by which one vote is expected to bring down the mean variance of all differences. */
  reduction: number;
  /** The reduction as a share of all pairs' sum: what to draw pairs by. */
  probability: number;
}

export interface HeadToHeadOptions extends Which {
  /** Default `"bootstrap"`. What each pair was tested by is told in its row. */
  test?: "bootstrap" | "normal" | "sign";
  /** Default `"none"`, as in the paper. */
  adjust?: "none" | "holm" | "benjamini-hochberg";
  bootstrap?: Omit<BootstrapOptions, "method" | "samples">;
  level?: number;
}

export interface HeadToHead {
  /** Every pair that met. */
  pairs: PairRow[];
  provenance: Provenance;
}

export interface PairRow {
  a: string;
  b: string;
  votes: number;
  /** Votes for `a`. */
  wins: number;
  losses: number;
  ties: number;
  /** Of `a`: (wins + ties / 2) / votes. */
  winRate: number;
  /** Who voted on the pair, where judges are the unit. */
  judges?: number;
  /**
   * What `p` is from. Below 200 decisive votes, and where all votes are alike, the exact `"sign"`
   * test stands in for the bootstrap and for the normal test. With judges as the unit: `"judges"`,
   * errors clustered by judge (CR2, Satterthwaite's t), or the `"sign"` test of judges where these
   * do not differ, or `"none"` below three judges on the pair: p is 1.
   */
  test: "sign" | "bootstrap" | "normal" | "judges" | "none";
  /** What `interval` is: `"none"` is from 0 to 1, for fewer than three judges. */
  intervalMethod: "wilson" | "clopper-pearson" | "percentile" | "judges" | "none";
  interval: [number, number];
  /** Two-sided. */
  p: number;
  /** One-sided, in the direction seen. */
  pOneSided: number;
  /** `p` after the adjustment asked for. */
  pAdjusted: number;
  /** `pAdjusted` below 1 - level. */
  significant: boolean;
}

/** One vote's free text, for reading beside the figures. */
export interface Comment {
  a: string;
  b: string;
  outcome: Outcome;
  judge?: string;
  text: string;
}

/** Every error this package throws. */
export interface MindgapError extends Error {
  /** Stable identifier: `bad-option`, `disconnected`, `no-columns`, … */
  code: string;
  /** Fields of the kind: `line`, `column`, `value`, `components`, `found`, … */
  [field: string]: unknown;
}
