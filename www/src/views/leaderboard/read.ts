/** What was read: kept, dropped and why, with the first lines of each kind. */

import { html, nothing, type TemplateResult } from "lit";
import { dropReasons, partOf } from "mindgap/export";
import { plural, size } from "../../shell/words.js";
import type { Report } from "../../types.js";

/** With a button to take columns differently, where the file is at hand. */
export function report(read: Report, remap: (() => void) | undefined): TemplateResult {
  const dropped = Object.entries(read.droppedByReason).filter(([, count]) => count > 0);
  const all = dropped.reduce((sum, [, count]) => sum + count, 0);
  return html`<details id="report" ?open=${all > 0 || read.notes.length > 0}>
    <summary>
      What was read: ${plural(read.kept, "vote")} on ${plural(read.models.length, "model")} from
      ${plural(read.rows, "row")}${all > 0 ? html`, <strong>${plural(all, "row")} left out</strong>` : nothing}
    </summary>
    <p>
      ${read.format.toUpperCase()}, ${read.encoding}${read.gzip ? ", gzipped" : ""},
      ${size(read.bytes)}.
      ${read.judges === undefined ? "Votes do not say who cast them." : `${plural(read.judges, "judge")}.`}
      ${Object.entries(read.outcomes)
        .map(([outcome, count]) => `${outcome} ${count.toLocaleString("en")}`)
        .join(", ")}.
      Hash (xxh3-128): <code>${read.hash}</code>.
    </p>
    ${read.notes.map((note) => html`<p>${note}</p>`)}
    ${
      dropped.length > 0
        ? html`<table>
            <caption>
              Rows left out
            </caption>
            <thead>
              <tr>
                <th scope="col">why</th>
                <th scope="col">rows</th>
                <th scope="col">first of them</th>
              </tr>
            </thead>
            <tbody>
              ${dropped.map(
                ([reason, count]) =>
                  html`<tr>
                    <td>${dropReasons[reason] ?? reason}</td>
                    <td class="number">${count.toLocaleString("en")}</td>
                    <td>
                      ${read.dropped
                        .filter((row) => row.reason === reason)
                        .slice(0, 5)
                        .map(
                          (row) =>
                            html`${read.format === "parquet" ? "row" : "line"}
                            ${row.line}${row.value === undefined ? nothing : html` <code>${row.value}</code>`} `,
                        )}
                    </td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : nothing
    }
    <table>
      <caption>
        Columns
      </caption>
      <thead>
        <tr>
          <th scope="col">column</th>
          <th scope="col">taken as</th>
        </tr>
      </thead>
      <tbody>
        ${read.columns.map(
          (column) =>
            html`<tr>
              <td>${column.name}</td>
              <td>${partOf(column, read)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${remap ? html`<button id="remap" @click=${remap}>Take columns differently…</button>` : nothing}
  </details>`;
}
