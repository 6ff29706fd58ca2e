/**
 * A snapshot's file, checked field by field: what comes out has the types that it says, whatever
 * came in. It needs nothing but this folder, so that a page may show a snapshot at little cost.
 */

import { MindgapError } from "../errors.js";
import type {
  BootstrapOptions,
  BootstrapSummary,
  ColumnMap,
  Control,
  Facet,
  Fit,
  HeadToHead,
  Interval,
  ModelRow,
  PairRow,
  Provenance,
  RankOptions,
  ReadOptions,
  TieModelComparison,
  Where,
} from "../types.js";
import { consistent } from "./consistent.js";
import { gap } from "./parse-gap.js";
import {
  either,
  Refusal,
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
import {
  SCHEMA,
  type Distribution,
  type Snapshot,
  type SnapshotScores,
  type SnapshotVotes,
} from "./types.js";

/**
 * Reads the value of a snapshot's JSON. Throws a `MindgapError` with code `bad-snapshot` and one
 * sentence where it is none, is of another version of the schema, or has a wrong type somewhere:
 * `path` says where.
 */
export function parseSnapshot(json: unknown): Snapshot {
  const { format, schema } = (json ?? {}) as Record<string, unknown>;
  if (format !== "mindgap-snapshot")
    throw bad("this is no snapshot of mindgap: it has no format “mindgap-snapshot”", "format");
  if (schema !== SCHEMA) {
    const other = String(JSON.stringify(schema)).slice(0, 20);
    throw bad(`this snapshot is of schema ${other}; this mindgap reads schema ${SCHEMA}`, "schema");
  }
  try {
    const parsed = snapshot(json);
    consistent(parsed);
    return parsed;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const { path, found, expected } = thrown;
    throw bad(`this snapshot cannot be shown: ${path} is ${found}, expected ${expected}`, path);
  }
}

function bad(message: string, path: string): MindgapError {
  return new MindgapError("bad-snapshot", message, { path });
}

const ties = oneOf("half", "drop", "davidson", "rao-kupper");
const unit = oneOf("vote", "judge");
const method = oneOf("percentile", "basic", "bca");
const interval: Shape<Interval> = pair(orNull(number), orNull(number));
const ranks = pair(whole, whole);

const facet = object<Facet>(
  { name: text, values: list(object({ value: text, votes: whole }, {})) },
  {},
);
const votes = object<SnapshotVotes>(
  {
    name: text,
    hash: text,
    bytes: whole,
    rows: whole,
    kept: whole,
    dropped: whole,
    models: whole,
    facets: list(facet),
  },
  { judges: whole },
);

const isList = Array.isArray;
const where = record(either(isList, list(text), text));
const bootstrap = object<BootstrapOptions>(
  {},
  { replicates: whole, unit, seed: whole, method, samples: flag },
);
const rank = object<RankOptions>(
  {},
  {
    model: oneOf("bradley-terry"),
    ties,
    where,
    minVotes: whole,
    withoutJudges: list(text),
    bootstrap: either((value) => value === false, oneOf(false), bootstrap),
    level: number,
    prior: number,
    anchor: object<NonNullable<RankOptions["anchor"]>>({ model: text }, { elo: number }),
    control: list(text),
    position: flag,
    reweight: flag,
  },
);
const format = oneOf("auto", "csv", "tsv", "jsonl");
const columns = object<ColumnMap>(
  {},
  {
    modelA: text,
    modelB: text,
    winner: text,
    judge: text,
    time: text,
    text,
    count: text,
    wins: text,
    losses: text,
    ties: text,
    loser: text,
    tied: text,
    responseA: text,
    responseB: text,
  },
);
const read = object<ReadOptions>(
  {},
  {
    format,
    columns,
    outcomes: record(oneOf("model_a", "model_b", "tie", "tie (bothbad)", "skip")),
    style: flag,
    square: oneOf("row", "column"),
  },
);

const model = object<ModelRow>(
  {
    name: text,
    rating: number,
    strength: open,
    elo: number,
    se: open,
    interval,
    eloInterval: interval,
    rank: whole,
    rankInterval: ranks,
    rankSet: ranks,
    rankByInterval: whole,
    tier: whole,
    votes: whole,
    wins: whole,
    ties: whole,
    losses: whole,
    winRate: number,
    averageWinRate: number,
  },
  { bestShare: number, sequentialElo: number },
);
const fit = object<Fit>(
  {
    ties,
    iterations: whole,
    converged: oneOf(true),
    logLikelihood: number,
    aic: number,
    gradientNorm: number,
    prior: number,
    votes: whole,
  },
  {
    incomplete: whole,
    reweighted: oneOf(true),
    tieParameter: object<NonNullable<Fit["tieParameter"]>>(
      { name: oneOf("nu", "theta"), value: number, log: number, logSe: open },
      {},
    ),
  },
);
const control = object<Control>(
  { name: text, estimate: number, se: open, p: number, interval },
  {
    perSd: object<NonNullable<Control["perSd"]>>({ estimate: number, se: open, interval }, {}),
    sd: number,
    mean: number,
    centre: number,
  },
);
const tieModel = object<TieModelComparison["davidson"]>(
  { logLikelihood: number, aic: number, parameter: number, logSe: open },
  {},
);
const tieModels = object<TieModelComparison>(
  {
    davidson: tieModel,
    raoKupper: tieModel,
    better: oneOf("davidson", "rao-kupper"),
    sentence: text,
  },
  {},
);
const summary = object<BootstrapSummary>(
  {
    method,
    unit,
    seed: whole,
    replicates: whole,
    kept: whole,
    lost: whole,
    notConverged: whole,
    apart: list(object({ name: text, replicates: whole }, {})),
  },
  {},
);

const recorded: { version: Shape<string>; dataHash: Shape<string>; replicates: Shape<number> } = {
  version: text,
  dataHash: text,
  replicates: whole,
};
const provenanceWith = (settings: Shape<object>): Shape<Provenance> => {
  const shape = object<Omit<Provenance, "workers" | "threads" | "seconds">>(
    {
      ...recorded,
      settings: settings as Shape<Record<string, unknown>>,
      backend: oneOf("wasm", "webgpu"),
    },
    {
      seed: whole,
      gpu: object<NonNullable<Provenance["gpu"]>>(
        { name: text, replicates: whole, why: text },
        { agreement: text },
      ),
    },
  );
  return (value) => ({ ...shape(value), workers: 0, seconds: 0 });
};

const board = object<Snapshot["board"]>(
  {
    models: list(model, 1),
    tiers: list(list(text)),
    intervalMethod: oneOf("normal", "t", "percentile", "basic", "bca"),
    warnings: list(text),
    fit,
    provenance: provenanceWith(rank),
  },
  {
    tieModels,
    controls: list(control),
    bootstrap: summary,
    rankShares: (value) => Float32Array.from(list(number)(value)),
  },
);
const pairRow = object<PairRow>(
  {
    a: text,
    b: text,
    votes: whole,
    wins: whole,
    losses: whole,
    ties: whole,
    winRate: number,
    test: oneOf("sign", "bootstrap", "normal", "judges", "none"),
    intervalMethod: oneOf("wilson", "clopper-pearson", "percentile", "judges", "none"),
    interval: pair(number, number),
    p: number,
    pOneSided: number,
    pAdjusted: number,
    significant: flag,
  },
  { judges: whole },
);
const recordSettings = object<{
  test: string;
  adjust: string;
  where: Where;
  minVotes?: number;
  withoutJudges?: string[];
  bootstrap: BootstrapOptions;
  level: number;
}>(
  {
    test: oneOf("bootstrap", "normal", "sign"),
    adjust: oneOf("none", "holm", "benjamini-hochberg"),
    where,
    bootstrap,
    level: number,
  },
  { minVotes: whole, withoutJudges: list(text) },
);
const headToHead = object<HeadToHead>(
  { pairs: list(pairRow), provenance: provenanceWith(recordSettings) },
  {},
);

const scores = object<SnapshotScores>(
  {
    name: text,
    hash: text,
    bytes: whole,
    read: object<SnapshotScores["read"]>(
      {},
      {
        format,
        columns: object<NonNullable<SnapshotScores["read"]["columns"]>>(
          {},
          { model: text, group: text, benchmark: text, score: text },
        ),
        table: whole,
      },
    ),
    benchmarks: list(
      object<SnapshotScores["benchmarks"][number]>(
        { name: text, direction: oneOf("higher", "lower"), included: flag },
        {},
      ),
    ),
  },
  {},
);

const snapshot = object<Snapshot>(
  {
    $schema: text,
    format: oneOf("mindgap-snapshot"),
    schema: oneOf(SCHEMA),
    version: text,
    votes,
    options: object({ read, rank }, {}),
    board,
  },
  {
    distributions: list(
      object<Distribution>({ name: text, quantiles: list(number, 101, 101) }, {}),
    ),
    headToHead,
    scores,
    gap: gap(rank),
  },
);
