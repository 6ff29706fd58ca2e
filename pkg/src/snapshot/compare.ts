/** Two files' forms side by side: every place where they differ. */

/** One place where a snapshot is not what was computed. */
export interface Difference {
  /** Where: `board.models[0].rating`. */
  path: string;
  /** What the snapshot says; absent where it says nothing. */
  expected?: unknown;
  /** What was found in the files given, or computed from them; absent where there is nothing. */
  found?: unknown;
}

/** How far apart two numbers at a path may be. */
export type Tolerance = (path: string) => number;

/** Every difference, in the order of the snapshot; what it lacks comes last. */
export function compare(
  expected: unknown,
  found: unknown,
  tolerance: Tolerance,
  path = "",
): Difference[] {
  if (typeof expected === "number" && typeof found === "number") {
    return Math.abs(expected - found) <= tolerance(path) ? [] : [{ path, expected, found }];
  }
  if (!isTree(expected) || !isTree(found) || Array.isArray(expected) !== Array.isArray(found))
    return expected === found ? [] : [difference(path, expected, found)];
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  const at = (key: string): string =>
    Array.isArray(expected) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
  return [...keys].flatMap((key) =>
    compare(own(expected, key), own(found, key), tolerance, at(key)),
  );
}

function difference(path: string, expected: unknown, found: unknown): Difference {
  return {
    path,
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
  };
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function own(tree: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}
