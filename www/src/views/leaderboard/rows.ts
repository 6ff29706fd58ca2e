/** Long boards: the rows that are shown first, in the order asked for. */

import type { State } from "../../study/address.js";
import type { Board } from "../../types.js";

/** Rows that are shown before the rest is asked for. */
export const FIRST = 100;

type Row = Board["models"][number];

let last: { board: Board; key: string; first: Board } | undefined;

/** The board without its later rows. The same object for the same question. */
export function firstRows(board: Board, { search, sort }: Pick<State, "search" | "sort">): Board {
  if (board.models.length <= FIRST) return board;
  const key = JSON.stringify([search, sort]);
  if (last?.board === board && last.key === key) return last.first;
  const wanted = search.trim().toLowerCase();
  const models = board.models
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort(by(sort))
    .slice(0, FIRST);
  last = { board, key, first: { ...board, models } };
  return last.first;
}

/** As `<mindgap-table>` sorts. */
function by({ key, descending }: State["sort"]): (a: Row, b: Row) => number {
  const turn = descending ? -1 : 1;
  return (a, b) => {
    const order = key === "name" ? a.name.localeCompare(b.name) : (a[key] ?? 0) - (b[key] ?? 0);
    return turn * order || a.rank - b.rank;
  };
}
