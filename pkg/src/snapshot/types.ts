/**
 * A snapshot: results with all that it takes to show them without the votes, and to compute them
 * again from the votes. The file's form is described by `schema/snapshot-1.json`.
 */

import type { Gap, ScoreReadOptions } from "../gap-types.js";
import type { Board, Facet, HeadToHead, RankOptions, ReadOptions } from "../types.js";

/** The version of the format that is written and read here. */
export const SCHEMA = 1;

/** Where the schema of that version is published. */
export const SCHEMA_URL = "https://cdn.jsdelivr.net/npm/mindgap/schema/snapshot-1.json";

/**
 * A snapshot as it is in memory. Its file leaves out what differs from run to run: seconds, the
 * number of workers. Here these are 0, since nothing was computed.
 *
 * ```ts
 * import { parseSnapshot } from "mindgap/snapshot";
 * const snapshot = parseSnapshot(await (await fetch("board.json")).json());
 * snapshot.board.models[0].rating;
 * ```
 */
export interface Snapshot {
  /** Address of the JSON schema of the file. */
  $schema: string;
  format: "mindgap-snapshot";
  schema: typeof SCHEMA;
  /** Of the mindgap that wrote it. */
  version: string;
  /** The file that was ranked. */
  votes: SnapshotVotes;
  /** How it was read and ranked, every default filled in: the seed is among them. */
  options: { read: ReadOptions; rank: RankOptions };
  /** Without `samples` and `above`; `rankShares` up to 50 models. */
  board: Omit<Board, "samples" | "above">;
  /**
   * Quantiles of each model's ratings over the replicates with finite ratings, at 0, 1, …, 100 %,
   * to seven digits: enough for a density. Absent where no samples were kept.
   */
  distributions?: Distribution[];
  /** Every pair's own record: up to 50 models, more when asked for. */
  headToHead?: HeadToHead;
  /** The table of benchmark scores behind `gap`. */
  scores?: SnapshotScores;
  /**
   * How far the scores predict the votes. The permutations of each benchmark alone (`global.alone`)
   * come without their `quantiles`: these lists are empty.
   */
  gap?: Gap;
}

export interface SnapshotVotes {
  /** The file's name, without its folder. */
  name: string;
  /** xxh3-128 of its bytes, as `xxhsum -H2` prints it. */
  hash: string;
  bytes: number;
  /** Data rows. */
  rows: number;
  /** Votes kept; more than the rows when rows carry counts. */
  kept: number;
  /** Rows left out. */
  dropped: number;
  models: number;
  /** Absent when the file names none. */
  judges?: number;
  facets: Facet[];
}

export interface Distribution {
  /** The model. */
  name: string;
  quantiles: number[];
}

export interface SnapshotScores {
  /** The file's name, without its folder. */
  name: string;
  /** xxh3-128 of its bytes. */
  hash: string;
  bytes: number;
  /** How it was read. */
  read: ScoreReadOptions;
  /** Every benchmark of the table, and how it was taken. */
  benchmarks: { name: string; direction: "higher" | "lower"; included: boolean }[];
}
