/**
 * An element that shows votes: from a snapshot at once, without WebAssembly, and from the votes
 * themselves when there is no snapshot, or when somebody asks for what it does not hold.
 */

import type { PropertyDeclarations, PropertyValues } from "lit";
import { MindgapError } from "../errors.js";
import { parseSnapshot } from "../snapshot/parse.js";
import type { Snapshot } from "../snapshot/types.js";
import type { Board, HeadToHead, Progress, Report, TieModel, Unit, Where } from "../types.js";
import type { Votes } from "../votes.js";
import { MindgapElement } from "./element.js";
import {
  DEFAULTS,
  given,
  rankOptions,
  same,
  settled,
  whereConverter,
  type Settings,
} from "./settings.js";

type Reading = typeof import("./reading.js");

const SETTINGS = ["ties", "unit", "method", "replicates", "seed", "level", "where"] as const;

export abstract class VotesElement extends MindgapElement {
  static override properties: PropertyDeclarations = {
    src: { reflect: true },
    snapshot: { reflect: true },
    where: { reflect: true, converter: whereConverter },
    ties: { reflect: true },
    unit: { reflect: true },
    method: { reflect: true },
    replicates: { reflect: true, type: Number },
    seed: { reflect: true, type: Number },
    level: { reflect: true, type: Number },
    votes: { state: true },
    board: { attribute: false },
    record: { attribute: false },
    failure: { state: true },
  };

  /** Where the votes are. */
  declare src: string | undefined;
  /** Where a snapshot of their board is: what `npx mindgap rank --out` wrote. */
  declare snapshot: string | undefined;
  /** Which votes count. As an attribute in the form of a query: `language=en&topic=code`. */
  declare where: Where | undefined;
  /** These and those below: default as in the snapshot, or else as in `rank()`, with seed 1. */
  declare ties: TieModel | undefined;
  declare unit: Unit | undefined;
  declare method: Settings["method"] | undefined;
  declare replicates: number | undefined;
  declare seed: number | undefined;
  declare level: number | undefined;
  /** Once they are read. */
  declare votes: Votes | undefined;
  /** What is shown, once there is something. Can be set, in place of `src` and `snapshot`. */
  declare board: Board | undefined;
  /** The pairs' records, once they are wanted. */
  declare record: HeadToHead | undefined;
  declare failure: MindgapError | undefined;
  /** Of reading and resampling; absent when nothing is under way. */
  progress: Progress | undefined;

