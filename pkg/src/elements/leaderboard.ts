/**
 * `<mindgap-leaderboard src="votes.csv">`: a vote file, ranked where it is read.
 *
 * The table is there as soon as the votes are counted, with sandwich
 * intervals; replicates then sharpen it in place.
 */

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Scale } from "../charts/format.js";
import {
  MindgapError,
  open,
  type Board,
  type HeadToHead,
  type Mindgap,
  type Progress,
  type TieModel,
  type Unit,
  type Votes,
  type Where,
} from "../index.js";
import { sharedStyles } from "./styles.js";

let shared: Promise<Mindgap> | undefined;

export class MindgapLeaderboard extends LitElement {
  static override properties = {
    src: {},
    ties: {},
    unit: {},
    replicates: { type: Number },
    seed: { type: Number },
    level: { type: Number },
    scale: {},
    search: { state: true },
    where: { state: true },
    votes: { state: true },
    board: { state: true },
    record: { state: true },
    progress: { state: true },
    failure: { state: true },
  };
  static override styles = [
    ...sharedStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem 1rem;
        align-items: center;
        margin-block-end: 0.5rem;
      }
      header label {
        display: inline-flex;
        gap: 0.35rem;
        align-items: center;
        font-size: 0.875rem;
      }
      input,
      select {
        border: 1px solid var(--_line);
        background: var(--_paper);
        border-radius: 4px;
        padding: 0.2rem 0.4rem;
        max-inline-size: 11rem;
      }
      progress {
        inline-size: 6rem;
        accent-color: var(--_accent);
      }
      footer {
        font-size: 0.8125rem;
        color: var(--_mute);
        margin-block-start: 0.5rem;
      }
      details {
        margin-block-start: 0.75rem;
      }
      summary {
        cursor: pointer;
      }
      mindgap-chart {
        margin-block-start: 0.75rem;
      }
    `,
  ];

  /** Where the votes are. */
  declare src: string | undefined;
  declare ties: TieModel;
  declare unit: Unit;
  declare replicates: number;
  declare seed: number;
  declare level: number;
  declare scale: Scale;
  declare search: string;
  declare where: Where;
  declare votes: Votes | undefined;
  /** What is shown, once there is something. */
  declare board: Board | undefined;
  declare record: HeadToHead | undefined;
  declare progress: Progress | undefined;
  declare failure: MindgapError | undefined;

  #running: AbortController | undefined;

  constructor() {
    super();
    this.ties = "half";
    this.unit = "vote";
    this.replicates = 10_000;
    this.seed = 1;
    this.level = 0.95;
    this.scale = "rating";
    this.search = "";
    this.where = {};
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running?.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const asked = ["ties", "unit", "replicates", "seed", "level", "where"].some((name) =>
      changed.has(name),
    );
    if (changed.has("src")) void this.#load();
    else if (this.votes && asked) void this.#rank(this.votes);
  }

  async #load(): Promise<void> {
    const { src } = this;
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    this.votes?.free();
    this.votes = this.board = this.record = this.failure = undefined;
    if (!src) return;
    await this.#attempt(signal, async () => {
      shared ??= open();
      const mg = await shared.catch((error: unknown) => {
        shared = undefined;
        throw error;
      });
      const votes = await mg.readVotes(
        src,
        {},
        { signal, onProgress: (progress) => (this.progress = progress) },
      );
      this.votes = votes;
      await this.#rank(votes);
    });
  }

  async #rank(votes: Votes): Promise<void> {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    this.failure = undefined;
    const { ties, unit, replicates, seed, level, where } = this;
    await this.#attempt(signal, async () => {
      const bootstrap = { replicates, unit, seed };
      this.board = await votes.rank(
        { ties, level, where, bootstrap },
        {
          signal,
          onBoard: (board) => (this.board = board),
          onProgress: (progress) => (this.progress = progress),
        },
      );
      this.dispatchEvent(
        new CustomEvent("mindgap-ready", { detail: this.board, bubbles: true, composed: true }),
      );
    });
  }

  /** Shows the head-to-head record when somebody opens it. */
  async #compare(event: Event): Promise<void> {
    const { votes, unit, seed, level, where } = this;
    if (!(event.target as HTMLDetailsElement).open || !votes || this.record) return;
    const signal = this.#running?.signal;
    await this.#attempt(signal, async () => {
      this.record = await votes.headToHead(
        { level, where, bootstrap: { unit, seed } },
        signal ? { signal } : {},
      );
    });
  }

  async #attempt(signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal?.aborted) return;
      this.failure = error as MindgapError;
      this.dispatchEvent(
        new CustomEvent("mindgap-error", { detail: error, bubbles: true, composed: true }),
      );
    } finally {
      if (!signal?.aborted) this.progress = undefined;
    }
  }

  override render(): unknown {
    const { board, failure } = this;
    return html`
      ${this.votes || board ? this.#controls() : nothing}
      ${failure ? html`<p class="error" role="alert">${failure.message}</p>` : nothing}
      ${
        board
          ? html`<mindgap-table
                part="board"
                .board=${board}
                .scale=${this.scale}
                .search=${this.search}
              ></mindgap-table>
              ${this.#charts(board)} ${this.#footer(board)}`
          : failure
            ? nothing
            : html`<p class="mute" role="status">Reading votes…</p>`
      }
    `;
  }

  #controls(): TemplateResult {
    const { progress } = this;
    return html`<header part="controls">
      <label
        >Search
        <input
          type="search"
          .value=${this.search}
          @input=${(event: InputEvent) => (this.search = (event.target as HTMLInputElement).value)}
      /></label>
      ${this.votes?.report.facets.map(
        ({ name, values }) =>
          html`<label
            >${name}
            <select
              @change=${(event: Event) => this.#filter(name, (event.target as HTMLSelectElement).value)}
            >
              <option value="">all</option>
              ${values.map(({ value, votes }) => html`<option value=${value} ?selected=${this.where[name] === value}>${value} (${votes.toLocaleString("en")})</option>`)}
            </select></label
          >`,
      )}
      <label
        ><input
          type="checkbox"
          .checked=${this.scale === "elo"}
          @change=${(event: Event) => (this.scale = (event.target as HTMLInputElement).checked ? "elo" : "rating")}
        />
        Elo</label
      >
      ${progress?.total ? html`<progress max=${progress.total} .value=${progress.done} aria-label="replicates"></progress>` : nothing}
    </header>`;
  }

  #filter(name: string, value: string): void {
    const { [name]: _, ...others } = this.where;
    this.record = undefined;
    this.where = value ? { ...others, [name]: value } : others;
  }

  #charts(board: Board): TemplateResult {
    return html`
      ${
        board.samples?.length
          ? html`<details>
              <summary>Distributions</summary>
              <mindgap-chart
                kind="distribution"
                .board=${board}
                .scale=${this.scale}
              ></mindgap-chart>
            </details>`
          : nothing
      }
      ${
        board.rankShares
          ? html`<details>
              <summary>Ranks</summary>
              <mindgap-chart kind="ranks" .board=${board}></mindgap-chart>
            </details>`
          : nothing
      }
      <details @toggle=${(event: Event) => this.#compare(event)}>
        <summary>Head to head</summary>
        <mindgap-chart kind="head-to-head" .board=${board} .record=${this.record}></mindgap-chart>
      </details>
    `;
  }

  #footer(board: Board): TemplateResult {
    const { fit, bootstrap, provenance } = board;
    const how = bootstrap
      ? `${bootstrap.replicates.toLocaleString("en")} bootstrap replicates over ${bootstrap.unit}s, seed ${bootstrap.seed}`
      : "sandwich intervals";
    return html`<footer part="footer">
      ${(board.warnings ?? []).map((warning) => html`<p part="warning">${warning}</p>`)}
      ${fit.votes.toLocaleString("en")} votes, Bradley-Terry, ties ${fit.ties}; ${how}. mindgap
      ${provenance.version}, data ${provenance.dataHash.slice(0, 8)}.
    </footer>`;
  }
}
