/** One table of scores at a time beside the votes: read, joined, analysed. */

import type {
  Board,
  Gap,
  GapOptions,
  Join,
  MindgapError,
  Mindgap,
  Names,
  Power,
  PowerOptions,
  Scores,
  Source,
  Votes,
} from "mindgap";

export interface GapShown {
  scores?: Scores | undefined;
  /** Of the file, as it was chosen. */
  source?: string | undefined;
  /** Confirmed by the reader, or shipped with the study. */
  names: Names;
  join?: Join | undefined;
  /** The dialog that joins names is open. */
  joining: boolean;
  gap?: Gap | undefined;
  busy: boolean;
  error?: MindgapError | undefined;
}

export type GapSettings = Pick<GapOptions, "k" | "mergeAbove" | "mostInflation" | "effects">;

export class GapSession {
  shown: GapShown = { names: {}, joining: false, busy: false };
  readonly #mindgap: () => Promise<Mindgap>;
  readonly #changed: () => void;
  #running = new AbortController();
  /** Nothing is fetched before somebody looks. */
  #want = (): void => {};
  readonly #wanted = new Promise<void>((want) => (this.#want = want));
  #asked: { votes: Votes; board: Board; settings: GapSettings } | undefined;

  constructor(mindgap: () => Promise<Mindgap>, changed: () => void) {
    this.#mindgap = mindgap;
    this.#changed = changed;
  }

  /** Somebody looks, or has brought scores. */
  want(): void {
    this.#want();
  }

  /** No scores. */
  clear(): void {
    this.#running.abort();
    this.shown = { names: {}, joining: false, busy: false };
    this.#changed();
  }

  /** Reads a table, and analyses it with the votes in hand. */
  async read(source: Source, name: string, names: Names): Promise<void> {
    this.#begin();
    await this.#attempt(async (signal) => {
      await this.#wanted;
      signal.throwIfAborted();
      const scores = await (await this.#mindgap()).readScores(source);
      signal.throwIfAborted();
      this.#show({ scores, source: name, names, gap: undefined });
    });
    await this.#analyse();
  }

  /** Analyses the table with these votes. */
  async run(votes: Votes, board: Board, settings: GapSettings): Promise<void> {
    this.#asked = { votes, board, settings };
    await this.#analyse();
  }

  /** The votes are not what they were. */
  outdate(): void {
    this.#asked = undefined;
    this.#begin();
    this.#show({ gap: undefined, join: undefined });
  }

  /** Takes the reader's word for who is who. */
  async rename(names: Names): Promise<void> {
    this.#show({ names, joining: false });
    await this.#analyse();
  }

  join(open: boolean): void {
    this.#show({ joining: open });
  }

  /** Takes what was changed in the table. */
  async change(scores: Scores): Promise<void> {
    this.#show({ scores });
    await this.#analyse();
  }

  async power(options: PowerOptions): Promise<Power> {
    return (await this.#mindgap()).power(options);
  }

  async #analyse(): Promise<void> {
    const { scores, names } = this.shown;
    if (!scores || !this.#asked) return;
    const { votes, board, settings } = this.#asked;
    this.#begin();
    this.#show({ busy: true });
    await this.#attempt(async (signal) => {
      const mindgap = await this.#mindgap();
      const known = (list: string[], name: string | null): boolean =>
        name === null || list.includes(name);
      // Names of another study's models mean nothing here.
      const own = Object.fromEntries(
        Object.entries(names).filter(
          ([vote, score]) => known(votes.report.models, vote) && known(scores.models, score),
        ),
      );
      const join = await mindgap.joinNames(votes.report.models, scores.models, own);
      signal.throwIfAborted();
      const open = join.matches.some(({ how }) => how === "similar");
      this.#show({ join, joining: this.shown.joining || open });
      const gap = await mindgap.gap(votes, scores, { ...settings, names: own, board }, { signal });
      this.#show({ gap, busy: false });
    });
  }

  #begin(): void {
    this.#running.abort();
    this.#running = new AbortController();
    this.#show({ error: undefined, busy: false });
  }

  async #attempt(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#running;
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted)
        this.#show({ error: error as MindgapError, busy: false, gap: undefined });
    }
  }

  #show(change: Partial<GapShown>): void {
    this.shown = { ...this.shown, ...change };
    this.#changed();
  }
}
