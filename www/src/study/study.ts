/**
 * What is loaded and what is asked of it: one store for all views, which read it and keep no copy.
 *
 * The address says what is asked. Whatever is computed is a task that depends on votes, scores and
 * exactly those settings that change it, so that nothing shown can answer a question of before.
 */

import { open, type Mindgap, type MindgapError, type Names } from "mindgap";
import {
  fromHash,
  notTaken,
  toHash,
  type Correction,
  type State,
  type ViewName,
} from "./address.js";
import { examples, type Example } from "./examples.js";
import { sortFiles } from "./files.js";
import { GroupTasks } from "./groups.js";
import { Host } from "./host.js";
import { Progressing } from "./progress.js";
import { ScoreTasks, type GivenTable } from "./scores.js";
import { Trial } from "./trial.js";
import { VoteTasks, type Given } from "./votes.js";
import type { ReadOptions, Report } from "../types.js";

/** What is read or computed only once somebody looks at it. */
export type Part = "votes" | "record" | "more" | "scores" | "groups";

/** How a file is read, as the address has it. */
type Said = Pick<State, "columns" | "outcomes" | "square" | "style">;

/** A larger file that is dropped is one of votes. */
const LARGEST_SCORES = 4 << 20;

/** What belongs to a vote file, and ends with it. */
const ofVotes = {
  data: "",
  model: "",
  where: {},
  control: [],
  facet: "",
  group: "",
  columns: {},
  outcomes: {},
  square: "",
  style: false,
} satisfies Partial<State>;

/** What reading with `style` counts, in the order of the reader. */
const STYLE = ["characters", "words", "headers", "lists", "bold", "code", "links"].map(
  (what) => `style.${what}`,
);
/** What belongs to a table of scores. */
const ofScores = { names: {}, benchmarks: {}, ratings: "", table: 0 } as const;

export class Study extends Host {
  readonly progress = new Progressing();
  readonly ballots: VoteTasks;
  readonly scored: ScoreTasks;
  readonly grouped: GroupTasks;
  readonly trial: Trial;
  /** About the files that were dropped last. */
  notices: string[] = [];
  /** Filters of a link that these votes do not have. */
  ignored: string[] = [];
  /** Columns that a link controls for, and that these votes do not have. */
  uncontrolled: string[] = [];
  /** About settings of the link that was followed last. */
  notTaken: string[];

  #state: State;
  /** Hash of the file that a link asked for; another may have been given. */
  #expected = "";
  #given: Given | undefined;
  #table: GivenTable | undefined;
  /** The reader's last file and the table beside it: Back and Forward find them again. */
  #own: { file: File; hash: string; table?: GivenTable | undefined } | undefined;
  readonly #wanted = new Set<Part>();
  #mindgap: Promise<Mindgap> | undefined;
  /** Of several files being told apart, only the last are taken. */
  #taking = 0;

