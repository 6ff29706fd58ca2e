/** Results, ranked here or given, put together as a snapshot. */

import type { Gap, GapOptions, ScoreReadOptions, Scores } from "../gap-types.js";
import type { Mindgap } from "../index.js";
import type {
  Board,
  BootstrapOptions,
  HeadToHead,
  HeadToHeadOptions,
  RankOptions,
  Which,
  ReadOptions,
  Report,
} from "../types.js";
import type { RankCall, Votes } from "../votes.js";
import {
  SCHEMA,
  SCHEMA_URL,
  type Distribution,
  type Snapshot,
  type SnapshotScores,
  type SnapshotVotes,
} from "./types.js";
import { short } from "./write.js";

/** Models up to which the parts that grow with their square come along unasked. */
const SQUARE = 50;
/** Models up to which distributions come along. */
const MOST_DISTRIBUTIONS = 200;

/** Results to be put together. All are of the same votes. */
export interface SnapshotParts {
  /** What the votes are called. A path's last part is taken. */
  name: string;
  report: Report;
  /** How the votes were read. */
  read?: ReadOptions;
  board: Board;
  headToHead?: HeadToHead;
  gap?: { name: string; scores: Scores; read?: ScoreReadOptions; gap: Gap };
}

/** What {@link makeSnapshot} computes. */
export interface SnapshotOptions {
  /** What the votes are called. A path's last part is taken. */
  name: string;
  /** How the votes were read: it is written down, and not done again. */
  read?: ReadOptions;
  /** How they are ranked. Without a seed one is drawn, and told. */
  rank?: RankOptions;
  /** Whether every pair's record comes along, and how it is tested. Default: up to 50 models. */
  headToHead?: boolean | Pick<HeadToHeadOptions, "test" | "adjust">;
  /** Scores to hold against the votes, and the instance that read both. */
  gap?: {
    mindgap: Mindgap;
    name: string;
    scores: Scores;
    read?: ScoreReadOptions;
    options?: SnapshotGapOptions;
  };
}

/** Options of the gap; the ranking's are those of the board. */
export type SnapshotGapOptions = Omit<
  GapOptions,
  "board" | "ties" | keyof Which | "bootstrap" | "level"
>;

/**
 * Ranks votes and puts the results together.
 *
 * ```ts
 * const votes = await mg.readVotes("votes.csv");
 * const rank = { bootstrap: { seed: 1 } };
 * const snapshot = await makeSnapshot(votes, { name: "votes.csv", rank });
 * await writeFile("board.json", snapshotText(snapshot));
 * ```
 */
export async function makeSnapshot(
  votes: Votes,
  { name, read = {}, rank = {}, headToHead, gap }: SnapshotOptions,
  call: RankCall = {},
): Promise<Snapshot> {
  const board = await votes.rank(rank, call);
  const wanted = headToHead ?? board.models.length <= SQUARE;
  const asked = typeof wanted === "object" ? wanted : {};
  const { signal } = call;
  const record = wanted
    ? await votes.headToHead(recordOptions(board, asked), signal ? { signal } : {})
    : undefined;
  const found = gap && {
    name: gap.name,
    scores: gap.scores,
    ...(gap.read && { read: gap.read }),
    gap: await gap.mindgap.gap(
      votes,
      gap.scores,
      { ...gap.options, board },
      signal ? { signal } : {},
    ),
  };
  return snapshotOf({
    name,
    report: votes.report,
    read,
    board,
    ...(record && { headToHead: record }),
    ...(found && { gap: found }),
  });
}

/** Puts results together that are there already. */
export function snapshotOf(parts: SnapshotParts): Snapshot {
  const { name, report, read = {}, board, headToHead, gap } = parts;
  const { samples, above: _, rankShares, provenance, ...figures } = board;
  const shares = rankShares && board.models.length <= SQUARE;
  const distributions = samples && distributionsOf(board, samples);
  return {
    $schema: SCHEMA_URL,
    format: "mindgap-snapshot",
    schema: SCHEMA,
    version: provenance.version,
    votes: votesOf(name, report),
    options: { read, rank: rankOptions(board) },
    board: {
      ...figures,
      ...(shares && { rankShares }),
      provenance: settled(provenance),
    },
    ...(distributions && { distributions }),
    ...(headToHead && {
      headToHead: {
        ...headToHead,
        provenance: settled(headToHead.provenance),
      },
    }),
    ...(gap && {
      scores: scoresOf(gap),
      gap: { ...gap.gap, provenance: { ...gapSettled(gap.gap.provenance), seconds: 0 } },
    }),
  };
}

