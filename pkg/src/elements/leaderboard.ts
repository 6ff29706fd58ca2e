/**
 * `<mindgap-leaderboard src="votes.csv">`: a vote file, ranked where it is read.
 *
 * The table is there as soon as the votes are counted, with sandwich intervals; replicates then
 * sharpen it in place. With `snapshot="board.json"` it is there before that, and the votes are
 * read when somebody filters or asks for another interval.
 */

import {
  css,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit";
import { live } from "lit/directives/live.js";
import type { Scale } from "../charts/format.js";
import type { Board, Facet } from "../types.js";
import { facetChoice } from "./facet.js";
import { VotesElement } from "./votes-element.js";

const LEVELS = [0.9, 0.95, 0.99];

export class MindgapLeaderboard extends VotesElement {
  static override properties: PropertyDeclarations = {
    scale: { reflect: true },
    search: { reflect: true },
    rows: { reflect: true, type: Number },
    columns: { reflect: true },
  };
  static override styles = [
    ...VotesElement.styles,
    css`
      :host {
        container-type: inline-size;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: var(--_space-2) var(--_space-4);
        align-items: center;
        margin-block-end: var(--_space-2);
        min-block-size: 2.2rem;
      }
      label {
        display: inline-flex;
        gap: var(--_space-1);
        align-items: center;
        font-size: var(--_text-small);
        color: var(--_mute);
      }
      input,
      select {
        color: var(--_ink);
        border: 1px solid var(--_line);
        background: var(--_paper);
        border-radius: var(--_radius);
        padding: 0.2rem 0.4rem;
        max-inline-size: 11rem;
      }
      .several {
        position: fixed;
        inset: auto;
        margin: 0;
        max-block-size: 20rem;
        overflow-y: auto;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_paper);
        padding: var(--_space-2) var(--_space-3);
      }
      .several label {
        display: flex;
        min-block-size: 1.5rem;
      }
      progress {
        inline-size: 6rem;
        accent-color: var(--_accent);
      }
      progress:not([data-on]) {
        visibility: hidden;
      }
      .footer {
        font-size: var(--_text-small);
        color: var(--_mute);
        margin-block-start: var(--_space-2);
      }
      .footer p {
        margin: 0 0 var(--_space-1);
      }
      details {
        margin-block-start: var(--_space-3);
      }
      summary {
        cursor: pointer;
        inline-size: fit-content;
      }
      mindgap-chart {
        margin-block-start: var(--_space-3);
      }
      .reserved {
        margin: 0;
      }
      @container (max-width: 40rem) {
        .controls {
          flex-wrap: nowrap;
          overflow-x: auto;
          padding-block: 2px;
        }
        .controls > * {
          flex: none;
        }
        input[type="search"] {
          inline-size: 8rem;
        }
      }
      @media print {
        .controls {
          display: none;
        }
      }
    `,
  ];

  declare scale: Scale;
  /** Part of a model's name; others are left out of the table. */
  declare search: string;
  /** Models that are expected: room is kept for as many until they are there, so that nothing moves. */
  declare rows: number;
  /** Keys of the table's columns, as in `"rank name rating"`. Default: all. */
  declare columns: string | undefined;

  constructor() {
    super();
    this.scale = "rating";
    this.search = "";
    this.rows = 6;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.onProgress();
  }

  protected override onProgress(): void {
    const shown = this.renderRoot.querySelector("progress");
    const { progress } = this;
    if (!shown) return;
    shown.toggleAttribute("data-on", progress !== undefined);
    if (progress?.total) {
      shown.max = progress.total;
      shown.value = progress.done;
    } else shown.removeAttribute("value");
  }

  override render(): unknown {
    const { board, failure } = this;
    return html`
      ${board ? this.#controls() : nothing}
      ${failure ? html`<p class="error" role="alert">${this.#failed(failure.message)}</p>` : nothing}
      ${board ? this.#shown(board) : failure ? nothing : this.#waiting()}
    `;
  }

  #failed(message: string): string {
    const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    return this.fromSnapshot ? `${sentence} What is shown was computed beforehand.` : sentence;
  }

  /** As high as what comes: controls, head and rows of the table, summaries, footer. */
  #waiting(): TemplateResult {
    const { nothingGiven } = this;
    if (nothingGiven) return html`<p class="mute" role="status">${nothingGiven}</p>`;
    return html`<p
      class="mute reserved"
      role="status"
      .style=${`min-block-size: calc(${this.rows} * 2.25rem + 14rem)`}
    >
      ${this.snapshot ? "Loading the leaderboard…" : "Reading votes…"}
    </p>`;
  }

  #shown(board: Board): TemplateResult {
    return html`<mindgap-table
        part="board"
        exportparts="frame, table, lost"
        .board=${board}
        .scale=${this.scale}
        .search=${this.search}
        .columns=${this.columns}
      ></mindgap-table>
      ${this.#charts(board)} ${this.#footer(board)}`;
  }

  #controls(): TemplateResult {
    const { level } = this.settings;
    const levels = [...new Set([...LEVELS, level])].sort();
    return html`<div class="controls" part="controls">
      <label
        >Search
        <input
          type="search"
          .value=${this.search}
          @input=${(event: InputEvent) => (this.search = valueOf(event))}
      /></label>
      ${this.about?.facets.map((facet) => this.#facet(facet))}
      <label
        >Interval
        <select @change=${(event: Event) => this.#set({ level: Number(valueOf(event)) })}>
          ${levels.map((one) => html`<option value=${one} .selected=${live(one === level)}>${percent(one)} %</option>`)}
        </select></label
      >
      <label
        ><input
          type="checkbox"
          .checked=${this.scale === "elo"}
          @change=${(event: Event) => (this.scale = (event.target as HTMLInputElement).checked ? "elo" : "rating")}
        />
        Elo</label
      >
      <progress aria-label="Votes read, and resamples done"></progress>
    </div>`;
  }

  #facet(facet: Facet): TemplateResult {
    const { where } = this.settings;
    const set = (values: string[]): void => {
      const { [facet.name]: _, ...others } = where;
      const only = values.length === 1 ? (values[0] ?? "") : values;
      this.#set({ where: values.length === 0 ? others : { ...others, [facet.name]: only } });
    };
    return facetChoice({ facet, chosen: [where[facet.name] ?? []].flat(), set });
  }

  /** A change by whoever looks at the page. */
  #set(change: Partial<Pick<this, "level" | "where">>): void {
    Object.assign(this, change);
    const detail = { detail: this.settings, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent("mindgap-change", detail));
  }

  #charts(board: Board): TemplateResult {
    const chart = (summary: string, kind: string): TemplateResult =>
      html`<details @toggle=${(event: Event) => this.#opened(event, kind)}>
        <summary>${summary}</summary>
        <mindgap-chart
          kind=${kind}
          .board=${board}
          .record=${this.record}
          .scale=${this.scale}
        ></mindgap-chart>
      </details>`;
    return html`<div part="charts">
      ${board.samples?.length ? chart("Distributions", "distribution") : nothing}
      ${board.rankShares ? chart("Ranks", "ranks") : nothing}
      ${chart("Head to head", "head-to-head")}
    </div>`;
  }

  #opened(event: Event, kind: string): void {
    if (kind === "head-to-head" && (event.target as HTMLDetailsElement).open) void this.compare();
  }

  #footer(board: Board): TemplateResult {
    const { fit, bootstrap, provenance } = board;
    const how = bootstrap
      ? `${bootstrap.replicates.toLocaleString("en")} bootstrap replicates over ${bootstrap.unit}s, seed ${bootstrap.seed}`
      : "sandwich intervals";
    return html`<div class="footer" part="footer">
      ${(board.warnings ?? []).map((warning) => html`<p part="warning">${warning}</p>`)}
      <p>
        ${fit.votes.toLocaleString("en")} votes, Bradley-Terry, ties ${fit.ties}; ${how}. mindgap
        ${provenance.version}, data
        ${provenance.dataHash.slice(0, 8)}${this.fromSnapshot ? "; computed beforehand" : ""}.
      </p>
    </div>`;
  }
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

function percent(level: number): number {
  return Number((100 * level).toPrecision(6));
}
