/**
 * The Parquet library. The build packs it into this file, so that the package needs no other one and
 * workers find it without an import map.
 */

export { assembleLists, assembleNested } from "hyparquet/src/assemble.js";
export { parquetHeader } from "hyparquet/src/column.js";
export { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
export { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from "hyparquet/src/delta.js";
export { byteStreamSplit } from "hyparquet/src/encoding.js";
export { parquetMetadata, parquetSchema } from "hyparquet/src/metadata.js";
export { readPlain } from "hyparquet/src/plain.js";
export { isListLike, isMapLike } from "hyparquet/src/schema.js";
export { compressors, decompressZstd } from "hyparquet-compressors";
export type {
  ColumnMetaData,
  DecodedArray,
  FileMetaData,
  PageHeader,
  RowGroup,
  SchemaElement,
  SchemaTree,
} from "hyparquet";
