/** The gap on the page: scores in, what they say of the votes out. */

import { html, nothing, type TemplateResult } from "lit";
import type { Gap, Votes } from "mindgap";
import type { State } from "../state.js";
import { benchmarks } from "./benchmarks.js";
import { joinDialog } from "./join.js";
import { answer, evidence, sentence } from "./report.js";
import type { GapSession } from "./session.js";
import { settings } from "./settings.js";

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
    ${error ? html`<div id="gap-error" class="error" role="alert"><p>${sentence(error.message)}</p></div>` : nothing}
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
    ${gap ? answer(gap) : nothing}
    ${
      scores
        ? html`<section id="gap-table" class="part">
            <h3>The scores</h3>
            ${gap ? checks(gap) : nothing}
            <mindgap-benchmarks .scores=${scores} .gap=${gap} .join=${join}></mindgap-benchmarks>
            ${benchmarks(scores, (changed) => void session.change(changed))}
          </section>`
        : nothing
    }
    ${gap ? evidence({ gap, intervals: state.intervals, set, power: session.power.bind(session) }) : nothing}
    ${scores ? settings(state, set) : nothing}
    ${
      gap
        ? html`<p class="provenance">
            Kendall’s τ-b with permutation p-values, corrected after Benjamini and Hochberg;
            intervals over the votes’ replicates; seed ${gap.provenance.seed}; scores
            <code title="xxh3-128 of the file">${gap.provenance.scoresHash}</code>
          </p>`
        : nothing
    }
  </section>`;
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
