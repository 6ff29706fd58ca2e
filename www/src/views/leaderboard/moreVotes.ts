/** What more votes would buy: neighbours told apart, and the pairs to ask about next. */

import { html, type TemplateResult } from "lit";
import { plural } from "../../shell/words.js";
import type { MoreVotes } from "../../study/votes.js";

/** Neighbours listed; a long ranking has more of them than anybody reads. */
const LISTED = 12;

export function moreVotes({ separations, nextPairs }: MoreVotes): TemplateResult {
  const open = separations.filter(({ separated }) => !separated);
  const number = (votes: number | undefined): string =>
    votes === undefined ? "no number" : Math.max(votes, 1).toLocaleString("en");
  const [first, ...rest] = nextPairs;
  return html`<section id="more-votes">
    <h2>What more votes would tell</h2>
    <p>
      Each pair of neighbours by itself (not corrected for their number):
      ${
        open.length === 0
          ? "the votes tell every model from the next one."
          : `${open.length} of ${plural(separations.length, "neighbour")} in the ranking ${open.length === 1 ? "is" : "are"} not told apart yet.
             If their difference is what it seems, so many more votes would find it significant with a probability of 80 %:`
      }
    </p>
    ${
      open.length > 0
        ? html`<div class="scroll" tabindex="0" role="group" aria-label="Neighbours not told apart">
              <table>
                <thead>
                  <tr>
                    <th scope="col">neighbours</th>
                    <th scope="col" class="number">difference</th>
                    <th scope="col" class="number">votes on the pair</th>
                    <th scope="col" class="number">or spread as so far</th>
                  </tr>
                </thead>
                <tbody>
                  ${open.slice(0, LISTED).map(
                    ({ a, b, difference, se, direct, spread }) =>
                      html`<tr>
                        <th scope="row">${a} over ${b}</th>
                        <td class="number">${difference.toFixed(2)} ± ${se.toFixed(2)}</td>
                        <td class="number">${number(direct)}</td>
                        <td class="number">${number(spread)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>
            ${open.length > LISTED ? html`<p>And ${open.length - LISTED} more.</p>` : ""}`
        : ""
    }
    ${
      first
        ? html`<p>
            One more vote teaches most about all ratings on
            <strong>${first.a} against ${first.b}</strong
            >${rest.length > 0 ? `, then on ${rest.map(({ a, b }) => `${a} against ${b}`).join(", ")}` : ""}.
          </p>`
        : ""
    }
  </section>`;
}
