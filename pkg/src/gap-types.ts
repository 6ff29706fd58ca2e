/** The public types of the gap: benchmark tables, what they tell of votes, regressions. */

import type { Board, BootstrapOptions, TieModel, Which } from "./types.js";

/** How to read a table of scores. Everything is guessed when absent. */
export interface ScoreReadOptions {
  /** Default `"auto"`: from the first bytes. */
  format?: "auto" | "csv" | "tsv" | "jsonl";
  /** Which column plays which part, by header name. `benchmark` and `score` mean a long table. */
  columns?: { model?: string; group?: string; benchmark?: string; score?: string };
  /**
   * Of a page with several tables, which one, counted from 1. Without it the one table with a column
   * of models is read; where there are more, the error `several-tables` lists them in `tables`.
   */
  table?: number;
}

/** A table of benchmark scores: plain data. Change a benchmark's `direction` or `included` in place. */
export interface Scores {
  /** Rows that are models, in the order of the file. A row of chance levels is none. */
  models: string[];
  /** Which group each model is in, where the table tells. */
  groups?: (string | null)[];
  benchmarks: Benchmark[];
  /** One row per model, one entry per benchmark, as in the file; `null` is blank. */
  values: (number | null)[][];
  report: ScoreReport;
}

export interface Benchmark {
  name: string;
  /** Whether more is better. */
  direction: "higher" | "lower";
  /** Why, in words: what in the name told so, or that nothing did. */
  because: string;
  unit: "percent" | "fraction" | "number";
  /** What guessing scores, where the table tells. */
  chance?: number;
  /** Left out of every analysis when false. */
  included: boolean;
  /** Why it was not included at first: an average of others, a model's size or price, constant, too few scores. */
  why?: string;
}

export interface ScoreReport {
  layout: "wide" | "long";
  format: "csv" | "tsv" | "jsonl" | "parquet";
  bytes: number;
  /** xxh3-128 of those bytes. */
  hash: string;
  /** Data rows. */
  rows: number;
  /** Cells and rows that could not be used. */
  dropped: { line: number; column?: string; value?: string; reason: string }[];
  notes: string[];
}

/** How the names of votes and scores go together. */
export interface Join {
  matches: NameMatch[];
  /** Models with votes and without scores. */
  onlyInVotes: string[];
  onlyInScores: string[];
}

export interface NameMatch {
  votes: string;
  scores: string;
  /** `"similar"` is a proposal: it is used only when confirmed, by naming it in `names`. */
  how: "exact" | "normalised" | "similar" | "given";
}

/** Names of votes to names of scores; `null` for a model that shall stay without scores. */
export type Names = Record<string, string | null>;

/**
 * Ratings that stand for votes: somebody's leaderboard. Their scale has no say.
 *
 * ```ts
 * await mg.gap({ ratings: "Arena Elo", interval: ["lower", "upper"] }, scores);
 * await mg.gap({ ratings: { "GPT-4o": 1285, DiVA: 1190, Gemini: 1264 } }, scores);
 * ```
 */
export interface Ratings {
  /** By model, higher is better; or the name of a column of the scores, which then is no benchmark. */
  ratings: Record<string, number> | string;
  /** Their standard errors, by model or as a column. Default none. */
  errors?: Record<string, number> | string;
  /** In place of errors columns with the ends of 95 % intervals, or one with half of their width (`+5/-4` is 4.5). */
  interval?: [low: string, high: string] | string;
  /** What sentences call them. Default: the column. */
  name?: string;
}

/** Of ratings in place of votes `board`, `ties`, `where`, `bootstrap`, `effects` and `judgeReplicates` have to be absent. */
export interface GapOptions extends Which {
  /** Beyond names that are equal, also after case and punctuation are taken away. */
  names?: Names;
  /** A board of the same votes with `samples`, to save ranking them again. */
  board?: Board;
  /** How the votes are ranked where `board` is absent. */
  ties?: TieModel;
  bootstrap?: BootstrapOptions | false;
  /** Default 0.95. With a `board`, that board's. */
  level?: number;
  /** Length of the lists that the top-k distance compares. Default 4. */
  k?: number;
  /** Fagin's p: the price of a pair that is in one list only. Default 0.5. */
  penalty?: number;
  /** Benchmarks that correlate more than this over models are merged. Default 0.9; 1 merges none. */
  mergeAbove?: number;
  /** The largest variance inflation factor that is left. Default 10. */
  mostInflation?: number;
  /**
   * Of the mixed model: one intercept a model for both sides, or one each for the model shown first and
   * second, as in the paper, which needs votes that tell who was. Default `"signed"`.
   */
  effects?: "signed" | "crossed";
  /** Bootstraps the coefficients over judges; 0 does not. Default 200 where the votes name judges and it does not take long. */
  judgeReplicates?: number;
  /** Of permutations, judges and simulated studies. Default 1. */
  seed?: number;
}

