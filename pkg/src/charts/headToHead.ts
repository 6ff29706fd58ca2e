/** Every pair's record as a matrix: the paper's Figure 3, left. */

import { cell, text } from "@observablehq/plot";
import type { HeadToHead, PairRow } from "../types.js";
import { capped, colour, figure, fit, names } from "./figure.js";
import { format } from "./format.js";

export interface HeadToHeadOptions {
  width?: number;
  /** Row order, best first; models of the pairs in the order met when absent. */
  order?: string[];
  /** Models that are drawn, the first of them. Default 60. */
  most?: number;
}

interface Square {
  row: string;
  column: string;
  rate: number;
  significant: boolean;
  words: string;
}

/** What a p-value is from, in words. */
const TESTED: Record<PairRow["test"], string> = {
  sign: " (exact sign test)",
  bootstrap: " (votes resampled)",
  normal: " (normal test)",
  judges: " (clustered by judge)",
  none: " (too few judges to say)",
};

/** Win rate of the row's model over the column's. A star marks a difference from even. */
export function headToHeadChart(
  record: HeadToHead,
  { width = 720, order, most }: HeadToHeadOptions = {},
): HTMLElement {
  const met = order ?? [...new Set(record.pairs.flatMap((pair) => [pair.a, pair.b]))];
  const { shown: models, notes } = capped(met, most);
  const drawn = new Set(models);
  const pairs = record.pairs.filter(({ a, b }) => drawn.has(a) && drawn.has(b));
  const squares: Square[] = pairs.flatMap((pair) => {
    const { a, b, winRate, interval, votes, wins, losses, ties, pAdjusted, significant, test } =
      pair;
    const one = (
      row: string,
      column: string,
      rate: number,
      low: number,
      high: number,
      won: number,
      lost: number,
    ): Square => ({
      row,
      column,
      rate,
      significant,
      words:
        `${row} against ${column}: win rate ${format.percent(rate)} (${format.percent(low)} to ${format.percent(high)}), ` +
        `${count(won)} won, ${count(lost)} lost, ${count(ties)} tied of ${count(votes)}, p ${format.p(pAdjusted)}${TESTED[test]}${significant ? ", significant" : ""}`,
    });
    return [
      one(a, b, winRate, interval[0], interval[1], wins, losses),
      one(b, a, 1 - winRate, 1 - interval[1], 1 - interval[0], losses, wins),
    ];
  });
  const { length, margin } = names(models, width);
  // Cells never get so small that they cannot be pointed at; beyond that the chart scrolls.
  const side = Math.max(14, Math.min(72, (width - margin - 16) / Math.max(models.length, 1)));
  const numbers = side >= 30;
  const even = record.pairs.filter((pair) => !pair.significant).length;
  const turned = side < 60;

  return figure(
    {
      width: margin + 16 + side * models.length,
      height: (turned ? 24 + length * 5.2 : 44) + side * models.length,
      marginLeft: margin,
      marginTop: turned ? 16 + length * 5.2 : 36,
      marginRight: 16,
      marginBottom: 8,
      x: {
        domain: models,
        axis: "top",
        label: null,
        tickSize: 0,
        padding: 0.03,
        tickFormat: (d: string) => fit(d, turned ? length : Math.max(4, Math.floor(side / 7))),
        ...(turned ? { tickRotate: -50 } : {}),
      },
      y: {
        domain: models,
        label: null,
        tickSize: 0,
        padding: 0.03,
        tickFormat: (d: string) => fit(d, length),
      },
      marks: [
        cell(squares, {
          x: "column",
          y: "row",
          fill: (d: Square) => shade(d.rate),
          ariaLabel: "words",
          className: "cells",
        }),
        ...(numbers
          ? [
              text(squares, {
                x: "column",
                y: "row",
                fill: colour.ink,
                pointerEvents: "none",
                text: (d: Square) => `${(100 * d.rate).toFixed(0)}${d.significant ? "*" : ""}`,
              }),
            ]
          : [
              text(
                squares.filter((d) => d.significant && side >= 16),
                { x: "column", y: "row", text: () => "*", fill: colour.ink, pointerEvents: "none" },
              ),
            ]),
      ],
    },
    {
      title:
        "Head to head: how often the row’s model beats the column’s (%, ties as half; * differs from even)",
      summary: `${record.pairs.length} pairs; in ${record.pairs.length - even} of them one model is preferred significantly.`,
      notes,
      data: () => ({
        columns: ["Pair", "Votes", "Won", "Lost", "Tied", "Win rate", "From", "To", "p"],
        rows: pairs.map((pair) => [
          `${pair.a} against ${pair.b}`,
          pair.votes,
          pair.wins,
          pair.losses,
          pair.ties,
          format.percent(pair.winRate),
          ...pair.interval.map(format.percent),
          format.p(pair.pAdjusted),
        ]),
      }),
      point: "a cell",
    },
  );
}

/** Paper at one half, one colour towards either end. CSS mixes it, so that it follows the page's theme. */
function shade(rate: number): string {
  const share = Math.min(1, Math.abs(rate - 0.5) * 2) * 78;
  return `color-mix(in oklab, ${rate >= 0.5 ? colour.win : colour.loss} ${share.toFixed(0)}%, ${colour.paper})`;
}

function count(n: number): string {
  return n.toLocaleString("en");
}
