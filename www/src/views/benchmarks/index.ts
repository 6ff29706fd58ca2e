/** How far benchmarks predict votes: scores in, the answer, then what it stands on. */

import "mindgap/elements";
import "mindgap/elements/gap";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import type { Gap, Join, Power, PowerOptions } from "mindgap";
import { accepted } from "../../shell/drop.js";
import { passing } from "../../shell/source.js";
import { View } from "../../shell/view.js";
import { sentence } from "../../shell/words.js";
import { corrections } from "./corrections.js";
import { joinDialog } from "./join.js";
import { PowerCalculator } from "./power.js";
import { answer, evidence } from "./reading.js";
import { settings } from "./settings.js";

if (!customElements.get("mindgap-power")) customElements.define("mindgap-power", PowerCalculator);

export class BenchmarksView extends View {
  static override properties = { ...View.properties, joining: { state: true } };

  /** The dialog that joins names is open. */
  declare joining: boolean;
  protected override readonly needs = ["votes", "scores"] as const;
  /** What the reader was asked to confirm last. */
  #asked: Join | undefined;

  constructor() {
    super();
    this.joining = false;
  }

  /** Names that look alike are asked about, once. */
  protected override willUpdate(): void {
    const { join } = this.study.scored;
    if (!join || join === this.#asked) return;
    this.#asked = join;
    if (join.matches.some(({ how }) => how === "similar")) this.joining = true;
  }

  override render(): TemplateResult {
    const { study } = this;
    const { scored, ballots, state } = study;
    const { scores, gap, join } = scored;
    const set = study.set.bind(study);
    const power = async (options: PowerOptions): Promise<Power> =>
      (await study.mindgap()).power(options);
    return html`<section id="gap" class=${gap && !gap.current ? "waiting" : ""}>
      <h1 tabindex="-1">How far benchmarks predict these votes</h1>
      ${this.#source()} ${this.#failure()}
      <div class="status"><p role="status">${this.#status()}</p></div>
      ${
        scores && join && this.joining && ballots.votes
          ? joinDialog({
              models: ballots.votes.report.models,
              scores,
              join,
              use: (names) => study.rename(names),
              closed: () => (this.joining = false),
            })
          : nothing
      }
      ${gap ? answer(gap.value) : nothing}
      ${
        scores
          ? html`<section id="gap-table" class="part">
              <h2>The scores</h2>
              ${gap ? checks(gap.value) : nothing}
              <mindgap-benchmarks
                .scores=${scores}
                .gap=${gap?.value}
                .join=${join}
              ></mindgap-benchmarks>
              ${corrections(scores, (name, change) => study.correct(name, change))}
            </section>`
          : nothing
      }
      ${gap ? evidence({ gap: gap.value, intervals: state.intervals, set, power }) : nothing}
      ${scores ? settings(state, set) : nothing} ${gap ? provenance(gap.value) : nothing}
    </section>`;
  }

  /** What the scores are, and how to bring others. */
  #source(): TemplateResult {
    const { scored } = this.study;
    const { about, scores, join } = scored;
    const chosen = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const [file] = input.files ?? [];
      if (file) this.study.takeScores(file);
      input.value = "";
    };
    return html`<p class="about">
      ${
        scores
          ? html`Scores: ${about}`
          : html`One row per model and one column per benchmark, or one row per score; names may
            differ from the votes’.`
      }
      ${scores && join ? html`<button id="names" @click=${() => (this.joining = true)}>Names…</button>` : nothing}
      <label class="button opener"
        ><input
          id="scores-file"
          class="visually-hidden"
          type="file"
          accept=${accepted}
          @change=${chosen}
        />${scores ? "Other scores…" : "Open scores…"}</label
      >
    </p>`;
  }

  #failure(): TemplateResult | typeof nothing {
    const { error } = this.study.scored;
    if (!error) return nothing;
    return html`<div id="gap-error" class="error" role="alert">
      <p>${sentence(error.message)}</p>
      ${passing(error) ? html`<button @click=${() => this.study.retry()}>Try again</button>` : nothing}
    </div>`;
  }

  #status(): TemplateResult | string | typeof nothing {
    const { busy, gap, scores } = this.study.scored;
    if (busy) return "Comparing scores with votes";
    if (!gap?.current)
      return scores && this.study.ballots.votes ? "Waiting for the votes’ ranking" : nothing;
    const { models, correlations, provenance } = gap.value;
    return html`<span id="gap-done"
      >${models.length} models with votes and scores, ${correlations.length} benchmarks, in
      ${provenance.seconds.toFixed(2)} s</span
    >`;
  }
}

/** What a person should know of what went in, before any figure. */
function checks({ warnings, leftOut }: Gap): TemplateResult {
  return html`
    ${
      warnings.length > 0
        ? html`<ul class="warnings">
            ${warnings.map((warning) => html`<li>${sentence(warning)}</li>`)}
          </ul>`
        : nothing
    }
    ${leftOut.length > 0 ? html`<p class="mute">Not looked at: ${leftOut.map(({ benchmark, why }) => `${benchmark} (${why})`).join("; ")}.</p>` : nothing}
  `;
}

function provenance({ provenance: { seed, scoresHash } }: Gap): TemplateResult {
  return html`<p class="provenance">
    Kendall’s τ-b with permutation p-values, corrected after Benjamini and Hochberg; intervals over
    the votes’ replicates; seed ${seed}; scores
    <code title="xxh3-128 of the file">${scoresHash}</code>
  </p>`;
}
