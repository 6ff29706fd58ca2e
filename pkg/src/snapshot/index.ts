/**
 * Snapshots: results in a file, shown without the votes and checked against them. Nothing here loads
 * WebAssembly: what computes is given votes, or a `Mindgap`, that do.
 */

export {
  makeSnapshot,
  snapshotOf,
  type SnapshotGapOptions,
  type SnapshotOptions,
  type SnapshotParts,
} from "./make.js";
export { parseSnapshot } from "./parse.js";
export {
  SCHEMA,
  SCHEMA_URL,
  type Distribution,
  type Snapshot,
  type SnapshotScores,
  type SnapshotVotes,
} from "./types.js";
export { verifySnapshot, type Difference, type Verification } from "./verify.js";
export { snapshotText } from "./write.js";
