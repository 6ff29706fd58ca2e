/** The votes of a study and what is computed of them alone: each a task that runs anew when what it depends on has changed. */

import { initialState, Task, TaskStatus } from "@lit/task";
import type { Mindgap, MindgapError, NextPair, Separation, Votes } from "mindgap";
import type { State } from "./address.js";
import type { Host } from "./host.js";
import type { Progressing } from "./progress.js";
import { analytic, questionOf, rankOptions, uncontrolled, type Question } from "./question.js";
import { Steady } from "./steady.js";
import type { Board, HeadToHead, Progress, ReadOptions, Report } from "../types.js";

/** Where votes are read from, and how. */
export interface Given {
  source: File | URL;
  name: string;
  options: ReadOptions;
  /** The hash of the file that a link's options are for; another file is read without them. */
  meantFor?: string;
  /** Read already, to see whether it is a vote file. */
  ready?: Votes | undefined;
}

/** A board with the question that it answers. */
export interface Ranked {
  votes: Votes;
  question: Question;
  board: Board;
}

/** What more votes would tell. */
export interface MoreVotes {
  separations: Separation[];
  nextPairs: NextPair[];
}

/** An answer, and whether it is one to what is asked now: otherwise the next is on its way. */
export interface Answer<T> {
  value: T;
  current: boolean;
}

interface Context {
  state: () => State;
  given: () => Given | undefined;
  /** Whether somebody looks at what takes longer. */
  wanted: (part: "record" | "more") => boolean;
  mindgap: () => Promise<Mindgap>;
  progress: Progressing;
  /** Told what was read, before it is ranked. */
  read: (report: Report, given: Given, options: ReadOptions) => void;
}

type Of<T> = T & { ranked: Ranked };

export class VoteTasks {
  readonly #host: Host;
  readonly #context: Context;
  readonly #question = new Steady<Question>();
  /** The question whose replicates the reader has stopped. */
  #stopped: Question | undefined;
  #early: Ranked | undefined;
  /** In the worker's memory until the next file is read. */
  #held: Votes | undefined;
  readonly #reading: Task<[Given | undefined], Votes>;
  readonly #ranking: Task<[Votes | undefined, Question | undefined], Ranked>;
  readonly #plainly: Task<[Ranked | undefined], Ranked>;
  readonly #comparing: Task<[Ranked | undefined, State["adjust"]], Of<{ record: HeadToHead }>>;
  readonly #separating: Task<[Ranked | undefined], Of<MoreVotes>>;

