/** The leaderboard as a chart: each model's rating with its interval, tiers as bands. */

import { axisX, barX, dot, gridX, ruleY, text } from "@observablehq/plot";
import type { Board, Interval, ModelRow } from "../types.js";
import { colour, figure, fit, names } from "./figure.js";
import { format, interval, type Scale } from "./format.js";

export interface RankingOptions {
  width?: number;
  /** Default `"rating"`. */
  scale?: Scale;
}

/** Best on top. Models in one band cannot be told apart by the votes. */
export function rankingChart(
  board: Board,
  { width = 720, scale = "rating" }: RankingOptions = {},
): HTMLElement {
  const { models } = board;
  const value = (m: ModelRow): number => m[scale];
  const ends = (m: ModelRow): Interval => (scale === "elo" ? m.eloInterval : m.interval);
  // Open ends reach to the edge, whatever that is.
  const drawn = models.flatMap((m) => [value(m), ...ends(m)]).filter((x) => x !== null);
  const lower = Math.min(...drawn);
  const upper = Math.max(...drawn);
  const room = (upper - lower) * 0.04 || 1;
  const domain: [number, number] = [lower - room, upper + room];
  const { length, margin } = names(
    models.map((m) => m.name),
    width,
  );
  const write = format[scale];
  const words = (m: ModelRow): string =>
    `${m.name}: rank ${m.rank} (${m.rankInterval.join(" to ")}), ${scale === "elo" ? "Elo" : "rating"} ` +
    `${write(value(m))}, interval ${interval(ends(m), write)}, tier ${m.tier}`;
  const [best] = models;
  const level = Math.round(
    100 * ((board.provenance.settings["level"] as number | undefined) ?? 0.95),
  );

  return figure(
    {
      width,
      height: 72 + models.length * (models.length > 60 ? 16 : 26),
      marginLeft: margin,
      marginRight: 48,
      marginTop: 8,
      marginBottom: 48,
      x: { domain },
      y: {
        domain: models.map((m) => m.name),
        label: null,
        tickSize: 0,
        tickFormat: (d: string) => fit(d, length),
        padding: 0,
      },
      marks: [
        barX(
          models.filter((m) => m.tier % 2 === 1),
          { x1: domain[0], x2: domain[1], y: "name", fill: colour.band },
        ),
        gridX({ stroke: colour.line, strokeOpacity: 1 }),
        axisX({
          label:
            scale === "elo"
              ? "Elo (1000 = average model) →"
              : "Rating (log-odds, average model = 0) →",
          tickSize: 0,
          labelAnchor: "center",
          labelOffset: 38,
        }),
        ruleY(models, {
          x1: (m: ModelRow) => ends(m)[0] ?? domain[0],
          x2: (m: ModelRow) => ends(m)[1] ?? domain[1],
          y: "name",
          stroke: colour.accent,
          strokeWidth: 2.5,
          strokeOpacity: 0.55,
        }),
        ...([0, 1] as const).map((end) =>
          text(
            models.filter((m) => ends(m)[end] === null),
            {
              x: domain[end],
              y: "name",
              text: () => (end === 0 ? "◂" : "▸"),
              fill: colour.accent,
              fontSize: 14,
            },
          ),
        ),
        dot(models, { x: value, y: "name", r: 4.5, fill: colour.accent }),
        text(
          models.filter((m, i) => i === 0 || m.tier !== models[i - 1]?.tier),
          {
            x: domain[1],
            y: "name",
            text: (m: ModelRow) => `tier ${m.tier}`,
            textAnchor: "start",
            dx: 8,
            fill: colour.mute,
          },
        ),
        // On top, unseen: the whole row answers to pointer and keyboard.
        barX(models, {
          x1: domain[0],
          x2: domain[1],
          y: "name",
          fill: "transparent",
          ariaLabel: words,
          className: "row",
        }),
      ],
    },
    {
      title: `Rating with ${level} % interval`,
      summary: best
        ? `${models.length.toLocaleString("en")} models ranked. ${best.name} leads with ${write(value(best))}; ${board.tiers[0]?.length ?? 1} in the first tier.`
        : "No models.",
      hint:
        "Models that share a band cannot be told apart." +
        (models.some((m) => ends(m).includes(null)) ? " An arrow is an end without limit." : ""),
      point: "a model",
      data: () => ({
        columns: [
          "Model",
          "Rank",
          "Ranks possible",
          scale === "elo" ? "Elo" : "Rating",
          "From",
          "To",
          "Tier",
        ],
        rows: models.map((m) => [
          m.name,
          m.rank,
          m.rankInterval.join(" to "),
          write(value(m)),
          ...ends(m).map((end) => (end === null ? "no limit" : write(end))),
          m.tier,
        ]),
      }),
    },
  );
}
