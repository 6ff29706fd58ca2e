/** One Parquet file being read: the same calls on the calling thread and in a worker. */

import { MindgapError } from "../errors.js";
import { columnsOf, type Column } from "./columns.js";
import { guarded } from "./damage.js";
import { Fetching } from "./fetching.js";
import { openPlace, type Bytes, type Place } from "./file.js";
import { readFooter } from "./footer.js";
import type { FileMetaData } from "./library.js";
import { RowWriter } from "./rows.js";

/** A column as the core is told of it. */
export interface SourceColumn {
  name: string;
  why?: string;
  unreadable?: boolean;
}

export interface Opened {
  columns: SourceColumn[];
  rows: number;
  /** The file's size. */
  size: number;
}

/** Some rows. */
export interface Piece {
  /** As CSV; empty at the end. */
  rows: Uint8Array;
  /** Of a file on a server, the bytes that were fetched for them. */
  source: Uint8Array;
  /** Rows so far. */
  done: number;
}

interface Open {
  file: Bytes;
  metadata: FileMetaData;
  columns: Column[];
  footer: Uint8Array;
}

export class ParquetHost {
  #open: Open | undefined;
  #fetching: Fetching | undefined;
  #writer: RowWriter | undefined;
  #chosen: Column[] = [];
  #source = new Uint8Array();

  /** The file's columns, from its footer. */
  async open(place: Place): Promise<Opened> {
    const file = await openPlace(place);
    const { metadata, bytes: footer } = await readFooter(file);
    const columns = guarded("its footer", () => columnsOf(metadata));
    this.#open = { file, metadata, columns, footer };
    const told = columns.map(({ name, why, unreadable }) => ({
      name,
      ...(why !== undefined && { why }),
      ...(unreadable && { unreadable }),
    }));
    const rows = metadata.row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
    return { columns: told, rows, size: file.size };
  }

  /** Begins with the rows, of the columns wanted. */
  begin(wanted: Uint8Array): void {
    const { file, metadata, columns, footer } = this.#opened();
    const chosen = columns.filter((_, k) => wanted[k] === 1);
    if (file.remote) {
      this.#fetching = new Fetching(file, metadata);
      this.#fetching.columns = chosen;
      this.#source = footer as Uint8Array<ArrayBuffer>;
    }
    const fetching = this.#fetching;
    // The first rows tell which columns the others are read for.
    const begin = (group: number): void => fetching?.begin(group, (this.#writer?.done ?? 0) > 0);
    this.#writer = new RowWriter(fetching ?? file, metadata, chosen, begin);
    this.#chosen = chosen;
  }

  /** The next rows, without cells of the columns, by their places, that are of no use. */
  async next(unused: Uint32Array): Promise<Piece> {
    const writer = this.#writer;
    if (!writer) throw new MindgapError("unexpected", "no columns were chosen");
    writer.leaveOut(unused);
    if (this.#fetching && unused.length > 0)
      this.#fetching.columns = this.#chosen.filter((_, k) => !unused.includes(k));
    const rows = (await writer.next()) ?? new Uint8Array();
    const told = (await this.#fetching?.told(rows.length === 0)) ?? new Uint8Array();
    const source = new Uint8Array(this.#source.length + told.length);
    source.set(this.#source);
    source.set(told, this.#source.length);
    this.#source = new Uint8Array();
    return { rows, source, done: writer.done };
  }

  freeAll(): void {
    void this.#open?.file.close();
    this.#open = undefined;
  }

  #opened(): Open {
    if (!this.#open) throw new MindgapError("unexpected", "no Parquet file is open");
    return this.#open;
  }
}
