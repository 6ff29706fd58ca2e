/** The gap in a snapshot, field by field. Its numbers may be infinite: `null` in JSON. */

import type {
  Ceiling,
  Components,
  Correlation,
  FixedEffect,
  Gap,
  GapModel,
  Global,
  Join,
  Meta,
  ModelCoefficient,
  Permutation,
  Power,
  Prediction,
  RandomEffect,
  Regression,
  Ridge,
  Selection,
  TopK,
  Unseen,
} from "../gap-types.js";
import {
  flag,
  list,
  number,
  object,
  oneOf,
  open,
  orNull,
  pair,
  record,
  text,
  whole,
  type Shape,
} from "./shape.js";

const lower: Shape<number> = (value) => (value === null ? -Infinity : number(value));
const interval = pair(lower, open);
const openEnds = pair(orNull(number), orNull(number));
const direction = oneOf("higher", "lower");

const join = object<Join>(
  {
    matches: list(
      object<Join["matches"][number]>(
        { votes: text, scores: text, how: oneOf("exact", "normalised", "similar", "given") },
        {},
      ),
    ),
    onlyInVotes: list(text),
    onlyInScores: list(text),
  },
  {},
);
/** Of votes: ratings in place of them have no snapshot. */
const model = object<GapModel & Required<Pick<GapModel, "interval" | "winRate">>>(
  { name: text, scoresName: text, rating: open, interval: openEnds, winRate: open },
  { group: text },
);

const tested = { p: open, pAdjusted: open };
const coefficients = {
  kendall: object<NonNullable<Correlation["kendall"]>>({ tau: open, ...tested }, { interval }),
  spearman: object<NonNullable<Correlation["spearman"]>>({ rho: open, ...tested }, { interval }),
  pearson: object<NonNullable<Correlation["pearson"]>>({ r: open, ...tested }, { interval }),
};
const topK = object<TopK>(
  { k: whole, distance: open, largest: open, chance: open, ...tested },
  { interval },
);
const correlation = object<Correlation>(
  {
    benchmark: text,
    direction,
    n: whole,
    scores: list(orNull(number)),
    winRates: object<Correlation["winRates"]>({}, coefficients),
    topK,
  },
  coefficients,
);

const components = object<Components>(
  {
    models: list(text),
    benchmarks: list(text),
    explained: list(open),
    eigenvalues: list(open),
    reach95: whole,
    loadings: list(list(open)),
    scores: list(list(open)),
    leftOut: list(object<Components["leftOut"][number]>({ name: text, why: text }, {})),
  },
  {},
);
const selection = object<Selection>(
  {
    merged: list(
      object<Selection["merged"][number]>(
        { name: text, members: list(text), correlation: open },
        {},
      ),
    ),
    dropped: list(
      object<Selection["dropped"][number]>(
        { name: text, why: text },
        { inflation: open, before: open },
      ),
    ),
    kept: list(
      object<Selection["kept"][number]>({ name: text, inflation: open }, { before: open }),
    ),
    cap: whole,
    arbitrary: flag,
  },
  {
    stability: object<NonNullable<Selection["stability"]>>(
      {
        models: whole,
        same: whole,
        columns: list(object({ name: text, kept: whole }, {})),
      },
      {},
    ),
  },
);

const test = {
  statistic: oneOf("lrt", "r2", "q"),
  value: open,
  p: open,
  permutations: whole,
  exact: flag,
  atLeast: whole,
  median: open,
  models: whole,
  columns: whole,
};
const permutation = object<Permutation>({ ...test, quantiles: list(open) }, {});
/** Written without its quantiles. */
const deals = object<Omit<Permutation, "quantiles">>(test, {});
const bare: Shape<Permutation> = (value) => ({ ...deals(value), quantiles: [] });
const coefficient = object<ModelCoefficient>(
  { name: text, estimate: open, se: open, df: open, t: open, p: open, interval, sd: open },
  {},
);
const ridge = object<Ridge>(
  {
    penalties: list(orNull(number)),
    skill: list(open),
    bestPenalty: orNull(number),
    bestSkill: open,
    atLeast: whole,
    permutations: whole,
    exact: flag,
    p: open,
  },
  {},
);
const global = object<Global>(
  {
    models: whole,
    benchmarks: whole,
    q: permutation,
    ridge,
    alone: list(
      object<Global["alone"][number]>(
        { benchmark: text, permutation: bare, pAdjusted: open },
        { coefficient },
      ),
    ),
  },
  {},
);

