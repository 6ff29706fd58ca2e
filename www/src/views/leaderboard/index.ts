/** The leaderboard: the table first, then figures, then what more there is to know. */

import "mindgap/elements";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import { comments } from "../../shell/comments.js";
import { View } from "../../shell/view.js";
import { count, plural, sentence, size } from "../../shell/words.js";
import type { Board, Report, Sort } from "../../types.js";
import { controlled } from "./controlled.js";
import { controls } from "./controls.js";
import { figures } from "./figures.js";
import { method } from "./method.js";
import { moreVotes } from "./moreVotes.js";
import { report } from "./read.js";
import { FIRST, firstRows } from "./rows.js";
import { settings } from "./settings.js";
import { ties } from "./ties.js";

export class LeaderboardView extends View {
  static override properties = { ...View.properties, whole: { state: true } };

  /** All rows of a long board were asked for. */
  declare whole: boolean;
  protected override readonly needs = ["votes"] as const;

  constructor() {
    super();
    this.whole = false;
  }

  override render(): TemplateResult {
    const { study } = this;
    const { ballots, state } = study;
    const { votes, board } = ballots;
    const set = study.set.bind(study);
    return html`
      ${this.#heading()}
      ${
        votes
          ? html`<section class="frame" aria-label="Ranking">
              ${controls({ state, report: votes.report, set })}
              ${board ? this.#table(board.value, board.current) : this.#room(votes.report)}
              ${settings({ state, report: votes.report, set, controlForStyle: () => study.controlForStyle() })}
              ${this.#sources()}
            </section>`
          : nothing
      }
      ${controlled(study)} ${board ? figures(study) : nothing} ${this.#more()}
      ${board?.value.tieModels ? ties(board.value.tieModels) : nothing}
      ${votes ? comments(votes, state.where) : nothing}
      ${board || ballots.error ? method(study) : nothing}
    `;
  }

  /** What is ranked, from what. */
  #heading(): TemplateResult {
    const { votes, board } = this.study.ballots;
    if (!votes || !board)
      return html`<h1 tabindex="-1">Leaderboard</h1>
        ${this.#simulated()}`;
    const { models, fit } = board.value;
    const { kept } = votes.report;
    const filtered = Object.keys(this.study.state.where).length > 0;
    return html`<h1 tabindex="-1">
        ${plural(models.length, "model")}, ranked from
        ${filtered ? `${count(fit.votes)} of ` : nothing}${plural(kept, "vote")}
      </h1>
      ${this.#simulated()}`;
  }

  #simulated(): TemplateResult | typeof nothing {
    if (!this.study.example?.simulated) return nothing;
    return html`<p><strong class="tag">simulated</strong> These models do not exist.</p>`;
  }

  /** As high as the rows that come, so that nothing moves when they do. */
  #room({ models }: Report): TemplateResult | typeof nothing {
    if (this.study.ballots.error) return nothing;
    const rows = Math.min(models.length, FIRST);
    return html`<div .style=${`min-block-size: ${2.25 * (rows + 1)}rem`}></div>`;
  }

  #table(board: Board, current: boolean): TemplateResult {
    const { study } = this;
    const { scale, search, sort } = study.state;
    return html`<mindgap-table
        class=${current ? "" : "waiting"}
        .board=${this.whole ? board : firstRows(board, study.state)}
        .scale=${scale}
        .search=${search}
        .sort=${sort}
        .hrefOf=${this.#hrefOf}
        @mindgap-sort=${(event: CustomEvent<Sort>) => study.set({ sort: event.detail })}
        @click=${this.#open}
      ></mindgap-table>
      ${
        board.models.length > FIRST && !this.whole && search === ""
          ? html`<p>
              <button id="show-all" @click=${() => (this.whole = true)}>
                Show all ${count(board.models.length)} models
              </button>
            </p>`
          : nothing
      }
      ${
        board.warnings.length > 0
          ? html`<ul class="warnings">
              ${board.warnings.map((warning) => html`<li>${sentence(warning)}</li>`)}
            </ul>`
          : nothing
      }`;
  }

  /** Where a model's own page is. */
  readonly #hrefOf = (model: string): string => this.study.href({ view: "model", model });

  /** The whole row leads to the model's page; its name is a link for the keyboard. */
  readonly #open = (event: Event): void => {
    const path = event.composedPath() as Element[];
    if (path.some(({ localName }) => localName === "a" || localName === "button")) return;
    const row = path.find((one) => one instanceof HTMLTableRowElement);
    const model = row?.dataset["model"];
    if (model !== undefined && !getSelection()?.toString()) this.study.go("model", { model });
  };

  /** Where the figures come from: beside them, as a chart's source. */
  #sources(): TemplateResult {
    const { example, file, ballots } = this.study;
    const { votes, board } = ballots;
    if (!votes) return html``;
    const remap = (): void =>
      void this.dispatchEvent(new CustomEvent("choose-columns", { bubbles: true }));
    return html`${report(votes.report, file ? remap : undefined)}
      <p class="provenance">
        ${
          example
            ? html`${example.about}
              ${example.source ? html`Source: <a href=${example.source.href} rel="noreferrer">${example.source.label}</a>.` : nothing}`
            : html`${file?.name}, ${size(file?.size ?? 0)}.`
        }
        ${
          board
            ? html`mindgap ${board.value.provenance.version}, ${backend(board.value)},
              ${plural(board.value.provenance.workers, "worker")};`
            : html`<span class="coming">mindgap 0.0.0, wasm, 0 workers;</span>`
        }
        data <code title="xxh3-128 of the file">${votes.report.hash}</code>
        <a href=${this.study.href({ view: "share" })}>Share, embed or download</a>
      </p>`;
  }

  #more(): TemplateResult | typeof nothing {
    const { ballots } = this.study;
    if (!ballots.board) return nothing;
    const { more } = ballots;
    return html`<mindgap-seen
      class="more ${more?.current ? "" : "waiting"}"
      .content=${() => (more ? moreVotes(more.value) : nothing)}
      @seen=${() => this.study.want("more")}
    ></mindgap-seen>`;
  }
}

/** What drew the replicates and, of a GPU, how far its figures are another machine's. */
function backend({ provenance: { backend, gpu } }: Board): string {
  if (!gpu?.agreement) return backend;
  return `${[backend, gpu.name].filter(Boolean).join(" on ")} (${gpu.agreement})`;
}
