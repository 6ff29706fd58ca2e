/** A column's cells of one row group, as CSV writes them. */

import type { Column, Leaf } from "./columns.js";
import { damaged, guarded } from "./damage.js";
import type { Bytes } from "./file.js";
import {
  assembleLists,
  assembleNested,
  DEFAULT_PARSERS,
  type ColumnMetaData,
  type RowGroup,
} from "./library.js";
import { PageReader, type Page } from "./pages.js";
import { cell, meaningOf, type Value } from "./values.js";

export interface Cells {
  /** Cells that wait to be taken. */
  cells: string[];
  /** Reads on, until some wait; `false` at the end. */
  more(): Promise<boolean>;
}

export function cellsOf(file: Bytes, column: Column, group: RowGroup): Cells {
  const chunk = (leaf: Leaf): ColumnMetaData =>
    group.columns[leaf.index]?.meta_data as ColumnMetaData;
  if (column.list) return new ListCells(file, column, chunk);
  const [leaf] = column.leaves as [Leaf];
  return new LeafCells(new PageReader(file, leaf, chunk(leaf)), leaf);
}

/** What no list is above of: a value or none in each row. */
class LeafCells implements Cells {
  cells: string[] = [];
  readonly #pages: PageReader;
  readonly #leaf: Leaf;
  readonly #meaning: (stored: unknown) => Value;
  #dictionary: { of: ArrayLike<unknown>; cells: string[] } | undefined;

  constructor(pages: PageReader, leaf: Leaf) {
    this.#pages = pages;
    this.#leaf = leaf;
    this.#meaning = meaningOf(leaf.element);
  }

  async more(): Promise<boolean> {
    this.cells = [];
    while (this.cells.length === 0) {
      const page = await this.#pages.next();
      if (!page) return false;
      this.cells = guarded(`its column ${this.#leaf.name}`, () => this.#of(page));
    }
    return true;
  }

  #of({ values, coded, defined, places }: Page): string[] {
    const written = coded
      ? this.#coded(values as ArrayLike<number>)
      : Array.from(values, (stored) => cell(this.#meaning(stored)));
    if (!defined) return written;
    const cells = new Array<string>(places);
    let next = 0;
    for (let k = 0; k < places; k++)
      cells[k] = defined[k] === this.#leaf.defined ? (written[next++] as string) : "";
    return cells;
  }

  /** Each distinct value is written once. */
  #coded(codes: ArrayLike<number>): string[] {
    const of = this.#pages.dictionary as ArrayLike<unknown>;
    if (this.#dictionary?.of !== of)
      this.#dictionary = { of, cells: Array.from(of, (stored) => cell(this.#meaning(stored))) };
    const { cells } = this.#dictionary;
    const written = new Array<string>(codes.length);
    for (let k = 0; k < codes.length; k++) {
      const text = cells[codes[k] as number];
      if (text === undefined) throw damaged(`its column ${this.#leaf.name}`);
      written[k] = text;
    }
    return written;
  }
}

/** A list with all that is in it, as JSON. */
class ListCells implements Cells {
  cells: string[] = [];
  readonly #column: Column;
  readonly #parts: ListPart[];

  constructor(file: Bytes, column: Column, chunk: (leaf: Leaf) => ColumnMetaData) {
    this.#column = column;
    this.#parts = column.leaves.map(
      (leaf) => new ListPart(new PageReader(file, leaf, chunk(leaf)), leaf),
    );
  }

  async more(): Promise<boolean> {
    const [first, ...others] = await Promise.all(this.#parts.map((part) => part.whole()));
    const rows = Math.min(first ?? 0, ...others);
    this.cells = guarded(`its column ${this.#column.name}`, () => {
      const parts = new Map(this.#parts.map((part) => [part.leaf.name, part.take(rows)]));
      const top = this.#column.list as NonNullable<Column["list"]>;
      if (rows > 0) assembleNested(parts, top, DEFAULT_PARSERS);
      return (parts.get(this.#column.name) ?? []).map((list) => cell(json(list)));
    });
    return rows > 0;
  }
}

/** One leaf below a list, by rows. */
class ListPart {
  readonly leaf: Leaf;
  readonly #pages: PageReader;
  readonly #meaning: (stored: unknown) => Value;
  #rows: unknown[] = [];
  #ended = false;

  constructor(pages: PageReader, leaf: Leaf) {
    this.#pages = pages;
    this.leaf = leaf;
    this.#meaning = meaningOf(leaf.element);
  }

  /** Rows that have come whole; the last may go on in the next page. */
  async whole(): Promise<number> {
    while (!this.#ended && this.#rows.length < 2) {
      const page = await this.#pages.next();
      if (!page) this.#ended = true;
      else guarded(`its column ${this.leaf.name}`, () => this.#add(page));
    }
    return this.#rows.length - (this.#ended ? 0 : 1);
  }

  take(rows: number): unknown[] {
    return this.#rows.splice(0, rows);
  }

  #add({ values, coded, defined, repeated }: Page): void {
    const { dictionary } = this.#pages;
    const stored = Array.from(values, (value) => (coded ? dictionary?.[value as number] : value));
    const meant = stored.map((value) => this.#meaning(value));
    assembleLists(
      this.#rows,
      defined && Array.from(defined),
      Array.from(repeated ?? []),
      meant,
      this.leaf.path,
    );
  }
}

/** A number that a double does not hold exactly stays what it is, as text. */
function json(list: unknown): string | null {
  if (list === null || list === undefined) return null;
  return JSON.stringify(list, (_, value: unknown) =>
    typeof value === "bigint"
      ? Number.isSafeInteger(Number(value))
        ? Number(value)
        : String(value)
      : value,
  );
}
