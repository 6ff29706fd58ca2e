/** The columns of a Parquet file: structs flat, with dots between the names. */

import { bad } from "./damage.js";
import {
  isListLike,
  isMapLike,
  parquetSchema,
  type ColumnMetaData,
  type FileMetaData,
  type SchemaElement,
  type SchemaTree,
} from "./library.js";

/** A column as it is stored. */
export interface Leaf {
  /** Its place among the chunks of a row group. */
  index: number;
  element: SchemaElement;
  /** From the root. */
  path: SchemaTree[];
  name: string;
  /** The level of a value that is there. */
  defined: number;
  /** Lists that it lies in. */
  repeated: number;
}

/** A column as people see it: one leaf, or a list with all that is in it. */
export interface Column {
  name: string;
  leaves: Leaf[];
  /** The top of a list. */
  list?: SchemaTree;
  /** Why it can be neither facet nor covariate. */
  why?: string;
  /** Whether its cells cannot be had. */
  unreadable?: boolean;
}

/** Values that the core takes for texts are longer: see `LONGEST_VALUE` of `src/votes/guess.rs`. */
const LONGEST_VALUE = 200;
/** What a value costs beside its own bytes: a length, a number in a dictionary, levels. */
const OVERHEAD = 16;

export function columnsOf(metadata: FileMetaData): Column[] {
  const found: Column[] = [];
  let index = 0;
  const leaf = (path: SchemaTree[]): Leaf => {
    const { element, path: names } = path[path.length - 1] as SchemaTree;
    const kinds = path.slice(1).map((node) => node.element.repetition_type);
    return {
      index: index++,
      element,
      path,
      name: names.join("."),
      defined: kinds.filter((kind) => kind !== "REQUIRED").length,
      repeated: kinds.filter((kind) => kind === "REPEATED").length,
    };
  };
  const leavesBelow = (path: SchemaTree[]): Leaf[] => {
    const { children } = path[path.length - 1] as SchemaTree;
    return children.length === 0
      ? [leaf(path)]
      : children.flatMap((child) => leavesBelow([...path, child]));
  };
  const visit = (path: SchemaTree[]): void => {
    const node = path[path.length - 1] as SchemaTree;
    const name = node.path.join(".");
    if (isList(node)) {
      const top = node.path.length === 1 && isListLike(node);
      const leaves = leavesBelow(path);
      const readable = top && leaves.every(({ element }) => unreadable(element) === undefined);
      found.push({ name, leaves, list: node, why: "holds lists", unreadable: !readable });
    } else if (node.children.length > 0 && node.element.logical_type?.type !== "VARIANT") {
      for (const child of node.children) visit([...path, child]);
    } else {
      const leaves = leavesBelow(path);
      const why =
        node.children.length > 0 ? "holds values of many types" : unreadable(node.element);
      found.push({ name, leaves, ...(why !== undefined && { why, unreadable: true }) });
    }
  };
  const root = parquetSchema(metadata);
  for (const child of root.children) visit([root, child]);
  for (const { columns } of metadata.row_groups)
    if (columns.length !== index) throw bad("its footer is damaged");
  return found.map((column) => ((column.why ?? !isLong(column, metadata)) ? column : long(column)));
}

const long = (column: Column): Column => ({
  ...column,
  why: `holds text longer than ${LONGEST_VALUE} bytes`,
});

function isList(node: SchemaTree): boolean {
  return node.element.repetition_type === "REPEATED" || isListLike(node) || isMapLike(node);
}

/** Kinds that no table of votes has. */
function unreadable({ converted_type, logical_type }: SchemaElement): string | undefined {
  const kind = logical_type?.type ?? converted_type;
  const refused = ["BSON", "INTERVAL", "GEOMETRY", "GEOGRAPHY", "VARIANT"];
  return kind && refused.includes(kind) ? `holds ${kind.toLowerCase()} values` : undefined;
}

/** Whether some value must be too long for a facet: the mean of all is. */
function isLong({ leaves }: Column, metadata: FileMetaData): boolean {
  const [{ index, element }] = leaves as [Leaf];
  if (element.type !== "BYTE_ARRAY") return false;
  const chunks = chunksOf(metadata, index);
  const sum = (of: (chunk: ColumnMetaData) => bigint): number =>
    chunks.reduce((total, chunk) => total + Number(of(chunk)), 0);
  const values = sum((chunk) => chunk.num_values);
  return sum((chunk) => chunk.total_uncompressed_size) > values * (LONGEST_VALUE + OVERHEAD);
}

/** One column's part of every row group. */
export function chunksOf(metadata: FileMetaData, index: number): ColumnMetaData[] {
  return metadata.row_groups.map(({ columns }) => columns[index]?.meta_data as ColumnMetaData);
}
