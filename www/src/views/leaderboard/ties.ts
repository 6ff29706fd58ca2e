/** Davidson against Rao-Kupper, in words and in figures. */

import { html, type TemplateResult } from "lit";
import type { TieModelComparison } from "../../types.js";

export function ties({ davidson, raoKupper, sentence }: TieModelComparison): TemplateResult {
  const row = (
    name: string,
    parameter: string,
    fit: TieModelComparison["davidson"],
  ): TemplateResult =>
    html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${fit.logLikelihood.toFixed(2).replace("-", "−")}</td>
      <td class="number">${fit.aic.toFixed(2)}</td>
      <td>${parameter} = ${fit.parameter.toFixed(3)}</td>
    </tr>`;
  return html`<section id="ties-compared">
    <h2>How ties behave</h2>
    <p>${sentence}</p>
    <table>
      <thead>
        <tr>
          <th scope="col">model of ties</th>
          <th scope="col" class="number">log-likelihood</th>
          <th scope="col" class="number">AIC</th>
          <th scope="col">parameter</th>
        </tr>
      </thead>
      <tbody>
        ${row("Davidson (1970)", "ν", davidson)} ${row("Rao-Kupper (1967)", "θ", raoKupper)}
      </tbody>
    </table>
  </section>`;
}
