/** Models that stand elsewhere in one group than in all other votes, beyond noise. */

import { html, nothing, type TemplateResult } from "lit";
import { format, interval } from "mindgap/charts";
import type { ByFacet } from "mindgap";
import { term } from "../../shell/term.js";
import { count } from "../../shell/words.js";

/** Rows that are shown; the file has them all. */
const MOST = 20;

const DIFFERENCE =
  "Its rating in this group less that in all other votes, log-odds, each counted from the mean of the models that both have.";

export function moves({ moves: all, provenance, facet }: ByFacet): TemplateResult | typeof nothing {
  const alpha = 1 - Number(provenance.settings["level"]);
  const beyond = all
    .filter(({ adjusted }) => adjusted < alpha)
    .sort((one, other) => one.p - other.p);
  if (beyond.length === 0) return nothing;
  return html`<section id="moves">
    <h2>Who stands elsewhere</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Models that move">
      <table>
        <thead>
          <tr>
            <th scope="col">model</th>
            <th scope="col">${facet}</th>
            <th scope="col" class="number">${term("about-move", "difference", DIFFERENCE)}</th>
            <th scope="col" class="number">interval</th>
            <th scope="col" class="number">p after Holm</th>
          </tr>
        </thead>
        <tbody>
          ${beyond.slice(0, MOST).map(
            ({ model, value, difference, interval: ends, adjusted }) =>
              html`<tr>
                <th scope="row">${model}</th>
                <td>${value || "(empty)"}</td>
                <td class="number">${difference > 0 ? "+" : ""}${format.rating(difference)}</td>
                <td class="number">${interval(ends, format.rating)}</td>
                <td class="number">${format.p(adjusted)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${beyond.length > MOST ? html`<p>And ${count(beyond.length - MOST)} more, in the file.</p>` : nothing}
  </section>`;
}