/** How a board's pairs are tested: by the same votes, replicates, unit and seed. */
export function recordOptions(
  board: Board,
  asked: Pick<HeadToHeadOptions, "test" | "adjust">,
): HeadToHeadOptions {
  const { where, minVotes, withoutJudges, level, bootstrap } = rankOptions(board);
  const common = {
    ...(where && { where }),
    ...(minVotes !== undefined && { minVotes }),
    ...(withoutJudges && { withoutJudges }),
    ...(level !== undefined && { level }),
  };
  // Without replicates there is no bootstrap test, and no seed.
  if (!bootstrap) return { ...common, test: "normal", ...asked, bootstrap: { replicates: 0 } };
  const { replicates, unit, seed } = bootstrap;
  const resampled = {
    ...(replicates !== undefined && { replicates }),
    ...(unit !== undefined && { unit }),
    ...(seed !== undefined && { seed }),
  };
  return { ...common, ...asked, bootstrap: resampled };
}

/** The options that give a board again, every default filled in. */
function rankOptions({ provenance }: Board): RankOptions {
  const { bootstrap, ...others } = provenance.settings as RankOptions;
  const drawn = bootstrap as BootstrapOptions;
  return {
    ...others,
    bootstrap:
      drawn.replicates === 0
        ? drawn.unit === "vote"
          ? false
          : { replicates: 0, unit: drawn.unit as "judge" }
        : drawn,
  };
}

/** What is the same each time. A seed that was drawn where nothing else was is another each time. */
function settled({ threads: _, ...provenance }: Board["provenance"]): Board["provenance"] {
  const settings = withoutSeed(provenance.settings);
  return { ...provenance, settings, workers: 0, seconds: 0 };
}

function gapSettled(provenance: Gap["provenance"]): Gap["provenance"] {
  const { settings } = provenance;
  const ranking = withoutSeed(settings["ranking"] as Record<string, unknown>);
  return { ...provenance, settings: { ...settings, ranking } };
}

function withoutSeed(settings: Record<string, unknown>): Record<string, unknown> {
  const { seed: _, ...bootstrap } = settings["bootstrap"] as BootstrapOptions;
  return bootstrap.replicates === 0 ? { ...settings, bootstrap } : settings;
}

function votesOf(name: string, report: Report): SnapshotVotes {
  const { hash, bytes, rows, kept, droppedByReason, models, judges, facets } = report;
  return {
    name: lastPart(name),
    hash,
    bytes,
    rows,
    kept,
    dropped: Object.values(droppedByReason).reduce((sum, count) => sum + count, 0),
    models: models.length,
    ...(judges !== undefined && { judges }),
    facets,
  };
}

function scoresOf({ name, scores, read = {} }: NonNullable<SnapshotParts["gap"]>): SnapshotScores {
  const { hash, bytes } = scores.report;
  const benchmarks = scores.benchmarks.map(({ name, direction, included }) => ({
    name,
    direction,
    included,
  }));
  return { name: lastPart(name), hash, bytes, read, benchmarks };
}

/** Folders, and what an address asks its server, are the writer's own business. */
function lastPart(path: string): string {
  const plain = /^[a-z][a-z\d+.-]+:\/\//i.test(path) ? path.replace(/[?#].*$/, "") : path;
  return plain.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

function distributionsOf({ models }: Board, samples: Float32Array): Distribution[] | undefined {
  const rows = samples.length / models.length;
  if (rows === 0 || models.length > MOST_DISTRIBUTIONS) return undefined;
  return models.map(({ name }, m) => {
    const column = Float32Array.from(
      { length: rows },
      (_, r) => samples[r * models.length + m] ?? 0,
    );
    column.sort();
    return {
      name,
      quantiles: Array.from({ length: 101 }, (_, k) => short(quantile(column, k / 100))),
    };
  });
}

/** Between the two nearest in proportion (Hyndman and Fan's seventh). */
function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}