  constructor(hash: string) {
    super();
    this.#state = fromHash(hash);
    this.notTaken = notTaken(hash);
    const state = (): State => this.#state;
    const mindgap = (): Promise<Mindgap> => this.mindgap();
    this.ballots = new VoteTasks(this, {
      state,
      mindgap,
      given: () => (this.#wanted.has("votes") ? this.#given : undefined),
      wanted: (part) => this.#wanted.has(part),
      progress: this.progress,
      read: (report, given, options) => this.#settle(report, given, options),
    });
    this.scored = new ScoreTasks(this, {
      state,
      mindgap,
      given: () => (this.#wanted.has("scores") ? this.#table : undefined),
      votes: () => this.ballots.votes,
      ranked: () => this.ballots.uncontrolled,
    });
    this.grouped = new GroupTasks(this, {
      state,
      votes: () => (this.#wanted.has("groups") ? this.ballots.votes : undefined),
    });
    this.trial = new Trial({
      mindgap,
      progress: this.progress,
      accept: (given) => this.#accept(given),
      changed: () => this.requestUpdate(),
    });
    this.#openLink();
  }

  get state(): State {
    return this.#state;
  }

  /** The shipped study that is shown, if it is one. */
  get example(): Example | undefined {
    return examples.find(({ id }) => id === this.#state.study);
  }

  /** The reader's own file. */
  get file(): File | undefined {
    return this.#given?.source instanceof File ? this.#given.source : undefined;
  }

  get options(): ReadOptions {
    return this.#given?.options ?? {};
  }

  /** What the votes are called. */
  get name(): string {
    return this.example?.name ?? this.#given?.name ?? "your own file";
  }

  /** The name of the vote file. */
  get fileName(): string {
    return this.file?.name ?? this.example?.file.split("/").pop() ?? "votes.csv";
  }

  /** Whether the table of scores is the reader's own. */
  get ownScores(): boolean {
    return this.#table?.source instanceof File;
  }

  /** The name of the table of scores. */
  get scoresName(): string {
    const { source } = this.#table ?? {};
    if (source instanceof File) return source.name;
    return source?.pathname.split("/").pop() ?? "scores.csv";
  }

  /** The hash of the file that the link is for, where another one is shown or none yet. */
  get missing(): string | undefined {
    const { votes } = this.ballots;
    if (!this.#expected || votes?.report.hash === this.#expected) return undefined;
    return this.#expected;
  }

  /** Opened when it is first needed; after a failure, once more. */
  async mindgap(): Promise<Mindgap> {
    const opening = (this.#mindgap ??= open());
    try {
      return await opening;
    } catch (error) {
      if (this.#mindgap === opening) this.#mindgap = undefined;
      throw error;
    }
  }

  /** Somebody looks at this part. */
  want(part: Part): void {
    if (this.#wanted.has(part)) return;
    this.#wanted.add(part);
    this.requestUpdate();
  }

  /** Takes a change of settings, and writes it into the address. */
  set(change: Partial<State>): void {
    this.#show({ ...this.#state, ...change });
    history.replaceState(null, "", this.href());
  }

  /** Shows another view: a step that Back takes back. */
  go(view: ViewName, change: Partial<State> = {}): void {
    const before = this.href();
    this.#show({ ...this.#state, ...change, view });
    if (this.href() !== before) history.pushState(null, "", this.href());
  }

  /** The address of what is shown, or of that with a change. */
  href(change: Partial<State> = {}): string {
    return `#${toHash({ ...this.#state, ...change })}`;
  }

  /** The address of an example, whatever is shown now. */
  exampleHref(example: string, change: Partial<State> = {}): string {
    return this.href({ view: "leaderboard", ...ofVotes, ...ofScores, study: example, ...change });
  }

  /** Another address was followed. */
  follow(hash: string): void {
    if (hash.replace(/^#/, "") === toHash(this.#state)) return;
    const before = this.#state;
    const state = fromHash(hash);
    this.notTaken = notTaken(hash);
    this.#show(state);
    if (state.study !== before.study || state.data !== before.data) {
      this.notices = [];
      this.#openLink();
    } else this.#reread(before);
    const { votes } = this.ballots;
    if (votes) this.#settleFilters(votes.report);
  }

  choose(example: string): void {
    this.notices = this.notTaken = [];
    this.set({ ...ofVotes, ...ofScores, study: example });
    this.#openLink();
  }

  /** Takes files of votes, of scores, or one of each; says which it took. */
  async take(files: File[], folders: string[] = []): Promise<{ votes: boolean; scores: boolean }> {
    const taking = ++this.#taking;
    this.trial.end();
    this.requestUpdate();
    const { votes, scores, leftOut } = await sortFiles(files, (file) => this.#holdsScores(file));
    if (taking !== this.#taking) return { votes: false, scores: false };
    this.notTaken = [];
    this.notices = [...folders.map((name) => `${name} is a folder; drop its files.`), ...leftOut];
    if (votes) this.takeVotes(votes);
    if (scores) this.takeScores(scores);
    this.requestUpdate();
    return { votes: votes !== undefined, scores: scores !== undefined };
  }

  takeVotes(file: File): void {
    // A link's columns are for the file that it waits for.
    const waiting = this.#given === undefined && this.#state.data !== "";
    const { data } = this.#state;
    const said = waiting && Object.keys(readOptions(this.#state)).length > 0;
    const given: Given = said
      ? { ...ofFile(file, readOptions(this.#state)), meantFor: data }
      : ofFile(file, {});
    if (this.ballots.votes) void this.trial.start(given);
    else this.#accept(given, said);
  }

  #accept(given: Given, said = false): void {
    this.#given = given;
    // The scores of an example say nothing of other votes.
    if (this.#table && !(this.#table.source instanceof File)) this.#table = undefined;
    this.want("votes");
    const plain = { columns: {}, outcomes: {}, square: "", style: false } as const;
    this.set({ study: "", model: "", ...(said ? {} : plain) });
  }

  takeScores(file: File): void {
    // What a link sets right is meant for the first table that comes; a column that the example's
    // table lacks is of the reader's own.
    const { ratings, table } = this.#state;
    const waiting = !this.ownScores && this.scored.lacking;
    if (this.#table) this.set({ ...ofScores, ...(waiting && { ratings, table }) });
    this.#table = { source: file, about: file.name, names: {} };
    this.want("scores");
    this.requestUpdate();
  }

  /** Reads the same file as the reader says. */
  readAs({ columns = {}, outcomes = {}, square = "", style = false }: Partial<Said>): void {
    const said = { columns, outcomes, square, style };
    const { refused } = this.trial;
    if (refused) return void this.trial.start({ ...refused.given, options: readOptions(said) });
    const before = this.#state;
    this.set(said);
    this.#reread(before);
  }

  /** Controls for the style of the responses, which is counted as the file is read again. */
  controlForStyle(): void {
    const before = this.#state;
    const own = before.control.filter((name) => !STYLE.includes(name));
    this.set({ style: true, control: [...own, ...STYLE] });
    this.#reread(before);
  }

  rename(names: Names): void {
    this.set({ names });
  }

  /** Sets a benchmark right. */
  correct(benchmark: string, change: Correction): void {
    const { benchmarks } = this.#state;
    this.set({
      benchmarks: { ...benchmarks, [benchmark]: { ...benchmarks[benchmark], ...change } },
    });
  }

  /** Stops what takes long: reading, or resampling, of which the board without replicates stays. */
  cancel(): void {
    const tried = this.trial.given;
    if (tried) {
      this.trial.end();
      this.notices = [`Reading ${tried.name} was cancelled.`];
      return this.requestUpdate();
    }
    if (!this.ballots.reading) return this.ballots.stop();
    this.notices = [`Reading ${this.name} was cancelled.`];
    this.#given = undefined;
    this.requestUpdate();
  }

  /** Does again what failed. */
  retry(): void {
    this.ballots.retry();
    this.scored.retry();
    this.grouped.retry();
  }

  #show(state: State): void {
    this.#state = state;
    this.requestUpdate();
  }

  /** Reads the address's study; a link to a file of the reader's own waits for it. */
  #openLink(): void {
    this.#taking++;
    this.trial.end();
    this.#expected = this.#state.data;
    this.ignored = this.uncontrolled = [];
    const { example } = this;
    if (this.#own && this.file === this.#own.file) this.#own.table = this.#table;
    const own = this.#own?.hash === this.#state.data ? this.#own : undefined;
    this.#given = example ? ofExample(example) : own && ofFile(own.file, readOptions(this.#state));
    this.#table = example ? tableOf(example) : own?.table;
    this.requestUpdate();
  }

  /** Reads the file in hand again, where columns or outcomes are not what they were. */
  #reread(before: State): void {
    const { file } = this;
    const options = readOptions(this.#state);
    if (!file || JSON.stringify(options) === JSON.stringify(readOptions(before))) return;
    this.#given = ofFile(file, options);
    this.requestUpdate();
  }

  /** Settings for what was read: its hash in the address, and the filters that it has. */
  #settle(report: Report, { source }: Given, options: ReadOptions): void {
    if (source instanceof File) {
      const { columns = {}, outcomes = {}, square = "", style = false } = options;
      this.#own = { file: source, hash: report.hash };
      // Filters of another file mean nothing here.
      const same = report.hash === this.#state.data;
      const { where, control } = same ? this.#state : { where: {}, control: [] };
      this.set({ data: report.hash, columns, outcomes, square, style, where, control });
    }
    this.#settleFilters(report);
  }

  #settleFilters({ facets, covariates }: Report): void {
    const known = this.#state.control.filter((name) => covariates.includes(name));
    this.uncontrolled = this.#state.control.filter((name) => !covariates.includes(name));
    if (this.uncontrolled.length > 0) this.set({ control: known });
    const all = Object.entries(this.#state.where).flatMap(([name, values]) =>
      values.map((value): [string, string] => [name, value]),
    );
    const has = ([name, value]: [string, string]): boolean =>
      facets.some((facet) => facet.name === name && facet.values.some((v) => v.value === value));
    this.ignored = all.filter((filter) => !has(filter)).map((filter) => filter.join(" = "));
    if (this.ignored.length === 0) return;
    const where: State["where"] = {};
    for (const [name, value] of all.filter(has)) where[name] = [...(where[name] ?? []), value];
    this.set({ where });
  }

  /** Whether a file is a table of scores rather than votes. */
  async #holdsScores(file: File): Promise<boolean> {
    if (file.size > LARGEST_SCORES) return false;
    try {
      const mindgap = await this.mindgap();
      const no = await mindgap.readVotes(file).then(
        (votes) => votes.free(),
        (error: MindgapError) => error,
      );
      if (no?.code !== "no-columns" && no?.code !== "not-votes") return false;
      await mindgap.readScores(file);
      return true;
    } catch (error) {
      // Which of its tables is meant is asked later; else reading it as votes will say what is wrong.
      return (error as MindgapError).code === "several-tables";
    }
  }
}

function ofFile(file: File, options: ReadOptions): Given {
  return { source: file, name: file.name, options };
}

function ofExample({ file, name }: Example): Given {
  return { source: new URL(file, document.baseURI), name, options: {} };
}

function tableOf({ scores }: Example): GivenTable | undefined {
  if (!scores) return undefined;
  const { file, about, names } = scores;
  return { source: new URL(file, document.baseURI), about, names };
}

function readOptions({ columns, outcomes, square, style }: Said): ReadOptions {
  return {
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(Object.keys(outcomes).length > 0 && { outcomes }),
    ...(square && { square }),
    ...(style && { style }),
  };
}
