/** Two rankings of the same models side by side, each model a line from its old rank to its new one. */

import { link, rect, text } from "@observablehq/plot";
import type { Board } from "../types.js";
import { capped, colour, figure, fit, names } from "./figure.js";
import { format, interval } from "./format.js";
import { moves, movedInWords, type Move } from "./moved.js";

export interface SlopeOptions {
  width?: number;
  /** What the rankings are called. Default `"without control"` and `"with control"`. */
  before?: string;
  after?: string;
  /** What is done in the second: the subject of the summary. Default `"Control"`. */
  how?: string;
  /** Models that are drawn, the best of the first ranking. Default 60. */
  most?: number;
}

const LEFT = 0;
const RIGHT = 1;

export function slopeChart(
  first: Board,
  second: Board,
  {
    width = 720,
    before = "without control",
    after = "with control",
    how = "Control",
    most,
  }: SlopeOptions = {},
): HTMLElement {
  const { shown, notes } = capped(moves(first, second), most);
  const last = Math.max(...shown.flatMap((move) => [move.before.rank, move.after.rank]), 1);
  const { length, margin } = names(
    shown.map((move) => move.before.name),
    width,
  );
  const side = margin + 64;
  const words = (move: Move): string => {
    const { name, rank, rating, interval: ends } = move.before;
    return (
      `${name}: rank ${rank} ${before}, ${move.after.rank} ${after}; rating ${format.rating(rating)} ` +
      `(${interval(ends, format.rating)}), then ${format.rating(move.after.rating)}: ` +
      `${move.beyond ? "outside" : "within"} the interval that it had`
    );
  };
  const drawn = ({ before: a, after: b }: Move): string =>
    b.rank < a.rank ? colour.win : b.rank > a.rank ? colour.loss : colour.mute;
  const label = (row: Move["before"], at: "start" | "end"): string => {
    const [name, figures] = [fit(row.name, length), format.rating(row.rating)];
    return at === "end" ? `${name}  ${figures}  ${row.rank}` : `${row.rank}  ${figures}  ${name}`;
  };
  const step = shown.length > 30 ? 18 : 26;
  return figure(
    {
      width,
      height: 48 + step * last,
      marginLeft: side,
      marginRight: side,
      marginTop: 32,
      marginBottom: 8,
      x: { domain: [LEFT, RIGHT], axis: null },
      y: { domain: [0.5, last + 0.5], reverse: true, axis: null },
      marks: [
        text([before, after], {
          x: (_: string, at: number) => at,
          y: 0.5,
          dy: -14,
          text: (heading: string) => heading,
          textAnchor: "middle",
          fill: colour.mute,
        }),
        link(shown, {
          x1: LEFT,
          x2: RIGHT,
          y1: (move: Move) => move.before.rank,
          y2: (move: Move) => move.after.rank,
          stroke: drawn,
          strokeWidth: ({ beyond }: Move) => (beyond ? 2.5 : 1.25),
        }),
        text(shown, {
          x: LEFT,
          y: (move: Move) => move.before.rank,
          text: (move: Move) => label(move.before, "end"),
          textAnchor: "end",
          dx: -8,
          fill: colour.ink,
        }),
        text(shown, {
          x: RIGHT,
          y: (move: Move) => move.after.rank,
          text: (move: Move) => label(move.after, "start"),
          textAnchor: "start",
          dx: 8,
          fill: colour.ink,
        }),
        // On top, unseen: a row at its old rank answers to pointer and keyboard.
        rect(shown, {
          x1: LEFT,
          x2: RIGHT,
          y1: (move: Move) => move.before.rank - 0.45,
          y2: (move: Move) => move.before.rank + 0.45,
          fill: "transparent",
          ariaLabel: words,
        }),
      ],
    },
    {
      title: `Ranks ${before} and ${after}`,
      summary: movedInWords(first, second, how),
      hint: "A thick line: the rating leaves the interval that it had. Point at a model, or use Tab and the arrow keys.",
      notes,
      data: () => ({
        columns: [
          "Model",
          `Rank ${before}`,
          `Rank ${after}`,
          `Rating ${before}`,
          "From",
          "To",
          `Rating ${after}`,
        ],
        rows: shown.map(({ before: a, after: b }) => [
          a.name,
          a.rank,
          b.rank,
          format.rating(a.rating),
          ...a.interval.map((end) => (end === null ? "no limit" : format.rating(end))),
          format.rating(b.rating),
        ]),
      }),
    },
  );
}
