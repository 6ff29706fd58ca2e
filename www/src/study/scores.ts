/** Scores beside the votes: read, joined, compared. Nothing is fetched before somebody looks. */

import { initialState, Task, TaskStatus } from "@lit/task";
import {
  ratingColumns,
  type Gap,
  type Join,
  type Mindgap,
  type MindgapError,
  type Names,
  type Ratings,
  type Scores,
  type Votes,
} from "mindgap";
import type { Correction, State } from "./address.js";
import type { Host } from "./host.js";
import { corrected, gapSettings, knownNames, type GapSettings } from "./question.js";
import { Steady } from "./steady.js";
import type { Answer, Ranked } from "./votes.js";

/** A table of scores, and what is known of its names. */
export interface GivenTable {
  source: File | URL;
  /** What it is, in words. */
  about: string;
  /** Of models, where they are known to differ from the votes’. */
  names: Names;
}

interface Context {
  state: () => State;
  /** Absent before somebody looks. */
  given: () => GivenTable | undefined;
  votes: () => Votes | undefined;
  ranked: () => Ranked | undefined;
  mindgap: () => Promise<Mindgap>;
}

interface Table {
  given: GivenTable;
  scores: Scores;
}

interface Joined {
  votes: Votes;
  table: Table;
  names: Names;
  join: Join;
}

interface Compared {
  table: Table;
  /** The column that stands for votes; else what was compared with. */
  ratings: string;
  ranked?: Ranked;
  joined?: Joined;
  gap: Gap;
}

export class ScoreTasks {
  readonly #context: Context;
  readonly #names = new Steady<Names>();
  readonly #settings = new Steady<GapSettings>();
  readonly #corrections = new Steady<Record<string, Correction>>();
  /** The table as corrected, kept for as long as neither side changes. */
  #corrected: { table: Table; corrections: Record<string, Correction>; scores: Scores } | undefined;
  readonly #reading: Task<[GivenTable | undefined, number], Table>;
  readonly #joining: Task<[Votes | undefined, Table | undefined, Names], Joined>;
  readonly #comparing: Task<
    [Ranked | undefined, Joined | undefined, Scores | undefined, GapSettings, string, number],
    Compared
  >;

  constructor(host: Host, context: Context) {
    this.#context = context;
    this.#reading = new Task(host, {
      args: () => [context.given(), context.state().table],
      task: async ([given, table], { signal }) => {
        if (!given) return initialState;
        const mindgap = await context.mindgap();
        const options = table > 0 ? { table } : {};
        return { given, scores: await mindgap.readScores(given.source, options, { signal }) };
      },
    });
    this.#joining = new Task(host, {
      args: () => [context.votes(), this.#table, this.#names.of(this.#said())],
      task: async ([votes, table, names]) => {
        if (!votes || !table) return initialState;
        const { models } = votes.report;
        const own = knownNames(names, models, table.scores.models);
        const mindgap = await context.mindgap();
        const join = await mindgap.joinNames(models, table.scores.models, own);
        return { votes, table, names: own, join };
      },
    });
    this.#comparing = new Task(host, {
      args: () => {
        const { ratings, level } = context.state();
        const settings = this.#settings.of(gapSettings(context.state()));
        // What stands for votes needs none, and does not wait for them.
        if (ratings) return [undefined, undefined, this.scores, settings, ratings, level];
        return [context.ranked(), this.#joined, this.scores, settings, "", 0];
      },
      task: async ([ranked, joined, scores, settings, ratings, level], { signal }) => {
        const table = this.#table;
        if (!scores || !table || this.lacking) return initialState;
        if (ratings) {
          const { effects: _, ...options } = settings;
          const mindgap = await context.mindgap();
          const column = this.columns.find((one) => one.ratings === ratings) ?? { ratings };
          const gap = await mindgap.gap(column, scores, { ...options, level }, { signal });
          return { table, ratings, gap };
        }
        if (!ranked || !joined) return initialState;
        const mindgap = await context.mindgap();
        const options = { ...settings, names: joined.names, board: ranked.board };
        const gap = await mindgap.gap(ranked.votes, scores, options, { signal });
        return { table, ratings, ranked, joined, gap };
      },
    });
  }

  /** The table, as read and set right. */
  get scores(): Scores | undefined {
    const table = this.#table;
    if (!table) return undefined;
    const corrections = this.#corrections.of(this.#context.state().benchmarks);
    if (this.#corrected?.table !== table || this.#corrected.corrections !== corrections)
      this.#corrected = { table, corrections, scores: corrected(table.scores, corrections) };
    return this.#corrected.scores;
  }

  get about(): string | undefined {
    return this.#table?.given.about;
  }

  get join(): Join | undefined {
    return this.#joined?.join;
  }

  /** Columns that can stand for votes, those named as ratings first. */
  get columns(): (Ratings & { ratings: string })[] {
    const table = this.#table;
    return table ? ratingColumns(table.scores) : [];
  }

  /** Whether the column that is to stand for votes is not in this table. */
  get lacking(): boolean {
    const { ratings } = this.#context.state();
    const columns = this.#table?.scores.benchmarks;
    return ratings !== "" && !columns?.some(({ name }) => name === ratings);
  }

  get gap(): Answer<Gap> | undefined {
    const { status, value } = this.#comparing;
    const { ratings } = this.#context.state();
    // Of other votes, of another table or other ratings it says nothing.
    if (!value || value.table !== this.#table || value.ratings !== ratings) return undefined;
    if (!ratings && value.ranked?.votes !== this.#context.votes()) return undefined;
    const compared =
      ratings !== "" || (value.ranked === this.#context.ranked() && value.joined === this.#joined);
    return { value: value.gap, current: status === TaskStatus.COMPLETE && compared };
  }

  /** The gap, where votes are what the scores are held against. */
  get gapOfVotes(): Answer<Gap> | undefined {
    return this.#context.state().ratings ? undefined : this.gap;
  }

  /** Reading, joining or comparing. */
  get busy(): boolean {
    if (!this.#context.given()) return false;
    return [this.#reading, this.#joining, this.#comparing].some(
      ({ status }) => status === TaskStatus.PENDING,
    );
  }

  get error(): MindgapError | undefined {
    const failed = [this.#reading, this.#joining, this.#comparing].find(
      ({ status }) => status === TaskStatus.ERROR,
    );
    return failed?.error as MindgapError | undefined;
  }

  retry(): void {
    for (const task of [this.#reading, this.#joining, this.#comparing])
      if (task.status === TaskStatus.ERROR) void task.run();
  }

  get #table(): Table | undefined {
    return this.#reading.status === TaskStatus.COMPLETE ? this.#reading.value : undefined;
  }

  get #joined(): Joined | undefined {
    const { status, value } = this.#joining;
    const fits = value?.votes === this.#context.votes() && value?.table === this.#table;
    return status === TaskStatus.COMPLETE && fits ? value : undefined;
  }

  /** The reader's word over what is known of the table. */
  #said(): Names {
    return { ...this.#table?.given.names, ...this.#context.state().names };
  }
}
