/** Tables of the report: a caption, headings with their scope, every name text. */

import { written, type Table } from "mindgap/export";
import { markup, name, type Markup } from "./markup.js";

/** A table of results, its columns of details left out. */
export function resultTable(table: Table, caption: string): Markup {
  const { columns, rows } = written(table);
  return plainTable(
    caption,
    columns.map(({ label }) => label),
    rows,
    columns.map(({ numeric }) => numeric),
  );
}

/** A cell's text, or the texts that it lists. */
export type Content = string | string[];

function content(cell: Content): Markup {
  const texts = [cell].flat();
  return markup`${texts.map((text, at) => markup`${at > 0 && ", "}${name(text)}`)}`;
}

/** A table of texts; the first column that is no number names its row. */
export function plainTable(
  caption: string,
  headings: string[],
  rows: Content[][],
  numeric: boolean[] = [],
): Markup {
  const header = numeric.findIndex((is) => !is);
  const heads = Math.max(header, 0);
  const side = (column: number): string => (numeric[column] ? "number" : "text");
  const cell = (text: Content, column: number): Markup =>
    column === heads
      ? markup`<th scope="row" class="${side(column)}">${content(text)}</th>`
      : markup`<td class="${side(column)}">${content(text)}</td>`;
  const line = (row: Content[]): Markup => markup`<tr>${row.map(cell)}</tr>\n`;
  return markup`<div class="scroll" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${headings.map((text, column) => markup`<th scope="col" class="${side(column)}">${name(text)}</th>`)}</tr></thead>
<tbody>
${rows.map(line)}</tbody>
</table></div>`;
}
