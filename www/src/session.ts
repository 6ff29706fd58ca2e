/** One file at a time: read, ranked, compared. Each new question cancels the one before. */

import { open, type Mindgap, type MindgapError, type Source, type Votes } from "mindgap";
import type { MoreVotes } from "./moreVotes.js";
import type { State } from "./state.js";
import type { Board, Comment, HeadToHead, Progress, ReadOptions, Report } from "./types.js";

/** Some of the free texts. */
export interface CommentPage {
  total: number;
  /** Of the first one shown. */
  offset: number;
  comments: Comment[];
}

export interface Shown {
  votes?: Votes | undefined;
  board?: Board | undefined;
  record?: HeadToHead | undefined;
  more?: MoreVotes | undefined;
  comments?: CommentPage | undefined;
  progress?: Progress | undefined;
  error?: MindgapError | undefined;
  /** The reader stopped the replicates; what is shown are sandwich intervals. */
  cancelled?: boolean | undefined;
}

/** A larger file that is dropped is one of votes. */
const LARGEST_SCORES = 4 << 20;

export class Session {
  shown: Shown = {};
  readonly #changed: () => void;
  /** Told of every board that no replicate is missing from. */
  readonly #ranked: (votes: Votes, board: Board) => void;
  #mindgap: Promise<Mindgap> | undefined;
  #running = new AbortController();
  #asked: State | undefined;

  constructor(changed: () => void, ranked: (votes: Votes, board: Board) => void) {
    this.#changed = changed;
    this.#ranked = ranked;
  }

  /** Opened when it is first needed. */
  mindgap(): Promise<Mindgap> {
    return (this.#mindgap ??= open());
  }

  /** Reads a file and ranks it, with the settings that `settle` makes of what was read. */
  async read(
    source: Source,
    options: ReadOptions,
    settle: (report: Report) => State,
  ): Promise<void> {
    this.clear();
    const { signal } = this.#running;
    this.#show({ progress: { phase: "read", done: 0 } });
    const votes = await this.#attempt(signal, async () => {
      const mindgap = await this.mindgap();
      return mindgap.readVotes(source, options, {
        signal,
        onProgress: (progress) => this.#show({ progress }),
      });
    });
    if (!votes) return;
    this.#show({ votes });
    await this.rank(settle(votes.report));
  }

  /** Shows nothing: what was asked for is not here. */
  clear(): void {
    this.#begin();
    this.shown.votes?.free();
    this.#show({
      votes: undefined,
      board: undefined,
      record: undefined,
      more: undefined,
      comments: undefined,
    });
  }

  /** Ranks the votes in hand: the board at once, then with replicates, then the pairs. */
  async rank(state: State): Promise<void> {
    const { votes } = this.shown;
    const signal = this.#begin();
    if (!votes) return;
    const { ties, level, method, adjust, replicates, seed, prior, where } = state;
    const unit = votes.report.judges === undefined ? "vote" : state.unit;
    this.#asked = state;
    await this.#attempt(signal, async () => {
      if (votes.report.columns.some(({ role }) => role === "text")) void this.page(state, 0);
      const bootstrap = { replicates, unit, seed, method };
      const board = await votes.rank(
        { ties, level, prior, where, bootstrap },
        {
          signal,
          onBoard: (board) => this.#show({ board }),
          onProgress: (progress) => this.#show({ progress }),
        },
      );
      this.#show({ board, progress: undefined });
      this.#ranked(votes, board);
      const test = replicates > 0 ? "bootstrap" : "normal";
      const pairs = { level, where, test, adjust, bootstrap: { replicates, unit, seed } } as const;
      this.#show({ record: await votes.headToHead(pairs, { signal }) });
      const fit = { ties, level, prior, where, unit };
      const separations = await votes.separate(fit, { signal });
      const nextPairs = await votes.nextPairs({ ...fit, count: 3 }, { signal });
      this.#show({ more: { separations, nextPairs } });
    });
  }

  /** Whether a file that was dropped is a table of scores rather than votes. */
  async holdsScores(file: File): Promise<boolean> {
    if (file.size > LARGEST_SCORES) return false;
    const mindgap = await this.mindgap();
    const no = await mindgap.readVotes(file).then(
      (votes) => votes.free(),
      (error: MindgapError) => error,
    );
    if (no?.code !== "no-columns") return false;
    return mindgap.readScores(file).then(
      () => true,
      () => false,
    );
  }

  /** Shows a page of the free texts. */
  async page(state: State, offset: number): Promise<void> {
    const { votes } = this.shown;
    const { signal } = this.#running;
    await this.#attempt(signal, async () => {
      const comments = await votes?.comments(state.where, { offset, limit: 10 });
      if (comments && !signal.aborted) this.#show({ comments: { ...comments, offset } });
    });
  }

  /** Stops the replicates and keeps what is there; pairs get the test that needs none. */
  async cancel(): Promise<void> {
    const signal = this.#begin();
    this.#show({ cancelled: true });
    const { votes, board } = this.shown;
    if (!votes || !board || !this.#asked) return;
    const { level, adjust, where, unit } = this.#asked;
    await this.#attempt(signal, async () => {
      const bootstrap = { unit: votes.report.judges === undefined ? "vote" : unit } as const;
      const pairs = { level, where, adjust, test: "normal", bootstrap } as const;
      this.#show({ record: await votes.headToHead(pairs, { signal }) });
    });
  }

  #begin(): AbortSignal {
    this.#running.abort();
    this.#running = new AbortController();
    this.#show({ error: undefined, cancelled: false, progress: undefined });
    return this.#running.signal;
  }

  async #attempt<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!signal.aborted)
        this.#show({
          error: error as MindgapError,
          progress: undefined,
          board: undefined,
          record: undefined,
          more: undefined,
        });
      return undefined;
    }
  }

  #show(change: Shown): void {
    this.shown = { ...this.shown, ...change };
    this.#changed();
  }
}
