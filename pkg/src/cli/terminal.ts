/** Text for a terminal: aligned, and without what would control it. */

import { written, type Table } from "../export/table.js";
import { visible } from "../export/text.js";

/** Columns that a name may take. */
const LONGEST = 48;

/** Where a command writes. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** Lines of text; what controls a terminal is written out in each. */
export function say(out: Output, ...lines: string[]): void {
  out.write(lines.map((line) => `${visible(line)}\n`).join(""));
}

/** Text for programs, as it is; on a terminal what would control it is written out. */
export function sayText(out: Output, text: string): void {
  out.write(out.isTTY ? text.split("\n").map(visible).join("\n") : text);
}

/** A table with its numbers to the right. */
export function aligned(table: Table): string[] {
  const { columns, rows } = written(table);
  const cells = [columns.map(({ label }) => label), ...rows].map((row) => row.map(shortened));
  const widths = columns.map((_, at) =>
    cells.reduce((most, row) => Math.max(most, width(row[at] ?? "")), 0),
  );
  return cells.map((row) =>
    row
      .map((cell, at) => {
        const space = " ".repeat((widths[at] ?? 0) - width(cell));
        return columns[at]?.numeric ? space + cell : cell + space;
      })
      .join("  ")
      .trimEnd(),
  );
}

function shortened(cell: string): string {
  // Written out first: an escape is longer than what it stands for.
  const graphemes = [...segments(visible(cell))];
  if (graphemes.length <= LONGEST) return graphemes.join("");
  return `${graphemes.slice(0, LONGEST - 1).join("")}…`;
}

/** Lines of at most so many columns, broken at spaces. */
export function wrapped(text: string, columns: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    const longer = line === indent ? line + word : `${line} ${word}`;
    if (line !== indent && width(longer) > columns) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** For sentences: not wider than is read with ease. */
export function readable(out: Output): number {
  return Math.min(out.columns ?? 80, 100);
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function segments(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

// East Asian wide and full-width forms, and what is drawn as an emoji.
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;

/** Columns that a terminal takes for a text. */
export function width(text: string): number {
  return segments(text).reduce((sum, grapheme) => sum + (WIDE.test(grapheme) ? 2 : 1), 0);
}
