/** The pages of one column in one row group, one after the other. */

import type { Leaf } from "./columns.js";
import { bad, damaged, guarded } from "./damage.js";
import type { Bytes, Range } from "./file.js";
import { readRuns } from "./levels.js";
import {
  byteStreamSplit,
  compressors,
  decompressZstd,
  deltaBinaryUnpack,
  deltaByteArray,
  deltaLengthByteArray,
  parquetHeader,
  readPlain,
  type ColumnMetaData,
  type DecodedArray,
  type PageHeader,
} from "./library.js";

/** Fetched at a time: of a column larger than that only as much as is being looked at is held. */
const WINDOW = 4 << 20;
/** What a page may unpack to; writers make pages of about a megabyte. */
const LARGEST_PAGE = 1 << 28;

/** A page's values as stored, and where they belong. */
export interface Page {
  values: ArrayLike<unknown>;
  /** Where the values are places in {@link PageReader.dictionary}. */
  coded: boolean;
  /** Per place: as in the format's definition; absent where every value is there. */
  defined?: Uint32Array;
  /** Per place; absent outside of lists. */
  repeated?: Uint32Array;
  /** Values and nulls. */
  places: number;
}

/** Where a column's pages of a row group are. */
export function rangeOf(chunk: ColumnMetaData): Range {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  return { start, end: start + Number(chunk.total_compressed_size) };
}

export class PageReader {
  /** The distinct values, once they have been met. */
  dictionary: ArrayLike<unknown> | undefined;
  readonly #file: Bytes;
  readonly #leaf: Leaf;
  readonly #chunk: ColumnMetaData;
  readonly #where: string;
  readonly #end: number;
  #buffer = new Uint8Array();
  /** Of the buffer's first byte in the file. */
  #from: number;
  /** Values that have not come yet. */
  #left: number;

  constructor(file: Bytes, leaf: Leaf, chunk: ColumnMetaData) {
    const { start, end } = rangeOf(chunk);
    this.#file = file;
    this.#leaf = leaf;
    this.#chunk = chunk;
    this.#where = `its column ${leaf.name}`;
    this.#from = start;
    this.#end = end;
    this.#left = Number(chunk.num_values);
  }

