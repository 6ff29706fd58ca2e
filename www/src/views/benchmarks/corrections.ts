/** What was taken for what in the table of scores, to be set right. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Benchmark, Scores } from "mindgap";
import type { Correction } from "../../study/address.js";

export function corrections(
  scores: Scores,
  correct: (benchmark: string, change: Correction) => void,
): TemplateResult {
  const { report } = scores;
  return html`<details id="benchmarks" ?open=${report.dropped.length > 0}>
    <summary>
      What was read: ${scores.models.length} models, ${scores.benchmarks.length}
      benchmarks${
        report.dropped.length > 0
          ? html`, <strong>${report.dropped.length} cells or rows left out</strong>`
          : nothing
      }
    </summary>
    ${report.notes.map((note) => html`<p>${note}</p>`)}
    ${
      report.dropped.length > 0
        ? html`<ul>
            ${report.dropped
              .slice(0, 20)
              .map(
                ({ line, column, value, reason }) =>
                  html`<li>
                    line ${line}${column ? html`, ${column}` : nothing}:
                    ${reason}${value === undefined ? nothing : html` <code>${value}</code>`}
                  </li>`,
              )}
          </ul>`
        : nothing
    }
    <p>Set right what was guessed wrong: everything below follows.</p>
    <div class="scroll" tabindex="0" role="group" aria-label="Benchmarks, as they were read">
      <table>
        <thead>
          <tr>
            <th scope="col">use</th>
            <th scope="col">benchmark</th>
            <th scope="col">better is</th>
            <th scope="col">because</th>
          </tr>
        </thead>
        <tbody>
          ${scores.benchmarks.map(
            ({ name, direction, because, included, why }) =>
              html`<tr>
                <td>
                  <input
                    type="checkbox"
                    aria-label="Use ${name}"
                    .checked=${live(included)}
                    @change=${(event: Event) => correct(name, { included: (event.target as HTMLInputElement).checked })}
                  />
                </td>
                <th scope="row">${name}</th>
                <td>
                  <select
                    aria-label="Better ${name} is"
                    @change=${(event: Event) =>
                      correct(name, {
                        direction: (event.target as HTMLSelectElement)
                          .value as Benchmark["direction"],
                      })}
                  >
                    <option value="higher" .selected=${live(direction === "higher")}>higher</option>
                    <option value="lower" .selected=${live(direction === "lower")}>lower</option>
                  </select>
                </td>
                <td class="mute">${because}${why ? html`; ${why}` : nothing}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
