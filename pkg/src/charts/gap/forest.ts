/**
 * What each benchmark adds to the odds of a vote, with votes or judges for the sample: the paper's
 * Figures 4 and A.4. It is about the models at hand only, and drawn so that nothing stands out.
 */

import type { FixedEffect, Regression } from "../../gap-types.js";
import { format } from "../format.js";
import type { Row } from "./row.js";
import { rowsFigure } from "./rows.js";

export type Intervals = "wald" | "profile" | "clustered" | "judges";

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
  clustered: "intervals clustered by judge",
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
    const tested = intervals === "clustered" ? (effect.clustered?.p ?? p) : p;
    return {
      name,
      at: estimate,
      ...(ends && { interval: ends }),
      filled,
      right: format.p(tested),
      words:
        `${name}: estimate ${format.rating(estimate)} (standard error ${format.rating(se)})` +
        (ends ? `, interval ${write(low)} to ${write(high)}` : ", without an interval") +
        `, z ${format.rating(z)}, p ${format.p(tested)}: about these models only`,
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
  const model = regression.kind === "mixed" ? "mixed regression" : "plain logistic regression";
  const sample = intervals === "wald" || intervals === "profile" ? "votes" : "judges";
  const side = regression.response === "model_b" ? "second" : "first";
  return rowsFigure(rows, {
    width,
    domain: reach(rows),
    label:
      width < 520
        ? "Effect (log-odds) →"
        : `Effect on the log-odds that the ${side} model is preferred →`,
    heading: intervals === "clustered" ? "p (clustered)" : "p (Wald)",
    tone: "mute",
    title: `About these ${regression.models} models only, ${model}: ${finding.charAt(0).toLowerCase()}${finding.slice(1)}`,
    summary: `The ${model} of ${regression.votes.toLocaleString("en")} votes, with the ${sample} for the sample: about these ${regression.models} models only. ${finding}.`,
    hint: `The sample are the ${sample}; of other models this says nothing. Filled: the interval excludes zero. Lines: ${Math.round(100 * level)} % ${KINDS[intervals]}.`,
  });
}

/** Whether a regression has any interval of this kind. */
export function hasIntervals({ fixed }: Regression, intervals: Intervals): boolean {
  return fixed.some((effect) => effect.name !== "(intercept)" && interval(effect, intervals));
}

function interval(effect: FixedEffect, which: Intervals): Row["interval"] {
  if (which === "profile") return effect.profile;
  if (which === "clustered") return effect.clustered?.interval;
  return which === "wald" ? effect.interval : effect.judges?.interval;
}

function write(end: number | null): string {
  return end === null ? "no end" : format.rating(end);
}

/** A domain for all estimates, and all intervals unless a few of them would press the others flat. */
export function reach(rows: Row[]): [number, number] {
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
