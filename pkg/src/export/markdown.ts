/** A table in Markdown (GitHub's pipes), in which names are text: no markup, no HTML, no link. */

import { written, type Table } from "./table.js";
import { visible } from "./text.js";

export function markdownOf(table: Table): string {
  const { title, columns, rows } = written(table);
  const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;
  return [
    ...(title === undefined ? [] : [`**${markdownText(title)}**`, ""]),
    line(columns.map(({ label }) => markdownText(label))),
    line(columns.map(({ numeric }) => (numeric ? "--:" : "---"))),
    ...rows.map((row) => line(row.map(markdownText))),
    "",
  ].join("\n");
}

/** Text as Markdown shows it, letter by letter. */
export function markdownText(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]<>|~&!#$]/g, "\\$&")
    .replace(/:(?=\/\/)/g, "&#58;")
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`);
}
