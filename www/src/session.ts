/** One file at a time: read, ranked, compared. Each new question cancels the one before. */

import { open, type Mindgap, type MindgapError, type Source, type Votes } from "mindgap";
import type { State } from "./state.js";
import type { Board, Comment, HeadToHead, Progress, ReadOptions } from "./types.js";

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
  comments?: CommentPage | undefined;
  progress?: Progress | undefined;
  error?: MindgapError | undefined;
  /** The reader stopped the replicates; what is shown are sandwich intervals. */
  cancelled?: boolean | undefined;
}

export class Session {
  shown: Shown = {};
  readonly #changed: () => void;
  #mindgap: Promise<Mindgap> | undefined;
  #running = new AbortController();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Reads a file and ranks it. */
  async read(source: Source, options: ReadOptions, state: State): Promise<void> {
    const signal = this.#begin();
    this.shown.votes?.free();
    this.#show({
      votes: undefined,
      board: undefined,
      record: undefined,
      comments: undefined,
      progress: { phase: "read", done: 0 },
    });
    const votes = await this.#attempt(signal, async () => {
      const mindgap = await (this.#mindgap ??= open());
      return mindgap.readVotes(source, options, {
        signal,
        onProgress: (progress) => this.#show({ progress }),
      });
    });
    if (!votes) return;
    this.#show({ votes });
    await this.rank(state);
  }

  /** Ranks the votes in hand: the board at once, then with replicates, then the pairs. */
  async rank(state: State): Promise<void> {
    const { votes } = this.shown;
    const signal = this.#begin();
    if (!votes) return;
    const { ties, level, method, adjust, replicates, seed, prior, where } = state;
    const unit = votes.report.judges === undefined ? "vote" : state.unit;
    await this.#attempt(signal, async () => {
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
      const test = replicates > 0 ? "bootstrap" : "normal";
      const record = await votes.headToHead(
        { level, where, test, adjust, bootstrap: { replicates, unit, seed } },
        { signal },
      );
      this.#show({ record });
      if (votes.report.columns.some((column) => column.role === "text")) await this.page(state, 0);
    });
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

  /** Stops the replicates and keeps what is there. */
  cancel(): void {
    this.#running.abort();
    this.#show({ progress: undefined, cancelled: true });
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
        });
      return undefined;
    }
  }

  #show(change: Shown): void {
    this.shown = { ...this.shown, ...change };
    this.#changed();
  }
}
