/** How often each model took each rank over replicates, and which ranks the votes leave possible. */

import { cell, text } from "@observablehq/plot";
import type { Board } from "../types.js";
import { capped, colour, figure, fit, names } from "./figure.js";
import { format } from "./format.js";

export interface RanksOptions {
  width?: number;
  /** Models that are drawn, the best. Default 60. */
  most?: number;
}

interface Square {
  name: string;
  rank: number;
  share: number;
  possible: boolean;
  words: string;
}

/** Less than this rounds to nothing, and is left blank. */
const BLANK = 0.0005;

/** Shade: share of the replicates with that rank. Outline: ranks that all models may have at once. */
export function ranksChart(board: Board, { width = 720, most }: RanksOptions = {}): HTMLElement {
  const { rankShares, provenance } = board;
  const all = board.models.length;
  const { shown: models, notes } = capped(board.models, most);
  const count = models.length;
  const level = format.percent(Number(provenance.settings["level"])).replace(".0", "");
  const squares: Square[] = models.flatMap(({ name, rankSet }, m) =>
    models.map((_, k) => {
      const share = rankShares?.[m * all + k] ?? 0;
      const rank = k + 1;
      const possible = rankSet[0] <= rank && rank <= rankSet[1];
      const set =
        rankSet[0] === rankSet[1] ? `rank ${rankSet[0]}` : `ranks ${rankSet.join(" to ")}`;
      const words = `${name}: rank ${rank} in ${format.percent(share)} of the replicates; possible at ${level} for all models at once: ${set}`;
      return { name, rank, share, possible, words };
    }),
  );
  const { length, margin } = names(
    models.map(({ name }) => name),
    width,
  );
  const side = Math.max(14, Math.min(56, (width - margin - 16) / Math.max(count, 1)));
  const height = Math.min(side, 32);
  const settled = models.filter(({ rankSet }) => rankSet[0] === rankSet[1]).length;

  return figure(
    {
      width: margin + 16 + side * count,
      height: 40 + height * count,
      marginLeft: margin,
      marginTop: 32,
      marginRight: 16,
      marginBottom: 8,
      x: {
        domain: models.map((_, k) => k + 1),
        axis: "top",
        label: null,
        tickSize: 0,
        padding: 0.06,
        // Every rank is a column; not every column has room for its number.
        tickFormat: (rank: number) => (side >= 18 || rank % 5 === 0 || rank === 1 ? `${rank}` : ""),
      },
      y: {
        domain: models.map(({ name }) => name),
        label: null,
        tickSize: 0,
        padding: 0.06,
        tickFormat: (name: string) => fit(name, length),
      },
      marks: [
        cell(
          squares.filter(({ possible, share }) => possible || share >= BLANK),
          {
            x: "rank",
            y: "name",
            fill: ({ share }: Square) =>
              `color-mix(in oklab, ${colour.accent} ${(70 * share).toFixed(0)}%, ${colour.paper})`,
            stroke: ({ possible }: Square) => (possible ? colour.ink : "none"),
            strokeOpacity: 0.6,
            ariaLabel: "words",
            className: "cells",
          },
        ),
        ...(side >= 30
          ? [
              text(
                squares.filter(({ share }) => share >= BLANK),
                {
                  x: "rank",
                  y: "name",
                  text: ({ share }: Square) => (share < 0.01 ? "<1" : (100 * share).toFixed(0)),
                  fill: colour.ink,
                  pointerEvents: "none",
                },
              ),
            ]
          : []),
      ],
    },
    {
      title: `Share of replicates with each rank (%); outlined: the ranks possible at ${level}, for all models at once`,
      summary: `${settled} of ${count} models have a rank that is certain at ${level} for all at once.`,
      notes,
      data: () => ({
        columns: ["Model", "Ranks possible", ...models.map((_, k) => `Rank ${k + 1}`)],
        rows: models.map(({ name, rankSet }, m) => [
          name,
          rankSet.join(" to "),
          ...models.map((_, k) => format.percent(rankShares?.[m * all + k] ?? 0)),
        ]),
      }),
      hint: "A share is how often votes drawn anew gave that rank, not how probable it is.",
      point: "a cell",
    },
  );
}