export interface Gap {
  join: Join;
  /** Models with both, best first by votes. */
  models: GapModel[];
  /** Benchmarks that were not looked at, and why. */
  leftOut: { benchmark: string; why: string }[];
  /** In the order of the table. */
  correlations: Correlation[];
  /** Over all models of the table with every score. Absent where there are too few. */
  components?: Components;
  selection: Selection;
  /** The whole table, none of it selected. Absent where `warnings` say why. */
  global?: Global;
  /** What the ratings themselves reach: no benchmark can be expected to do better. */
  ceiling?: Ceiling;
  /** Absent where it has no finite answer; `warnings` say why. */
  logistic?: Regression;
  mixed?: Regression;
  /** In place of both, where ratings stand for votes. */
  rated?: RatedRegression;
  power: Power;
  warnings: string[];
  /** Plain sentences, made from the numbers, in the order of a report. */
  readings: {
    /**
     * Whether benchmarks say anything of preference, with the models as the sample: all together, what
     * they explain beside what there is to explain, and models that no fit has seen.
     */
    answer: string[];
    /** Each benchmark by itself. */
    alone: string[];
    correlations: string[];
    topK: string[];
    components: string[];
    selection: string[];
    /**
     * The coefficients over models of those that were selected; where the selection is arbitrary, all
     * that the regression on them says, which the answer leaves out.
     */
    selected: string[];
    /** With votes for the sample: about these models only. */
    votes: string[];
    power: string[];
  };
  provenance: {
    version: string;
    seed: number;
    settings: Record<string, unknown>;
    /** Absent where ratings stand for votes. */
    votesHash?: string;
    scoresHash: string;
    replicates: number;
    seconds: number;
  };
}

export interface GapModel {
  name: string;
  /** As the table of scores calls it. */
  scoresName: string;
  group?: string;
  /** Log-odds; ratings in place of votes as they were given. */
  rating: number;
  /** An end that is not there is `null`. Absent for ratings without errors. */
  interval?: [number | null, number | null];
  /** Absent where ratings stand for votes. */
  winRate?: number;
}

/** Ratings regressed on the benchmarks that were selected, with the models as the sample. */
export interface RatedRegression {
  name?: string;
  /** Whether the ratings came with errors. */
  errors: boolean;
  models: number;
  /** Benchmarks in it. */
  columns: string[];
  /** R² of least squares among the ways to deal the scores to the models. */
  permutation?: Permutation;
  /** Per unit of the ratings; ordinary least squares where there are no errors. */
  meta?: Meta;
  /** Benchmarks that models score better in the lower they are rated. */
  against: string[];
  /** Of least squares, the median over deals, and what of the variance is more than the ratings' noise. */
  r2?: { value: number; unrelated: number; reliability?: number };
  /** Why something is absent. */
  untested: string[];
  reading: string[];
}

/**
 * One benchmark against the votes, turned so that positive is agreement. A statistic is absent where
 * all ratings (or all win rates) of the models with a score are equal.
 */
export interface Correlation {
  benchmark: string;
  direction: "higher" | "lower";
  /** Models with a score. */
  n: number;
  /** In the order of the gap's `models`, as in the table. */
  scores: (number | null)[];
  /** Kendall's τ-b with the models' ratings. */
  kendall?: { tau: number } & Tested;
  spearman?: { rho: number } & Tested;
  pearson?: { r: number } & Tested;
  /** The same with the models' win rates, as in the paper; without intervals. */
  winRates: {
    kendall?: { tau: number } & Tested;
    spearman?: { rho: number } & Tested;
    pearson?: { r: number } & Tested;
  };
  topK: TopK;
}

export interface Tested {
  /**
   * Two-sided, of permutations: all of them up to nine models, else 10,000 drawn ones. It counts
   * models, so that with n of them it cannot be below 2/n!: 0.33, 0.083, 0.017 for 3, 4, 5.
   */
  p: number;
  /** The same after Benjamini and Hochberg over the benchmarks: what every claim is made on. */
  pAdjusted: number;
  /**
   * Over the votes' bootstrap; absent without replicates. A replicate without the statistic counts as
   * -1 at the lower end and as 1 at the upper.
   */
  interval?: [number, number];
}

