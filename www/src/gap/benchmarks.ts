/** What was taken for what in the table of scores, to be set right. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Benchmark, Scores } from "mindgap";

export function benchmarks(scores: Scores, change: (scores: Scores) => void): TemplateResult {
  const set = (at: number, patch: Partial<Benchmark>): void =>
    change({
      ...scores,
      benchmarks: scores.benchmarks.map((b, k) => (k === at ? { ...b, ...patch } : b)),
    });
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
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>use</th>
            <th>benchmark</th>
            <th>better is</th>
            <th>because</th>
          </tr>
        </thead>
        <tbody>
          ${scores.benchmarks.map(
            ({ name, direction, because, included, why }, at) =>
              html`<tr>
                <td>
                  <input
                    type="checkbox"
                    aria-label="Use ${name}"
                    .checked=${live(included)}
                    @change=${(event: Event) => set(at, { included: (event.target as HTMLInputElement).checked })}
                  />
                </td>
                <td>${name}</td>
                <td>
                  <select
                    aria-label="Better ${name} is"
                    @change=${(event: Event) =>
                      set(at, {
                        direction: (event.target as HTMLSelectElement)
                          .value as Benchmark["direction"],
                        because: "you said so",
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
