/** What a benchmark is worth over models: each by itself, or those of a regression together. */

import type { Global, Meta, ModelCoefficient } from "../../gap-types.js";
import { format } from "../format.js";
import { reach } from "./forest.js";
import type { Row } from "./row.js";
import { ALPHA, rowsFigure } from "./rows.js";

export interface AloneOptions {
  width?: number;
  /** Of the ratings. Default `"log-odds"`. */
  unit?: string;
  /** Below which adjusted p a benchmark stands out. Default 0.05. */
  alpha?: number;
}

export interface CoefficientsOptions {
  width?: number;
  /** Of the ratings. Default `"log-odds"`. */
  unit?: string;
  /** Of the intervals, in words. Default 0.95. */
  level?: number;
  /** Nothing stands out: no claim is made on these benchmarks. Default false. */
  muted?: boolean;
}

const LOG_ODDS = "log-odds";

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A coefficient and its ends, for a difference of one standard deviation between models. */
export function perSd({ estimate, interval: [low, high], sd }: ModelCoefficient): {
  at: number;
  interval: [number, number];
} {
  return { at: estimate * sd, interval: [low * sd, high * sd] };
}

/**
 * Each benchmark of the table in a regression of its own. Filled: its permutation of models is below
 * `alpha` after Holm's correction, which is what a claim needs.
 */
export function aloneChart(
  { alone, models }: Global,
  { width = 720, unit = LOG_ODDS, alpha = ALPHA }: AloneOptions = {},
): HTMLElement {
  const rows = alone
    .flatMap(({ benchmark, permutation, pAdjusted, coefficient }): Row[] => {
      if (!coefficient) return [];
      const { at, interval } = perSd(coefficient);
      return [
        {
          name: benchmark,
          at,
          interval,
          filled: pAdjusted < alpha,
          right: format.p(pAdjusted),
          words:
            `${benchmark}: one standard deviation is worth ${format.rating(at)} ${unit}, interval ${interval.map(format.rating).join(" to ")} (Knapp and Hartung)` +
            `; permutation p ${format.p(permutation.p)}, adjusted ${format.p(pAdjusted)}`,
        },
      ];
    })
    .sort((a, b) => b.at - a.at);
  const sure = rows.filter(({ filled }) => filled).length;
  const title =
    rows.length === 0
      ? `${models} models are too few for a coefficient`
      : sure === 0
        ? `By itself none of ${rows.length} benchmarks can be told from chance over ${models} models`
        : `By ${sure === 1 ? "itself" : "themselves"} ${sure} of ${rows.length} benchmarks ${sure === 1 ? "goes" : "go"} with ${unit === LOG_ODDS ? "preference" : "the ratings"} beyond chance`;
  return rowsFigure(rows, {
    width,
    domain: reach(rows),
    label:
      width < 520
        ? `${capital(unit)} per standard deviation →`
        : `What one standard deviation of the benchmark is worth, ${unit} →`,
    heading: "p (Holm)",
    title,
    summary: `${title} (permutation of models, p below ${alpha} after Holm’s correction for ${alone.length} tests).`,
    hint: "Each benchmark in a regression of its own, with the models as the sample. Filled: permutation p below 0.05 after Holm’s correction. Lines: Knapp and Hartung’s intervals, each for one benchmark, uncorrected.".replace(
      "0.05",
      String(alpha),
    ),
  });
}

/** The coefficients of one regression, each beside the others. Filled: the interval leaves out zero. */
export function coefficientsChart(
  { coefficients, models, df }: Meta,
  { width = 720, unit = LOG_ODDS, level = 0.95, muted = false }: CoefficientsOptions = {},
): HTMLElement {
  const rows = coefficients
    .map((coefficient): Row => {
      const { at, interval } = perSd(coefficient);
      const { name, p, t } = coefficient;
      return {
        name,
        at,
        interval,
        filled: !muted && (interval[0] > 0 || interval[1] < 0),
        right: format.p(p),
        words: `${name}: one standard deviation is worth ${format.rating(at)} ${unit} with the others held, interval ${interval.map(format.rating).join(" to ")}, t ${format.rating(t)} on ${df} degrees of freedom, p ${format.p(p)}`,
      };
    })
    .sort((a, b) => b.at - a.at);
  const sure = rows.filter(
    ({ interval: [low, high] = [0, 0] }) => (low ?? 0) > 0 || (high ?? 0) < 0,
  ).length;
  const n = rows.length;
  const title =
    sure === 0
      ? `Together, over ${models} models: ${n === 1 ? "the interval holds zero" : `all ${n} intervals hold zero`}`
      : `Together, over ${models} models: ${sure} of ${n} intervals ${sure === 1 ? "leaves" : "leave"} out zero`;
  return rowsFigure(rows, {
    width,
    domain: reach(rows),
    label:
      width < 520
        ? `${capital(unit)} per standard deviation →`
        : `What one standard deviation is worth, others held, ${unit} →`,
    heading: "p",
    tone: muted ? "mute" : "accent",
    title: muted ? `${title}, of benchmarks that are an arbitrary choice` : title,
    summary: `${title}.`,
    hint: `The selected benchmarks in one meta-regression of the ratings, with the models as the sample. ${muted ? "" : "Filled: the interval leaves out zero. "}Lines: ${Math.round(100 * level)} % intervals of Knapp and Hartung, each for itself, Student’s t on ${df} degree${df === 1 ? "" : "s"} of freedom.`,
  });
}
