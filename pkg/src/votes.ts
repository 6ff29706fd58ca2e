/** Votes in memory: the calls on them. */

import { orAborted, Pace } from "./cancel.js";
import { MindgapError } from "./errors.js";
import type { Regression, RegressOptions } from "./gap-types.js";
import type { ByFacet, OverTime, TimeOptions, Trust, TrustOptions } from "./group-types.js";
import type { Handle } from "./host.js";
import {
  checkByFacet,
  checkCall,
  checkHeadToHead,
  checkNextPairs,
  checkOverTime,
  checkPage,
  checkRank,
  checkRegress,
  checkSeparate,
  checkTrust,
} from "./options.js";
import type { Pool } from "./pool.js";
import type { Runner } from "./runner.js";
import type {
  Board,
  CallOptions,
  Comment,
  FitOptions,
  HeadToHead,
  HeadToHeadOptions,
  NextPair,
  NextPairsOptions,
  Provenance,
  RankOptions,
  Report,
  SeparateOptions,
  Separation,
  Where,
  Which,
} from "./types.js";

/** Which votes, as far as anybody said. */
export type Chosen = { [K in keyof Which]: Which[K] | undefined };

/** Options of a ranking's call. */
export interface RankCall extends CallOptions {
  /** Called once, at once, with the board that needs no resampling: sandwich intervals, no samples. */
  onBoard?: (board: Board) => void;
}

export class Votes {
  /** What was read. */
  readonly report: Report;
  readonly #pool: Pool;
  readonly #home: Runner;
  readonly #handle: Handle;

  /** @internal */
  constructor(pool: Pool, home: Runner, handle: Handle, report: Report) {
    this.#pool = pool;
    this.#home = home;
    this.#handle = handle;
    this.report = report;
  }