  /** Whether the element shows the pairs' records. */
  protected wantsRecord = false;
  #written: Snapshot | undefined;
  /** The snapshot's board, as it is shown. */
  #writtenBoard: Board | undefined;
  #reading: AbortController | undefined;
  #ranking: AbortController | undefined;
  /** Taken off the page; it starts anew when it comes back. */
  #stopped = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#stopped) return;
    this.#stopped = false;
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // One that is only moved is back at once.
    queueMicrotask(() => {
      if (this.isConnected || this.#stopped) return;
      this.#stopped = true;
      this.#stop();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has("src") || changed.has("snapshot")) {
      // A filter of other votes means nothing to these, unless it came with them.
      if (this.hasUpdated && !changed.has("where")) this.where = undefined;
      void this.#begin();
    } else if (SETTINGS.some((name) => changed.has(name)) && this.hasUpdated) void this.#rank();
  }

  /** Every setting, with the snapshot's and the usual defaults filled in. */
  get settings(): Settings {
    const { ties, unit, method, replicates, seed, level, where } = this;
    return {
      ...DEFAULTS,
      ...(this.#written && settled(this.#written.options.rank)),
      ...given<Settings>({ ties, unit, method, replicates, seed, level, where }),
    };
  }

  /** What is known of the votes, read or written down. */
  get about(): Pick<Report, "facets" | "judges"> | undefined {
    return this.votes?.report ?? this.#written?.votes;
  }

  /** Whether what is shown was computed elsewhere and written down. */
  get fromSnapshot(): boolean {
    return this.#writtenBoard !== undefined && this.board === this.#writtenBoard;
  }

  /** A word in place of what nothing was given for. */
  protected get nothingGiven(): string | undefined {
    const { src, snapshot, board } = this;
    return src || snapshot || board
      ? undefined
      : "Nothing to show: give this element src or snapshot.";
  }

  /** What was written down, where the element was given a snapshot. */
  protected get written(): Snapshot | undefined {
    return this.#written;
  }

  /** Shows how far reading or resampling has come, without rendering anew. */
  protected onProgress(): void {}

  /** Asks for the pairs' records, now and after every change of settings. */
  protected async compare(): Promise<void> {
    this.wantsRecord = true;
    const { votes, board } = this;
    if (this.record || !board) return;
    if (this.fromSnapshot && this.#written?.headToHead)
      return void (this.record = this.#written.headToHead);
    if (!votes) return void this.#rank();
    const signal = this.#ranking?.signal;
    if (signal) await this.#attempt(signal, () => this.#record(votes, signal));
  }

  async #begin(): Promise<void> {
    this.#stop();
    const { src, snapshot } = this;
    if (!src && !snapshot) return;
    this.board = this.failure = undefined;
    const { signal } = (this.#reading = new AbortController());
    if (snapshot) {
      const written = await this.#attempt(signal, () => fetchSnapshot(snapshot, signal));
      this.#written = written;
      this.#writtenBoard = written && drawable(written);
      if (!written && !src) return;
    }
    if (!signal.aborted) await this.#rank();
  }

  /** Answers the settings: from the snapshot where it holds that, and else from the votes. */
  async #rank(): Promise<void> {
    const reading = this.#reading;
    if (!reading) return;
    this.#ranking?.abort();
    const { signal } = (this.#ranking = new AbortController());
    const written = this.#written;
    this.record = undefined;
    if (written && this.#writtenBoard && this.#holds(written))
      return this.#show(this.#writtenBoard, signal);
    const { src } = this;
    await this.#attempt(signal, async () => {
      if (!src) throw new MindgapError("no-votes", NO_VOTES);
      const live = await import("./reading.js");
      const viewer = { onProgress: (progress: Progress) => this.#tell(progress, signal) };
      const votes = (this.votes ??= await live.study(src).votes(viewer, reading.signal));
      await this.#ask(live, src, votes, signal);
    });
  }

  /** Whether the snapshot answers what is asked, records included. */
  #holds(written: Snapshot): boolean {
    if (this.wantsRecord && !written.headToHead && this.src) return false;
    return same(this.settings, { ...DEFAULTS, ...settled(written.options.rank) });
  }

  async #ask(live: Reading, src: string, votes: Votes, signal: AbortSignal): Promise<void> {
    const options = rankOptions(this.settings);
    const viewer = {
      onBoard: (board: Board) => void (signal.aborted || (this.board = board)),
      onProgress: (progress: Progress) => this.#tell(progress, signal),
    };
    const board = await live.study(src).board(votes, options, viewer, signal);
    await this.#show(board, signal);
  }

  async #show(board: Board, signal: AbortSignal): Promise<void> {
    this.board = board;
    this.failure = undefined;
    const detail = { detail: board, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent("mindgap-ready", detail));
    if (!this.wantsRecord) return;
    const { votes } = this;
    if (this.fromSnapshot) this.record = this.#written?.headToHead;
    else if (votes) await this.#record(votes, signal);
  }

  async #record(votes: Votes, signal: AbortSignal): Promise<void> {
    const { src } = this;
    if (!src) return;
    const { level, where, unit, seed, replicates } = this.settings;
    const live = await import("./reading.js");
    const test = replicates > 0 ? "bootstrap" : "normal";
    const asked = { level, where, test, bootstrap: { unit, seed, replicates } } as const;
    const record = await live.study(src).record(votes, asked, signal);
    if (!signal.aborted) this.record = record;
  }

  async #attempt<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return undefined;
      this.failure = error as MindgapError;
      // Figures that answer other settings than those that are set must not stay, but for a
      // snapshot's, which is told to be one.
      this.board = this.#writtenBoard;
      const detail = { detail: error, bubbles: true, composed: true };
      this.dispatchEvent(new CustomEvent("mindgap-error", detail));
      return undefined;
    } finally {
      if (!signal.aborted) this.#tell(undefined, signal);
    }
  }

  #tell(progress: Progress | undefined, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.progress = progress;
    this.onProgress();
  }

  #stop(): void {
    this.#ranking?.abort();
    this.#reading?.abort();
    this.#ranking = this.#reading = undefined;
    this.votes = this.record = undefined;
    this.#written = this.#writtenBoard = undefined;
    this.progress = undefined;
  }
}

/** With the quantiles of each model's replicates in place of the replicates: all that a density needs. */
function drawable({ board, distributions }: Snapshot): Board {
  if (!distributions?.length) return board;
  const rows = distributions[0]?.quantiles.length ?? 0;
  const samples = new Float32Array(rows * board.models.length);
  const places = new Map(board.models.map(({ name }, at) => [name, at]));
  for (const { name, quantiles } of distributions) {
    const at = places.get(name);
    if (at === undefined) continue;
    quantiles.forEach((rating, row) => (samples[row * board.models.length + at] = rating));
  }
  return { ...board, samples };
}

const NO_VOTES = "this snapshot comes without its votes, so nothing else can be computed from it";

async function fetchSnapshot(from: string, signal: AbortSignal): Promise<Snapshot> {
  const { href } = new URL(from, document.baseURI);
  const fail = (reason: string): never => {
    throw new MindgapError("fetch-failed", `could not read ${href}: ${reason}`, { url: href });
  };
  const response = await fetch(href, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return fail(
      `the server did not answer, or does not allow this page to read from it (${String(error)})`,
    );
  });
  if (!response.ok) fail(`the server answered ${response.status}`);
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    fail("it is no JSON");
  }
  return parseSnapshot(json);
}
