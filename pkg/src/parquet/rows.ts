/** Row groups as rows of CSV, the wanted columns only. */

import { cellsOf, type Cells } from "./cells.js";
import type { Column } from "./columns.js";
import { damaged } from "./damage.js";
import type { Bytes } from "./file.js";
import type { FileMetaData, RowGroup } from "./library.js";

/** Rows written before anybody is asked which columns are of use after all. */
const FIRST = 4096;
/** Characters written at a time after that. */
const PIECE = 1 << 19;

const encoder = new TextEncoder();

export class RowWriter {
  /** Rows written. */
  done = 0;
  readonly #file: Bytes;
  readonly #columns: Column[];
  readonly #groups: RowGroup[];
  readonly #begin: (group: number) => void;
  #group = -1;
  /** Rows of the group that have not been written. */
  #left = 0;
  #cells: (Cells | undefined)[] = [];
  #at: number[] = [];
  #unused = new Set<number>();
  #text: string;

  /** `begin` is told of each row group before it is read. */
  constructor(
    file: Bytes,
    metadata: FileMetaData,
    columns: Column[],
    begin: (group: number) => void,
  ) {
    this.#file = file;
    this.#columns = columns;
    this.#groups = metadata.row_groups;
    this.#begin = begin;
    this.#text = `${columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join()}\n`;
  }

  /** Columns, by their places, whose cells may stay empty from here on. */
  leaveOut(columns: Iterable<number>): void {
    for (const column of columns) {
      this.#unused.add(column);
      this.#cells[column] = undefined;
    }
  }

  /** The next rows; nothing at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const first = this.done === 0;
    for (;;) {
      while (this.#left === 0) {
        if (++this.#group >= this.#groups.length) return this.#take();
        this.#open(this.#groups[this.#group] as RowGroup);
      }
      await this.#fill();
      this.#write(first ? FIRST - this.done : Infinity);
      if (first ? this.done >= FIRST : this.#text.length >= PIECE) return this.#take();
    }
  }

  #take(): Uint8Array | undefined {
    const text = this.#text;
    this.#text = "";
    return text === "" ? undefined : encoder.encode(text);
  }

  #open(group: RowGroup): void {
    this.#begin(this.#group);
    this.#left = Number(group.num_rows);
    this.#cells = this.#columns.map((column, k) =>
      this.#unused.has(k) ? undefined : cellsOf(this.#file, column, group),
    );
    this.#at = this.#columns.map(() => 0);
  }

  /** Every column has a cell that waits. */
  async #fill(): Promise<void> {
    for (const [k, column] of this.#cells.entries()) {
      if (!column || (this.#at[k] as number) < column.cells.length) continue;
      this.#at[k] = 0;
      if (!(await column.more())) throw damaged(`its column ${this.#columns[k]?.name}`);
    }
  }

  #write(most: number): void {
    const waiting = this.#cells.map((column, k) =>
      column ? column.cells.length - (this.#at[k] as number) : Infinity,
    );
    // A long page's text is not written all at once.
    const rows = Math.min(this.#left, most, 1 << 13, ...waiting);
    const columns = this.#cells.map((column) => column?.cells);
    let text = this.#text;
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < columns.length; k++) {
        if (k > 0) text += ",";
        text += columns[k]?.[(this.#at[k] as number) + row] ?? "";
      }
      text += "\n";
    }
    this.#text = text;
    this.#at = this.#at.map((at) => at + rows);
    this.#left -= rows;
    this.done += rows;
  }
}
