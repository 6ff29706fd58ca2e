/** The ranking with control beside the one without: who moves, and what was controlled for. */

import { html, nothing, type TemplateResult } from "lit";
import { format, interval, movedInWords } from "mindgap/charts";
import { figure } from "../../shell/figure.js";
import { term } from "../../shell/term.js";
import { count, percent, plural } from "../../shell/words.js";
import type { Study } from "../../study/study.js";
import type { Board } from "../../types.js";

export function controlled(study: Study): TemplateResult | typeof nothing {
  const { ranked, board } = study.ballots;
  const controls = board?.value.controls;
  if (!board || !controls) return nothing;
  const before = study.ballots.uncontrolled;
  const after = ranked ?? { board: board.value };
  const how = howInWords(study);
  const slope = (): TemplateResult =>
    before
      ? html`<mindgap-chart
          kind="slope"
          .without=${before.board}
          .board=${after.board}
        ></mindgap-chart>`
      : html`<p class="mute">Ranking without control…</p>`;
  return html`<section id="controlled" class=${board.current ? "" : "waiting"}>
    <h2>With and without control</h2>
    ${before ? html`<p class="lead">${movedInWords(before.board, after.board, how)}</p>` : nothing}
    ${incomplete(board.value)} ${controls.length > 0 ? table(board.value, controls) : nothing}
    <p class="mute">
      Pairs, and what more votes would tell, are counted without control; so is the comparison with
      benchmarks.
    </p>
    ${figure({ kind: "slope", content: slope, waiting: !board.current, wide: true, coming: !before })}
  </section>`;
}

/** The subject of the sentence on who moves. */
function howInWords({ state }: Study): string {
  const { control, position, reweight } = state;
  const what = [
    ...(control.length > 0 ? [`controlling for ${listed(control)}`] : []),
    ...(position ? ["taking out the advantage of being shown first"] : []),
    ...(reweight ? ["letting every pair count alike"] : []),
  ];
  const text = listed(what);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function listed(all: string[]): string {
  return all.length < 2 ? all.join() : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

function incomplete({ fit }: Board): TemplateResult | typeof nothing {
  if (!fit.incomplete) return nothing;
  return html`<p>
    ${plural(fit.incomplete, "vote")} of ${count(fit.incomplete + fit.votes)} left out: a number
    that is controlled for is missing.
  </p>`;
}

function table({ provenance }: Board, controls: NonNullable<Board["controls"]>): TemplateResult {
  const level = percent(Number(provenance.settings["level"]));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="What is controlled for">
    <table id="controls-table">
      <thead>
        <tr>
          <th scope="col">controlled for</th>
          <th scope="col" class="number">
            ${term("about-coefficient", "coefficient", "Log-odds for each unit by which the first answer leads; of the position, for being shown first.")}
          </th>
          <th scope="col" class="number">${level} interval</th>
          <th scope="col" class="number">
            ${term("about-control-p", "p", "Two-sided, of no effect.")}
          </th>
          <th scope="col" class="number">
            ${term("about-sd", "per SD", "The same for each standard deviation of the column: what columns of other units can be compared by.")}
          </th>
        </tr>
      </thead>
      <tbody>
        ${controls.map(
          ({ name, estimate, interval: ends, p, perSd }) =>
            html`<tr>
              <th scope="row">${name === "position" ? "being shown first" : name}</th>
              <td class="number">${fine(estimate)}</td>
              <td class="number">${interval(ends, fine)}</td>
              <td class="number">${format.p(p)}</td>
              <td class="number">${perSd ? format.rating(perSd.estimate) : ""}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Units may be small: three digits that count. */
function fine(x: number): string {
  return Number(x.toPrecision(3)).toString().replace("-", "−");
}