const ceiling = object<Ceiling>(
  {
    r2: open,
    logLossFloor: open,
    mcFadden: open,
    variance: open,
    noise: open,
    logLossFitted: open,
    votes: whole,
    models: whole,
  },
  {},
);
const meta = object<Meta>(
  {
    coefficients: list(coefficient),
    tau2: open,
    tau2Interval: interval,
    df: open,
    f: open,
    pF: open,
    models: whole,
  },
  {},
);
const fixed = object<FixedEffect>(
  { name: text, benchmark: flag, estimate: open, se: open, z: open, p: open, interval },
  {
    profile: openEnds,
    clustered: object<NonNullable<FixedEffect["clustered"]>>(
      { se: open, df: open, p: open, interval },
      {},
    ),
    judges: object<NonNullable<FixedEffect["judges"]>>(
      { interval: openEnds, se: open, replicates: whole },
      {},
    ),
  },
);
const random = object<RandomEffect>(
  { group: text, variance: open, effects: record(open) },
  { most: open },
);
const predicted = { accuracy: open, logLoss: open };
const prediction = object<Prediction>(predicted, {});
const unseen = object<Unseen>(
  {
    ...predicted,
    removed: oneOf("benchmarks", "features"),
    seenAccuracy: open,
    seenLogLoss: open,
    reduced: whole,
    models: list(
      object<Unseen["models"][number]>(
        { ...predicted, model: text, votes: whole },
        { without: prediction },
      ),
    ),
    unpredicted: list(text),
  },
  { without: prediction },
);
const explained = { ceiling: open, unrelated: open };
const regression = object<Regression>(
  {
    kind: oneOf("logistic", "mixed"),
    response: oneOf("model_a", "model_b"),
    models: whole,
    judges: whole,
    votes: whole,
    ties: whole,
    incomplete: whole,
    rows: whole,
    fixed: list(fixed),
    random: list(random),
    logLikelihood: open,
    aic: open,
    bic: open,
    iterations: whole,
    test: object<Regression["test"]>(
      { chiSquare: open, degrees: open, p: open, nullLogLikelihood: open },
      {},
    ),
    untested: list(text),
    singular: flag,
    warnings: list(text),
    reading: list(text),
  },
  {
    permutation,
    meta,
    ceiling,
    r2: object<NonNullable<Regression["r2"]>>(
      {
        marginal: open,
        conditional: open,
        residual: oneOf("theoretical"),
        delta: object({ marginal: open, conditional: open }, {}),
      },
      explained,
    ),
    pseudoR2: object<NonNullable<Regression["pseudoR2"]>>(
      { mcFadden: open, coxSnell: open, nagelkerke: open },
      explained,
    ),
    logLoss: object<NonNullable<Regression["logLoss"]>>(
      { fitted: open, without: open },
      { floor: open, unrelated: open },
    ),
    unseen,
  },
);
const power = object<Power>(
  { models: whole, reliability: open, alpha: open, power: open, tau: open },
  { critical: open, detectable: open, modelsNeeded: open },
);

/** The shape of a gap whose votes were ranked by such settings. */
export function gap(ranking: Shape<object>): Shape<Gap> {
  const settings = object<Record<string, unknown> & { ranking: object }>(
    { ranking } as never,
    {
      names: record(orNull(text)),
      level: number,
      k: whole,
      penalty: number,
      mergeAbove: number,
      mostInflation: number,
      effects: oneOf("signed", "crossed"),
      judgeReplicates: whole,
      seed: whole,
    } as never,
  );
  const recorded = object<Required<Omit<Gap["provenance"], "seconds">>>(
    {
      version: text,
      seed: whole,
      settings,
      votesHash: text,
      scoresHash: text,
      replicates: whole,
    },
    {},
  );
  return object<Omit<Gap, "rated">>(
    {
      join,
      models: list(model),
      leftOut: list(object<Gap["leftOut"][number]>({ benchmark: text, why: text }, {})),
      correlations: list(correlation),
      selection,
      power,
      warnings: list(text),
      readings: object<Gap["readings"]>(
        {
          answer: list(text),
          alone: list(text),
          correlations: list(text),
          topK: list(text),
          components: list(text),
          selection: list(text),
          selected: list(text),
          votes: list(text),
          power: list(text),
        },
        {},
      ),
      provenance: (value) => ({ ...recorded(value), seconds: 0 }),
    },
    { components, global, ceiling, logistic: regression, mixed: regression },
  );
}
