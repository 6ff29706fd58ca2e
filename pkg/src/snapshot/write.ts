/** A snapshot as the text of its file: the same snapshot gives the same bytes. */

import type { Snapshot } from "./types.js";

/** Left out: they differ from run to run, or from machine to machine. */
const PASSING = new Set(["seconds", "workers", "threads"]);

/**
 * The text of a snapshot's file, UTF-8: one line for each model, each pair and each part, so that
 * a change of a figure is a change of its line. An infinite number is written `null`.
 */
export function snapshotText(snapshot: Snapshot): string {
  return `${harmless(lines(fileForm(snapshot), 0))}\n`;
}

/** What JSON may escape and need not, and what would control the terminal that shows the file. */
function harmless(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The snapshot as plain data, as `JSON.parse` of its file gives it. */
export function fileForm(snapshot: Snapshot): Record<string, unknown> {
  const { board, distributions, headToHead, scores, gap, ...head } = snapshot;
  const { rankShares, ...figures } = board;
  const form = {
    ...head,
    board: {
      ...figures,
      ...(rankShares && { rankShares: Array.from(rankShares, short) }),
      provenance: lasting(board.provenance),
    },
    ...(headToHead && {
      headToHead: { ...headToHead, provenance: lasting(headToHead.provenance) },
    }),
    ...(scores && { scores }),
    ...(gap && {
      gap: { ...gap, global: withoutDeals(gap.global), provenance: lasting(gap.provenance) },
    }),
    ...(distributions && { distributions }),
  };
  return JSON.parse(JSON.stringify(form)) as Record<string, unknown>;
}

/** A 32-bit number to the digits that it has. */
export function short(x: number): number {
  return Number(x.toPrecision(7));
}

/** What a GPU did is told only where there was one: else it says why not, which is the machine's. */
function lasting<P extends object>(provenance: P): Partial<P> {
  const cpu = (provenance as { backend?: unknown }).backend === "wasm";
  const entries = Object.entries(provenance).filter(
    ([name]) => !PASSING.has(name) && !(cpu && name === "gpu"),
  );
  return Object.fromEntries(entries) as Partial<P>;
}

/** The deals of each benchmark alone are half of a gap, and no chart shows them. */
function withoutDeals(global: NonNullable<Snapshot["gap"]>["global"]): unknown {
  if (!global) return undefined;
  const alone = global.alone.map(({ permutation, ...one }) => {
    const { quantiles: _, ...rest } = permutation;
    return { ...one, permutation: rest };
  });
  return { ...global, alone };
}

/** Objects and lists of objects are broken over lines down to this depth. */
const BROKEN = 3;

function lines(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null || depth >= BROKEN) return JSON.stringify(value);
  const list = Array.isArray(value);
  if (
    list &&
    !value.some((entry) => typeof entry === "object" && entry !== null && !Array.isArray(entry))
  )
    return JSON.stringify(value);
  const parts = list
    ? value.map((entry) => lines(entry, BROKEN))
    : Object.entries(value).map(
        ([key, part]) => `${JSON.stringify(key)}: ${lines(part, depth + 1)}`,
      );
  if (parts.length === 0) return list ? "[]" : "{}";
  const [first, last] = list ? "[]" : "{}";
  const indent = " ".repeat(depth + 1);
  return `${first}\n${parts.map((part) => indent + part).join(",\n")}\n${" ".repeat(depth)}${last}`;
}