  /** Ranks the models. */
  async rank(options: RankOptions = {}, call: RankCall = {}): Promise<Board> {
    const started = performance.now();
    checkRank(options);
    checkCall(call, { onBoard: true });
    call.signal?.throwIfAborted();
    const { job, board, task } = await this.#ask(
      call,
      this.#home.call("rank", [this.#handle, options]),
      ({ job }) => this.#forget(job),
    );
    try {
      const analytic = this.#sign(board, started);
      if (task.replicates === 0) return analytic;
      call.onBoard?.(analytic);
      const { gathered, by } = await this.#ask(call, this.#pool.resample(task, call));
      const { board: last, ...behind } = await this.#ask(
        call,
        this.#home.call("finishRank", [job, gathered], Object.values(gathered)),
      );
      if (!behind.samples) delete behind.samples;
      Object.assign(last.provenance, by);
      return { ...this.#sign(last, started), ...behind };
    } finally {
      this.#forget(job);
    }
  }

  /** How many more votes would tell two models apart, for every two neighbours in the ranking or the pairs given. */
  async separate(options: SeparateOptions = {}, call: CallOptions = {}): Promise<Separation[]> {
    checkSeparate(options);
    checkCall(call);
    call.signal?.throwIfAborted();
    const { pairs, power, ...fit } = options;
    const asked = { ...(pairs && { pairs }), ...(power !== undefined && { power }) };
    return this.#ask(call, this.#home.call("separations", [this.#handle, analytic(fit), asked]));
  }

  /** The pairs of models on which one more vote would teach most. */
  async nextPairs(options: NextPairsOptions = {}, call: CallOptions = {}): Promise<NextPair[]> {
    checkNextPairs(options);
    checkCall(call);
    call.signal?.throwIfAborted();
    const { count = 10, ...fit } = options;
    const most = Math.min(count, 0xffff_ffff);
    return this.#ask(call, this.#home.call("nextPairs", [this.#handle, analytic(fit), most]));
  }

  /** Every pair's own record, tested. */
  async headToHead(options: HeadToHeadOptions = {}, call: CallOptions = {}): Promise<HeadToHead> {
    const started = performance.now();
    checkHeadToHead(options);
    checkCall(call);
    call.signal?.throwIfAborted();
    const { job, steps } = await this.#ask(
      call,
      this.#home.call("headToHead", [this.#handle, options]),
      ({ job }) => this.#forget(job),
    );
    try {
      const pace = new Pace(1);
      let done = 0;
      while (done < steps) {
        const to = Math.min(done + pace.size, steps);
        const start = performance.now();
        await this.#ask(call, this.#home.call("runHeadToHead", [job, done, to]));
        pace.learn(to - done, performance.now() - start);
        done = to;
        call.onProgress?.({ phase: "resample", done, total: steps });
      }
      return this.#sign(await this.#ask(call, this.#home.call("finishHeadToHead", [job])), started);
    } finally {
      this.#forget(job);
    }
  }

  /**
   * Logistic regression of who is preferred: on the votes' own columns, on normalised differences
   * of benchmark scores, or on both; with random intercepts where asked.
   *
   * ```ts
   * const fit = await votes.regress({ features: ["length"], random: ["model_a", "model_b"] });
   * ```
   */
  async regress(options: RegressOptions, call: CallOptions = {}): Promise<Regression> {
    checkRegress(options);
    checkCall(call);
    const { scores, where, minVotes, withoutJudges, ...asked } = options;
    const { covariates, facets, judges } = this.report;
    const own = new Set([...covariates, ...facets.map(({ name }) => name)]);
    const known = new Set(scores?.benchmarks.map(({ name }) => name));
    // Names that nobody knows are asked of the votes, which say what they have.
    const features = asked.features.filter((name) => own.has(name) || !known.has(name));
    const { random = [], judgeReplicates = 0 } = asked;
    // Of the plain logit's errors, of their own intercepts, of resampling; else nobody asks who voted.
    const who = random.length === 0 || random.includes("judge") || judgeReplicates > 0;
    const which = { where, minVotes, withoutJudges };
    const ballots = await this.extract(which, features, who && judges !== undefined);
    return this.#pool.gap.call("regress", [ballots, scores, asked], call.signal, [ballots]);
  }

  /**
   * A board for every value of a facet, side by side; whether ratings differ between them at all,
   * and which models stand elsewhere in one value's votes than in all others.
   *
   * ```ts
   * const languages = await votes.byFacet("language", { unit: "judge" });
   * console.log(languages.test.sentence);
   * ```
   */
  async byFacet(facet: string, options: FitOptions = {}, call: CallOptions = {}): Promise<ByFacet> {
    const started = performance.now();
    checkByFacet(facet, options);
    checkCall(call);
    call.signal?.throwIfAborted();
    const packed = await this.#pack([facet], options.where, call);
    const asked = { ...options, facet };
    const found = await this.#pool.gap.call("byFacet", [packed, asked], call.signal, [packed]);
    return this.#sign(found, started);
  }

  /**
   * A board for every window of time: ratings with intervals from a zero that all windows share,
   * and when each model had its first vote.
   *
   * ```ts
   * const months = await votes.overTime({ windows: "month" });
   * ```
   */
  async overTime(options: TimeOptions = {}, call: CallOptions = {}): Promise<OverTime> {
    const started = performance.now();
    checkOverTime(options);
    checkCall(call);
    call.signal?.throwIfAborted();
    const packed = await this.#pack([], options.where, call);
    const found = await this.#pool.gap.call("overTime", [packed, options], call.signal, [packed]);
    return this.#sign(found, started);
  }

  /**
   * Whether these votes can be trusted: does one rating per model describe every pair, do judges
   * agree, how do they vote, what hangs on one of them, would other judges give the same ratings.
   *
   * ```ts
   * const { sentences, judges } = await votes.trust();
   * ```
   */
  async trust(options: TrustOptions = {}, call: CallOptions = {}): Promise<Trust> {
    const started = performance.now();
    checkTrust(options);
    checkCall(call);
    call.signal?.throwIfAborted();
    const packed = await this.#pack([], options.where, call);
    const found = await this.#pool.gap.call("trust", [packed, options], call.signal, [packed]);
    return this.#sign(found, started);
  }

  /** These votes for the module that asks more of them, with the facets that it needs. */
  async #pack(facets: string[], where: Where = {}, call: CallOptions = {}): Promise<Uint8Array> {
    const needed = [...facets, ...Object.keys(where)];
    return this.#ask(call, this.#home.call("pack", [this.#handle, needed]));
  }

  /** @internal What the gap's module needs of these votes. */
  async extract(which: Chosen, features: string[], judges: boolean): Promise<Uint8Array> {
    return this.#ask({}, this.#home.call("extract", [this.#handle, which, features, judges]));
  }

  /** Some of the free texts, in the file's order. */
  async comments(
    where: Where = {},
    page: Omit<Which, "where"> & { offset?: number; limit?: number } = {},
  ): Promise<{ total: number; comments: Comment[] }> {
    checkPage(page);
    const { offset = 0, limit = 20, minVotes, withoutJudges } = page;
    const which = { where, minVotes, withoutJudges };
    return this.#ask({}, this.#home.call("comments", [this.#handle, which, offset, limit]));
  }

  /** Gives the memory back. Later calls fail with `freed`. */
  free(): void {
    this.#forget(this.#handle);
  }

  /** An answer, unless the call is cancelled first, or the thread that holds the votes is gone. */
  async #ask<T>(
    { signal }: CallOptions,
    answer: Promise<T>,
    discard?: (answer: T) => void,
  ): Promise<T> {
    try {
      return await orAborted(answer, signal, discard);
    } catch (error) {
      if (!this.#home.dead || signal?.aborted) throw error;
      // Throws where there is no home any more: closed, or dead for good.
      await this.#pool.home();
      throw new MindgapError(
        "votes-lost",
        "the worker that held these votes stopped: read them again",
        {
          reason: String((error as Error).message),
        },
      );
    }
  }

  #sign<T extends { provenance: Provenance }>(result: T, started: number): T {
    const { workers, threads } = this.#pool;
    result.provenance.workers = workers;
    if (threads) result.provenance.threads = threads;
    result.provenance.seconds = (performance.now() - started) / 1000;
    return result;
  }

  #forget(handle: Handle): void {
    if (!this.#home.dead) void this.#home.call("free", [handle]).catch(() => undefined);
  }
}

/** A fit without replicates. */
function analytic({ unit, ...fit }: FitOptions): RankOptions {
  return { ...fit, bootstrap: { replicates: 0, ...(unit && { unit }) } };
}
