/** How figures are written, in charts and tables alike. */

import type { Interval } from "../types.js";

/** Which scale ratings are shown on. */
export type Scale = "rating" | "elo";

/** An interval in words: "0.20 to 0.93", "above 0.93", "below −1.20", "without limit". */
export function interval([low, high]: Interval, write: (x: number) => string): string {
  if (low === null) return high === null ? "without limit" : `below ${write(high)}`;
  return high === null ? `above ${write(low)}` : `${write(low)} to ${write(high)}`;
}

export const format = {
  rating: (x: number): string => (Math.abs(x) < 0.005 ? "0.00" : x.toFixed(2).replace("-", "−")),
  /** An interval's end; `null` is none. */
  end: (x: number | null): string => (x === null ? "∞" : format.rating(x)),
  elo: (x: number): string => x.toFixed(0),
  percent: (x: number): string => `${(100 * x).toFixed(1)} %`,
  /** A variance inflation factor; absent ones are infinite. */
  inflation: (x: number | undefined): string =>
    x === undefined || !Number.isFinite(x)
      ? "∞"
      : x < 100
        ? x.toFixed(1)
        : Number(x.toPrecision(3)).toLocaleString("en"),
  p: (x: number): string => (x < 0.0001 ? "< 0.0001" : x.toPrecision(2)),
};
