/** Two boards of the same models: who stands elsewhere in the second. */

import type { Board, ModelRow } from "../types.js";
import { format, interval } from "./format.js";

export interface Move {
  before: ModelRow;
  after: ModelRow;
  /** Of the rating, log-odds. */
  change: number;
  /** The second rating lies outside the first one's interval. */
  beyond: boolean;
}

/** Of every model that both boards have, in the order of the first. */
export function moves(before: Board, after: Board): Move[] {
  const rows = new Map(after.models.map((row) => [row.name, row]));
  return before.models.flatMap((row): Move[] => {
    const other = rows.get(row.name);
    if (!other) return [];
    const [low, high] = row.interval;
    const beyond = other.rating < (low ?? -Infinity) || other.rating > (high ?? Infinity);
    return [{ before: row, after: other, change: other.rating - row.rating, beyond }];
  });
}

/** Models that a sentence names. */
const NAMED = 3;

/** Who moves, and by how much against the intervals: `how` is what is done in the second board, as in "Controlling for length". */
export function movedInWords(before: Board, after: Board, how: string): string {
  const all = moves(before, after);
  const size = ({ change }: Move): number => Math.abs(change);
  const ranked = all.filter((one) => one.before.rank !== one.after.rank);
  const beyond = all.filter((one) => one.beyond);
  const named = (ranked.length > 0 ? ranked : beyond).sort((a, b) => size(b) - size(a));
  if (named.length === 0)
    return `${how} changes no rank, and every rating stays within the interval that it had.`;
  const list = named.slice(0, NAMED).map(inWords).join("; ");
  const more = named.length - NAMED;
  const first = ranked.length > 0 ? list : `changes no rank; ${list}`;
  const others =
    more > 0 ? `; ${more} more ${ranked.length > 0 ? "change rank" : "leave their intervals"}` : "";
  const count =
    beyond.length === 0
      ? "Every rating stays within the interval that it had."
      : `${beyond.length} of ${all.length} ratings leave the interval that they had.`;
  return `${how}${ranked.length > 0 ? ":" : ""} ${first}${others}. ${count}`;
}

function inWords({ before, after, change, beyond }: Move): string {
  const { rank, name } = before;
  const verb = after.rank < rank ? "rises" : after.rank > rank ? "falls" : "stays";
  const ranks = verb === "stays" ? `at rank ${rank}` : `from rank ${rank} to ${after.rank}`;
  const by = `${format.rating(Math.abs(change))} ${change < 0 ? "lower" : "higher"}`;
  const where = `${beyond ? "outside" : "within"} ${interval(before.interval, format.rating)}`;
  return `${name} ${verb} ${ranks} (${by}, ${where})`;
}
