/** What each benchmark adds to the odds of a vote: the paper's Figures 4 and A.4. */

import type { FixedEffect, Regression } from "../../gap-types.js";
import { format } from "../format.js";
import { rowsFigure, type Row } from "./rows.js";

export type Intervals = "wald" | "profile" | "judges";

export interface ForestOptions {
  width?: number;
  /** Default `"wald"`. */
  intervals?: Intervals;
  /** In words, in the hint. Default 0.95. */
  level?: number;
}

const KINDS = {
  wald: "Wald’s intervals",
  profile: "profile-likelihood intervals",
  judges: "bootstrap intervals over judges",
};

/** Largest estimate on top, without the intercept. Throws where the regression has no such intervals. */
export function forestChart(
  regression: Regression,
  { width = 720, intervals = "wald", level = 0.95 }: ForestOptions = {},
): HTMLElement {
  const effects = regression.fixed
    .filter(({ name }) => name !== "(intercept)")
    .sort((a, b) => b.estimate - a.estimate);
  if (effects.length > 0 && effects.every((effect) => !interval(effect, intervals))) {
    throw new TypeError(`this regression has no ${KINDS[intervals]}`);
  }
  const rows = effects.map((effect): Row => {
    const { name, estimate, se, z, p } = effect;
    const ends = interval(effect, intervals);
    const [low, high] = ends ?? [null, null];
    const filled = (low !== null && low > 0) || (high !== null && high < 0);
    return {
      name,
      at: estimate,
      ...(ends && { interval: ends }),
      filled,
      right: format.p(p),
      words:
        `${name}: estimate ${format.rating(estimate)} (standard error ${format.rating(se)})` +
        (ends ? `, interval ${write(low)} to ${write(high)}` : ", without an interval") +
        `, z ${format.rating(z)}, p ${format.p(p)}${filled ? ", excludes zero" : ""}`,
    };
  });
  const sure = rows.filter(({ filled }) => filled);
  const up = sure.filter(({ at }) => at > 0).length;
  const finding =
    sure.length === 0
      ? `None of ${rows.length} effects excludes zero`
      : `${sure.length} of ${rows.length} effects ${sure.length === 1 ? "excludes" : "exclude"} zero` +
        (up === sure.length || up === 0
          ? `, ${sure.length === 1 ? "" : "all "}${up > 0 ? "positive" : "negative"}`
          : `: ${up} positive, ${sure.length - up} negative`);
  const { kind, r2 } = regression;
  const model =
    kind === "mixed"
      ? "Mixed regression" +
        (r2
          ? ` (R² ${format.rating(r2.marginal)} marginal, ${format.rating(r2.conditional)} conditional)`
          : "")
      : "Plain logistic regression";
  const side = regression.response === "model_b" ? "second" : "first";
  return rowsFigure(rows, {
    width,
    domain: reach(rows),
    label:
      width < 520
        ? "Effect (log-odds) →"
        : `Effect on the log-odds that the ${side} model is preferred →`,
    heading: intervals === "wald" ? "p" : "p (Wald)",
    title: `${model}: ${finding.charAt(0).toLowerCase()}${finding.slice(1)}`,
    summary: `${model} of ${regression.votes.toLocaleString("en")} votes. ${finding}.`,
    hint: `Filled: the interval excludes zero. Lines: ${Math.round(100 * level)} % ${KINDS[intervals]}. Point at a row, or use Tab and the arrow keys.`,
  });
}

function interval(effect: FixedEffect, which: Intervals): Row["interval"] {
  if (which === "profile") return effect.profile;
  return which === "wald" ? effect.interval : effect.judges?.interval;
}

function write(end: number | null): string {
  return end === null ? "no end" : format.rating(end);
}

/** All estimates, and all intervals unless a few of them would press the others flat. */
function reach(rows: Row[]): [number, number] {
  const ends = rows
    .flatMap(({ at, interval: [low, high] = [null, null] }) => [
      Math.abs(low ?? at),
      Math.abs(high ?? at),
    ])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const usual = ends[Math.floor(ends.length / 2)] ?? 1;
  const most = Math.max(6 * usual, ...rows.map(({ at }) => 1.15 * Math.abs(at)));
  let [lower, upper] = [0, 0];
  for (const { at, interval: [low, high] = [null, null] } of rows) {
    lower = Math.min(lower, at, Math.max(low ?? at, -most));
    upper = Math.max(upper, at, Math.min(high ?? at, most));
  }
  const room = (upper - lower) * 0.04 || 1;
  return [lower - room, upper + room];
}
