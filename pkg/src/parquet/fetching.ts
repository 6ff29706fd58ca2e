/**
 * What is fetched from a server: the wanted columns of a few row groups at once, neighbours in one
 * request. What was fetched is told in the order in which it was asked for, which depends on the file
 * alone.
 */

import type { Column } from "./columns.js";
import type { Bytes, Range } from "./file.js";
import type { FileMetaData, RowGroup } from "./library.js";
import { rangeOf } from "./pages.js";

/** A journey takes as long as so many bytes. */
const GAP = 1 << 16;
/** A column that is larger in a row group is fetched as it is read. */
const LARGE = 1 << 22;
/** Row groups, and bytes, that are on their way at once. */
const GROUPS = 8;
const AHEAD = 1 << 24;

interface Fetched extends Range {
  group: number;
  bytes: Promise<Uint8Array>;
}

export class Fetching implements Bytes {
  readonly size: number;
  readonly remote = true;
  /** Which columns are asked for. */
  columns: Column[] = [];
  readonly #file: Bytes;
  readonly #groups: RowGroup[];
  #fetched: Fetched[] = [];
  /** What was asked for and not told yet, in that order. */
  #asked: { bytes?: Uint8Array; coming: Promise<Uint8Array> }[] = [];
  #next = 0;

  constructor(file: Bytes, metadata: FileMetaData) {
    this.#file = file;
    this.size = file.size;
    this.#groups = metadata.row_groups;
  }

  /** Row group `at` is about to be read: those before it are let go, and what comes next is asked for. */
  begin(at: number, ahead: boolean): void {
    this.#fetched = this.#fetched.filter(({ group }) => group >= at);
    const underWay = (): number =>
      this.#fetched.reduce((sum, { start, end }) => sum + end - start, 0);
    this.#next = Math.max(this.#next, at);
    const last = Math.min(ahead ? at + GROUPS : at + 1, this.#groups.length);
    while (this.#next < last && (this.#next === at || underWay() < AHEAD)) this.#ask(this.#next++);
  }

  async slice(range: Range): Promise<Uint8Array> {
    const held = this.#fetched.find(({ start, end }) => start <= range.start && end >= range.end);
    if (held) return (await held.bytes).slice(range.start - held.start, range.end - held.start);
    return this.#fetch(range);
  }

  /** The bytes that have come since the last time; at the end all. */
  async told(end: boolean): Promise<Uint8Array> {
    if (end) await Promise.all(this.#asked.map(({ coming }) => coming));
    const waits = this.#asked.findIndex(({ bytes }) => !bytes);
    const come = this.#asked.splice(0, waits < 0 ? this.#asked.length : waits);
    const parts = come.flatMap(({ bytes }) => bytes ?? []);
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #fetch(range: Range): Promise<Uint8Array> {
    const coming = this.#file.slice(range);
    const asked: { bytes?: Uint8Array; coming: Promise<Uint8Array> } = { coming };
    this.#asked.push(asked);
    // Whoever reads it is told of a failure.
    coming.then(
      (bytes) => (asked.bytes = bytes),
      () => undefined,
    );
    return coming;
  }

  #ask(group: number): void {
    const { columns: chunks } = this.#groups[group] as RowGroup;
    const ranges = this.columns
      .flatMap(({ leaves }) => leaves)
      .flatMap(({ index }) => chunks[index]?.meta_data ?? [])
      .map(rangeOf)
      .filter(({ start, end }) => end > start && end - start <= LARGE)
      .sort((one, other) => one.start - other.start);
    const joined: Range[] = [];
    for (const range of ranges) {
      const last = joined.at(-1);
      if (last && range.start - last.end <= GAP) last.end = Math.max(last.end, range.end);
      else joined.push({ ...range });
    }
    for (const range of joined) this.#fetched.push({ ...range, group, bytes: this.#fetch(range) });
  }
}
