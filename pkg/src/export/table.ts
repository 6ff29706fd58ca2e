/** A table as every export takes it: what its columns mean, and its cells. */

import type { Interval } from "../types.js";

/** A cell. `undefined` is a figure that was not computed: an empty cell. */
export type Cell = string | number | boolean | undefined | Interval;

export interface TableColumn {
  /** The heading of programs (CSV): the field's name in the API. */
  key: string;
  /** The heading of people (Markdown, LaTeX, a terminal). */
  label: string;
  /**
   * What the cells hold. `"interval"` is two numbers, in CSV two columns, `null` an end without
   * limit; `"spread"` is an interval of ranks, written `1–2`. Default `"number"`.
   */
  kind?: "text" | "number" | "flag" | "interval" | "spread";
  /** How people read a number. Default: as JavaScript prints it. CSV holds every digit. */
  write?: (x: number) => string;
  /** Only where there is space for everything: in CSV. */
  detail?: boolean;
}

/** Rows of cells, one per column. */
export interface Table {
  title?: string;
  columns: TableColumn[];
  rows: Cell[][];
}

/** A table without the columns that are details, every cell as a person reads it. */
export interface WrittenTable {
  title?: string;
  columns: { label: string; numeric: boolean }[];
  rows: string[][];
}

/** Writes a table for people. Texts are as they were given: each format has its own escapes. */
export function written({ title, columns, rows }: Table): WrittenTable {
  const shown = columns.flatMap((column, at) => (column.detail ? [] : [{ column, at }]));
  return {
    ...(title !== undefined && { title }),
    columns: shown.map(({ column: { label, kind } }) => ({ label, numeric: kind !== "text" })),
    rows: rows.map((row) => shown.map(({ column, at }) => cellText(row[at], column))),
  };
}

function cellText(cell: Cell, { kind, write = String }: TableColumn): string {
  if (cell === undefined) return "";
  if (typeof cell === "string") return cell;
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (typeof cell === "number") return Number.isFinite(cell) ? write(cell) : limit(cell);
  const [low, high] = cell;
  if (kind === "spread") return low === high ? String(low) : `${low}–${high}`;
  return `[${low === null ? "−∞" : write(low)}, ${high === null ? "∞" : write(high)}]`;
}

function limit(x: number): string {
  return x < 0 ? "−∞" : "∞";
}
