/** The bootstrap distribution of every model's rating: the paper's Figure 3, right. */

import { areaY, axisX, barX, gridX, lineY, ruleX } from "@observablehq/plot";
import type { Board } from "../types.js";
import { capped, colour, figure, fit, names } from "./figure.js";
import { format, interval, type Scale } from "./format.js";

export interface DistributionOptions {
  width?: number;
  scale?: Scale;
  /** Models that are drawn, the best. Default 60. */
  most?: number;
}

interface Point {
  name: string;
  x: number;
  height: number;
}

const STEPS = 160;

/**
 * One ridge per model, best on top, of the replicates with finite ratings. Throws without samples:
 * rank with `bootstrap` on.
 */
export function distributionChart(
  board: Board,
  { width = 720, scale = "rating", most }: DistributionOptions = {},
): HTMLElement {
  const { samples, bootstrap } = board;
  const all = board.models.length;
  const { shown: models, notes } = capped(board.models, most);
  if (!samples?.length)
    throw new TypeError("a board without bootstrap samples has no distribution");
  const columns = models.map((_, m) => column(samples, all, m));
  const domain = reach(columns);
  const [first] = models;
  const move = (x: number): number =>
    scale === "elo" && first ? first.elo + (400 / Math.LN10) * (x - first.rating) : x;
  const points: Point[] = models.flatMap(({ name }, m) =>
    density(columns[m] ?? new Float32Array(), domain).map(([x, height]) => ({
      name,
      x: move(x),
      height,
    })),
  );
  const { length, margin } = names(
    models.map((m) => m.name),
    width,
  );
  const write = format[scale];
  const ends: [number, number] = [move(domain[0]), move(domain[1])];

  return figure(
    {
      width,
      height: 62 + models.length * (models.length > 60 ? 20 : 40),
      marginLeft: margin,
      marginRight: 16,
      marginTop: 8,
      marginBottom: 48,
      x: { domain: ends },
      y: { axis: null, domain: [0, 1.05] },
      fy: {
        domain: models.map((m) => m.name),
        label: null,
        axis: "left",
        tickFormat: (d: string) => fit(d, length),
        padding: 0.04,
      },
      marks: [
        gridX({ stroke: colour.line, strokeOpacity: 1 }),
        axisX({
          anchor: "bottom",
          tickSize: 0,
          labelAnchor: "center",
          labelOffset: 38,
          label:
            scale === "elo"
              ? "Elo (1000 = average model) →"
              : "Rating (log-odds, average model = 0) →",
        }),
        areaY(points, { x: "x", y: "height", fy: "name", fill: colour.accent, fillOpacity: 0.28 }),
        lineY(points, { x: "x", y: "height", fy: "name", stroke: colour.accent, strokeWidth: 1.5 }),
        ruleX(models, {
          x: (m) => m[scale],
          y1: 0,
          y2: 1,
          fy: "name",
          stroke: colour.ink,
          strokeWidth: 1.5,
        }),
        barX(models, {
          x1: ends[0],
          x2: ends[1],
          fy: "name",
          fill: "transparent",
          className: "row",
          ariaLabel: (m) =>
            `${m.name}: ${scale === "elo" ? "Elo" : "rating"} ${write(m[scale])}, interval ` +
            interval(scale === "elo" ? m.eloInterval : m.interval, write),
        }),
      ],
    },
    {
      title: `Where ${(bootstrap?.kept ?? samples.length / all).toLocaleString("en")} bootstrap replicates put ${models.length === 1 ? (first?.name ?? "the model") : "each model"}`,
      summary: `Distributions of ${models.length} models' ratings over replicates, from ${first?.name ?? "none"} down.`,
      hint: "The upright line is the estimate.",
      point: "a model",
      notes: [
        ...notes,
        ...(bootstrap?.lost
          ? [
              `${bootstrap.lost.toLocaleString("en")} more had no finite ratings and lie outside the picture, at ±∞.`,
            ]
          : []),
      ],
      data: () => ({
        columns: ["Model", "Estimate", "5 %", "25 %", "Median", "75 %", "95 %"],
        rows: models.map((m, at) => [
          m.name,
          write(m[scale]),
          ...quantiles(columns[at] ?? new Float32Array()).map((x) => write(move(x))),
        ]),
      }),
    },
  );
}

function column(samples: Float32Array, models: number, m: number): Float32Array {
  const values = new Float32Array(samples.length / models);
  for (let row = 0; row < values.length; row++) values[row] = samples[row * models + m] ?? 0;
  return values;
}

/** Of the replicates drawn, in order of their size. */
function quantiles(values: Float32Array): number[] {
  const sorted = values.slice().sort();
  return [0.05, 0.25, 0.5, 0.75, 0.95].map(
    (share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0,
  );
}

function reach(columns: Float32Array[]): [number, number] {
  let [lower, upper] = [Infinity, -Infinity];
  for (const values of columns) {
    for (const value of values) {
      if (value < lower) lower = value;
      if (value > upper) upper = value;
    }
  }
  const room = (upper - lower) * 0.02 || 0.5;
  return [lower - room, upper + room];
}

/** Gaussian kernel density on a grid, Silverman's (1986) bandwidth, highest point 1. */
function density(values: Float32Array, [lower, upper]: [number, number]): [number, number][] {
  const step = (upper - lower) / STEPS;
  const counts = new Float64Array(STEPS + 1);
  let [sum, squares] = [0, 0];
  for (const value of values) {
    const at = Math.round((value - lower) / step);
    counts[at] = (counts[at] ?? 0) + 1;
    sum += value;
    squares += value * value;
  }
  const sd = Math.sqrt(Math.max(squares / values.length - (sum / values.length) ** 2, 0));
  const bandwidth = Math.max((0.9 * sd) / values.length ** 0.2 / step, 0.7);
  const wide = Math.ceil(4 * bandwidth);
  const smooth = Array.from(counts, (_, at) => {
    let height = 0;
    for (let other = Math.max(0, at - wide); other <= Math.min(STEPS, at + wide); other++) {
      height += (counts[other] ?? 0) * Math.exp(-(((other - at) / bandwidth) ** 2) / 2);
    }
    return height;
  });
  const highest = Math.max(...smooth) || 1;
  return smooth.flatMap((height, at) => {
    const share = height / highest;
    return share > 0.001 ? [[lower + at * step, share] as [number, number]] : [];
  });
}