  /** The next page with values, or nothing at the end. */
  async next(): Promise<Page | undefined> {
    while (this.#left > 0) {
      const header = await this.#header();
      const packed = await this.#take(header.compressed_page_size);
      const page = guarded(this.#where, () => this.#page(header, packed));
      if (!page) continue;
      this.#left -= page.places;
      if (this.#left < 0) throw damaged(this.#where);
      return page;
    }
    return undefined;
  }

  /** A header's length is known once it has been read. */
  async #header(): Promise<PageHeader> {
    for (let length = 1 << 13; ; length *= 8) {
      const available = Math.min(length, this.#end - this.#from);
      if (available <= 0) throw damaged(this.#where);
      await this.#have(available);
      try {
        const { buffer, byteOffset } = this.#buffer;
        const reader = { view: new DataView(buffer, byteOffset, available), offset: 0 };
        const header = parquetHeader(reader);
        this.#skip(reader.offset);
        return header;
      } catch {
        if (available < length) throw damaged(this.#where);
      }
    }
  }

  async #take(length: number): Promise<Uint8Array> {
    if (!isCount(length) || length > this.#end - this.#from) throw damaged(this.#where);
    await this.#have(length);
    const taken = this.#buffer.subarray(0, length);
    this.#skip(length);
    return taken;
  }

  #skip(length: number): void {
    this.#buffer = this.#buffer.subarray(length);
    this.#from += length;
  }

  async #have(length: number): Promise<void> {
    if (this.#buffer.length >= length) return;
    const end = Math.min(this.#from + Math.max(length, WINDOW), this.#end);
    const more = await this.#file.slice({ start: this.#from + this.#buffer.length, end });
    if (this.#buffer.length === 0) this.#buffer = more as Uint8Array<ArrayBuffer>;
    else {
      const both = new Uint8Array(this.#buffer.length + more.length);
      both.set(this.#buffer);
      both.set(more, this.#buffer.length);
      this.#buffer = both;
    }
  }

  #page(header: PageHeader, packed: Uint8Array): Page | undefined {
    const { type, uncompressed_page_size: size } = header;
    if (!isCount(size) || size > LARGEST_PAGE) throw damaged(this.#where);
    if (type === "DICTIONARY_PAGE") {
      const count = header.dictionary_page_header?.num_values ?? 0;
      const bytes = this.#unpack(packed, size);
      this.#check(count, bytes);
      this.dictionary = this.#plain(bytes, count);
      return undefined;
    }
    if (type === "DATA_PAGE") return this.#first(header, packed);
    if (type === "DATA_PAGE_V2") return this.#second(header, packed);
    // Index pages hold no values.
    return undefined;
  }

  /** Version 1: levels are packed with the values, each below its length. */
  #first(header: PageHeader, packed: Uint8Array): Page {
    const { num_values: places, encoding } = header.data_page_header as NonNullable<
      PageHeader["data_page_header"]
    >;
    const bytes = this.#unpack(packed, header.uncompressed_page_size);
    this.#places(places);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    const levels = (most: number): Uint32Array | undefined => {
      if (most === 0) return undefined;
      const length = view.getUint32(at, true);
      const level = readRuns(bytes.subarray(at + 4, at + 4 + length), 0, bitsOf(most), places);
      at += 4 + length;
      return level;
    };
    const repeated = levels(this.#leaf.repeated);
    const defined = levels(this.#leaf.defined);
    return this.#filled(bytes.subarray(at), encoding, places, defined, repeated);
  }

  /** Version 2: levels stand before the values, unpacked. */
  #second(header: PageHeader, packed: Uint8Array): Page {
    const page = header.data_page_header_v2 as NonNullable<PageHeader["data_page_header_v2"]>;
    const {
      num_values: places,
      encoding,
      repetition_levels_byte_length: one,
      definition_levels_byte_length: two,
    } = page;
    this.#places(places);
    if (!isCount(one) || !isCount(two) || one + two > packed.length) throw damaged(this.#where);
    const { defined: deep, repeated: lists } = this.#leaf;
    const repeated = lists
      ? readRuns(packed.subarray(0, one), 0, bitsOf(lists), places)
      : undefined;
    const defined = deep
      ? readRuns(packed.subarray(one, one + two), 0, bitsOf(deep), places)
      : undefined;
    const rest = packed.subarray(one + two);
    const size = header.uncompressed_page_size - one - two;
    const bytes = page.is_compressed === false ? rest : this.#unpack(rest, size);
    return this.#filled(bytes, encoding, places, defined, repeated);
  }

  #filled(
    bytes: Uint8Array,
    encoding: string,
    places: number,
    defined?: Uint32Array,
    repeated?: Uint32Array,
  ): Page {
    let count = places;
    if (defined) for (const level of defined) if (level < this.#leaf.defined) count--;
    const { values, coded } = this.#values(bytes, encoding, count);
    return {
      values,
      coded,
      places,
      ...(defined && (count < places || repeated) && { defined }),
      ...(repeated && { repeated }),
    };
  }

  #values(
    bytes: Uint8Array,
    encoding: string,
    count: number,
  ): { values: ArrayLike<unknown>; coded: boolean } {
    const { type, type_length: length } = this.#leaf.element;
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
    const plain = (values: ArrayLike<unknown>): { values: ArrayLike<unknown>; coded: boolean } => ({
      values,
      coded: false,
    });
    if (count === 0) return plain([]);
    switch (encoding) {
      case "PLAIN":
        this.#check(count, bytes);
        return plain(this.#plain(bytes, count));
      case "PLAIN_DICTIONARY":
      case "RLE_DICTIONARY": {
        if (!this.dictionary || bytes.length === 0) throw damaged(this.#where);
        return { values: readRuns(bytes, 1, bytes[0] as number, count), coded: true };
      }
      case "RLE":
        // Booleans, below the length of what follows.
        return plain(Array.from(readRuns(bytes, 4, 1, count), (bit) => bit === 1));
      case "BYTE_STREAM_SPLIT":
        this.#check(count, bytes);
        return plain(byteStreamSplit(reader, count, type ?? "DOUBLE", length));
      case "DELTA_BINARY_PACKED": {
        const values = type === "INT32" ? new Int32Array(count) : new BigInt64Array(count);
        deltaBinaryUnpack(reader, count, values);
        return plain(values as ArrayLike<unknown>);
      }
      case "DELTA_LENGTH_BYTE_ARRAY":
      case "DELTA_BYTE_ARRAY": {
        const values = new Array<Uint8Array>(count);
        const read = encoding === "DELTA_BYTE_ARRAY" ? deltaByteArray : deltaLengthByteArray;
        read(reader, count, values);
        return plain(values);
      }
      default:
        throw bad(`the encoding ${encoding} of ${this.#where} is not known`);
    }
  }

  #plain(bytes: Uint8Array, count: number): DecodedArray {
    const { type, type_length: length } = this.#leaf.element;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return readPlain({ view, offset: 0 }, type ?? "BYTE_ARRAY", count, length);
  }

  #unpack(packed: Uint8Array, size: number): Uint8Array {
    const { codec } = this.#chunk;
    if (codec === "UNCOMPRESSED") return packed;
    const unpacked =
      codec === "ZSTD"
        ? decompressZstd(packed, new Uint8Array(size))
        : compressors[codec]?.(packed, size);
    if (unpacked?.length !== size) throw damaged(this.#where);
    return unpacked;
  }

  /** A page has no more places than its column has left. */
  #places(places: number): void {
    if (!isCount(places) || places > this.#left) throw damaged(this.#where);
  }

  /** No value takes less than a bit, so that a wrong number of them asks for no memory. */
  #check(count: number, bytes: Uint8Array): void {
    if (!isCount(count) || count > bytes.length * 8) throw damaged(this.#where);
  }
}

/** Of damaged bytes not even the type is certain. */
function isCount(number: unknown): boolean {
  return Number.isSafeInteger(number) && (number as number) >= 0;
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}
