/**
 * Comma-separated text (RFC 4180, UTF-8, lines ended by a newline): every CSV that this software
 * writes comes from here, so that no name in it is run as a formula by a spreadsheet.
 */

import type { Cell, Table, TableColumn } from "./table.js";

/** What a spreadsheet takes for the first sign of a formula, full-width signs among them. */
const SIGN = "[=+\\-@＝＋－＠]";
/**
 * A sign that begins a cell, or what becomes one where the list separator is a semicolon or a tab:
 * quotation marks do not hold such a cell together there.
 */
const FORMULA = new RegExp(`(^|[;\\t\\r\\n])([\\s"']*)(?=${SIGN})`, "g");
/** A number as text is no formula. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A whole table with every column; an interval is two, `…Lower` and `…Upper`. */
export function csvOf({ columns, rows }: Table): string {
  const header = columns.flatMap((column) =>
    isPair(column) ? [`${column.key}Lower`, `${column.key}Upper`] : [column.key],
  );
  const lines = rows.map((row) => columns.flatMap((column, at) => fields(row[at], column)));
  return csvText([header, ...lines]);
}

/** Lines of cells as they are: texts are made harmless, numbers have every digit. */
export function csvText(
  lines: readonly (readonly (string | number | boolean | null | undefined)[])[],
): string {
  return lines.map((line) => `${line.map(csvCell).join(",")}\n`).join("");
}

/** One cell. What a spreadsheet would run gets an apostrophe before it; numbers are numbers. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = NUMBER.test(value) ? value : value.replace(FORMULA, "$1$2'");
  // A tab or a line's end that begins a cell is dropped by some spreadsheets before they look at it.
  const safe = /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function isPair({ kind }: TableColumn): boolean {
  return kind === "interval" || kind === "spread";
}

/** An end that is not there is infinite. */
function fields(cell: Cell, column: TableColumn): (string | number | boolean | undefined)[] {
  if (!isPair(column)) return [cell as string | number | boolean | undefined];
  if (!Array.isArray(cell)) return [undefined, undefined];
  return [cell[0] ?? -Infinity, cell[1] ?? Infinity];
}
