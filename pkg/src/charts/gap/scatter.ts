/** A benchmark's scores against the votes' ratings, model by model. */

import { axisX, axisY, dot, gridX, gridY, ruleX, type Markish } from "@observablehq/plot";
import type { Correlation, Gap } from "../../gap-types.js";
import { colour, figure, fit } from "../figure.js";
import { format } from "../format.js";
import { labelMarks, placeLabels, type Box, type Segment } from "./labels.js";
import { alphaOf } from "./level.js";
import { target } from "./target.js";

export interface ScatterOptions {
  width?: number;
}

export interface ScatterPoint {
  name: string;
  score: number;
  rating: number;
  /** An end that is not there is beyond the chart. */
  interval: [number | null, number | null];
}

/** Models with a score. */
export function scatterPoints(gap: Gap, { scores }: Correlation): ScatterPoint[] {
  return gap.models.flatMap(({ name, rating, interval = [rating, rating] }, m) => {
    const score = scores[m];
    return typeof score === "number" ? [{ name, score, rating, interval }] : [];
  });
}

/** Ends and ratings that are there. */
export function heights(
  points: { rating: number; interval?: ScatterPoint["interval"] | undefined }[],
): number[] {
  return points
    .flatMap(({ interval = [null, null], rating }) => [...interval, rating])
    .filter((x): x is number => x !== null);
}

/** What the numbers say, before the numbers. */
export function verdict({ kendall }: Correlation, alpha: number, what = "votes"): string {
  if (!kendall || !(kendall.pAdjusted < alpha)) return `no sure relation to the ${what}`;
  return kendall.tau > 0 ? `agrees with the ${what}` : `runs against the ${what}`;
}

/** Better is to the right, also where lower scores are better. */
export function scatterChart(
  gap: Gap,
  benchmark: string,
  { width = 720 }: ScatterOptions = {},
): HTMLElement {
  const correlation = gap.correlations.find((one) => one.benchmark === benchmark);
  if (!correlation) throw new TypeError(`no correlation is known for ${benchmark}`);
  const points = scatterPoints(gap, correlation);
  const { direction, kendall, spearman } = correlation;
  const xs = spread(points.map(({ score }) => score));
  const ys = spread(heights(points));
  const domain: [number, number] = direction === "lower" ? [xs[1], xs[0]] : xs;
  const height = Math.round(Math.min(520, Math.max(320, width * 0.62)));
  const frame: Box = { left: 48, right: width - 12, top: 26, bottom: height - 48 };
  const toPixel = (x: number, [from, to]: [number, number], a: number, b: number): number =>
    a + ((x - from) / (to - from)) * (b - a);
  const px = (x: number): number => toPixel(x, domain, frame.left, frame.right);
  const py = (y: number): number => toPixel(y, ys, frame.bottom, frame.top);
  const many = points.length > 40;
  const r = many ? 3.5 : 5;
  const labels = placeLabels(
    points.map((d) => ({
      text: fit(d.name, width < 480 ? 16 : 28),
      x: px(d.score),
      y: py(d.rating),
      gap: r + 4,
    })),
    frame,
    {
      points: points.map((d) => {
        const [x, y] = [px(d.score), py(d.rating)];
        return { left: x - r, right: x + r, top: y - r, bottom: y + r };
      }),
      lines: points.map((d): Segment => [
        px(d.score),
        py(d.interval[0] ?? ys[0]),
        px(d.score),
        py(d.interval[1] ?? ys[1]),
      ]),
    },
  );
  const left = points.length - labels.length;
  const words = (d: ScatterPoint): string =>
    `${d.name}: score ${plain(d.score)}, rating ${format.rating(d.rating)}, interval ${d.interval.map(format.end).join(" to ")}`;
  const marks: Markish[] = [
    gridX({ stroke: colour.line, strokeOpacity: 1, ticks: width < 480 ? 4 : 8 }),
    gridY({ stroke: colour.line, strokeOpacity: 1, ticks: 6 }),
    axisX({
      label: direction === "lower" ? "Score (lower is better, reversed) →" : "Score →",
      ticks: width < 480 ? 4 : 8,
      tickSize: 0,
      labelAnchor: "center",
      labelOffset: 38,
    }),
    axisY({
      label: gap.rated ? `↑ ${gap.rated.name ?? "Rating"}` : "↑ Rating (log-odds)",
      ticks: 6,
      tickSize: 0,
      labelAnchor: "top",
      labelOffset: 44,
    }),
    ruleX(points, {
      x: "score",
      y1: ({ interval }: ScatterPoint) => interval[0] ?? ys[0],
      y2: ({ interval }: ScatterPoint) => interval[1] ?? ys[1],
      stroke: colour.accent,
      strokeWidth: many ? 1.5 : 2.5,
      strokeOpacity: many ? 0.25 : 0.4,
    }),
    dot(points, { x: "score", y: "rating", r, fill: colour.accent }),
    ...labelMarks(
      labels,
      (x) => toPixel(x, [frame.left, frame.right], ...domain),
      (y) => toPixel(y, [frame.bottom, frame.top], ...ys),
    ),
    // On top, unseen, and large enough to be hit.
    dot(points, {
      x: "score",
      y: "rating",
      r: many ? 7 : 11,
      fill: "transparent",
      stroke: "transparent",
      ariaLabel: words,
      className: "point",
    }),
  ];
  const numbers = [
    kendall && `τ\u00a0${format.rating(kendall.tau)}`,
    spearman && `ρ\u00a0${format.rating(spearman.rho)}`,
    kendall && `adjusted p\u00a0${format.p(kendall.pAdjusted)}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
  return figure(
    {
      width,
      height,
      marginLeft: frame.left,
      marginRight: width - frame.right,
      marginTop: frame.top,
      marginBottom: height - frame.bottom,
      x: { domain },
      y: { domain: ys },
      marks,
    },
    {
      title: `${benchmark}: ${verdict(correlation, alphaOf(gap), target(gap))}${numbers && ` (${numbers})`}`,
      summary: `${points.length} models by their score in ${benchmark} and their rating${gap.rated ? "" : " by votes"}${numbers && `; ${numbers}`}.`,
      hint:
        (gap.rated
          ? gap.rated.errors
            ? "Lines: interval of the rating."
            : ""
          : "Lines: bootstrap interval of the rating.") +
        (left > 0 ? ` ${left} names found no room.` : ""),
      point: "a model",
    },
  );
}

/** A score as a person would write it. */
export function plain(x: number): string {
  return Number(x.toPrecision(4)).toString().replace("-", "−");
}

/** From least to most, with some room. */
export function spread(values: number[]): [number, number] {
  let [lower, upper] = [Infinity, -Infinity];
  for (const value of values) {
    lower = Math.min(lower, value);
    upper = Math.max(upper, value);
  }
  if (!Number.isFinite(lower)) return [0, 1];
  const room = (upper - lower) * 0.07 || Math.abs(upper) * 0.1 || 1;
  return [lower - room, upper + room];
}
