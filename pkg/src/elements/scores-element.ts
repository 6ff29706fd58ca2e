/** An element that shows how far benchmark scores predict votes: it reads both, or takes a gap. */

import { type PropertyDeclarations, type PropertyValues } from "lit";
import { MindgapError } from "../errors.js";
import type { Gap, Join, Names, Scores } from "../gap-types.js";
import { namesConverter, rankOptions } from "./settings.js";
import { VotesElement } from "./votes-element.js";

export abstract class ScoresElement extends VotesElement {
  static override properties: PropertyDeclarations = {
    scoresSrc: { attribute: "scores", reflect: true },
    names: { reflect: true, converter: namesConverter },
    ratings: { reflect: true },
    scores: { attribute: false },
    join: { attribute: false },
    gap: { attribute: false },
    refused: { state: true },
  };

  /** Where the table of scores is. Attribute `scores`. */
  declare scoresSrc: string | undefined;
  /** Names of votes to names of scores where these differ. As an attribute: `GPT4o=gpt-4o&Mine=`. */
  declare names: Names | undefined;
  /** A column of the scores that stands for votes: then `src` is not needed. */
  declare ratings: string | undefined;
  /** The table, once it is read. Can be set, in place of `scoresSrc`. */
  declare scores: Scores | undefined;
  /** Which models of the table have votes. */
  declare join: Join | undefined;
  /** Of `src` and `scores`, once it is computed. Can be set, in place of both. */
  declare gap: Gap | undefined;
  /** Why there is no gap. */
  declare refused: MindgapError | undefined;

  #reading: AbortController | undefined;
  #answering: AbortController | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.fromSnapshot && this.written?.gap) this.gap = this.written.gap;
    else if (changed.has("scoresSrc")) void this.#read();
    else if ((["votes", "board", "names", "ratings"] as const).some((name) => changed.has(name)))
      void this.#answer();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated && this.scoresSrc && !this.#reading) void this.#read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#answering?.abort();
      this.#reading?.abort();
      this.#reading = undefined;
    });
  }

  protected override get nothingGiven(): string | undefined {
    return this.scoresSrc || this.scores || this.gap ? undefined : super.nothingGiven;
  }

  async #read(): Promise<void> {
    this.#reading?.abort();
    const { signal } = (this.#reading = new AbortController());
    const { scoresSrc } = this;
    if (!scoresSrc) return;
    this.scores = this.gap = this.refused = undefined;
    await this.#attempt(signal, async () => {
      const live = await import("./reading.js");
      const scores = await live.readScores(scoresSrc);
      signal.throwIfAborted();
      this.scores = scores;
      await this.#answer();
    });
  }

  /** The gap of a board that no replicate is missing from. */
  async #answer(): Promise<void> {
    if (this.ratings) return this.#rate(this.ratings);
    const { votes, board, scores, src, scoresSrc } = this;
    if (!src || !scoresSrc || !votes || !scores || !board) return;
    if (this.settings.replicates > 0 && !board.bootstrap) return;
    this.#answering?.abort();
    const { signal } = (this.#answering = new AbortController());
    await this.#attempt(signal, async () => {
      const live = await import("./reading.js");
      const asked = {
        ranking: rankOptions(this.settings),
        scores: scoresSrc,
        ...(this.names && { names: this.names }),
      };
      const gap = await live.study(src).gap(votes, board, asked, signal);
      if (!signal.aborted) [this.gap, this.join] = [gap, gap.join];
    });
  }

  /** The gap of a column that stands for votes. */
  async #rate(column: string): Promise<void> {
    const { scores, level, names } = this;
    if (!scores) return;
    this.#answering?.abort();
    const { signal } = (this.#answering = new AbortController());
    await this.#attempt(signal, async () => {
      const live = await import("./reading.js");
      const options = { ...(names && { names }), ...(level !== undefined && { level }) };
      const gap = await live.gapOfRatings(column, scores, options, signal);
      if (!signal.aborted) [this.gap, this.join] = [gap, gap.join];
    });
  }

  async #attempt(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    this.refused = undefined;
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      this.gap = undefined;
      this.refused = error as MindgapError;
      const detail = { detail: error, bubbles: true, composed: true };
      this.dispatchEvent(new CustomEvent("mindgap-error", detail));
    }
  }
}
