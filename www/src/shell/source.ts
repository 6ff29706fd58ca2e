/** Which votes are shown, what stands in their way, and what a reader should know of it. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { OutcomeSeen } from "mindgap";
import { examples } from "../study/examples.js";
import { passing } from "../study/passing.js";
import type { Study } from "../study/study.js";
import { opener } from "./drop.js";
import { asks, unknownWords } from "./asking.js";
import { columnsOf, outcomesOf } from "./mapping.js";
import { sentence } from "./words.js";

export function source(study: Study, mapColumns: () => void): TemplateResult {
  const { example, state } = study;
  const choose = (event: Event): void => study.choose((event.target as HTMLSelectElement).value);
  return html`<section class="source" aria-label="Votes">
    <label
      ><span class="visually-hidden">Study</span>
      <select id="study" @change=${choose}>
        ${examples.map(({ id, name }) => html`<option value=${id} .selected=${live(id === state.study)}>${name}</option>`)}
        ${example ? nothing : html`<option value="" .selected=${live(true)}>${study.name}</option>`}
      </select>
    </label>
    ${opener(study, "Open files…")}
    <mindgap-status .study=${study}></mindgap-status>
    ${notices(study)} ${failure(study, mapColumns)} ${unknown(study)}
  </section>`;
}

/** About files that are not there, or were left out. */
function notices(study: Study): TemplateResult {
  const { ballots, missing, ignored, uncontrolled } = study;
  const all: unknown[] = [...study.notTaken, ...study.notices];
  if (missing && ballots.votes)
    all.push(html`This is another file than the link’s (${missing.slice(0, 8)}…).`);
  else if (missing && !ballots.reading && !ballots.error)
    all.push(
      html`This link belongs to a file with hash <code>${missing}</code>: drop that file here to see
        its figures.`,
    );
  if (ignored.length > 0)
    all.push(`These votes have no ${ignored.join(", ")}: left out of the filter.`);
  if (uncontrolled.length > 0)
    all.push(`These votes have no column ${uncontrolled.join(", ")} to control for.`);
  return html`<div class="notices" role="status">${all.map((one) => html`<p>${one}</p>`)}</div>`;
}

/** Outcomes of the reader's own file that nobody knows. */
function unknown(study: Study): TemplateResult | typeof nothing {
  const { ballots, trial } = study;
  const failed = trial.refused?.error ?? ballots.error;
  const own = trial.refused ?? study.file;
  const told = failed?.["unknownOutcomes"] ?? ballots.votes?.report.unknownOutcomes;
  if (!own || !told) return nothing;
  const options = trial.refused?.given.options ?? study.options;
  return unknownWords(told as OutcomeSeen[], options, (said) => study.readAs(said));
}

function failure(study: Study, mapColumns: () => void): TemplateResult | typeof nothing {
  const { refused } = study.trial;
  const error = refused?.error ?? study.ballots.error;
  if (!error) return nothing;
  const mappable =
    (refused ?? study.file) &&
    (asks(error) || columnsOf(error).length > 0 || outcomesOf(error, undefined).length > 0);
  const { control, position } = study.state;
  const controlled = !refused && study.ballots.votes && (control.length > 0 || position);
  const virtual = error.code === "disconnected" && study.state.prior === 0;
  return html`<div id="error" class="error" role="alert">
    <p>${sentence(error.message)}</p>
    ${refused ? html`<p class="mute">${refused.given.name} is not taken: the figures are still those of ${study.name}.</p>` : nothing}
    ${
      mappable
        ? html`<button @click=${mapColumns}>Say what columns and outcomes mean…</button>`
        : nothing
    }
    ${virtual ? html`<button @click=${() => study.set({ prior: 1 })}>Rank with a prior of one virtual tie a model</button>` : nothing}
    ${controlled ? html`<button @click=${() => study.set({ control: [], position: false })}>Rank without control</button>` : nothing}
    ${passing(error) ? html`<button @click=${() => study.retry()}>Try again</button>` : nothing}
  </div>`;
}
