/**
 * Rank models from pairwise human votes, in the browser or in Node.
 *
 * ```ts
 * import { open } from "mindgap";
 * const mg = await open();
 * const votes = await mg.readVotes("votes.csv");
 * const board = await votes.rank({ bootstrap: { seed: 1 } });
 * console.table(board.models);
 * ```
 */

import { orAborted } from "./cancel.js";
import type { Handle } from "./host.js";
import { MindgapError } from "./errors.js";
import { ranked } from "./gap.js";
import type {
  Gap,
  GapOptions,
  Join,
  Names,
  Power,
  PowerOptions,
  Ratings,
  ScoreReadOptions,
  Scores,
  TopKOptions,
} from "./gap-types.js";
import {
  badOption,
  checkCall,
  checkGap,
  checkNamesOption,
  checkNumbers,
  checkOpen,
  checkPower,
  checkRated,
  checkRatings,
  checkRead,
  checkScores,
  checkScoresObject,
  checkStrings,
  checkTopK,
} from "./options.js";
import { intoScores, intoVotes, joined } from "./decoded.js";
import { Pool } from "./pool.js";
import { ofBoard, ofTable, settle } from "./ratings.js";
import { open as openSource } from "./source.js";
import type {
  CallOptions,
  OpenOptions,
  RankOptions,
  ReadOptions,
  Report,
  Source,
  Which,
} from "./types.js";
import { Votes } from "./votes.js";
import { compile } from "./wasm.js";

export { MindgapError } from "./errors.js";
export { ratingColumns } from "./ratings.js";
export type { RankCall, Votes } from "./votes.js";
export type * from "./gap-types.js";
export type * from "./group-types.js";
export type * from "./types.js";

/** Compiles the module and starts the workers. */
export async function open(options: OpenOptions = {}): Promise<Mindgap> {
  checkOpen(options);
  const { workers = defaultWorkers(), wasm } = options;
  return new Mindgap(await Pool.start(await compile(wasm), workers, options));
}

/** A pool of workers, ready to read votes. */
export class Mindgap {
  readonly #pool: Pool;

  /** @internal */
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Worker threads in use; 0 means the calling thread, also where workers could not be started. */
  get workers(): number {
    return this.#pool.workers;
  }

