/** A snapshot computed again from the votes, and compared figure by figure. */

import { MindgapError } from "../errors.js";
import type { Scores } from "../gap-types.js";
import type { Mindgap } from "../index.js";
import type { CallOptions, Source } from "../types.js";
import { compare, type Difference, type Tolerance } from "./compare.js";
import { makeSnapshot, type SnapshotGapOptions, type SnapshotOptions } from "./make.js";
import { parseSnapshot } from "./parse.js";
import type { Snapshot } from "./types.js";
import { fileForm } from "./write.js";

export type { Difference } from "./compare.js";

/** What came of computing a snapshot again. */
export interface Verification {
  /** Whether it is of these files, and every figure is what they give. */
  holds: boolean;
  /** Figures compared. */
  figures: number;
  /** The votes' hash first, where they are another file; then in the order of the snapshot. */
  differences: Difference[];
  /** Plain sentences that are no reason to fail, as of another version of mindgap. */
  warnings: string[];
}

/**
 * Computes a snapshot again, with its own options, and says what differs. Figures that were drawn
 * without a GPU must be the same to the last bit.
 *
 * ```ts
 * const json = JSON.parse(await readFile("board.json", "utf8"));
 * const { holds, differences } = await verifySnapshot(await open(), json, { votes: "votes.csv" });
 * ```
 *
 * Throws `bad-snapshot` where there is none to verify, and `bad-option` where scores are missing.
 */
export async function verifySnapshot(
  mindgap: Mindgap,
  json: unknown,
  sources: { votes: Source; scores?: Source },
  call: CallOptions = {},
): Promise<Verification> {
  const snapshot = parseSnapshot(json);
  const votes = await mindgap.readVotes(sources.votes, snapshot.options.read, call);
  try {
    const scores = await readScores(mindgap, snapshot, sources.scores, call);
    const again = await makeSnapshot(votes, options(mindgap, snapshot, scores), call);
    return verdict(json as Record<string, unknown>, snapshot, again);
  } catch (error) {
    const { hash } = votes.report;
    if (hash === snapshot.votes.hash || !(error instanceof MindgapError)) throw error;
    // Other votes, which may not even bear the snapshot's own options.
    return {
      holds: false,
      figures: 0,
      differences: [{ path: "votes.hash", expected: snapshot.votes.hash, found: hash }],
      warnings: [`with the snapshot's options these votes give no figures: ${error.message}`],
    };
  } finally {
    votes.free();
  }
}

async function readScores(
  mindgap: Mindgap,
  { gap, scores: stated }: Snapshot,
  source: Source | undefined,
  call: CallOptions,
): Promise<Scores | undefined> {
  if (!gap) return undefined;
  if (!stated)
    throw new MindgapError("bad-snapshot", "this snapshot has a gap, and no scores behind it", {
      path: "scores",
    });
  if (source === undefined) {
    const message = `this snapshot has a gap: it takes the scores too, ${stated.name}`;
    throw new MindgapError("bad-option", message, { option: "scores" });
  }
  const scores = await mindgap.readScores(source, stated.read, call);
  for (const benchmark of scores.benchmarks) {
    const taken = stated.benchmarks.find(({ name }) => name === benchmark.name);
    if (taken) Object.assign(benchmark, taken);
  }
  return scores;
}

/** Those that made the snapshot: every figure follows from them. */
function options(
  mindgap: Mindgap,
  { votes, options: { read, rank }, headToHead, gap, scores: stated }: Snapshot,
  scores: Scores | undefined,
): SnapshotOptions {
  const tested = headToHead?.provenance.settings as { test: "sign"; adjust: "none" } | undefined;
  return {
    name: votes.name,
    read,
    rank,
    headToHead: tested ? { test: tested.test, adjust: tested.adjust } : false,
    ...(gap &&
      stated &&
      scores && {
        gap: {
          mindgap,
          name: stated.name,
          scores,
          read: stated.read,
          options: gapOptions(gap.provenance.settings),
        },
      }),
  };
}

