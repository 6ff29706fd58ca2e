/** The footer: what a Parquet file says of itself. */

import { bad, damaged, guarded } from "./damage.js";
import type { Bytes } from "./file.js";
import { parquetMetadata, type FileMetaData } from "./library.js";
import { isEncrypted, isParquet } from "./mark.js";

/** Fetched at once: most footers are shorter. */
const FIRST = 1 << 16;
/** More than the footer of any file that people share: the length is damaged. */
const LONGEST = 1 << 28;

export interface Footer {
  metadata: FileMetaData;
  /** As it stands in the file, with its length and mark. */
  bytes: Uint8Array;
}

export async function readFooter(file: Bytes): Promise<Footer> {
  const { size } = file;
  if (size < 12) throw damaged("it");
  const tail = await file.slice({ start: Math.max(0, size - FIRST), end: size });
  const mark = tail.subarray(-4);
  if (!isParquet(mark)) throw bad("its end is missing; perhaps a download was cut off");
  if (isEncrypted(mark)) throw bad("it is encrypted");
  const at = tail.length - 8;
  const length = new DataView(tail.buffer, tail.byteOffset + at, 4).getUint32(0, true);
  if (length > size - 12 || length > LONGEST) throw damaged("its footer");
  const whole =
    length + 8 <= tail.length
      ? tail.slice(-(length + 8))
      : await file.slice({ start: size - length - 8, end: size });
  const metadata = guarded("its footer", () => {
    const read = parquetMetadata(whole, { geoparquet: false, parsers: { stringFromBytes: none } });
    check(read, size);
    return read;
  });
  return { metadata, bytes: whole };
}

/** Smallest and largest values are not used, and may be texts. */
function none(): undefined {
  return undefined;
}

/** Refuses what cannot be read at all, before anything is. */
function check(metadata: FileMetaData, size: number): void {
  const codecs = new Set(["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4", "LZ4_RAW"]);
  for (const { columns, num_rows } of metadata.row_groups) {
    if (!Number.isSafeInteger(Number(num_rows)) || num_rows < 0n) throw damaged("its footer");
    for (const column of columns) {
      const { meta_data: meta } = column;
      if (column.crypto_metadata || column.encrypted_column_metadata)
        throw bad("its columns are encrypted");
      if (column.file_path) throw bad("its columns lie in other files");
      if (!meta) throw damaged("its footer");
      if (!codecs.has(meta.codec))
        throw bad(
          `it is packed with ${meta.codec ?? "an unknown codec"}; write it anew with Zstandard, Snappy or gzip`,
        );
      // Of damaged bytes not even the type is certain.
      const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
      const length = Number(meta.total_compressed_size);
      const whole = [start, length, Number(meta.num_values)].every(Number.isSafeInteger);
      if (!whole || start < 4 || length < 0 || start + length > size) throw damaged("its footer");
    }
  }
}
