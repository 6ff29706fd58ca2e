/** Each benchmark by itself, in figures. */

import { html, nothing, type TemplateResult } from "lit";
import type { Gap } from "mindgap";
import { format, perSd } from "mindgap/charts";

export function aloneTable({ global, correlations, rated, provenance }: Gap): TemplateResult {
  const level = Number(provenance.settings["level"]);
  const rows = [...(global?.alone ?? [])].sort((a, b) => a.permutation.p - b.permutation.p);
  return html`<details id="alone-figures">
    <summary>In figures</summary>
    <div class="scroll" tabindex="0" role="group" aria-label="Each benchmark by itself, in figures">
      <table>
        <thead>
          <tr>
            <th scope="col">benchmark</th>
            <th scope="col" class="number">
              ${rated ? (rated.name ?? "rating") : "log-odds"} per standard deviation
            </th>
            <th scope="col" class="number">${Math.round(1000 * level) / 10} % interval</th>
            <th scope="col" class="number">permutation p</th>
            <th scope="col" class="number">after Holm</th>
            <th scope="col" class="number">τ with ratings</th>
            ${rated ? nothing : html`<th scope="col" class="number">τ with win rates</th>`}
            <th scope="col" class="number">its p, after BH</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(({ benchmark, permutation, pAdjusted, coefficient }) => {
            const { kendall, winRates } =
              correlations.find((row) => row.benchmark === benchmark) ?? {};
            const effect = coefficient && perSd(coefficient);
            const rate = rated ? kendall : winRates?.kendall;
            return html`<tr>
              <th scope="row">${benchmark}</th>
              <td class="number">${effect ? format.rating(effect.at) : "–"}</td>
              <td class="number">
                ${effect ? effect.interval.map(format.rating).join(" to ") : "–"}
              </td>
              <td class="number">${format.p(permutation.p)}</td>
              <td class="number">${format.p(pAdjusted)}</td>
              <td class="number">${kendall ? format.rating(kendall.tau) : "–"}</td>
              ${rated ? nothing : html`<td class="number">${rate ? format.rating(rate.tau) : "–"}</td>`}
              <td class="number">
                ${rate ? `${format.p(rate.p)}, ${format.p(rate.pAdjusted)}` : "–"}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}