function gapOptions(settings: Record<string, unknown>): SnapshotGapOptions {
  const { level: _, ranking: __, ...asked } = settings;
  return asked;
}

function verdict(
  given: Record<string, unknown>,
  snapshot: Snapshot,
  again: Snapshot,
): Verification {
  const computed = stripped(fileForm(again));
  const differing = compare(stripped(given), computed, tolerance(snapshot, again));
  const warnings: string[] = [];
  const other = snapshot.version !== again.version;
  if (other)
    warnings.push(
      `written by mindgap ${snapshot.version}, verified by ${again.version}: where figures differ, that may be why`,
    );
  if (snapshot.board.provenance.backend === "webgpu")
    warnings.push("a GPU drew the replicates: what comes of them is compared to 1e-5");
  // What another version did not know yet is no figure that does not hold.
  const differences = differing.filter(({ expected }) => !(other && expected === undefined));
  const hashes = ["votes.hash", "scores.hash"];
  differences.sort((a, b) => place(hashes, a.path) - place(hashes, b.path));
  return {
    holds: differences.length === 0,
    figures: RESULTS.reduce((sum, part) => sum + countNumbers(computed[part]), 0),
    differences,
    warnings,
  };
}

function place(first: string[], path: string): number {
  const at = first.indexOf(path);
  return at < 0 ? first.length : at;
}

/**
 * Without the version, of which a warning is given (that all parts are of one is compared), and
 * without what says who drew the replicates.
 */
function stripped({ version, ...parts }: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const { provenance, ...figures } = (part ?? {}) as { provenance?: Record<string, unknown> };
      if (typeof provenance !== "object" || provenance === null) return [name, part];
      const { version: own, backend: _, gpu: __, ...settled } = provenance;
      return [name, { ...figures, provenance: { ...settled, version: own === version } }];
    }),
  );
}

/** What a GPU's ratings agree to with the CPU's, log-odds. */
const GPU = 1e-5;
/** Log-odds in points of Elo. */
const ELO = 400 / Math.LN10;
/** Shares of replicates, of which a few go the other way where two ratings are nearly equal. */
const SHARE = 1e-3;

/** Only what replicates were drawn for may differ, and only where a GPU drew them. */
function tolerance(...snapshots: [Snapshot, Snapshot]): Tolerance {
  if (snapshots.every(({ board }) => board.provenance.backend === "wasm")) return () => 0;
  const end = Math.max(...snapshots.map(ofInterval));
  return (path) => {
    if (/^(board|gap)\.models\[\d+\]\.interval\b/.test(path)) return end;
    if (/^board\.models\[\d+\]\.eloInterval\b/.test(path)) return ELO * end;
    // Seven digits of each.
    if (path.startsWith("distributions[")) return 2 * GPU;
    if (/^board\.(models\[\d+\]\.bestShare|rankShares\[)/.test(path)) return SHARE;
    return /^gap\.correlations\[\d+\]\..*interval\b/.test(path) ? GPU : 0;
  };
}

/**
 * BCa takes its level from the share of replicates below the rating. Those within {@link GPU} of it
 * may go the other way, by which an end moves by four times that, and one by five standard errors
 * over the number of replicates.
 */
function ofInterval({ board: { bootstrap, models } }: Snapshot): number {
  if (bootstrap?.method !== "bca") return GPU;
  const errors = models.map(({ se }) => se).filter(Number.isFinite);
  return 5 * GPU + (5 * Math.max(0, ...errors)) / bootstrap.replicates;
}

/** The parts that were computed. */
const RESULTS = ["board", "distributions", "headToHead", "gap"];

function countNumbers(tree: unknown): number {
  if (typeof tree === "number") return 1;
  if (typeof tree !== "object" || tree === null) return 0;
  return Object.values(tree).reduce((sum: number, part) => sum + countNumbers(part), 0);
}
