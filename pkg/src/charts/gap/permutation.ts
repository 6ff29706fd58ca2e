/** How well these scores fit among all ways to deal them to the models: the test that the answer rests on. */

import { axisX, gridY, axisY, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import type { Permutation } from "../../gap-types.js";
import { colour, figure } from "../figure.js";
import { format } from "../format.js";

export interface PermutationOptions {
  width?: number;
}

interface Bin {
  from: number;
  to: number;
  share: number;
  /** Fits at least as well as the scores do. */
  beyond: boolean;
}

const STATISTICS = {
  lrt: ["How well the scores fit the votes (likelihood ratio χ²) →", "Likelihood ratio χ² →"],
  r2: ["How well the scores fit the ratings (R² over models) →", "R² over models →"],
  q: ["How well each goes with the ratings, summed (global Q) →", "Global Q →"],
} as const;

const [LEFT, RIGHT] = [46, 14];
/** Of a letter, in pixels; some are narrower. */
const LETTER = 6.4;

/** More bins than this say nothing more. */
const BINS = 36;

/** A histogram of the deals, with those that fit at least as well as the scores do in another colour. */
export function permutationChart(
  test: Permutation,
  { width = 720 }: PermutationOptions = {},
): HTMLElement {
  const { value, median, permutations, exact, atLeast, p, columns, models } = test;
  const whose = columns === 1 ? "this benchmark" : `these ${columns} benchmarks`;
  const bins = histogram(test);
  const narrow = width < 520;
  const [low, high] = [Math.min(value, bins[0]?.from ?? 0), Math.max(value, bins.at(-1)?.to ?? 1)];
  const top = Math.max(...bins.map(({ share }) => share)) * 1.3;
  const ways = `${permutations.toLocaleString("en")} ${exact ? "" : "random "}ways to deal the scores of ${whose} to ${models} models`;
  const title = `Of ${ways}, ${atLeast === 0 ? "none fits" : atLeast === 1 && exact ? "only their own fits" : atLeast === 1 ? "one fits" : `${atLeast.toLocaleString("en")} fit`} at least as well (p ${format.p(p)})`;
  const share = (x: number): number => (x - low) / (high - low || 1);
  const own = `as they are: ${short(value)}`;
  const dealt = `dealt at random: ${short(median)} (median)`;
  const room = width - LEFT - RIGHT;
  return figure(
    {
      width,
      height: narrow ? 240 : 250,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop: 30,
      marginBottom: 46,
      x: { domain: [low, high], nice: false },
      y: { domain: [0, top] },
      marks: [
        gridY({ stroke: colour.line, strokeOpacity: 1, ticks: 4 }),
        axisY({
          ticks: 4,
          tickSize: 0,
          label: "share of the deals",
          tickFormat: (y: number) => `${Number((100 * y).toFixed(1))} %`,
        }),
        axisX({
          ticks: narrow ? 4 : 8,
          tickSize: 0,
          label: STATISTICS[test.statistic][narrow ? 1 : 0],
          labelAnchor: "center",
          labelOffset: 38,
        }),
        rectY(bins, {
          x1: "from",
          x2: "to",
          y: "share",
          fill: ({ beyond }: Bin) => (beyond ? colour.loss : colour.mute),
          fillOpacity: ({ beyond }: Bin) => (beyond ? 0.9 : 0.45),
          insetLeft: 0.5,
          insetRight: 0.5,
          ariaLabel: ({ from, to, share, beyond }: Bin) =>
            `${format.percent(share)} of the deals between ${short(from)} and ${short(to)}${beyond ? ": at least as well as these scores" : ""}`,
        }),
        ruleY([0], { stroke: colour.mute }),
        ruleX([median], { y1: 0, y2: top * 0.92, stroke: colour.ink, strokeDasharray: "2 3" }),
        ruleX([value], { y1: 0, y2: top, stroke: colour.accent, strokeWidth: 2.5 }),
        text([value], {
          x: value,
          y: top,
          text: () => own,
          ...beside(share(value), own, room, 6),
          dy: 6,
          fill: colour.accent,
          fontWeight: 600,
          stroke: colour.paper,
          strokeWidth: 4,
        }),
        text([median], {
          x: median,
          frameAnchor: "top",
          text: () => dealt,
          ...beside(share(median), dealt, room, 0),
          dy: -12,
          fill: colour.ink,
        }),
      ],
    },
    {
      title,
      summary: `${title}. The scores as they are have ${short(value)}; half of the deals have more than ${short(median)}.`,
      hint: `Orange: deals that fit at least as well as the scores as they are. If the benchmarks had nothing to do with preference, each deal would be as likely as the one that happened.`,
    },
  );
}

/** On that side of its line where a label is inside the chart; where none is, it is moved. */
function beside(
  share: number,
  label: string,
  room: number,
  gap: number,
): { textAnchor: "start" | "end"; dx: number } {
  const [at, length] = [share * room, label.length * LETTER + gap];
  const after = room + RIGHT - at - length;
  if (after >= 0) return { textAnchor: "start", dx: gap };
  if (at + LEFT >= length) return { textAnchor: "end", dx: -gap };
  return { textAnchor: "start", dx: gap + after };
}

/**
 * Shares of the deals in equal steps, one of which begins where the scores as they are stand. Of the
 * deals only percentiles are known: between them they are taken as even.
 */
function histogram({ quantiles, value, permutations }: Permutation): Bin[] {
  const n = Math.min(permutations, 5_000);
  const at = (share: number): number => {
    const place = share * (quantiles.length - 1);
    const below = Math.floor(place);
    const low = quantiles[below] ?? 0;
    return low + (place - below) * ((quantiles[below + 1] ?? low) - low);
  };
  const deals = Array.from({ length: n }, (_, k) => at(n > 1 ? k / (n - 1) : 0));
  const [least, most] = [Math.min(...deals), Math.max(...deals)];
  const step = (Math.max(most, value) - Math.min(least, value)) / BINS || 1;
  const slack = 1e-9 * Math.abs(value);
  const shares = new Map<number, number>();
  for (const deal of deals) {
    const bin = Math.floor((deal - value + slack) / step);
    shares.set(bin, (shares.get(bin) ?? 0) + 1 / n);
  }
  return [...shares]
    .sort(([a], [b]) => a - b)
    .map(([bin, share]) => ({
      from: value + bin * step,
      to: value + (bin + 1) * step,
      share,
      beyond: bin >= 0,
    }));
}

function short(x: number): string {
  const size = Math.abs(x);
  return size >= 100 ? Math.round(x).toLocaleString("en") : x.toFixed(size >= 10 ? 1 : 2);
}