/**
 * Distance of the benchmark's first k from the votes' first k, by ratings: K^(p) of Fagin, Kumar and
 * Sivakumar (2003), and for ties of Fagin et al. (2006), as a share of the largest there can be.
 * Models that tie with the k-th are in the list; a pair that one list orders and the other ties costs
 * p.
 */
export interface TopK {
  k: number;
  /** 0 where the lists agree, 1 for the reverse order. */
  distance: number;
  /** The largest K^(p) of lists of these lengths: `distance * largest` is K^(p) itself. */
  largest: number;
  /** The mean distance over all ways to deal the scores to the models. */
  chance: number;
  /** The share of those ways that are at least as near: one-sided. Drawn where there are above 9!. */
  p: number;
  /** After Benjamini and Hochberg over the benchmarks. */
  pAdjusted: number;
  /** Over the votes' bootstrap. */
  interval?: [number, number];
}

export interface TopKOptions {
  /** Default 4. */
  k?: number;
  /** Default 0.5. */
  p?: number;
  /**
   * `"fagin"`, the default: from 0, the same list, to 1, the reverse order. `"talkarena"` is the one
   * behind the figures of TalkArena's site, which were made of ranks (1 the best, equal scores the
   * same) in place of scores: larger numbers come first, so they compare the last four of five.
   */
  variant?: "fagin" | "talkarena";
}

export interface Components {
  models: string[];
  benchmarks: string[];
  /** Shares of the variance, largest first. */
  explained: number[];
  /** Of the correlations' matrix. */
  eigenvalues: number[];
  /** Components that reach 95 %. */
  reach95: number;
  /** One row per benchmark, one entry per component. */
  loadings: number[][];
  /** One row per model. */
  scores: number[][];
  leftOut: { name: string; why: string }[];
}

/**
 * Which benchmarks enter the regressions: merged where they correlate, dropped by variance inflation
 * until no factor is above the largest and no more than `cap` are left. No order of rows or columns
 * has a say.
 */
export interface Selection {
  /** Benchmarks that were merged to one because their scores correlate. */
  merged: { name: string; members: string[]; correlation: number }[];
  /**
   * In the order they went, with the factor when dropped and with every column in; absent factors are
   * infinite: the others determine the column.
   */
  dropped: { name: string; inflation?: number; before?: number; why: string }[];
  /** What was left, in the order of the table. */
  kept: { name: string; inflation: number; before?: number }[];
  /** Most columns that may be left: half of the models less one, at least one. */
  cap: number;
  /**
   * Whether there were as many columns as models less one, or more. They determine each other then
   * whatever they measure, and it is better not to select: see each alone and all together.
   */
  arbitrary: boolean;
  /**
   * The selection again without each of the models: how often exactly the same columns were kept,
   * and how often each was. Absent below four models, and where it would take long.
   */
  stability?: { models: number; same: number; columns: { name: string; kept: number }[] };
}

export interface RegressOptions extends Which {
  /** Covariate columns of the votes, and benchmarks of `scores` as normalised differences. */
  features: string[];
  scores?: Scores;
  names?: Names;
  /** Groups with an intercept each; `[]` is the plain logit. `"model"` is one for both sides, with its sign. Default `[]`. */
  random?: ("model_a" | "model_b" | "model" | "judge")[];
  /** What 1 means. Default `"model_b"`, as in the paper. */
  response?: "model_a" | "model_b";
  level?: number;
  /** Profile-likelihood intervals beside Wald's. Default: where they do not take long. */
  profile?: boolean;
  /** Bootstraps the coefficients over judges; 0 does not. Default 0. */
  judgeReplicates?: number;
  /** Predicts the votes of each model by a fit without it. Default: where that does not take long. */
  unseen?: boolean;
  /** Default 1. */
  seed?: number;
}

/**
 * A fitted regression.
 *
 * What it says of models (`permutation`, `meta`, `ceiling`, `unseen`) has the models as its sample. All
 * else, the errors, intervals and p-values of `fixed` and `test` among it, takes votes or judges for
 * the sample: it is about these models only, and says nothing of a model that was not there.
 */
