/** How far benchmarks predict votes: scores in, the answer, then what it stands on. */

import "mindgap/elements";
import "mindgap/elements/gap";
import "./style.css";
import { html, nothing, type TemplateResult } from "lit";
import type { Gap, Join, Power, PowerOptions } from "mindgap";
import { accepted } from "../../shell/drop.js";
import { View } from "../../shell/view.js";
import { plural, sentence } from "../../shell/words.js";
import { passing } from "../../study/passing.js";
import { against, tableChoice, type FoundTable } from "./against.js";
import { corrections } from "./corrections.js";
import { joinDialog } from "./join.js";
import { PowerCalculator } from "./power.js";
import { answer, evidence } from "./reading.js";
import { settings } from "./settings.js";

if (!customElements.get("mindgap-power")) customElements.define("mindgap-power", PowerCalculator);

/** The files whose names the reader was asked about: the votes’ hash, and the names in the scores. */
const asked = new Set<string>();

const HEADINGS = ".part > h2, #power > h2";

export class BenchmarksView extends View {
  static override properties = {
    ...View.properties,
    joining: { state: true },
    headings: { state: true },
  };

  /** The dialog that joins names is open. */
  declare joining: boolean;
  /** Of the parts below. */
  declare headings: string[];
  protected override readonly needs = ["votes", "scores"] as const;
  #join: Join | undefined;

  constructor() {
    super();
    this.joining = false;
    this.headings = [];
  }

  /** Names that look alike are asked about, once for these votes and these scores. */
  protected override willUpdate(): void {
    const { ballots, scored } = this.study;
    const { join, scores } = scored;
    if (!join || join === this.#join) return;
    this.#join = join;
    const files = `${ballots.votes?.report.hash} ${scores?.models.join()}`;
    if (asked.has(files) || !join.matches.some(({ how }) => how === "similar")) return;
    asked.add(files);
    this.joining = true;
  }

  protected override updated(): void {
    const headings = [...this.querySelectorAll(HEADINGS)].map((one) => one.textContent ?? "");
    if (headings.join() !== this.headings.join()) this.headings = headings;
  }

  /** The page is long: what it holds, and a way there. */
  #contents(): TemplateResult | typeof nothing {
    if (this.headings.length < 2) return nothing;
    const reveal = (at: number) => (): void => {
      const heading = this.querySelectorAll<HTMLElement>(HEADINGS)[at];
      if (!heading) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView();
    };
    return html`<nav class="contents" aria-label="On this page">
      ${this.headings.map((heading, at) => html`<button @click=${reveal(at)}>${heading}</button>`)}
    </nav>`;
  }

  override render(): TemplateResult {
    const { study } = this;
    const { scored, ballots, state } = study;
    const { scores, gap, join } = scored;
    const set = study.set.bind(study);
    const { ratings } = state;
    const power = async (options: PowerOptions): Promise<Power> =>
      (await study.mindgap()).power(options);
    return html`<section id="gap" class=${gap && !gap.current ? "waiting" : ""}>
      <h1 tabindex="-1">How far benchmarks predict ${ratings || "these votes"}</h1>
      ${this.#source()} ${this.#borrowed()} ${this.#against()} ${this.#failure()}
      <div class="status"><p role="status">${this.#status()}</p></div>
      ${
        scores && join && this.joining && ballots.votes && !ratings
          ? joinDialog({
              models: ballots.votes.report.models,
              scores,
              join,
              use: (names) => study.rename(names),
              closed: () => (this.joining = false),
            })
          : nothing
      }
      ${gap ? answer(gap.value) : nothing} ${this.#contents()}
      ${
        scores
          ? html`<section id="gap-table" class="part">
              <h2>The scores</h2>
              ${gap ? checks(gap.value) : nothing}
              <mindgap-benchmarks
                .scores=${scores}
                .gap=${gap?.value}
                .join=${ratings ? undefined : join}
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
      ${scores && join && !this.study.state.ratings ? html`<button id="names" @click=${() => (this.joining = true)}>Names…</button>` : nothing}
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

  /** Own scores beside votes that nobody brought. */
  #borrowed(): TemplateResult | typeof nothing {
    const { example, ownScores, state } = this.study;
    if (!example || !ownScores || state.ratings) return nothing;
    const { columns } = this.study.scored;
    return html`<p id="borrowed" class="warnings">
      No votes yet: compared with the ${example.name}; drop your
      votes${columns.length > 0 ? ", or let a column of the scores stand for them" : nothing}.
    </p>`;
  }

  /** What the reader's own scores are held against. */
  #against(): TemplateResult | typeof nothing {
    const { study } = this;
    const { ratings } = study.state;
    const { columns, scores } = study.scored;
    if (!scores || columns.length === 0 || (!study.ownScores && !ratings)) return nothing;
    return html`${
      study.scored.lacking
        ? html`<p class="warnings">
            This link is for scores with a column ${ratings}: open them, or choose another column.
          </p>`
        : nothing
    }
    ${against(columns, ratings, (ratings) => study.set({ ratings }))}`;
  }

  #failure(): TemplateResult | typeof nothing {
    const { error } = this.study.scored;
    if (!error) return nothing;
    // The votes' names have no part in what a column says.
    if (error.code === "too-few-models" && this.study.scored.gap?.current) return nothing;
    const tables = error.code === "several-tables" ? (error["tables"] as FoundTable[]) : [];
    return html`<div id="gap-error" class="error" role="alert">
      ${
        tables.length > 0
          ? tableChoice(tables, (table) => this.study.set({ table }))
          : html`<p>${sentence(error.message)}</p>`
      }
      ${passing(error) ? html`<button @click=${() => this.study.retry()}>Try again</button>` : nothing}
    </div>`;
  }

  #status(): TemplateResult | string | typeof nothing {
    const { busy, gap, scores } = this.study.scored;
    const { votes, ranked, error } = this.study.ballots;
    if (busy) return "Comparing scores with votes";
    if (!gap?.current)
      return scores && votes && !ranked && !error && !this.study.state.ratings
        ? "Waiting for the votes’ ranking"
        : nothing;
    const { models, correlations, provenance } = gap.value;
    const what = gap.value.rated ? "ratings" : "votes";
    return html`<span id="gap-done"
      >${plural(models.length, "model")} with ${what} and scores,
      ${plural(correlations.length, "benchmark")}, in ${provenance.seconds.toFixed(2)} s</span
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

function provenance({ rated, provenance: { seed, scoresHash } }: Gap): TemplateResult {
  return html`<p class="provenance">
    Kendall’s τ-b with permutation p-values, corrected after Benjamini and
    Hochberg;${rated ? nothing : " intervals over the votes’ replicates;"} seed ${seed}; scores
    <code title="xxh3-128 of the file">${scoresHash}</code>
  </p>`;
}