  /** Reads a vote file, chunk by chunk. */
  async readVotes(
    source: Source,
    options: ReadOptions = {},
    call: CallOptions = {},
  ): Promise<Votes> {
    const { signal, onProgress } = call;
    checkRead(options);
    checkCall(call);
    signal?.throwIfAborted();
    const home = await this.#pool.home();
    const style = options.style ? await orAborted(this.#pool.style(), signal) : undefined;
    const reader = await home.call("read", style ? [options, style] : [options]);
    const forget = (handle: Handle): void => {
      if (!home.dead) void home.call("free", [handle]).catch(() => undefined);
    };
    const read = async (): Promise<{ votes: Handle; report: Report }> => {
      const { chunks, total, parquet } = await openSource(source, signal);
      if (parquet) {
        await this.#pool.parquet.read({ place: parquet, chunks }, intoVotes(home, reader), call);
        return home.call("finishRead", [reader]);
      }
      let done = 0;
      const push = async (chunk: Uint8Array): Promise<void> => {
        const size = chunk.byteLength;
        await home.call("push", [reader, chunk], [chunk]);
        done += size;
        if (!signal?.aborted)
          onProgress?.({ phase: "read", done, ...(total === undefined ? {} : { total }) });
      };
      // One chunk is parsed while the next arrives.
      let parsed = Promise.resolve();
      for await (const chunk of chunks) {
        await parsed;
        signal?.throwIfAborted();
        parsed = push(chunk);
        // Whether it failed is asked a chunk later; until then that is nobody's unhandled error.
        parsed.catch(() => undefined);
      }
      await parsed;
      return home.call("finishRead", [reader]);
    };
    try {
      const { votes, report } = await orAborted(read(), signal, (late) => forget(late.votes));
      return new Votes(this.#pool, home, votes, report);
    } catch (error) {
      forget(reader);
      throw error;
    }
  }

  /** Reads a table of benchmark scores: plain data, to be looked at and changed. */
  async readScores(
    source: Source,
    options: ScoreReadOptions = {},
    call: CallOptions = {},
  ): Promise<Scores> {
    checkScores(options);
    checkCall(call);
    return (await this.#table(source, options, call)).read();
  }

  /**
   * Reads ratings that can stand for votes: a snapshot of a board, or a table with a column of models,
   * one of ratings (`Arena Elo`, `rating`), and perhaps their errors or intervals.
   */
  async readRatings(source: Source, call: CallOptions = {}): Promise<Ratings> {
    checkCall(call);
    const { text, read } = await this.#table(source, {}, call);
    if (text && text.find((byte) => byte > 32) === 0x7b /* { */) {
      const written = ofBoard(parsed(new TextDecoder().decode(text)));
      if (written) return written;
    }
    const found = ofTable(await read());
    if (found) return found;
    throw new MindgapError("no-scores", "no ratings: found no column of numbers for three models", {
      reason: "no column of ratings",
      found: [],
    });
  }

  /** A table of scores, ready to be read, with its bytes where it is text. */
  async #table(
    source: Source,
    options: ScoreReadOptions,
    call: CallOptions,
  ): Promise<{ text?: Uint8Array; read: () => Promise<Scores> }> {
    const { signal } = call;
    const { chunks, parquet } = await openSource(source, signal, "scores");
    if (parquet) {
      const { rows, bytes, taker } = intoScores();
      await this.#pool.parquet.read({ place: parquet, chunks }, taker, call);
      const [table, file] = [await joined(rows), await joined(bytes)];
      const args = [table, options, file] as const;
      return { read: () => this.#pool.gap.call("readScores", [...args], signal, [table, file]) };
    }
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      parts.push(chunk);
    }
    const text = await joined(parts);
    return {
      text,
      read: () => this.#pool.gap.call("readScores", [text, options], signal, [text]),
    };
  }

  /** How names of votes and of scores go together; similar ones are proposals. */
  async joinNames(votes: string[], scores: string[], names: Names = {}): Promise<Join> {
    checkStrings("votes", votes);
    checkStrings("scores", scores);
    checkNamesOption(names);
    return this.#pool.gap.call("join", [votes, scores, names]);
  }

  /**
   * How far scores predict votes: correlations, components, regressions and what they say. Without
   * votes ratings can stand for them, with all that needs no votes: a column of the scores, a board.
   *
   * ```ts
   * const gap = await mg.gap(votes, await mg.readScores("scores.csv"));
   * console.log(gap.readings.correlations.join(" "));
   * ```
   */
  async gap(
    votes: Votes | Ratings,
    scores: Scores,
    options: GapOptions = {},
    call: CallOptions = {},
  ): Promise<Gap> {
    const started = performance.now();
    if (!(votes instanceof Votes)) return this.#gapOfRatings(votes, scores, options, call);
    checkScoresObject(scores);
    checkGap(options);
    checkCall(call);
    const { board: given, ties, where, minVotes, withoutJudges, bootstrap, ...asked } = options;
    const { level } = asked;
    if (given) {
      if (given.provenance.dataHash !== votes.report.hash)
        throw badOption("board", "one of other votes", "a board of these votes");
      const settled = Object.entries({ ties, where, minVotes, withoutJudges, bootstrap }).find(
        ([, value]) => value !== undefined,
      );
      if (settled) throw badOption(settled[0], settled[1], "absent: the board given has its own");
      const { control, position, reweight } = given.provenance.settings as RankOptions;
      if (control || position || reweight)
        throw badOption(
          "board",
          "a controlled one",
          "a board without control, position or reweight",
        );
      if (level !== undefined && level !== given.provenance.settings["level"])
        throw badOption("level", level, "the board's own level, or no board");
    }
    const board =
      given ??
      (await votes.rank(
        {
          ...(ties && { ties }),
          ...(where && { where }),
          ...(minVotes !== undefined && { minVotes }),
          ...(withoutJudges && { withoutJudges }),
          ...(bootstrap !== undefined && { bootstrap }),
          ...(level !== undefined && { level }),
        },
        call,
      ));
    const { where: facets, ...judges } = board.provenance.settings as Which;
    const which = {
      where: facets,
      minVotes: judges.minVotes,
      withoutJudges: judges.withoutJudges,
    };
    const ballots = await votes.extract(which, [], votes.report.judges !== undefined);
    const samples = board.samples ?? new Float32Array();
    const gap = await this.#pool.gap.call(
      "gap",
      [
        ballots,
        ranked(board),
        samples,
        scores,
        { ...asked, level: board.provenance.settings["level"] },
      ],
      call.signal,
      [ballots],
    );
    const seconds = (performance.now() - started) / 1000;
    const { provenance } = gap;
    provenance.settings = { ...provenance.settings, ranking: board.provenance.settings };
    Object.assign(provenance, { votesHash: votes.report.hash, seconds });
    return gap;
  }

  async #gapOfRatings(
    ratings: Ratings,
    scores: Scores,
    options: GapOptions,
    call: CallOptions,
  ): Promise<Gap> {
    const started = performance.now();
    checkRatings(ratings);
    checkScoresObject(scores);
    checkRated(options);
    checkCall(call);
    const asked = settle(ratings, scores);
    const gap = await this.#pool.gap.call(
      "gapOfRatings",
      [asked.given, asked.scores, options],
      call.signal,
    );
    const { provenance } = gap;
    provenance.settings = { ...provenance.settings, ratings };
    provenance.seconds = (performance.now() - started) / 1000;
    return gap;
  }

  /**
   * Distance between the first k of two lists, one number per model, larger is better: 0 for the
   * same list, 1 for the reverse order. Equal numbers tie: what ties with the k-th is in the list.
   */
  async topKDistance(
    a: ArrayLike<number>,
    b: ArrayLike<number>,
    options: TopKOptions = {},
  ): Promise<number> {
    checkTopK(options);
    checkNumbers("a", a);
    checkNumbers("b", b);
    const lists = [Float64Array.from(a), Float64Array.from(b)] as const;
    if (a.length !== b.length || a.length === 0)
      throw badOption(
        "b",
        `${b.length} numbers`,
        `as many as a has, ${a.length}, and at least one`,
      );
    return (await this.#pool.gap.call("topKDistance", [...lists, options])) ?? 0;
  }

  /** What a number of models can tell, and how many models a correlation takes to be found. */
  async power(options: PowerOptions): Promise<Power> {
    checkPower(options);
    return this.#pool.gap.call("power", [options]);
  }

  /** Stops the workers: every call that waits or comes later, also of a `Votes` of this pool, rejects with `closed`. */
  close(): void {
    this.#pool.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A line each, perhaps: the reader of tables knows.
    return undefined;
  }
}

/** All cores but the page's own; in Node, where a process may do without, none unless asked for. */
function defaultWorkers(): number {
  if (typeof Worker === "undefined") return 0;
  return Math.min(Math.max((globalThis.navigator?.hardwareConcurrency ?? 2) - 1, 1), 8);
}