export interface Regression {
  kind: "logistic" | "mixed";
  response: "model_a" | "model_b";
  /** Models that have votes here. */
  models: number;
  /** Judges that the votes name, each vote without one a judge of its own; 0 where none is named. */
  judges: number;
  /** Decisive votes. */
  votes: number;
  /** Ties, which have no part in it. */
  ties: number;
  /** Decisive votes without one of the covariates or scores, or without a judge where judges are random. */
  incomplete: number;
  /** Distinct rows fitted. */
  rows: number;
  /**
   * `"(intercept)"` first, where there is one: where rows tell who was shown first and some pair occurs
   * in both orders. Counts of wins and losses tell nothing of sides.
   */
  fixed: FixedEffect[];
  /** Empty for the plain logit. */
  random: RandomEffect[];
  logLikelihood: number;
  aic: number;
  bic: number;
  iterations: number;
  /** Likelihood-ratio test against the same model without features, every vote independent. */
  test: { chiSquare: number; degrees: number; p: number; nullLogLikelihood: number };
  /** All benchmarks together: their scores dealt to the models anew. Absent without benchmarks, or where `untested` says why. */
  permutation?: Permutation;
  /** Each benchmark over models. Absent likewise: as many benchmarks as models less one fit any ratings. */
  meta?: Meta;
  /** What features equal to the ratings would reach. Of regressions on benchmarks alone. */
  ceiling?: Ceiling;
  /** Why there is no `permutation`, `meta` or `ceiling`, in words. */
  untested: string[];
  /** Nakagawa and Schielzeth. Of the mixed model only. */
  r2?: {
    marginal: number;
    conditional: number;
    residual: "theoretical";
    /** With the observation's variance by the delta method. */
    delta: { marginal: number; conditional: number };
    /** What the ratings themselves would explain: no benchmark can be expected to do better. */
    ceiling?: number;
    /** The median marginal R² of as many unrelated benchmarks: over deals of the scores. */
    unrelated?: number;
  };
  /** Of the plain logit only; `ceiling` and `unrelated` are McFadden's, as with `r2`. */
  pseudoR2?: {
    mcFadden: number;
    coxSnell: number;
    nagelkerke: number;
    ceiling?: number;
    unrelated?: number;
  };
  /**
   * Mean log loss of the votes fitted, of the plain logit only: of this fit, of the same without
   * features, the least that can be expected (the ratings' own, of votes not seen), and the median of as
   * many unrelated benchmarks.
   */
  logLoss?: { fitted: number; without: number; floor?: number; unrelated?: number };
  /** How well votes of a model are predicted by a fit without it. Absent below four models. */
  unseen?: Unseen;
  /** A random effect's variance is estimated as zero; `warnings` say what that can mean. */
  singular: boolean;
  warnings: string[];
  /** Plain sentences, made from the numbers. "Predicts" is said only where the permutation's p is below 1 − level. */
  reading: string[];
}

/** A statistic among the ways to deal the rows of the table of scores to the models. */
export interface Permutation {
  /**
   * `"lrt"`: χ² of the plain logit, up to twelve models. `"r2"`: R² of least squares of the ratings, for
   * more. `"q"`: Goeman's global Q, the sum of squared correlations with the ratings, where there are as
   * many benchmarks as models less one.
   */
  statistic: "lrt" | "r2" | "q";
  /** Of the scores as they are. */
  value: number;
  /** `atLeast / permutations` of all deals; `(1 + atLeast) / (1 + permutations)` of drawn ones. */
  p: number;
  /** Deals looked at: all n! up to seven models, else 5,000 drawn by the seed. */
  permutations: number;
  /** Whether these are all; the scores as they are, are one of them then. */
  exact: boolean;
  /** Deals that fit at least as well. */
  atLeast: number;
  /** What unrelated benchmarks give: the median over deals. */
  median: number;
  /** Over deals, at 0, 1, …, 100 %. */
  quantiles: number[];
  models: number;
  /** Benchmarks. */
  columns: number;
}

/** Meta-regression of the ratings on the benchmarks by model (REML; Knapp and Hartung 2003). */
export interface Meta {
  coefficients: ModelCoefficient[];
  /** Variance between models that the benchmarks leave open, log-odds squared, and its interval (Viechtbauer 2007). */
  tau2: number;
  tau2Interval: [number, number];
  /** Degrees of freedom: models less one less benchmarks. */
  df: number;
  /** All benchmarks together: Wald's F and its p. */
  f: number;
  pF: number;
  models: number;
}

/** One benchmark's coefficient over models, log-odds per unit of normalised difference. */
export interface ModelCoefficient {
  name: string;
  estimate: number;
  se: number;
  /** Of Student's t. */
  df: number;
  t: number;
  p: number;
  interval: [number, number];
  /** Of the benchmark's column over models: `estimate * sd` is what one standard deviation is worth. */
  sd: number;
}

