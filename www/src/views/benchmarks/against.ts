/** What scores are held against, and which table of a page they are. */

import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** A table of a page, as the error `several-tables` lists it. */
export interface FoundTable {
  table: number;
  line: number;
  rows: number;
  header: string[];
}

/** The votes, or a column of the scores that stands for them. */
export function against(
  columns: { ratings: string }[],
  chosen: string,
  choose: (column: string) => void,
): TemplateResult {
  return html`<form class="fields" @submit=${(event: Event) => event.preventDefault()}>
    <label
      >Held against
      <select
        id="ratings"
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        <option value="" .selected=${live(chosen === "")}>the votes</option>
        ${columns.map(
          ({ ratings }) =>
            html`<option value=${ratings} .selected=${live(ratings === chosen)}>
              ${ratings}, as ratings
            </option>`,
        )}
      </select>
    </label>
  </form>`;
}

/** One click for each table. */
export function tableChoice(tables: FoundTable[], choose: (table: number) => void): TemplateResult {
  return html`<p>This page has ${tables.length} tables of scores. Which one is meant?</p>
    <ul class="tables">
      ${tables.map(
        ({ table, line, rows, header }) =>
          html`<li>
            <button data-table=${table} @click=${() => choose(table)}>
              ${rows} rows on line ${line}:
              ${header.slice(0, 6).join(", ")}${header.length > 6 ? ", …" : ""}
            </button>
          </li>`,
      )}
    </ul>`;
}