  constructor(host: Host, context: Context) {
    this.#host = host;
    this.#context = context;
    this.#reading = new Task(host, {
      args: () => [context.given()],
      task: ([given], { signal }) => this.#read(given, signal),
    });
    this.#ranking = new Task(host, {
      args: () => [this.votes, this.#asked()],
      task: ([votes, question], { signal }) =>
        votes && question ? this.#rank(votes, question, signal) : initialState,
    });
    this.#plainly = new Task(host, {
      args: () => [this.ranked],
      task: ([ranked], { signal }) => (ranked ? plainly(ranked, signal) : initialState),
    });
    this.#comparing = new Task(host, {
      args: () => [context.wanted("record") ? this.ranked : undefined, context.state().adjust],
      task: ([ranked, adjust], { signal }) =>
        ranked ? compare(ranked, adjust, signal) : initialState,
    });
    this.#separating = new Task(host, {
      args: () => [context.wanted("more") ? this.ranked : undefined],
      task: ([ranked], { signal }) => (ranked ? separate(ranked, signal) : initialState),
    });
  }

  /** Once they are read. */
  get votes(): Votes | undefined {
    return this.#reading.status === TaskStatus.COMPLETE ? this.#reading.value : undefined;
  }

  get reading(): boolean {
    return this.#reading.status === TaskStatus.PENDING && this.#context.given() !== undefined;
  }

  get ranking(): boolean {
    return this.#ranking.status === TaskStatus.PENDING && this.votes !== undefined;
  }

  /** The last board, or the one without replicates that came ahead of it. */
  get board(): Answer<Board> | undefined {
    const { votes } = this;
    const early = this.#ranking.status === TaskStatus.PENDING ? this.#early : undefined;
    const shown = early?.votes === votes ? early : this.#ranking.value;
    if (!votes || shown?.votes !== votes) return undefined;
    return { value: shown.board, current: shown.question === this.#asked() };
  }

  /** A board that no replicate is missing from. */
  get ranked(): Ranked | undefined {
    const { status, value } = this.#ranking;
    const fits = value?.votes === this.votes && value?.question === this.#asked();
    return status === TaskStatus.COMPLETE && fits ? value : undefined;
  }

  /** The same without control, once that is known too; the same itself where nothing is controlled for. */
  get uncontrolled(): Ranked | undefined {
    const { status, value } = this.#plainly;
    const { ranked } = this;
    if (!ranked || uncontrolled(ranked.question) === ranked.question) return ranked;
    return status === TaskStatus.COMPLETE && value?.votes === ranked.votes ? value : undefined;
  }

  get record(): Answer<HeadToHead> | undefined {
    const answer = this.#answer(this.#comparing);
    return answer && { value: answer.value.record, current: answer.current };
  }

  get more(): Answer<MoreVotes> | undefined {
    return this.#answer(this.#separating);
  }

  /** What stands in the way: of reading, or of what came after it. */
  get error(): MindgapError | undefined {
    const failed = this.#tasks.find(({ status }) => status === TaskStatus.ERROR);
    return failed?.error as MindgapError | undefined;
  }

  /** The reader stopped the replicates of what is asked. */
  get stopped(): boolean {
    return this.#stopped !== undefined && this.#stopped === this.#plain();
  }

  /** Everything that follows is asked of the board without replicates. */
  stop(): void {
    this.#stopped = this.#plain();
    this.#host.requestUpdate();
  }

  /** Reads and asks again what failed. */
  retry(): void {
    for (const task of this.#tasks) if (task.status === TaskStatus.ERROR) void task.run();
  }

  get #tasks(): Pick<Task, "status" | "error" | "run">[] {
    return [this.#reading, this.#ranking, this.#plainly, this.#comparing, this.#separating];
  }

  /** What is asked of the votes, stopped or not. */
  #plain(): Question | undefined {
    const { votes } = this;
    return votes && this.#question.of(questionOf(this.#context.state(), votes.report.judges));
  }

  readonly #without = new Steady<Question>();
  #asked(): Question | undefined {
    const plain = this.#plain();
    return plain && this.stopped ? this.#without.of(analytic(plain)) : plain;
  }

  #answer<T extends { ranked: Ranked }>(
    task: Task<never, T> | Task<never[], T>,
  ): Answer<T> | undefined {
    const { status, value } = task;
    // A failed board leaves nothing to compare.
    if (!value || value.ranked.votes !== this.votes || !this.board) return undefined;
    return { value, current: status === TaskStatus.COMPLETE && value.ranked === this.ranked };
  }

  async #read(given: Given | undefined, signal: AbortSignal): Promise<Votes | typeof initialState> {
    this.#held?.free();
    this.#held = this.#stopped = this.#early = undefined;
    const { mindgap, progress, read } = this.#context;
    if (!given) {
      progress.set(undefined);
      return initialState;
    }
    progress.set({ phase: "read", done: 0 });
    try {
      const from = async (options: ReadOptions): Promise<Votes> => {
        if (given.ready) {
          this.#held = given.ready;
          given.ready = undefined;
          return this.#held;
        }
        const votes = await (
          await mindgap()
        ).readVotes(given.source, options, { signal, onProgress: (now) => progress.set(now) });
        this.#held = votes;
        return votes;
      };
      const { votes, options } = await meant(given, from);
      signal.throwIfAborted();
      read(votes.report, given, options);
      return votes;
    } finally {
      if (!signal.aborted) progress.set(undefined);
    }
  }

  async #rank(votes: Votes, question: Question, signal: AbortSignal): Promise<Ranked> {
    const { progress } = this.#context;
    progress.set(undefined);
    const onBoard = (board: Board): void => {
      this.#early = { votes, question, board };
      this.#host.requestUpdate();
    };
    const onProgress = (now: Progress): void => progress.set(now);
    try {
      const board = await votes.rank(rankOptions(question), { signal, onBoard, onProgress });
      this.#early = undefined;
      return { votes, question, board };
    } finally {
      if (!signal.aborted) progress.set(undefined);
    }
  }
}

/** What reading another file with a link's options may end in. */
const NOT_MEANT = ["unknown-column", "ambiguous-outcomes", "bad-square", "no-votes"];

/** Reads with the options of a link only the file that the link is for. */
async function meant(
  { options, meantFor }: Given,
  from: (options: ReadOptions) => Promise<Votes>,
): Promise<{ votes: Votes; options: ReadOptions }> {
  if (meantFor === undefined) return { votes: await from(options), options };
  const first = await from(options).catch((error: MindgapError) => {
    if (!NOT_MEANT.includes(error.code)) throw error;
    return undefined;
  });
  if (first?.report.hash === meantFor) return { votes: first, options };
  first?.free();
  return { votes: await from({}), options: {} };
}

async function plainly(ranked: Ranked, signal: AbortSignal): Promise<Ranked> {
  const { votes } = ranked;
  const question = uncontrolled(ranked.question);
  if (question === ranked.question) return ranked;
  return { votes, question, board: await votes.rank(rankOptions(question), { signal }) };
}

async function compare(
  ranked: Ranked,
  adjust: State["adjust"],
  signal: AbortSignal,
): Promise<Of<{ record: HeadToHead }>> {
  const { votes, question } = ranked;
  const { level, where, bootstrap } = question;
  const { replicates, unit, seed } = bootstrap;
  const resampled = { test: "bootstrap", bootstrap: { replicates, unit, seed } } as const;
  const plain = { test: "normal", bootstrap: { unit } } as const;
  const how = replicates > 0 ? resampled : plain;
  return { ranked, record: await votes.headToHead({ level, where, adjust, ...how }, { signal }) };
}

async function separate(ranked: Ranked, signal: AbortSignal): Promise<Of<MoreVotes>> {
  const { votes, question } = ranked;
  const { ties, level, prior, where, bootstrap } = question;
  const fit = { ties, level, prior, where, unit: bootstrap.unit };
  const separations = await votes.separate(fit, { signal });
  return {
    ranked,
    separations,
    nextPairs: await votes.nextPairs({ ...fit, count: 3 }, { signal }),
  };
}