/** The noise ceiling: what features equal to the models' ratings would reach. */
export interface Ceiling {
  /** The largest marginal R². */
  r2: number;
  /** The least mean log loss of votes not seen. */
  logLossFloor: number;
  /** The largest McFadden R² of votes not seen. */
  mcFadden: number;
  /** Variance of the log-odds over votes, less `noise`, which the ratings' errors add to it. */
  variance: number;
  noise: number;
  /** Mean log loss of the votes that the ratings were fitted to. */
  logLossFitted: number;
  votes: number;
  models: number;
}

/** One coefficient. Errors and intervals are about these models only. */
export interface FixedEffect {
  name: string;
  /** Whether it is a benchmark's: what it is worth over models, `meta` and `permutation` say. */
  benchmark: boolean;
  estimate: number;
  se: number;
  z: number;
  p: number;
  /** Wald's: every vote independent. */
  interval: [number, number];
  /** Of the profile likelihood; `null` where the likelihood has no end there. Absent where it failed, with a warning. */
  profile?: [number | null, number | null];
  /** Clustered by judge (CR2, Satterthwaite's degrees of freedom), of the plain logit, from three judges on. */
  clustered?: { se: number; df: number; p: number; interval: [number, number] };
  /** Over judges resampled, from fifty judges on. Resamples without a finite answer lie beyond either end. */
  judges?: { interval: [number | null, number | null]; se: number; replicates: number };
}

export interface RandomEffect {
  group: string;
  variance: number;
  /** Where the variance is estimated as zero: the largest that is not ruled out. */
  most?: number;
  effects: Record<string, number>;
}

export interface Unseen extends Prediction {
  /**
   * By the same fit without benchmarks (or, where there are none, without features): the same random
   * effects, or for the plain logit the opponents' ratings. Absent where that has no finite answer.
   */
  without?: Prediction;
  removed: "benchmarks" | "features";
  /** The same of a fit that has seen every model. */
  seenAccuracy: number;
  seenLogLoss: number;
  /** Fits without a model that could not tell all features apart, and used fewer. */
  reduced: number;
  models: (Prediction & { model: string; votes: number; without?: Prediction })[];
  /** Models whose votes could not be predicted: the fit without them has no finite answer. */
  unpredicted: string[];
}

export interface Prediction {
  /** Share of the votes whose winner was called. */
  accuracy: number;
  /** Mean log loss of them; a coin has ln 2 = 0.693. */
  logLoss: number;
}

/** All benchmarks of the table at once and each by itself, none selected. */
export interface Global {
  models: number;
  /** Those that every model with votes has a score in. */
  benchmarks: number;
  /** Goeman's global Q of all of them. */
  q: Permutation;
  ridge: Ridge;
  /** In the order of the table. */
  alone: {
    benchmark: string;
    permutation: Permutation;
    /** Holm's p over the benchmarks. */
    pAdjusted: number;
    coefficient?: ModelCoefficient;
  }[];
}

/** A ridge regression of the ratings on all benchmarks, one model left out after the other. */
export interface Ridge {
  /** The last, `null`, is infinite: no benchmark at all. */
  penalties: (number | null)[];
  /** At each: how much of the squared error of the others' mean it takes away. */
  skill: number[];
  bestPenalty: number | null;
  /** At least 0. */
  bestSkill: number;
  /** Deals of the scores whose best skill is as large; p as of `Permutation`. */
  atLeast: number;
  permutations: number;
  exact: boolean;
  p: number;
}

export interface PowerOptions {
  /** Models compared. */
  models: number;
  /** Share of the variance of ratings that is no vote noise, 0 to 1. Default 1. */
  reliability?: number;
  /** Default 0.05. */
  alpha?: number;
  /** Default 0.8. */
  power?: number;
  /** A true τ to find, for `modelsNeeded`. Default 0.5. */
  tau?: number;
  /** Default 1. */
  seed?: number;
}

export interface Power {
  models: number;
  reliability: number;
  alpha: number;
  power: number;
  /** The smallest observed |τ| with p below alpha; absent where none is. */
  critical?: number;
  /** The smallest true τ that is found with that power; absent where none is. */
  detectable?: number;
  /** A true τ, and how many models would find it with that power; absent above 1,000. */
  tau: number;
  modelsNeeded?: number;
}
