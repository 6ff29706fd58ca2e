/** The gap on the page: scores in, what they say of the votes out. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Votes } from "mindgap";
import type { State } from "../state.js";
import { benchmarks } from "./benchmarks.js";
import { figures } from "./figures.js";
import { joinDialog } from "./join.js";
import type { GapSession } from "./session.js";

interface Props {
  session: GapSession;
  votes: Votes;
  state: State;
  /** About the scores that ship with the study. */
  about: string | undefined;
  set: (change: Partial<State>) => void;
  read: (file: File) => void;
}

export function gapSection({ session, votes, state, about, set, read }: Props): TemplateResult {
  const { scores, source, join, joining, gap, busy, error } = session.shown;
  const chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) read(file);
    input.value = "";
  };
  return html`<section id="gap">
    <h2>How far benchmarks predict these votes</h2>
    <div class="source">
      <label class="file"
        >Drop a table of benchmark scores, or
        <input
          id="scores-file"
          type="file"
          accept=".csv,.tsv,.txt,.json,.jsonl,.gz"
          @change=${chosen}
        />
      </label>
      <p class="about">
        ${
          scores
            ? html`${about ?? `${source}.`}
              ${join ? html`<button id="names" @click=${() => session.join(!joining)}>Names…</button>` : nothing}`
            : html`One row per model and one column per benchmark, or one row per score; names may
              differ from the votes’.`
        }
      </p>
    </div>
    ${error ? html`<div id="gap-error" class="error" role="alert"><p>${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.</p></div>` : nothing}
    ${
      scores && join && joining
        ? joinDialog({
            models: votes.report.models,
            scores,
            join,
            use: (names) => void session.rename(names),
            close: () => session.join(false),
          })
        : nothing
    }
    ${scores ? html`<mindgap-benchmarks .scores=${scores} .gap=${gap} .join=${join}></mindgap-benchmarks>` : nothing}
    ${scores ? benchmarks(scores, (changed) => void session.change(changed)) : nothing}
    ${scores ? settings(state, set) : nothing}
    <div class="status" aria-live="polite">
      ${
        busy
          ? html`<span>comparing scores with votes…</span>`
          : gap
            ? html`<span id="gap-done"
                >${gap.models.length} models with votes and scores, ${gap.correlations.length}
                benchmarks, in ${gap.provenance.seconds.toFixed(2)} s</span
              >`
            : nothing
      }
    </div>
    ${
      gap
        ? html`
            ${
              gap.warnings.length > 0
                ? html`<ul class="warnings">
                    ${gap.warnings.map((warning) => html`<li>${warning.charAt(0).toUpperCase()}${warning.slice(1)}.</li>`)}
                  </ul>`
                : nothing
            }
            ${gap.leftOut.length > 0 ? html`<p class="mute">Not looked at: ${gap.leftOut.map(({ benchmark, why }) => `${benchmark} (${why})`).join("; ")}.</p>` : nothing}
            ${figures(gap)} ${notes("The mixed regression", gap.mixed?.warnings)}
            ${notes("The plain regression", gap.logistic?.warnings)}
            <p class="reading">${gap.readings.power.join(" ")}</p>
            <mindgap-power .power=${gap.power} .ask=${session.power.bind(session)}></mindgap-power>
            <p class="provenance">
              Kendall’s τ-b with permutation p-values, corrected after Benjamini and Hochberg;
              intervals over the votes’ replicates; seed ${gap.provenance.seed}; scores
              <code title="xxh3-128 of the file">${gap.provenance.scoresHash}</code>
            </p>
          `
        : nothing
    }
  </section>`;
}

function notes(what: string, warnings: string[] = []): TemplateResult | typeof nothing {
  return warnings.length > 0 ? html`<p class="mute">${what}: ${warnings.join("; ")}.</p>` : nothing;
}

function settings(state: State, set: (change: Partial<State>) => void): TemplateResult {
  const number = (
    name: "k" | "merge" | "inflation",
    label: string,
    least: number,
    most: number,
    step: number,
  ): TemplateResult =>
    html`<label
      >${label}
      <input
        type="number"
        id="gap-${name}"
        min=${least}
        max=${most}
        step=${step}
        .value=${live(String(state[name]))}
        @change=${(event: Event) => {
          const { valueAsNumber } = event.target as HTMLInputElement;
          if (valueAsNumber >= least && valueAsNumber <= most) set({ [name]: valueAsNumber });
        }}
      />
    </label>`;
  return html`<form class="controls" @submit=${(event: Event) => event.preventDefault()}>
    ${number("k", "Length of top lists", 1, 1000, 1)}
    ${number("merge", "Merge benchmarks above r", 0, 1, 0.01)}
    ${number("inflation", "Largest inflation (VIF)", 1, 1e6, 0.5)}
    <label
      >Model effects
      <select
        id="gap-effects"
        @change=${(event: Event) => set({ effects: (event.target as HTMLSelectElement).value as State["effects"] })}
      >
        <option value="signed" .selected=${live(state.effects === "signed")}>one per model</option>
        <option value="crossed" .selected=${live(state.effects === "crossed")}>
          one per side, as in the paper
        </option>
      </select>
    </label>
  </form>`;
}
