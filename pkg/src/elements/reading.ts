/**
 * Votes that several elements of a page show: each file is read once, each question asked once.
 * Loaded when an element needs more than a snapshot holds.
 */

import { open, ratingColumns, type Mindgap } from "../index.js";
import type { Gap, GapOptions, Names, Scores } from "../gap-types.js";
import type { Board, HeadToHead, HeadToHeadOptions, Progress, RankOptions } from "../types.js";
import type { Votes } from "../votes.js";

let shared: Promise<Mindgap> | undefined;

/** One for the page; what failed is tried again by the next who asks. */
export function mindgap(): Promise<Mindgap> {
  shared ??= open().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/** Who shows an answer, and is told how it comes along. */
export interface Viewer {
  /** The board that needs no resampling. */
  onBoard?(board: Board): void;
  onProgress?(progress: Progress): void;
}

/** Something computed for several viewers, and stopped when the last of them leaves. */
class Shared<T> {
  readonly #viewers = new Set<Viewer>();
  readonly #running = new AbortController();
  readonly #answer: Promise<T>;
  readonly #over: () => void;
  #board: Board | undefined;

  constructor(
    ask: (call: Required<Viewer> & { signal: AbortSignal }) => Promise<T>,
    over: () => void,
  ) {
    this.#over = over;
    this.#answer = ask({
      signal: this.#running.signal,
      onBoard: (board) => {
        this.#board = board;
        for (const viewer of this.#viewers) viewer.onBoard?.(board);
      },
      onProgress: (progress) => {
        for (const viewer of this.#viewers) viewer.onProgress?.(progress);
      },
    });
    // Whether it failed is asked by its viewers; a failed answer is not kept.
    this.#answer.catch(over);
  }

  /** The answer, until the signal says that nobody here waits for it. */
  async view(viewer: Viewer, signal: AbortSignal): Promise<T> {
    this.#viewers.add(viewer);
    if (this.#board) viewer.onBoard?.(this.#board);
    signal.addEventListener("abort", () => this.#leave(viewer), { once: true });
    const answer = await this.#answer;
    signal.throwIfAborted();
    return answer;
  }

  #leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    this.#over();
    this.#running.abort();
  }
}

/** One file's votes, and what was asked of them. */
class Study {
  readonly #reading: Shared<Votes>;
  readonly #boards = new Map<string, Shared<Board>>();
  readonly #records = new Map<string, Shared<HeadToHead>>();
  readonly #gaps = new Map<string, Shared<Gap>>();

  constructor(src: string, gone: () => void) {
    let read: Votes | undefined;
    this.#reading = new Shared(
      async ({ signal, onProgress }) => {
        const call = { signal, onProgress };
        read = await (await mindgap()).readVotes(src, {}, call);
        return read;
      },
      () => {
        gone();
        read?.free();
      },
    );
  }

  async votes(viewer: Viewer, signal: AbortSignal): Promise<Votes> {
    signal.throwIfAborted();
    return this.#reading.view(viewer, signal);
  }

  board(votes: Votes, options: RankOptions, viewer: Viewer, signal: AbortSignal): Promise<Board> {
    return once(this.#boards, options, viewer, signal, (call) => votes.rank(options, call));
  }

  record(votes: Votes, asked: HeadToHeadOptions, signal: AbortSignal): Promise<HeadToHead> {
    return once(this.#records, asked, {}, signal, ({ signal: running }) =>
      votes.headToHead(asked, { signal: running }),
    );
  }

  /** The gap between a board of these votes and a table of scores. */
  gap(votes: Votes, board: Board, asked: AskedGap, signal: AbortSignal): Promise<Gap> {
    const question = { ...asked, scores: address(asked.scores) };
    return once(this.#gaps, question, {}, signal, async ({ signal: running }) => {
      const scores = await readScores(asked.scores);
      running.throwIfAborted();
      const names = asked.names && { names: asked.names };
      return (await mindgap()).gap(votes, scores, { board, ...names }, { signal: running });
    });
  }
}

/** What tells one gap of a study from another. */
interface AskedGap {
  /** Of the board. */
  ranking: RankOptions;
  /** Where the table is. */
  scores: string;
  names?: Names;
}

async function once<T>(
  known: Map<string, Shared<T>>,
  question: object,
  viewer: Viewer,
  signal: AbortSignal,
  ask: (call: Required<Viewer> & { signal: AbortSignal }) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const key = JSON.stringify(question);
  const answer = known.get(key) ?? new Shared(ask, () => known.delete(key));
  known.set(key, answer);
  return answer.view(viewer, signal);
}

const tables = new Map<string, Promise<Scores>>();

/** A table of scores, read once for the page: it is small, and plain data. */
export function readScores(from: string): Promise<Scores> {
  const url = address(from);
  const known = tables.get(url);
  if (known) return known;
  const reading = mindgap().then((mg) => mg.readScores(url));
  tables.set(url, reading);
  reading.catch(() => tables.delete(url));
  return reading;
}

/** The gap of a column that stands for votes, with what the table tells of its errors. */
export async function gapOfRatings(
  column: string,
  scores: Scores,
  options: GapOptions,
  signal: AbortSignal,
): Promise<Gap> {
  const known = ratingColumns(scores).find(({ ratings }) => ratings === column);
  return (await mindgap()).gap(known ?? { ratings: column }, scores, options, { signal });
}

function address(from: string): string {
  return new URL(from, document.baseURI).href;
}

const studies = new Map<string, Study>();

/** The study of a file; the same one for all who name it, until the last of them leaves. */
export function study(src: string): Study {
  const url = address(src);
  const known = studies.get(url) ?? new Study(url, () => studies.delete(url));
  studies.set(url, known);
  return known;
}
