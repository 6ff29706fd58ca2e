/** Choosing by hand which column plays which part. */

import { html, nothing, type TemplateResult } from "lit";
import type { MindgapError } from "mindgap";
import type { ColumnMap } from "./types.js";

const parts: [keyof ColumnMap, string][] = [
  ["modelA", "first model (needed)"],
  ["modelB", "second model (needed)"],
  ["winner", "outcome"],
  ["judge", "judge"],
  ["time", "time"],
  ["text", "free text"],
  ["count", "votes per row"],
  ["wins", "wins of the first"],
  ["losses", "wins of the second"],
  ["ties", "ties"],
];

interface Props {
  columns: string[];
  preview: string[][];
  chosen: ColumnMap;
  close: () => void;
  use: (columns: ColumnMap) => void;
}

/** The column names that an error of the reader tells, or none. */
export function columnsOf(error: MindgapError): string[] {
  const mappable =
    ["no-columns", "unknown-column"].includes(error.code) && error["headerMissing"] !== true;
  return mappable ? (error["found"] as string[]) : [];
}

export function mapping({ columns, preview, chosen, close, use }: Props): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    use(Object.fromEntries([...form].filter(([, column]) => column !== "")) as ColumnMap);
  };
  return html`<form id="mapping" @submit=${submit} aria-label="Columns">
    <h2>Which column is what?</h2>
    <p>Either one outcome a row, or wins and losses per pair.</p>
    <div class="parts">
      ${parts.map(
        ([part, label]) =>
          html`<label
            >${label}
            <select name=${part}>
              <option value="">
                ${part === "modelA" || part === "modelB" ? "choose" : "none"}
              </option>
              ${columns.map((column) => html`<option value=${column} ?selected=${chosen[part] === column}>${column}</option>`)}
            </select></label
          >`,
      )}
    </div>
    ${
      preview.length > 0
        ? html`<div class="scroll">
            <table>
              <caption>
                The first rows
              </caption>
              <thead>
                <tr>
                  ${columns.map((column) => html`<th>${column}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${preview.slice(0, 4).map(
                  (row) =>
                    html`<tr>
                      ${row.map((value) => html`<td>${value.slice(0, 60)}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
        : nothing
    }
    <button type="submit">Read the file so</button>
    <button type="button" @click=${close}>Leave it</button>
  </form>`;
}
