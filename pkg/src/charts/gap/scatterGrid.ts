/** All benchmarks' scatter plots side by side, small. */

import { axisY, dot, rect, ruleX, text } from "@observablehq/plot";
import type { Correlation, Gap } from "../../gap-types.js";
import { colour, figure } from "../figure.js";
import { format } from "../format.js";
import { shortNames } from "./labels.js";
import { alphaOf } from "./level.js";
import { target } from "./target.js";
import { heights, plain, scatterPoints, spread, type ScatterPoint } from "./scatter.js";

export interface ScatterGridOptions {
  width?: number;
}

/** With the statistics that its panel shows. */
type Shown = Correlation & Required<Pick<Correlation, "kendall" | "spearman">>;

interface Panel {
  correlation: Shown;
  column: number;
  row: number;
  /** Lowest and highest score, worse end first. */
  ends: [number, number];
  words: string;
}

interface Spot extends ScatterPoint {
  column: number;
  row: number;
  /** 0 is the worst score, 1 the best. */
  share: number;
  sure: boolean;
}

/** Strongest agreement first. Every panel has its own scores to the right, all share the ratings. */
export function scatterGrid(gap: Gap, { width = 720 }: ScatterGridOptions = {}): HTMLElement {
  const columns = Math.min(5, Math.max(2, Math.floor(width / 165)));
  const sorted = gap.correlations
    .flatMap((correlation) => {
      const { kendall, spearman } = correlation;
      return kendall && spearman ? [{ ...correlation, kendall, spearman }] : [];
    })
    .sort((a, b) => b.kendall.tau - a.kendall.tau);
  const rows = Math.ceil(sorted.length / columns);
  const alpha = alphaOf(gap);
  const panels: Panel[] = [];
  const spots: Spot[] = [];
  for (const [index, correlation] of sorted.entries()) {
    const points = scatterPoints(gap, correlation);
    const scores = points.map(({ score }) => score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const ends: [number, number] = correlation.direction === "lower" ? [high, low] : [low, high];
    const place = { column: index % columns, row: Math.floor(index / columns) };
    const { benchmark, direction, kendall, spearman } = correlation;
    panels.push({
      correlation,
      ...place,
      ends,
      words:
        `${benchmark}${direction === "lower" ? " (lower is better)" : ""}: τ ${format.rating(kendall.tau)}, ` +
        `ρ ${format.rating(spearman.rho)}, p ${format.p(kendall.p)}, adjusted ${format.p(kendall.pAdjusted)}; ` +
        `${points.length} models, scores ${plain(low)} to ${plain(high)}`,
    });
    for (const point of points) {
      const share = high === low ? 0.5 : (point.score - ends[0]) / (ends[1] - ends[0]);
      spots.push({ ...point, ...place, share, sure: kendall.pAdjusted < alpha });
    }
  }
  const ys = spread(heights(gap.models));
  const [left, top, between, gutter] = [38, 36, 50, 14];
  const across = (width - left - 8 - (columns - 1) * gutter) / columns;
  const down = Math.round(across * 0.72);
  const short = shortNames(
    sorted.map(({ benchmark }) => benchmark),
    Math.floor(across / 7.1),
  );
  const many = gap.models.length > 40;
  const sure = sorted.filter(({ kendall }) => kendall.pAdjusted < alpha).length;
  const up = sorted.filter(({ kendall }) => kendall.tau > 0).length;
  const facet = { fx: "column", fy: "row" } as const;
  const quiet = { fill: colour.mute, fontSize: 10, pointerEvents: "none" } as const;

  return figure(
    {
      width,
      height: top + rows * down + (rows - 1) * between + 22,
      marginLeft: left,
      marginRight: 8,
      marginTop: top,
      marginBottom: 22,
      x: { domain: [-0.07, 1.07], axis: null },
      y: { domain: ys },
      fx: {
        domain: Array.from({ length: columns }, (_, column) => column),
        axis: null,
        paddingInner: gutter / (across + gutter),
        paddingOuter: 0,
        round: false,
      },
      fy: {
        domain: Array.from({ length: rows }, (_, row) => row),
        axis: null,
        paddingInner: between / (down + between),
        paddingOuter: 0,
        round: false,
      },
      marks: [
        axisY({ ticks: 3, tickSize: 0, label: null, fontSize: 10, color: colour.mute }),
        ruleX(spots, {
          ...facet,
          x: "share",
          y1: ({ interval }: Spot) => interval[0] ?? ys[0],
          y2: ({ interval }: Spot) => interval[1] ?? ys[1],
          stroke: colour.accent,
          strokeOpacity: many ? 0.15 : 0.4,
        }),
        dot(spots, {
          ...facet,
          x: "share",
          y: "rating",
          r: many ? 1.8 : 3,
          fill: ({ sure: filled }: Spot) => (filled ? colour.accent : colour.paper),
          stroke: colour.accent,
        }),
        text(panels, {
          ...facet,
          frameAnchor: "top-left",
          lineAnchor: "bottom",
          dy: -19,
          text: ({ correlation: { benchmark } }: Panel) => short.get(benchmark) ?? benchmark,
          fill: colour.ink,
          pointerEvents: "none",
        }),
        text(panels, {
          ...facet,
          frameAnchor: "top-left",
          lineAnchor: "bottom",
          dy: -5,
          text: ({ correlation: { kendall } }: Panel) =>
            `τ ${format.rating(kendall.tau)}${kendall.pAdjusted < alpha ? " *" : ""}`,
          fill: ({ correlation: { kendall } }: Panel) =>
            kendall.pAdjusted < alpha ? colour.ink : colour.mute,
          pointerEvents: "none",
        }),
        text(panels, {
          ...facet,
          ...quiet,
          frameAnchor: "bottom-left",
          lineAnchor: "top",
          dy: 4,
          text: ({ ends }: Panel) => plain(ends[0]),
        }),
        text(panels, {
          ...facet,
          ...quiet,
          frameAnchor: "bottom-right",
          lineAnchor: "top",
          dy: 4,
          text: ({ ends }: Panel) => plain(ends[1]),
        }),
        rect(panels, {
          ...facet,
          x1: -0.07,
          x2: 1.07,
          y1: ys[0],
          y2: ys[1],
          fill: "transparent",
          stroke: colour.line,
          ariaLabel: "words",
          className: "panel",
        }),
      ],
    },
    {
      title:
        `Rating (up) against score (better to the right): ${up} of ${sorted.length} benchmarks rise with the ${target(gap)}, ` +
        (sure === 0
          ? "none of them surely"
          : `${sure} ${sure === 1 ? "relation is" : "relations are"} sure (*)`),
      summary: `${sorted.length} small scatter plots from the strongest agreement to the weakest.`,
      hint: `Filled and *: adjusted p below ${alpha}.`,
      point: "a panel",
    },
  );
}
